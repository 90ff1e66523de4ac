"""Visits and findings as the page shows them: minutes under the three contest rules, units, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from timeline.analysis.explain import explain_visit, why_not
from timeline.analysis.records import code_records
from timeline.clock import clock, duration, exact_minutes, to_wall
from timeline.contracts import records
from timeline.policies import sources
from timeline.spans import Span, shared, union
from timeline.views.by_date import ByDate
from timeline.views.runs import MOST_APART
from timeline.views.titles import TITLES
from timeline.views.viewer.instants import DayLine, Place
from timeline.views.viewer.schema import (
    ByRule,
    ClaimLine,
    CodeTold,
    FindingTold,
    Reason,
    RuleTold,
    SourceTold,
    SpanTold,
    Visit,
)
from timeline.vocabulary import ContestRule, State

if TYPE_CHECKING:
    from timeline.analysis.denials import Denial
    from timeline.policies import Source
    from timeline.result import Analysis
    from timeline.visits import VisitAccount, VisitKey


@dataclass(frozen=True, slots=True)
class Sheet:
    """One date of an analysis, with its line and its rows by id."""

    days: ByDate
    line: DayLine
    places: Mapping[str, Place]

    @property
    def result(self) -> Analysis:
        """The whole analysis."""
        return self.days.result

    def number(self, interval: str) -> int | None:
        """Return the row's position on the page; None for a row of another date."""
        place = self.places.get(interval)
        return place.number if place else None


def rules_told(result: Analysis) -> dict[str, RuleTold]:
    """Return what each rule with a finding means."""
    found = {finding.rule.id: finding.rule for finding in result.finding_list}
    return {key: {"title": TITLES[key], "meaning": found[key].meaning} for key in sorted(found)}


def sources_told(texts: set[str]) -> dict[str, SourceTold]:
    """Return the documents behind places in sources (`id place`), by id."""
    known = sources()
    cited = sorted({text.partition(" ")[0] for text in texts} & set(known))
    return {key: _source(known[key]) for key in cited}


def _source(source: Source) -> SourceTold:
    return {
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "published": source.published,
        "paraphrase": source.paraphrase,
    }


def visits(sheet: Sheet) -> list[Visit]:
    """List the visits of the date, by patient and discipline."""
    shares = _Shares(sheet)
    return [_visit(sheet, account, shares) for account in sheet.days.visits(sheet.line.date)]


def _visit(sheet: Sheet, account: VisitAccount, shares: _Shares) -> Visit:
    _, patient, discipline = account.key
    told = explain_visit(sheet.result.record, account, sheet.days.index, apart=MOST_APART)
    counted = account.units[account.contest] if account.units else None
    own = [sheet.places[sheet.result.record.rows.id[row]] for row in account.positions]
    states = {state: account.seconds.states[state] for state in State if account.seconds.states[state]}
    return {
        "patient": patient,
        "discipline": discipline,
        "clinic": account.clinic,
        "payer": account.payer,
        "evidence": account.evidence,
        "start": min(place.start for place in own),
        "end": max(place.end for place in own),
        "when": _when(sheet, min(place.start for place in own), max(place.end for place in own)),
        "providers": sorted({place.provider for place in own if place.provider}),
        "rows": [place.number for place in own],
        "seconds": {str(state): seconds for state, seconds in states.items()},
        "minutes": {str(state): exact_minutes(seconds) for state, seconds in states.items()},
        "by_provider": shares.of(account.key),
        "timed_minutes": told["timed_minutes"],
        "treatment_minutes": account.seconds.treatment // 60,
        "uncoded_minutes": account.seconds.uncoded // 60,
        "unearned_minutes": account.seconds.unearned // 60,
        "units": account.timed_units,
        "units_by_rule": _units_by_rule(account),
        "exposure": account.exposed,
        "exposure_by_provider": _exposure_by_provider(sheet, account),
        "codes": _codes(account, told),
        "lines": [_line(line) for line in told["lines"]],
        "other_lines": [[_line(line.to_dict()) for line in lines] for lines in _others(counted)],
        "conditional_lines": [_line(line) for line in (told["conditional"] or {}).get("lines", ())],
        "asks": list((told["conditional"] or {}).get("asks", ())),
        "alternatives": [_allocation(found) for found in told["alternatives"]],
        "because": [Reason(text=reason["text"], source=reason["source"]) for reason in told["because"]],
        "payer_does": next((str(denial.outcome) for denial in sheet.days.denials(account.key)), ""),
        "claim_lines": [_claim_line(denial) for denial in sheet.days.denials(account.key) if denial.rule],
        "spans": _spans(sheet, told),
        "findings": [finding["id"] for finding in told["findings"]],
    }


