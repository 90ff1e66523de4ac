"""Everything the page shows, as plain JSON: the page draws, filters and adds up, but never decides a minute.

Every text is plain; the page escapes where it writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import unescape
from itertools import chain
from typing import TYPE_CHECKING, cast

import numpy as np

from timeline.clock import EPOCH
from timeline.errors import PolicyError
from timeline.policies.checked import dated_by
from timeline.version import __version__
from timeline.views.by_date import ByDate
from timeline.views.gantt import CONFIG
from timeline.views.marks import NOBODY, Bar, Marks, Overlay, marks
from timeline.views.order import in_order_of_coming
from timeline.views.palette import LOOKS, Drawn
from timeline.views.progress import Progress, unseen
from timeline.views.room import check_rows
from timeline.views.viewer.bookings import bookings_told
from timeline.views.viewer.claimed import add_claims
from timeline.views.viewer.instants import DayLine, Place, day_line, patient_instants, provider_instants
from timeline.views.viewer.month import month_told, work_told
from timeline.views.viewer.options import add_options
from timeline.views.viewer.proof import Sheet, findings, rules_told, sources_told, visits
from timeline.views.viewer.schema import Day, Look, OverlayTold, Payload, PolicyTold, Row, View
from timeline.views.viewer.trends import trends_told
from timeline.vocabulary import ContestRule, Evidence, Kind
from timeline.words import written_date

if TYPE_CHECKING:
    from timeline.arguments import DateRange
    from timeline.result import Analysis

EVIDENCE = {
    Evidence.DOCUMENTED: "what was recorded as having happened",
    Evidence.SCHEDULED: "bookings: what could be supported at most",
}

#: The page has controls of its own for what Plotly's bar of buttons does.
PAGE_CONFIG = {"displayModeBar": False, "responsive": False, "doubleClick": False, "scrollZoom": False}


def page_payload(
    result: Analysis,
    *,
    goals: Mapping[str, float] | None = None,
    benchmark: DateRange | None = None,
    progress: Progress = unseen,
) -> Payload:
    """Convert an analysis to everything the page shows, for each of its dates.

    Parameters
    ----------
    result
        An analysis.
    goals, benchmark
        What the trends are held against, as `timeline.analysis.trends.trends` takes them.
    progress
        Told which date is being drawn.

    Returns
    -------
    Lists, dicts, text and numbers. Times are seconds since the date's midnight; bars of the chart
    begin at `at` and are `length` long on the wall clock. The same analysis gives the same payload.
    It holds names where the schedule gives them: it is made for a page, never for a file read by machines.

    Raises
    ------
    WrongValueError: a date has more rows than a page shows.
    """
    check_rows(result)
    by_date = ByDate(result)
    people, dates, days = by_date.people, by_date.dates, list[Day]()
    for date in dates:
        progress("drawing dates", len(days), len(dates))
        days.append(day_told(by_date, date))
    add_options(result, days)
    add_claims(result, days)
    return {
        "version": __version__,
        "privacy": "pseudonymised" if result.schedule.pseudonymised else "patient data",
        "contest": str(result.contest),
        "contest_rules": {str(rule): rule.meaning for rule in ContestRule},
        "inputs": [{"file": each.file, "sha256": each.sha256, "rows": each.rows} for each in result.schedule.inputs],
        "skipped": len(result.skipped),
        "patients": dict(people.patients),
        "providers": dict(people.providers),
        "roles": dict(people.roles),
        "nobody": NOBODY,
        "looks": [_look(drawn) for drawn in Drawn],
        "config": dict(CONFIG) | PAGE_CONFIG,
        "policies": _policies(result),
        "evidence": {str(kind): told for kind, told in EVIDENCE.items()},
        "codes": sorted({row.get("code", "") for day in days for row in day["rows"]} - {""}),
        "rules": rules_told(result),
        "sources": sources_told(cited_in(days)),
        "month": month_told(result, dates),
        "work": work_told(result.finding_list, days),
        "days": days,
        "trends": trends_told(result, goals=goals, benchmark=benchmark),
    }


def cited_in(days: Sequence[Day]) -> set[str]:
    """Collect the sources of findings and of reasons."""
    reasons = (reason for day in days for visit in day["visits"] for reason in visit["because"])
    findings = (finding for day in days for finding in day["findings"])
    return {each["source"] for each in chain(findings, reasons)}


def _look(drawn: Drawn) -> Look:
    look = LOOKS[drawn]
    return {
        "key": str(drawn),
        "label": look.label,
        "colour": look.colour,
        "pattern": look.pattern,
        "text": look.text,
        "line": look.line,
        "line_width": look.line_width,
    }


def _policies(result: Analysis) -> dict[str, PolicyTold]:
    """Name the policies that count the visits, and how far each was checked."""
    found: dict[str, PolicyTold] = {}
    for payer in sorted({account.payer for account in result.record.accounts.values()}):
        try:
            policy = result.record.policies(payer)
        except PolicyError:
            found[payer] = {"title": "no such policy: units are left open", "verified_through": ""}
        else:
            found[payer] = {"title": policy.title, "verified_through": dated_by(policy)}
    return found


def day_told(days: ByDate, date: str) -> Day:
    """Say everything the page shows of a date."""
    rows, own = days.result.record.rows, days.rows(date)
    line = day_line(date, min(rows.start[i] for i in own), max(rows.end[i] for i in own), days.result.record.zone)
    places = {rows.id[i]: _place(days.result, line, number, i) for number, i in enumerate(own)}
    shown = marks(days, "provider", date)
    sheet = Sheet(days, line, places)
    listed = visits(sheet)
    clinics = sorted({rows.clinic[i] for i in own})
    return {
        "date": date,
        "title": written_date(date),
        "clinics": clinics,
        "evidence": [str(kind) for kind in Evidence if any(rows.evidence[i] == kind for i in own)],
        "shifts": [list(shift) for shift in line.shifts],
        "start": min(place.start for place in places.values()),
        "end": max(place.end for place in places.values()),
        "rows": _rows(sheet, own, shown.bars, clinics),
        "views": {
            "provider": _by_provider(shown, places),
            "patient": _by_patient(sheet, own),
        },
        "contests": [_overlay(each, shown.bars, sheet) for each in shown.contests],
        "interruptions": [_overlay(each, shown.bars, sheet) for each in shown.interruptions],
        "bookings": bookings_told(days, date, places),
        "provider_instants": provider_instants(days, line, places),
        "patient_instants": patient_instants(days, line, places),
        "visits": listed,
        "findings": findings(sheet, listed),
        "claims": [],
    }


def _place(result: Analysis, line: DayLine, number: int, i: int) -> Place:
    rows = result.record.rows
    # A row that only says who is on site or away belongs to the day as a whole, a plan to no evidence.
    return Place(
        number, line.at(rows.start[i]), line.at(rows.end[i]), rows.patient[i], rows.provider[i], rows.evidence[i]
    )


def _rows(sheet: Sheet, own: Sequence[int], bars: Sequence[Bar], clinics: Sequence[str]) -> list[Row]:
    """List the recorded rows in their order; fields a row does not have are left out."""
    notes, rows = sheet.days.notes, sheet.result.record.rows
    drawn = {bar.interval_id: bar for bar in bars}
    found = [_row(sheet, i, drawn[rows.id[i]], notes[i]) for i in own]
    if len(clinics) > 1:
        for i, row in zip(own, found, strict=True):
            row["site"] = clinics.index(rows.clinic[i])
    return found


def _row(sheet: Sheet, i: int, bar: Bar, note: str) -> Row:
    rows, place = sheet.result.record.rows, sheet.places[bar.interval_id]
    served = rows.kind[i] in (Kind.SERVICE, Kind.APPOINTMENT)
    row: Row = {
        "id": bar.interval_id,
        "patient": place.patient,
        "provider": place.provider,
        "code": rows.code[i],
        "kind": rows.kind[i],
        "group": rows.group[i],
        "payer": rows.payer[i] if served else "",
        "note": note,
        "drawn": str(bar.drawn),
        "thin": bar.thin,
        "start": place.start,
        "end": place.end,
        "at": _since_midnight(bar.start, sheet.line),
        "length": bar.length // 1000,
        "when": unescape(bar.told[2]),
        "what": unescape(bar.told[3]),
        "counts": unescape(bar.told[4]),
    }
    return cast("Row", {name: value for name, value in row.items() if value is not False and value != ""})


def _since_midnight(milliseconds: int, line: DayLine) -> int:
    """Convert a wall clock in milliseconds to seconds since the date's midnight."""
    return milliseconds // 1000 - int((np.datetime64(line.date, "s") - np.datetime64(EPOCH, "s")).astype(np.int64))


def _overlay(each: Overlay, bars: Sequence[Bar], sheet: Sheet) -> OverlayTold:
    return {
        "row": sheet.places[bars[each.bar].interval_id].number,
        "at": _since_midnight(each.start, sheet.line),
        "length": each.length // 1000,
        "told": [unescape(text) for text in each.told[1:5] if text],
    }


def _by_provider(shown: Marks, places: Mapping[str, Place]) -> View:
    """List whose row in the view each recorded row stands in."""
    stand: list[int | None] = [None] * len(places)
    keys = [""] * len(shown.labels)
    for bar in shown.bars:
        place = places[bar.interval_id]
        stand[place.number] = bar.row
        keys[bar.row] = place.provider
    return {"keys": keys, "bars": stand}


def _by_patient(sheet: Sheet, own: Sequence[int]) -> View:
    rows = sheet.result.record.rows
    keys = in_order_of_coming((rows.patient[i], rows.kind[i], rows.start[i]) for i in own if rows.patient[i])
    row = {key: number for number, key in enumerate(keys)}
    return {"keys": keys, "bars": [row.get(rows.patient[i]) for i in own]}
