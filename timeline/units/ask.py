"""The unit engine alone: minutes by code and role in, one document out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, product
from typing import Any, TypeAlias

from timeline.arguments import date_of
from timeline.clock import MINUTE
from timeline.code_table import code_table
from timeline.errors import Fault, ScheduleError, WrongTypeError
from timeline.policies.amounts import Pricing
from timeline.policies.load import load_policy
from timeline.policies.model import Policy, Rules
from timeline.schedules import AllowedAmounts, read_allowed
from timeline.units.because import reasons
from timeline.units.earned import LISTED
from timeline.units.engine import Way, count_together
from timeline.units.model import CodeTime, Edit, Line, Remark, VisitTimes, VisitUnits
from timeline.units.snapshot import snapshot_remark
from timeline.units.threshold import Attested
from timeline.units.threshold_remarks import not_asked
from timeline.units.used import Used, standings_of
from timeline.vocabulary import ASSISTANTS, DISCIPLINE_OF_ROLE, THERAPISTS, Discipline, Mode, Role, Severity
from timeline.words import counted

#: Whole minutes of a code, or of each role; `PT+PTA` are minutes furnished together.
Minutes: TypeAlias = int | Mapping[str, int]

#: The finding for a role that cannot earn minutes.
UNATTENDED = {Role.AIDE: "claim.aide", Role.STUDENT: "claim.student"}


@dataclass(frozen=True, slots=True)
class UnitsResult:
    """What minutes earn: one `VisitUnits` for each discipline that took part, in the order PT, OT, SLP.

    Parameters
    ----------
    together
        Every permitted claim of the disciplines together, the chosen one first.
    """

    payer: str
    on: date
    method: str
    visits: tuple[VisitUnits, ...]
    together: tuple[tuple[Way, ...], ...] = ()
    unearned: tuple[Remark, ...] = ()

    @property
    def timed_minutes(self) -> int:
        """Whole minutes of the codes in the 15-minute pool."""
        return sum(visit.timed_minutes for visit in self.visits)

    @property
    def timed_units(self) -> int:
        """Units of these codes; each discipline pools its own."""
        return sum(visit.timed_units for visit in self.visits)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What a reviewer should know."""
        tables = snapshot_remark(self.visits)
        own = (*self.unearned, *(remark for visit in self.visits for remark in visit.remarks))
        return own if tables is None else (*own, tables)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What is known of each pair of codes that a modifier may separate."""
        return tuple(dict.fromkeys(edit for visit in self.visits for edit in visit.edits))

    def _conditional(self) -> dict[str, Any] | None:
        """Return the claim with the pairs that somebody would have to show; None where there is none."""
        if not any(visit.conditional for visit in self.visits):
            return None
        each = [visit.conditional or visit for visit in self.visits]
        units: dict[str, int] = defaultdict(int)
        for visit in each:
            for code, count in visit.units.items():
                units[code] += count
        ways = product(*(list(zip(v.alternatives, v.alternative_lines, strict=True)) or [({}, v.lines)] for v in each))
        pooled = list(_ways(islice(ways, LISTED))) if any(visit.alternatives for visit in each) else []
        return {
            "lines": [line.to_dict() for line in _lines([visit.lines for visit in each])],
            "units": dict(sorted(units.items())),
            "alternatives": [found for found, _ in pooled],
            "alternative_lines": [[line.to_dict() for line in lines] for _, lines in pooled],
            "asks": list(dict.fromkeys(ask for visit in self.visits for ask in getattr(visit.conditional, "asks", ()))),
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON document of `timeline units`."""
        ways = list(_ways(self.together)) if self.timed_units else []
        return {
            "payer": self.payer,
            "on": self.on.isoformat(),
            "method": self.method,
            "timed_minutes": self.timed_minutes,
            "timed_units": self.timed_units,
            "codes": sorted(
                (entry for visit in self.visits for entry in _code_entries(visit)),
                key=lambda entry: (entry["code"], entry["discipline"]),
            ),
            "lines": [line.to_dict() for line in _lines([visit.lines for visit in self.visits])],
            "alternatives": [units for units, _ in ways],
            "alternative_lines": [[line.to_dict() for line in lines] for _, lines in ways],
            "edits": [edit.to_dict() for edit in self.edits],
            "conditional": self._conditional(),
            "findings": [
                {
                    "rule": remark.rule,
                    "severity": remark.severity.value,
                    "message": remark.text,
                    "remedy": remark.remedy,
                    "codes": list(remark.codes),
                    "source": remark.source,
                }
                for remark in self.remarks
            ],
            "because": [str(reason) for visit in self.visits for reason in reasons(visit)],
        }


