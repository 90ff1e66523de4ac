"""How many patients everybody would have at once with a plan carried out, span by span."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from timeline.planning import Plan
from timeline.result import analyze
from timeline.views.by_date import ByDate
from timeline.views.viewer.instants import Place, day_line, provider_instants
from timeline.vocabulary import Evidence

if TYPE_CHECKING:
    from timeline.views.viewer.plan_schema import PlanLoad


def load_of(found: Plan, number: int) -> list[PlanLoad]:
    """List the load of each provider on each booked date: the schedule of a plan, analyzed as the one it is for.

    Spans are `start`, `end` (seconds since midnight), patients, and the claims beyond the one that can be attended;
    each provider has an entry for every site they are at.
    """
    days = ByDate(analyze(found.apply(number), contest=found.record.contest))
    booked = {key[0] for key, account in found.record.accounts.items() if account.evidence == Evidence.SCHEDULED}
    return [each for date in days.dates if date in booked for each in _date(days, date)]


def _date(days: ByDate, date: str) -> Iterator[PlanLoad]:
    rows, own = days.result.record.rows, days.rows(date)
    line = day_line(date, min(rows.start[i] for i in own), max(rows.end[i] for i in own), days.result.record.zone)
    places = {
        rows.id[i]: Place(
            number, line.at(rows.start[i]), line.at(rows.end[i]), rows.patient[i], rows.provider[i], rows.evidence[i]
        )
        for number, i in enumerate(own)
    }
    # Whoever has nobody at the moment is where their first row of the date is.
    homes: dict[str, str] = {}
    for i in own:
        homes.setdefault(rows.provider[i], rows.clinic[i])
    for each in provider_instants(days, line, places):
        at_site: dict[str, list[tuple[int, int, int, int]]] = {}
        for start, end, doing, demands, _, patients, open_rows in each["spans"]:
            site = rows.clinic[own[open_rows[0]]] if open_rows else homes.get(each["provider"], "")
            over = len(demands) - 1 if doing == "contested" else 0
            at_site.setdefault(site, []).append((start, end, len(patients), over))
        for clinic, spans in at_site.items():
            yield {"date": date, "provider": each["provider"], "clinic": clinic, "spans": spans}