def _exposure_by_provider(sheet: Sheet, account: VisitAccount) -> dict[str, int]:
    """Give the timed units that each provider's own contests cost the visit, where they cost any."""
    if not account.exposed:
        return {}
    whole, stakes = sheet.result.record.whole, sheet.days.stakes
    visit = whole.accounts[account.key]
    providers = sorted({whole.rows.provider[row] for row in visit.positions} - {""})
    costs = stakes.of_asks([(visit, provider) for provider in providers])
    return {provider: cost for provider, cost in zip(providers, costs, strict=True) if cost}


def _units_by_rule(account: VisitAccount) -> ByRule:
    return {
        "exclusive": account.timed_units_under(ContestRule.EXCLUSIVE),
        "nested": account.timed_units_under(ContestRule.NESTED),
        "documented": account.timed_units_under(ContestRule.DOCUMENTED),
    }


def _others(counted: Any) -> Sequence[Any]:
    return counted.alternative_lines[1:] if counted else ()


def _line(line: Mapping[str, Any]) -> str:
    """Write a claim line.

    >>> _line({"code": "97110", "units": 2, "modifiers": ["GP"]})
    '97110 × 2 GP'
    """
    return " ".join((f"{line['code']} × {line['units']}", *line["modifiers"]))


def _claim_line(denial: Denial) -> ClaimLine:
    sent = denial.sent
    return {
        "line": _line({"code": sent.code, "units": sent.units, "modifiers": sent.modifiers or ()}),
        "outcome": str(denial.outcome) if denial.verified else f"{denial.outcome} (not verified)",
        "units": denial.concerned,
        "why": denial.why,
        "remedy": denial.remedy,
    }


def _allocation(found: Mapping[str, int]) -> str:
    return " + ".join(f"{code} × {units}" for code, units in found.items())


def _codes(account: VisitAccount, told: Mapping[str, Any]) -> list[CodeTold]:
    names = {code["code"]: code["short_name"] for code in told["codes"]}
    return [
        {
            "code": record["code"],
            "name": names.get(record["code"], "booked time"),
            "timed": record["timed"],
            "minutes": record["minutes"],
            "assistant_minutes": record["assistant_minutes"],
            "units": record["units"],
            "billed_units": record["billed_units"],
            "billed_as": record["billed_as"],
            "minutes_exclusive": record["minutes_exclusive"],
            "minutes_nested": record["minutes_nested"],
            "minutes_documented": record["minutes_documented"],
            "units_exclusive": record["units_exclusive"],
            "units_nested": _units(account, record["code"]),
            "units_documented": record["units_documented"],
        }
        for record in code_records(account)
    ]


def _units(account: VisitAccount, code: str) -> int | None:
    if account.is_scheduled:
        return account.booked_units(ContestRule.NESTED)
    return account.units.payable(ContestRule.NESTED).units.get(code, 0) if account.units else None


