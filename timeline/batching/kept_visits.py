"""The visits that patterns over days are sought in, as columns: put down by each task, read once at the end.

Of a year few are read again: those of providers and clinics whose numbers do not exclude a pattern. So what is kept is
lists that are written and read at once, and only visits asked for become objects.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from timeline.audit.tallies import Seen
from timeline.record import Record
from timeline.shown import Shown


class KeptVisits(NamedTuple):
    """Some dates' visits: `visits` has a list for each field of `Seen` but its rows, `rows` one for each of `Shown`.

    `until` are the places in `rows` at which those of each visit end.
    """

    visits: tuple[Sequence[Any], ...]
    rows: tuple[Sequence[Any], ...]
    until: Sequence[int]

    def of(self, leads: Collection[str], clinics: Collection[str]) -> Iterator[Seen]:
        """List the visits of some providers and clinics with their rows, in the order of the dates."""
        columns = dict(zip(Seen._fields, self.visits, strict=False))
        for place, (lead, clinic) in enumerate(zip(columns["lead"], columns["clinic"], strict=True)):
            if lead in leads or clinic in clinics:
                own = slice(self.until[place - 1] if place else 0, self.until[place])
                shown = zip(*[column[own] for column in self.rows], strict=True)
                told = [column[place] for column in self.visits]
                yield Seen(*told, rows=tuple([Shown(*row) for row in shown]))


def kept_visits(record: Record, visits: Sequence[Seen]) -> KeptVisits:
    """Put the visits of a record into columns."""
    of, accounts = record.rows, record.accounts
    rows = [row for visit in visits for row in visit.places]
    until: list[int] = []
    for visit in visits:
        until.append((until[-1] if until else 0) + len(visit.places))
    columns = (of.id, of.date, of.start, of.end, of.patient, of.provider, of.code, of.clinic, of.discipline)
    shown: list[Sequence[Any]] = [[column[row] for row in rows] for column in columns]
    visit_of = [accounts.get((of.date[row], of.patient[row], of.discipline[row])) for row in rows]
    shown += [["" if account is None else account.payer for account in visit_of], rows]
    listed = zip(*[visit[: len(Seen._fields) - 1] for visit in visits], strict=True)
    return KeptVisits(tuple(listed) if visits else ((),) * (len(Seen._fields) - 1), tuple(shown), until)
