"""The contents of the printable audit, as plain texts and tables; the template lays them out.

People appear as ids. Names are added only if the reader asked for them: paper is left on desks, and every finding
can be followed by ids alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from timeline.clock import duration, to_wall, whole_minutes
from timeline.code_table import code_table
from timeline.errors import PolicyError
from timeline.policies import sources
from timeline.policies.checked import dated_by
from timeline.privacy.names import without_names
from timeline.version import __version__
from timeline.views.by_date import ByDate
from timeline.views.cells import RowCells, clocks, privacy, row_cells
from timeline.views.drawing import draw_day, draw_legend
from timeline.views.marks import NOBODY, cut
from timeline.views.people import People
from timeline.views.print_summary import FINDINGS, SITES, Summaries
from timeline.vocabulary import ContestRule, Evidence, Severity, State
from timeline.words import counted, weekday

if TYPE_CHECKING:
    import pandas as pd

    from timeline.audit import Finding
    from timeline.policies import Policy
    from timeline.result import Analysis
    from timeline.visits import VisitAccount

#: More dates are told by the first and the last.
_NAMED = 3
_STATES = (State.ONE_ON_ONE, State.GROUP, State.CONTESTED, State.SUPERVISED, State.UNSKILLED)


@dataclass(frozen=True, slots=True)
class _Sheets:
    """What every date is printed from: the analysis, its drawings, its people, and its rows as cells."""

    days: ByDate
    drawn: ByDate
    people: People
    rows: Mapping[str, RowCells]


def printed(
    result: Analysis, *, names: bool, whole: bool = True, decided: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Collect everything the printable audit says.

    Parameters
    ----------
    names
        Whether names are next to the ids, if the schedule has them.
    whole
        Every day with every finding and visit; else the worst days, with the errors that are left and who is in them.
    decided
        The last decision on each finding, by its id.
    """
    shown = result if names else without_names(result)
    people = People.of(shown.schedule.interval_table)
    rows = {row["interval_id"]: row_cells(row, people) for row in _records(result.schedule.interval_table)}
    sheets = _Sheets(ByDate(result), ByDate(shown), people, rows)
    summaries = Summaries(result, people, dict(decided or {}))
    dates = sheets.days.dates
    days = [_day(sheets, date) for date in dates] if whole else _worst(sheets, summaries)
    return {
        "dates": _dates(dates),
        "whole": whole,
        "summaries": summaries.pages(),
        "clinics": cut(", ".join(sorted(set(result.schedule.interval_table["clinic"]) - {""})), SITES),
        "contest": f"{result.contest}: {result.contest.meaning}",
        "privacy": privacy(result, names=names),
        "version": __version__,
        "policies": _policies(result),
        "summary": _summary(result),
        "by_rule": _by_rule(result),
        "days": days,
        "manifest": _manifest(result),
    }


def _summary(result: Analysis) -> list[tuple[str, str]]:
    """Return the figures of the title page, the same as in the viewer."""
    told = result.totals
    severities = Counter(finding.severity for finding in result.finding_list)
    return [
        ("Visits", str(told["visits"])),
        ("One-on-one minutes", str(int(told["one_on_one"]))),
        ("Provider minutes claimed twice", str(int(told["provider_minutes_claimed_twice"]))),
        ("Patient minutes not credited", str(int(told["patient_minutes_not_credited"]))),
        ("Timed units", str(told["timed_units"])),
        ("Units that depend on the contest rule", str(told["exposure_units"])),
        *((f"Findings: {severity}", str(severities[severity])) for severity in Severity),
    ]


