"""What was claimed beside what the record supports, line by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from timeline.attendance.rows import Rows
from timeline.units import Line
from timeline.visits import VisitAccount, VisitKey
from timeline.vocabulary import ContestRule, Discipline

#: Modifiers the record decides. X{EPSU} say more exactly what 59 says.
_PLAN_OF_CARE = {"GP": Discipline.PT, "GO": Discipline.OT, "GN": Discipline.SLP}
_DECIDED = {"CQ", "CO", *_PLAN_OF_CARE, "59", "XE", "XS", "XP", "XU"}
_APART = {"59", "XE", "XS", "XP", "XU"}

_LineContent = tuple[int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class ClaimedLine:
    """One claimed line; `modifiers` is None where nobody says what they were.

    `provider` is whom the claim names as having furnished it; empty where it does not say.
    """

    code: str
    units: int
    modifiers: frozenset[str] | None
    provider: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Claimed:
    """Everything that was or will be claimed.

    Parameters
    ----------
    lines
        Claimed lines per visit.
    without_visit
        Claimed lines per date and patient for which nothing is recorded.
    complete
        Whether the list is a whole claims file: then a visit without any line was not claimed.
    """

    lines: Mapping[VisitKey, Sequence[ClaimedLine]]
    without_visit: Mapping[tuple[str, str], Sequence[ClaimedLine]]
    complete: bool

    def units(self) -> dict[tuple[VisitKey, str], int]:
        """Sum the claimed units per visit and code."""
        summed: dict[tuple[VisitKey, str], int] = defaultdict(int)
        for key, lines in self.lines.items():
            for line in lines:
                summed[key, line.code] += line.units
        return dict(summed)


def in_cents(fee: Decimal) -> int:
    """Give a fee in whole cents.

    >>> in_cents(Decimal("38.50"))
    3850
    """
    return int((fee * 100).to_integral_value())


def exposure_cents(account: VisitAccount, fees: Mapping[str, Decimal]) -> int | None:
    """Value a visit's exposure at the clinic's own fees: units with every contested minute, less those without any.

    Never negative, as precedence may move units between codes; None without a fee for a code concerned, and where
    nothing counts units. It orders nothing and decides nothing.
    """
    if account.units is None or not fees:
        return None
    most, least = (account.units[rule].units for rule in (ContestRule.DOCUMENTED, ContestRule.EXCLUSIVE))
    changed = {code: most[code] - least.get(code, 0) for code in most if most[code] != least.get(code, 0)}
    if not changed.keys() <= fees.keys():
        return None
    return max(0, sum(in_cents(fees[code]) * units for code, units in changed.items()))


def claimed_on_rows(intervals: pd.DataFrame, rows: Rows) -> Claimed:
    """Collect what the schedule's own rows say was claimed; of unequal rows of one code the largest counts."""
    units: dict[VisitKey, dict[str, int]] = defaultdict(dict)
    modifiers: dict[tuple[VisitKey, str], str] = {}
    billed = zip(intervals["billed_units"].tolist(), intervals["billed_modifiers"].tolist(), strict=True)
    for row, (count, stated) in enumerate(billed):
        if pd.isna(count) or not rows.evidence[row] or not rows.code[row]:
            continue
        key, code = (rows.date[row], rows.patient[row], rows.discipline[row]), rows.code[row]
        units[key][code] = max(units[key].get(code, 0), int(count))
        modifiers[key, code] = max(modifiers.get((key, code), ""), stated)
    lines = {
        key: [ClaimedLine(code, count, _modifiers(modifiers[key, code])) for code, count in sorted(by_code.items())]
        for key, by_code in units.items()
    }
    return Claimed(lines, {}, complete=False)


def claimed_on_list(claims: pd.DataFrame, rows: Rows) -> Claimed:
    """Sort the lines of a claims list (`CLAIM_LINES`) to the visits they are for."""
    visits: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row, evidence in enumerate(rows.evidence):
        if evidence:
            visits[rows.date[row], rows.patient[row]][rows.discipline[row]].add(rows.code[row])
    lines: dict[VisitKey, list[ClaimedLine]] = defaultdict(list)
    orphans: dict[tuple[str, str], list[ClaimedLine]] = defaultdict(list)
    for record in claims.to_dict("records"):
        modifiers = _modifiers(record["modifiers"])
        line = ClaimedLine(record["code"], int(record["units"]), modifiers, record.get("provider", ""))
        day = (record["date"], record["patient"])
        if day in visits:
            lines[(*day, _discipline(line, visits[day]))].append(line)
        else:
            orphans[day].append(line)
    return Claimed(lines, orphans, complete=True)


def _modifiers(text: str) -> frozenset[str] | None:
    return frozenset(text.split()) if text else None


def _discipline(line: ClaimedLine, visits: Mapping[str, set[str]]) -> str:
    """Choose the visit of a patient's date a line belongs to: by its modifier, then by its code."""
    stated = {_PLAN_OF_CARE[m] for m in (line.modifiers or ()) if m in _PLAN_OF_CARE}
    for discipline in Discipline:
        if discipline in stated and discipline in visits:
            return str(discipline)
    carrying = [discipline for discipline in Discipline if line.code in visits.get(discipline, ())]
    return str((carrying or [discipline for discipline in Discipline if discipline in visits])[0])