def count_units(
    minutes: Mapping[str, Minutes],
    *,
    on: date | str,
    payer: str = "medicare",
    policy: Policy | None = None,
    quantities: Mapping[str, int] | None = None,
    apart: Sequence[Sequence[str]] = (),
    year_to_date: Used | None = None,
    allowed: AllowedAmounts | None = None,
) -> UnitsResult:
    """Count the units of minutes by code, as one patient's visit of one date.

    Parameters
    ----------
    minutes
        Code -> whole minutes of a PT, or role -> minutes. Assistants' minutes are those furnished without
        the therapist; `PT+PTA` are minutes together and count as the therapist's. Each discipline pools
        its own minutes.
    on
        Date of service.
    policy
        A policy to use in place of the shipped one named `payer`.
    quantities
        Code -> number or areas furnished, of codes counted by these; 1 where nothing is stated.
    apart
        Pairs of codes that were furnished in separate intervals.
    year_to_date
        Dollars already used of the year's threshold before the visit: of its pool, or by pool, PT_SLP and OT. Without
        it, the threshold is left out.
    allowed
        What the payer allows for a unit of each code, as `read_allowed` takes it; else the relative values on board.

    Raises
    ------
    ScheduleError: minutes that are not a whole number, unknown roles, two disciplines together; a wrong list.
    WrongValueError: `on` is not a date; one amount for two pools, an unknown pool or an amount that is none.
    WrongTypeError: `minutes` is not a mapping.
    UnknownPayerError, NotInForceError: no such policy, or none for that date.

    Examples
    --------
    >>> result = count_units({"97110": 24, "97112": {"PT": 15, "PTA": 8}}, on="2026-03-02")
    >>> result.timed_units, [(line.code, line.units, line.modifiers) for line in result.visits[0].lines]
    (3, [('97110', 2, ('GP',)), ('97112', 1, ('GP',))])
    """
    if not isinstance(minutes, Mapping):
        raise WrongTypeError(f"minutes: must be a dict of codes, got {type(minutes).__name__}. {_REPAIR}")
    day = date_of(on, "on")
    used = policy if policy is not None else load_policy(payer)
    rules = used.on(day)
    seconds, unearned = _seconds(minutes, rules)
    visits = _visits(seconds, quantities or {})
    counted, together = count_together(visits, rules, on=day, apart=apart)
    if year_to_date is not None:
        step, said = _threshold(counted, rules, year_to_date, allowed)
        counted, together = step.visits, [_attested(claim, step) for claim in together]
        unearned += said
    return UnitsResult(used.payer, day, rules.units.method.value, counted, tuple(together), tuple(unearned))


def _visits(
    seconds: Mapping[Discipline, Mapping[str, tuple[int, int]]], quantities: Mapping[str, int]
) -> list[VisitTimes]:
    """Return what each discipline recorded, in their order: therapists' and assistants' seconds by code."""
    return [
        VisitTimes(
            discipline,
            [
                CodeTime(code, therapist + assistant, assistant, quantities.get(code))
                for code, (therapist, assistant) in codes.items()
            ],
        )
        for discipline, codes in sorted(seconds.items(), key=lambda item: list(Discipline).index(item[0]))
    ]


def _threshold(
    visits: Sequence[VisitUnits], rules: Rules, used: Used, allowed: AllowedAmounts | None
) -> tuple[Attested, list[Remark]]:
    """Apply the yearly threshold; a payer without one says so."""
    standings = standings_of(used, [visit.discipline for visit in visits])
    asks = rules.threshold is not None or "threshold" in rules.gaps
    pricing = Pricing({} if allowed is None else read_allowed(allowed))
    return Attested(visits, standings, pricing), [] if asks else [not_asked(rules)]


def _attested(claim: tuple[Way, ...], step: Attested) -> tuple[Way, ...]:
    lines = step.lines([lines for _, lines in claim])
    return tuple((units, marked) for (units, _), marked in zip(claim, lines, strict=True))


