"""The oracle's laws as the product's rules, and what the product answers in the oracle's words."""

from __future__ import annotations

import hashlib
import tempfile
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from tests.oracle_claims import Counted
from tests.oracle_lines import Line
from tests.oracle_pairs import Apart
from tests.oracle_units import Law, Limit, Pair, Visit
from timeline.policies.model import Rules
from timeline.policies.rules import (
    AssistantRule,
    Cap,
    CapScope,
    CapsRule,
    CoverageRule,
    EditsRule,
    Method,
    OnExcess,
    PlanOfCareRule,
    UnitRule,
)
from timeline.units import CodeTime, Conditional, VisitTimes, VisitUnits, count_date
from timeline.units.under import UnderRules
from timeline.visits import VisitAccount
from timeline.vocabulary import ContestRule

ON = date(2026, 3, 2)
METHODS = {
    "chart": Method.TOTAL_MINUTES,
    "midpoint": Method.MIDPOINT,
    "full": Method.FULL_UNITS,
    "nearest": Method.NEAREST,
}
_TABLES = tempfile.TemporaryDirectory(prefix="pairs-")


@cache
def table_of(pairs: tuple[Pair, ...], column: str) -> str:
    """Write a table of pairs as a policy names one."""
    rows = [f"{one},{two},{indicator},,,{'Y' if site else ''}" for one, two, indicator, site in pairs]
    text = "\n".join((f"column_one,column_two,{column},start,until,separate_site", *rows, ""))
    path = Path(_TABLES.name) / f"{hashlib.sha256(text.encode()).hexdigest()}.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def rules_of(law: Law) -> Rules:
    """Write the oracle's law as the product's rules."""
    statuses = {code: f"use_instead:{billed}" for code, billed in law.replaced.items()}
    column = "outpatient_hospital" if law.whole_date else "practitioner"
    edits = EditsRule(
        (table_of(law.pairs, column),), column, law.apart, (), ("XE", "XP", "XS", "XU"), law.proof_minutes
    )
    return Rules(
        payer="own",
        verified_through=None,
        units=UnitRule(METHODS[law.method], 15, 8 if law.method == "chart" else None),
        sources={},
        unverified={},
        coverage=CoverageRule(
            unpaid={"bundled": "code.bundled"}, codes=statuses | dict.fromkeys(law.unpaid, "bundled")
        ),
        assistant=AssistantRule(
            law.share is not None and bool(law.assistant),
            law.assistant,
            None if law.share is None else Decimal(law.share.numerator) / Decimal(law.share.denominator),
            law.therapist_minutes,
        ),
        plan_of_care=PlanOfCareRule(law.plan_of_care) if law.plan_of_care else None,
        edits=edits if law.pairs else None,
        caps=CapsRule(tuple(_cap(limit) for limit in law.caps)) if law.caps else None,
    )


def _cap(limit: Limit) -> Cap:
    most = Decimal(limit.most.numerator) / Decimal(limit.most.denominator)
    return Cap(
        CapScope(limit.scope),
        OnExcess.DENY,
        max_units=int(most) if limit.measure == "units" else None,
        max_minutes=int(most) if limit.measure == "minutes" else None,
        max_relative_value=most if limit.measure == "relative_value" else None,
        codes=tuple(sorted(limit.codes)),
        values={code: Decimal(value.numerator) / Decimal(value.denominator) for code, value in limit.values},
    )


def counted_by_the_product(visits: list[Visit], law: Law, apart: Apart) -> tuple[VisitUnits, ...]:
    """Let the product count the visits of a date; every row has an id of its own."""
    stated = sorted(tuple(sorted(pair)) for pair in apart)
    return count_date(given(visits), rules_of(law), on=ON, apart=stated)


def given(visits: list[Visit]) -> list[VisitTimes]:
    """Write the visits of a date as the product takes them."""
    return [
        VisitTimes(
            visit.discipline,
            [
                CodeTime(code, time.therapist + time.assistant, time.assistant, time.quantity)
                for code, time in visit.times.items()
            ],
            None if visit.spans is None else rows_of(visit),
        )
        for visit in visits
    ]


def rows_of(visit: Visit) -> dict[str, list[tuple[int, int, str]]]:
    """Give the recorded rows of each code of a visit, each with an id of its own."""
    return {
        code: [(start, end, f"{code}:{number}") for number, (start, end) in enumerate(spans)]
        for code, spans in (visit.spans or {}).items()
    }


def lines_of(lines: Any) -> list[Line]:
    """Read the product's lines."""
    return [(line.code, line.units, line.modifiers) for line in lines]


Claimable = tuple[dict[str, int], list[Line], list[tuple[dict[str, int], list[Line]]]]


def claimable(counted: VisitUnits | Conditional) -> Claimable:
    """Give the product's units, lines, and alternatives with their lines."""
    ways = zip(counted.alternatives, counted.alternative_lines, strict=True)
    return dict(counted.units), lines_of(counted.lines), [(dict(units), lines_of(lines)) for units, lines in ways]


def expected(counted: Counted) -> Claimable:
    """Give the same of the oracle."""
    return counted.units, counted.lines, list(zip(counted.alternatives, counted.alternative_lines, strict=True))


def account_of(visit: Visit, law: Law, counted: dict[ContestRule, VisitUnits]) -> VisitAccount:
    """Make the account of a visit that was counted."""
    return VisitAccount(
        key=(ON.isoformat(), "P1", visit.discipline),
        evidence="documented",
        clinic="clinic",
        payer="own",
        contest=ContestRule.NESTED,
        positions=(),
        seconds=None,  # type: ignore[arg-type]
        named=tuple(sorted(visit.times)),
        billed={},
        rules=counted[ContestRule.NESTED].rules,
        refusal="",
        units=UnderRules(counted),
        spans=rows_of(visit),
        beside={},
        earning={},
    )