@dataclass(frozen=True, repr=False, slots=True)
class Compared:
    """One code of a visit: claimed beside supported. `result` as in `RECONCILIATION`."""

    key: VisitKey
    code: str
    supported: int
    billed: int
    supported_lines: tuple[_LineContent, ...]
    billed_lines: tuple[_LineContent, ...]
    result: str

    def amount_cents(self, fees: Mapping[str, Decimal]) -> int | None:
        """Value the difference at the clinic's own fee, in cents; None without a fee for the code."""
        fee = fees.get(self.code)
        return None if fee is None else in_cents(fee) * (self.billed - self.supported)


def reconcile(accounts: Mapping[VisitKey, VisitAccount], claimed: Claimed) -> list[Compared]:
    """Compare every visit somebody claimed, sorted by visit and code."""
    compared: list[Compared] = []
    for key, account in accounts.items():
        lines = claimed.lines.get(key, ())
        if account.units is not None and (lines or claimed.complete):
            compared.extend(_compare_visit(account, lines))
    for (date, patient), orphans in sorted(claimed.without_visit.items()):
        by_code = _by_code((line.code, line.units, line.modifiers) for line in orphans)
        compared.extend(
            Compared((date, patient, ""), code, 0, _total(found), (), found, "not_recorded")
            for code, found in sorted(by_code.items())
        )
    return compared


def _compare_visit(account: VisitAccount, lines: Sequence[ClaimedLine]) -> Iterator[Compared]:
    billed = _by_code((line.code, line.units, line.modifiers) for line in lines)
    unknown = {line.code for line in lines if line.modifiers is None}
    supported = _nearest(account, billed)
    replaced = account.units[account.contest].billed_as if account.units else {}
    for code in sorted({*billed, *supported}):
        ours, theirs = supported.get(code, ()), billed.get(code, ())
        if not _total(ours) and not _total(theirs):
            continue
        result = _result(code, ours, theirs, code in unknown, account.named, replaced)
        yield Compared(account.key, code, _total(ours), _total(theirs), ours, theirs, result)


def _result(
    code: str,
    ours: tuple[_LineContent, ...],
    theirs: tuple[_LineContent, ...],
    unknown: bool,
    named: Sequence[str],
    replaced: Mapping[str, str],
) -> str:
    supported, billed = _total(ours), _total(theirs)
    if billed > supported:
        if not supported and code in replaced:
            return "wrong_code"
        return "over" if code in named or supported else "not_recorded"
    if billed < supported:
        return "under" if billed else "missing"
    return "agrees" if unknown or ours == theirs else "wrong_modifiers"


def _nearest(
    account: VisitAccount, billed: Mapping[str, tuple[_LineContent, ...]]
) -> dict[str, tuple[_LineContent, ...]]:
    """Choose the permitted allocation nearest to the claim: a clinician's choice between equals is no mistake."""
    counted = account.units[account.contest] if account.units else None
    if counted is None:
        return {}
    choices = [_of_lines(lines) for lines in counted.alternative_lines or (counted.lines,)]

    def distance(choice: Mapping[str, tuple[_LineContent, ...]]) -> tuple[int, int]:
        codes = {*choice, *billed}
        units = sum(abs(_total(choice.get(code, ())) - _total(billed.get(code, ()))) for code in codes)
        return units, sum(choice.get(code, ()) != billed.get(code, ()) for code in codes)

    return min(choices, key=distance)


def _of_lines(lines: Iterable[Line]) -> dict[str, tuple[_LineContent, ...]]:
    return _by_code((line.code, line.units, frozenset(line.modifiers)) for line in lines)


def _by_code(lines: Iterable[tuple[str, int, frozenset[str] | None]]) -> dict[str, tuple[_LineContent, ...]]:
    """Gather lines by code; equal modifiers are one line, and only those the record decides are compared."""
    summed: dict[str, dict[frozenset[str], int]] = defaultdict(lambda: defaultdict(int))
    for code, units, modifiers in lines:
        kept = frozenset("59" if m in _APART else m for m in (modifiers or ()) if m in _DECIDED)
        summed[code][kept] += units
    return {
        code: tuple(
            sorted(((units, kept) for kept, units in found.items()), key=lambda line: (sorted(line[1]), line[0]))
        )
        for code, found in summed.items()
    }


def _total(lines: tuple[_LineContent, ...]) -> int:
    return sum(units for units, _ in lines)


def lines_text(lines: tuple[_LineContent, ...]) -> str:
    """Write lines of one code as text.

    >>> lines_text(((1, frozenset({"GP", "CQ"})), (2, frozenset({"GP"}))))
    '1 CQ GP, 2 GP'
    """
    return ", ".join(" ".join((str(units), *sorted(modifiers))) for units, modifiers in lines)