def _seconds(
    minutes: Mapping[str, Minutes], rules: Rules
) -> tuple[dict[Discipline, dict[str, tuple[int, int]]], list[Remark]]:
    """Sort minutes by discipline and code into therapists' and assistants' seconds."""
    faults: list[Fault] = []
    unearned: list[Remark] = []
    sorted_out: dict[Discipline, dict[str, tuple[int, int]]] = defaultdict(dict)
    for code, stated in ((str(code), stated) for code, stated in minutes.items()):
        by_role = stated if isinstance(stated, Mapping) else {Role.PT.value: stated}
        home = next((found for role in by_role if (found := _discipline(role))), Discipline.PT)
        for role, count in by_role.items():
            problem = _problem(role, count)
            if problem:
                faults.append(Fault("minutes", None, code, _stated(stated), problem, _REPAIR))
                continue
            roles = [Role(part) for part in role.split("+")]
            earning = sorted_out[_discipline(role) or home]
            therapist, assistant = earning.get(code, (0, 0))
            helper = next((role for role in roles if role in ASSISTANTS), None)
            if THERAPISTS.intersection(roles) or (helper is None and _is_supervised(code)):
                therapist += count * MINUTE
            elif helper is not None:
                if rules.covers(helper):
                    assistant += count * MINUTE
                elif count:
                    unearned.append(_not_covered(code, helper, count, rules))
            elif count:
                unearned.append(_unattended(code, roles[0], count))
            earning[code] = therapist, assistant
    if faults:
        raise ScheduleError(faults)
    return sorted_out, unearned


#: How minutes are stated, in Python and on the command line.
_REPAIR = 'Give {"97110": 24} or {"97110": {"PT": 15, "PTA": 8}}; on the command line 97110=24 or 97110=15:PT.'


def _stated(minutes: Minutes) -> str:
    """Write what was stated for a code, as it was given."""
    return str(dict(minutes) if isinstance(minutes, Mapping) else minutes)


def _discipline(role: str) -> Discipline | None:
    return next((DISCIPLINE_OF_ROLE[Role(part)] for part in role.split("+") if part in DISCIPLINE_OF_ROLE), None)


def _problem(role: str, count: object) -> str:
    parts = role.split("+")
    if any(part not in list(Role) for part in parts):
        return f"unknown role; known: {', '.join(Role)}, joined by + for minutes together"
    if len({DISCIPLINE_OF_ROLE[Role(part)] for part in parts if part in DISCIPLINE_OF_ROLE}) > 1:
        return "two disciplines cannot both count the same minutes; divide them, or assign them to one"
    if type(count) is not int or count < 0:
        return "minutes must be a whole number, 0 or more"
    return ""


def _is_supervised(code: str) -> bool:
    known = code_table().get(code)
    return known is not None and known.mode == Mode.SUPERVISED


def _unattended(code: str, role: Role, minutes: int) -> Remark:
    return Remark(
        UNATTENDED.get(role, "claim.unattended"),
        Severity.ERROR,
        f"{code}: {minutes} minutes of role {role} earn nothing",
        "Only a therapist's or an assistant's time with the patient counts.",
        (code,),
    )


def _not_covered(code: str, role: Role, minutes: int, rules: Rules) -> Remark:
    weak = rules.unverified.get("staff", "")
    return Remark(
        "claim.assistant_not_covered",
        Severity.REVIEW if weak else Severity.ERROR,
        f"{code}: {counted(minutes, 'minute')} of role {role}, not covered by {rules.payer}, earn nothing"
        f"{' (this rule is not verified)' if weak else ''}",
        f"Do not claim the time from this payer. {weak}".strip(),
        (code,),
        rules.source("staff"),
    )


def _code_entries(visit: VisitUnits) -> Iterator[dict[str, Any]]:
    times = {time.code: time for time in visit.times}
    for code, units in visit.units.items():
        time = times.get(code, CodeTime(code, 0))
        entry = {
            "code": code,
            "discipline": visit.discipline,
            "minutes": time.minutes,
            "assistant_minutes": time.assistant_minutes,
            "units": units,
        }
        if code in visit.billed_as:
            entry["billed_as"] = visit.billed_as[code]
        yield entry


def _ways(together: Iterable[Sequence[Way]]) -> Iterator[tuple[dict[str, int], list[Line]]]:
    """Yield the permitted claims of all disciplines: timed units by code, and lines."""
    for claim in together:
        units: dict[str, int] = defaultdict(int)
        for allocation, _ in claim:
            for code, count in allocation.items():
                units[code] += count
        yield dict(sorted(units.items())), _lines([lines for _, lines in claim])


def _lines(each: Sequence[Sequence[Line]]) -> list[Line]:
    return sorted((line for lines in each for line in lines), key=lambda line: (line.code, line.modifiers))
