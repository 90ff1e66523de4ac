"""Visits and findings as the page shows them: minutes under the three contest rules, units, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from timeline.analysis.explain import explain, why_not
from timeline.audit.exposure import exposures
from timeline.clock import clock, duration, exact_minutes, to_wall
from timeline.contracts import records
from timeline.policies import sources
from timeline.spans import overlap, union
from timeline.views.viewer.instants import DayLine, Place
from timeline.vocabulary import ContestRule, State

if TYPE_CHECKING:
    from timeline.result import Analysis
    from timeline.visits import VisitAccount, VisitKey

_KEPT: tuple[str, ...] = ("code", "timed", "minutes", "assistant_minutes", "units", "billed_units", "billed_as")
_KEPT += ("minutes_exclusive", "minutes_nested", "minutes_documented", "units_exclusive", "units_documented")
_UPPER = {"ncci": "NCCI", "mue": "MUE"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One date of an analysis, with its line and its rows by id."""

    result: Analysis
    line: DayLine
    places: Mapping[str, Place]

    def number(self, interval: str) -> int | None:
        """Give the row's position on the page; None for a row of another date."""
        place = self.places.get(interval)
        return place.number if place else None


def rule_title(rule: str) -> str:
    """Name a finding rule.

    >>> rule_title("overlap.same_patient"), rule_title("edit.ncci"), rule_title("cotreatment")
    ('Overlap: same patient', 'Edit: NCCI', 'Cotreatment')
    """
    family, _, pattern = rule.partition(".")
    words = _UPPER.get(pattern, pattern.replace("_", " "))
    return f"{family.capitalize()}: {words}" if words else family.capitalize()


def rules_told(result: Analysis) -> dict[str, dict[str, str]]:
    """Tell what each rule with a finding means."""
    found = {finding.rule.id: finding.rule for finding in result.finding_list}
    return {key: {"title": rule_title(key), "meaning": found[key].meaning} for key in sorted(found)}


def sources_told(texts: set[str]) -> dict[str, dict[str, str]]:
    """Give the documents behind places in sources (`id place`), by id."""
    known = sources()
    cited = sorted({text.partition(" ")[0] for text in texts} & set(known))
    names = ("title", "publisher", "url", "published", "paraphrase")
    return {key: {name: getattr(known[key], name) for name in names} for key in cited}


def visits(sheet: Sheet) -> list[dict[str, Any]]:
    """List the visits of the date, by patient and discipline."""
    accounts = [account for key, account in sheet.result.record.accounts.items() if key[0] == sheet.line.date]
    narrow = _Narrowed(sheet.result)
    shares = _Shares(sheet)
    return [_visit(sheet, account, narrow, shares) for account in accounts]


def _visit(sheet: Sheet, account: VisitAccount, narrow: _Narrowed, shares: _Shares) -> dict[str, Any]:
    _, patient, discipline = account.key
    told = narrow.explained(account.key)
    counted = account.units[account.contest] if account.units else None
    own = [sheet.places[sheet.result.record.rows.id[row]] for row in account.positions]
    timed = {str(rule): _timed_units(account, rule) for rule in ContestRule}
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
        "units_by_rule": timed,
        "exposure": exposures(sheet.result.record, [account]).units.most,
        "codes": _codes(account, told),
        "lines": [_line(line) for line in told["lines"]],
        "other_lines": [[_line(line.to_dict()) for line in lines] for lines in _others(counted)],
        "alternatives": [_allocation(found) for found in told["alternatives"]],
        "because": [{"text": reason["text"], "source": reason["source"]} for reason in told["because"]],
        "spans": _spans(sheet, told),
        "findings": [finding["id"] for finding in told["findings"]],
    }


def _timed_units(account: VisitAccount, rule: ContestRule) -> int | None:
    if account.units is not None:
        return account.units[rule].timed_units
    return account.booked_units(rule) if account.is_scheduled else None


def _others(counted: Any) -> Sequence[Any]:
    return counted.alternative_lines[1:] if counted else ()


def _line(line: Mapping[str, Any]) -> str:
    """Write a claim line.

    >>> _line({"code": "97110", "units": 2, "modifiers": ["GP"]})
    '97110 × 2 GP'
    """
    return " ".join((f"{line['code']} × {line['units']}", *line["modifiers"]))


def _allocation(found: Mapping[str, int]) -> str:
    return " + ".join(f"{code} × {units}" for code, units in found.items())