def _by_rule(result: Analysis) -> list[dict[str, str]]:
    """Return the minutes and units that each contest rule would leave."""
    return [
        {
            "rule": str(rule),
            "in_force": "in force" if rule is result.contest else "",
            "minutes": str(sum(a.seconds.one_on_one[rule] for a in result.record.accounts.values()) // 60),
            "units": str(sum(a.timed_units_under(rule) or 0 for a in result.record.accounts.values())),
        }
        for rule in ContestRule
    ]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _dates(dates: Sequence[str]) -> str:
    """Name the dates: up to three, else the first and the last, and how many.

    >>> _dates(["2026-03-03"]), _dates(["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-06"])
    ('Tuesday 2026-03-03', 'Monday 2026-03-02 to Friday 2026-03-06, 4 dates')
    """
    told = [f"{weekday(date)} {date}" for date in dates]
    return ", ".join(told) or "No date" if len(told) <= _NAMED else f"{told[0]} to {told[-1]}, {len(told)} dates"


def _worst(sheets: _Sheets, summaries: Summaries) -> list[dict[str, Any]]:
    """Return the worst days with the findings that are left to correct, and nothing that is in order."""
    found = []
    for date in summaries.worst_days():
        listed = [finding for finding in sheets.days.findings(date) if summaries.matters(finding)]
        shown = sorted(listed, key=lambda finding: -finding.units_at_risk)[:FINDINGS]
        if shown:
            day = _day(sheets, date, sorted(shown, key=lambda finding: (finding.start, finding.id)))
            found.append(day | {"left_out": len(sheets.days.findings(date)) - len(shown)})
    return found


def _day(sheets: _Sheets, date: str, findings: Sequence[Finding] | None = None) -> dict[str, Any]:
    """Return a date whole, or as far as some findings name providers and patients."""
    strips = draw_day(sheets.drawn, date)
    days, people = sheets.days, sheets.people
    listed = days.findings(date) if findings is None else findings
    accounts = {row["provider"]: row for row in _records(days.table("providers", date))}
    visits = days.visits(date)
    if findings is not None:
        strips = tuple(strip for strip in strips if any(strip.who in finding.providers for finding in findings))
        named = {
            (patient, found) for finding in findings for patient in finding.patients for found in finding.disciplines
        }
        visits = [account for account in visits if account.key[1:] in named]
    return {
        "title": f"{weekday(date)} {date}",
        "legend": draw_legend({drawn for strip in strips for drawn in strip.drawn}),
        "strips": [
            {
                "who": people.provider(strip.who) if strip.who else NOBODY,
                "account": _account(accounts.get(strip.who, {})),
                "svg": strip.svg,
            }
            for strip in strips
        ],
        "findings": [_finding(sheets, found) for found in listed],
        "left_out": 0,
        "visits": [_visit(account, people) for account in visits],
        "not_seen": [
            {"patient": people.patient(row["patient"]), "row": row["interval_id"]}
            for row in _records(days.table("not_seen", date))
            if findings is None
        ],
    }


def _account(row: Mapping[str, Any]) -> str:
    """Describe where a provider's day went; empty for nobody."""
    if not row:
        return ""
    words = {
        "one_on_one": "one-on-one",
        "group": "group",
        "contested": "claimed twice",
        "busy": "busy without a patient",
        "idle": "free",
        "outside_shift": "outside the shift",
    }
    told = [f"{whole_minutes(row[f'{n}_seconds'])} {word}" for n, word in words.items() if row[f"{n}_seconds"]]
    presence = "" if row["presence"] == "shift" else " · no shift recorded"
    return "Minutes: " + ", ".join(told) + presence if told else presence


def _finding(sheets: _Sheets, finding: Finding) -> dict[str, Any]:
    people = sheets.people
    start, end = (to_wall(at, sheets.days.result.record.zone) for at in (finding.start, finding.end))
    return {
        "id": finding.id,
        "rule": finding.rule.id,
        "severity": str(finding.severity),
        "when": clocks(start, end) if finding.seconds else "",
        "length": duration(finding.seconds) if finding.seconds else "",
        "at_risk": counted(finding.units_at_risk, "unit") + " at risk" if finding.units_at_risk else "",
        "who": ", ".join([*map(people.patient, finding.patients), *map(people.provider, finding.providers)]),
        "message": finding.message,
        "remedy": finding.remedy,
        "source": _source(finding.source),
        "proof": [sheets.rows[row] for row in finding.intervals if row in sheets.rows],
    }


def _visit(account: VisitAccount, people: People) -> dict[str, Any]:
    seconds, (_, patient, discipline) = account.seconds, account.key
    counted = account.units[account.contest] if account.units else None
    return {
        "patient": people.patient(patient),
        "discipline": discipline,
        "payer": account.payer,
        "evidence": "" if account.evidence == Evidence.DOCUMENTED else "booking",
        "when": clocks(seconds.start, seconds.end),
        "minutes": [str(whole_minutes(seconds.states[state])) for state in _STATES],
        "timed_minutes": "" if counted is None else str(counted.timed_minutes),
        "units": "open" if account.timed_units is None else str(account.timed_units),
        "codes": [_code(account, code) for code in account.named],
        "lines": [f"{line.code} ×{line.units} {' '.join(line.modifiers)}".strip() for line in _lines(counted)],
        "choices": max(0, len(counted.alternatives) - 1) if counted else 0,
    }


def _lines(counted: Any) -> Sequence[Any]:
    return counted.lines if counted else ()


def _code(account: VisitAccount, code: str) -> str:
    """Write a code's minutes and units; those of the other contest rules only where they differ."""
    found = account.seconds.codes.get(code)
    by_rule = {rule: (found.by_rule[rule] if found else 0) // 60 for rule in ContestRule}
    told = f"{code} {counted(by_rule[account.contest], 'minute')}"
    if account.units:
        told += f", {counted(account.units[account.contest].units.get(code, 0), 'unit')}"
    if len(set(by_rule.values())) > 1:
        told += " (" + ", ".join(f"{rule} {minutes}" for rule, minutes in by_rule.items()) + ")"
    return told if code in code_table() else f"{told}; not in the code table"


def _source(text: str) -> str:
    """Write a rule's source: the document's title and the place in it."""
    key, _, place = text.partition(" ")
    known = sources().get(key)
    return f"{known.title}, {place}".rstrip(", ") if known else text


def _policies(result: Analysis) -> list[dict[str, str]]:
    found = []
    for payer, visits in sorted(Counter(account.payer for account in result.record.accounts.values()).items()):
        policy = _policy(result, payer)
        checked = dated_by(policy) if policy else ""
        entries = [entry for history in policy.history.values() for entry in history] if policy else []
        found.append(
            {
                "payer": payer,
                "title": policy.title if policy else "no such policy: its units are left open",
                "verified_through": checked or "no stated date",
                "unverified": str(sum(not entry.verified for entry in entries)),
                "rules": str(len(entries)),
                "visits": str(visits),
            }
        )
    return found


def _policy(result: Analysis, payer: str) -> Policy | None:
    try:
        return result.record.policies(payer)
    except PolicyError:
        return None


def _manifest(result: Analysis) -> dict[str, Any]:
    """Return what the audit rests on: with all of it the same, the pages are the same."""
    schedule = result.schedule
    cited = {finding.source.partition(" ")[0] for finding in result.finding_list} & set(sources())
    return {
        "inputs": [{"file": each.file, "sha256": each.sha256, "rows": str(each.rows)} for each in schedule.inputs],
        "mapping": schedule.mapping or "none",
        "clinic_file": f"{schedule.clinic.name} sha256:{schedule.clinic.sha256}" if schedule.clinic.name else "none",
        "time_zone": schedule.clinic.time_zone or "none stated: clock changes are ignored",
        "skipped": sorted(Counter(schedule.skipped["why"]).items()),
        "sources": [sources()[key] for key in sorted(cited)],
    }