def _spans(sheet: Sheet, told: Mapping[str, Any]) -> list[SpanTold]:
    """List what counts and what does not, each with its source row, by clock."""
    listed = [(span, code["code"], True, "counts") for code in told["codes"] for span in code["counts"]]
    listed += [(span, "", True, "with the patient, but no code") for span in told["without_code"]]
    listed += [(span, code["code"], False, why_not(span)) for code in told["codes"] for span in code["does_not_count"]]
    return [
        {
            "code": code,
            "when": f"{_clock(span['start'])}–{_clock(span['end'])}",
            "minutes": duration(round(span["minutes"] * 60)),
            "row": sheet.number(span["interval_id"]),
            "counts": counts,
            "why": why,
        }
        for span, code, counts, why in sorted(listed, key=lambda item: (item[0]["start"], item[0]["end"], item[1]))
    ]


def _clock(iso: str) -> str:
    return clock(datetime.fromisoformat(iso))


def _when(sheet: Sheet, start: int, end: int) -> str:
    zone = sheet.result.record.zone
    return "–".join(clock(to_wall(edge + sheet.line.zero, zone)) for edge in (start, end))


class _Shares:
    """Each provider's part of a visit: seconds credited, and seconds contested."""

    def __init__(self, sheet: Sheet) -> None:
        date = sheet.line.date
        self._found: dict[VisitKey, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        contested: dict[tuple[str, str], dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
        attendance = sheet.days.table("attendance", date)
        columns = ("patient", "discipline", "evidence", "state", "provider", "start_second", "seconds")
        for patient, discipline, evidence, state, provider, start, seconds in records(attendance, columns):
            if state in (State.ONE_ON_ONE, State.GROUP):
                self._found[date, patient, discipline][provider][state] += seconds
            elif state == State.CONTESTED:
                contested[patient, discipline][evidence].append((start, start + seconds))
        self._add_contested(sheet, contested)

    def _add_contested(self, sheet: Sheet, contested: Mapping[tuple[str, str], dict[str, list[Span]]]) -> None:
        """Share contested time among the providers whose rows claim it; two providers may claim the same second."""
        rows, date = sheet.result.record.rows, sheet.line.date
        for (patient, discipline), by_evidence in contested.items():
            account = sheet.result.record.accounts[date, patient, discipline]
            claimed: dict[str, list[Span]] = defaultdict(list)
            spans = [sorted(listed) for listed in by_evidence.values()]
            for row in account.positions:
                if rows.nature[row].attended:
                    claimed[rows.provider[row]].append((rows.start[row], rows.end[row]))
            for provider, own in claimed.items():
                seconds = sum(shared(part, listed) for part in union(own) for listed in spans)
                if seconds:
                    self._found[account.key][provider][str(State.CONTESTED)] += seconds

    def of(self, key: VisitKey) -> dict[str, dict[str, int]]:
        """Return provider -> state -> seconds of one visit."""
        return {provider: dict(found) for provider, found in sorted(self._found[key].items())}


def findings(sheet: Sheet, listed: Sequence[Visit]) -> list[FindingTold]:
    """List the findings of the date in their order; `visits` are positions in `listed`."""
    return list(_findings(sheet, listed))


def _findings(sheet: Sheet, listed: Sequence[Visit]) -> Iterator[FindingTold]:
    owner = {row: number for number, visit in enumerate(listed) for row in visit["rows"]}
    for finding in sheet.days.findings(sheet.line.date):
        rows = [number for number in map(sheet.number, finding.intervals) if number is not None]
        concerned = {owner[row] for row in rows if row in owner}
        start, end = sheet.line.at(finding.start), sheet.line.at(finding.end)
        yield {
            "id": finding.id,
            "rule": finding.rule.id,
            "severity": str(finding.severity),
            "patients": list(finding.patients),
            "providers": list(finding.providers),
            "payers": sorted({listed[number]["payer"] for number in concerned}),
            "start": start,
            "end": end,
            "when": _when(sheet, start, end),
            "seconds": finding.seconds,
            "minutes": exact_minutes(finding.seconds),
            "lasts": duration(finding.seconds),
            "units_at_risk": finding.units_at_risk,
            "message": finding.message,
            "remedy": finding.remedy,
            "source": finding.source,
            "rows": rows,
            "visits": sorted(concerned),
        }