def _codes(account: VisitAccount, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    from timeline.analysis.records import code_records

    names = {code["code"]: code["short_name"] for code in told["codes"]}
    return [
        {name: record[name] for name in _KEPT}
        | {"name": names.get(record["code"], "booked time"), "units_nested": _units(account, record["code"])}
        for record in code_records(account)
    ]


def _units(account: VisitAccount, code: str) -> int | None:
    if account.is_scheduled:
        return account.booked_units(ContestRule.NESTED)
    return account.units[ContestRule.NESTED].units.get(code, 0) if account.units else None


def _spans(sheet: Sheet, told: Mapping[str, Any]) -> list[dict[str, Any]]:
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


class _Narrowed:
    """An analysis cut down to one visit's tables, so that explaining every visit of a month takes linear time."""

    def __init__(self, result: Analysis) -> None:
        self._result = result
        # Worked out once, on the whole analysis, and carried along by the copies.
        self._findings = result.finding_list
        self._tables = {
            name: dict(iter(getattr(result.record.attendance, name).groupby(["date", "patient"])))
            for name in ("code_spans", "interruptions", "displacements")
        }
        self._by_row: dict[str, list[int]] = defaultdict(list)
        for place, finding in enumerate(self._findings):
            for interval in finding.intervals:
                self._by_row[interval].append(place)

    def explained(self, key: VisitKey) -> dict[str, Any]:
        """Explain one visit."""
        date, patient, discipline = key
        own = {name: found.get((date, patient), self._none(name)) for name, found in self._tables.items()}
        account, ids = self._result.record.accounts[key], self._result.record.rows.id
        concerned = {place for row in account.positions for place in self._by_row.get(ids[row], ())}
        record = self._result.record
        small = replace(record, attendance=replace(record.attendance, **own), accounts={key: account})
        vars(small)["group_sessions"] = record.group_sessions
        findings = [self._findings[place] for place in sorted(concerned)]
        told = explain(small, findings, patient, date=date).visits
        return next(visit for visit in told if visit["discipline"] == discipline)

    def _none(self, name: str) -> pd.DataFrame:
        frame: pd.DataFrame = getattr(self._result.record.attendance, name)
        return frame.iloc[:0]


class _Shares:
    """What part of a visit each provider has: seconds credited, and seconds contested."""

    def __init__(self, sheet: Sheet) -> None:
        date = sheet.line.date
        self._found: dict[VisitKey, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        contested: dict[tuple[str, str], list[tuple[str, int, int]]] = defaultdict(list)
        attendance = sheet.result.attendance[sheet.result.attendance["date"] == date]
        columns = ("patient", "discipline", "state", "provider", "start_second", "seconds")
        for patient, discipline, state, provider, start, seconds in records(attendance, columns):
            if state in (State.ONE_ON_ONE, State.GROUP):
                self._found[date, patient, discipline][provider][state] += seconds
            elif state == State.CONTESTED:
                contested[patient, discipline].append((state, start, start + seconds))
        self._add_contested(sheet, contested)

    def _add_contested(self, sheet: Sheet, contested: Mapping[tuple[str, str], list[tuple[str, int, int]]]) -> None:
        """Share contested time among the providers whose rows claim it; two providers may claim the same second."""
        rows, date = sheet.result.record.rows, sheet.line.date
        for (patient, discipline), spans in contested.items():
            account = sheet.result.record.accounts[date, patient, discipline]
            claimed: dict[str, list[tuple[int, int]]] = defaultdict(list)
            for row in account.positions:
                if rows.nature[row].attended:
                    claimed[rows.provider[row]].append((rows.start[row], rows.end[row]))
            for provider, own in claimed.items():
                seconds = sum(overlap(part, (start, end)) for part in union(own) for _, start, end in spans)
                if seconds:
                    self._found[account.key][provider][str(State.CONTESTED)] += seconds

    def of(self, key: VisitKey) -> dict[str, dict[str, int]]:
        """Give provider -> state -> seconds of one visit."""
        return {provider: dict(found) for provider, found in sorted(self._found[key].items())}


def findings(sheet: Sheet, listed: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """List the findings of the date in their order; `visits` are positions in `listed`."""
    return list(_findings(sheet, listed))


def _findings(sheet: Sheet, listed: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    owner = {row: number for number, visit in enumerate(listed) for row in visit["rows"]}
    for finding in sheet.result.finding_list:
        if finding.date != sheet.line.date:
            continue
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
