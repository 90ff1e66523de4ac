"""The source rows that show a finding: what is said of them, wherever the rows themselves are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple, TypedDict, Unpack

from timeline.finding import Finding, FindingRule
from timeline.spans import Span, length, union
from timeline.vocabulary import Severity
from timeline.words import without_other_texts


class Shown(NamedTuple):
    """A source row as a finding shows it.

    `start` and `end` are seconds on the clinic's line; `payer` is that of the visit it belongs to, empty without one;
    `place` is its position among the rows it was analyzed with, which orders the rows of a date.
    """

    id: str
    date: str
    start: int
    end: int
    patient: str
    provider: str
    code: str
    clinic: str
    discipline: str
    payer: str
    place: int


class Extent(NamedTuple):
    """Whom and when some rows are about: clocks in seconds on the clinic's line, `seconds` without what overlaps."""

    date: str
    patients: tuple[str, ...]
    providers: tuple[str, ...]
    start: int
    end: int
    seconds: int


class Stated(TypedDict, total=False):
    """What a finding says beside its rows: fields of `Finding`, where they do not follow from the rows."""

    date: str
    patients: tuple[str, ...]
    providers: tuple[str, ...]
    seconds: int
    clinic: str
    about: str
    own_remedy: str
    own_source: str


def in_place(rows: Iterable[Shown]) -> list[Shown]:
    """Sort rows by date, those of a date in the order in which they were read."""
    return sorted(rows, key=attrgetter("date", "place"))


def extent_of(rows: Sequence[Shown]) -> Extent:
    """Return whom and when some rows are about; for no rows, nobody and nothing."""
    if len(rows) == 1:
        (row,) = rows
        return Extent(row.date, _one(row.patient), _one(row.provider), row.start, row.end, row.end - row.start)
    spans = union([(row.start, row.end) for row in rows])
    return Extent(
        date=rows[0].date if rows else "",
        patients=_named([row.patient for row in rows]),
        providers=_named([row.provider for row in rows]),
        start=spans[0][0] if spans else 0,
        end=spans[-1][1] if spans else 0,
        seconds=length(spans),
    )


def _one(name: str) -> tuple[str, ...]:
    return (name,) if name else ()


def _named(names: Sequence[str]) -> tuple[str, ...]:
    """Sort different names; those of nobody are left out."""
    return tuple(sorted({*names} - {""}))


def _about(rows: Sequence[Shown], span: Span) -> Extent:
    """Return whom a span is about in which rows meet."""
    patients, providers = _named([row.patient for row in rows]), _named([row.provider for row in rows])
    return Extent(rows[0].date, patients, providers, *span, span[1] - span[0])


def finding_of(
    rule: FindingRule,
    severity: Severity,
    rows: Sequence[Shown],
    message: str,
    *,
    span: Span | None = None,
    units_at_risk: int = 0,
    **stated: Unpack[Stated],
) -> Finding:
    """Make a finding from the rows that show it: whom and when it is about follows from them.

    Parameters
    ----------
    rows
        The source rows that show it, in the order they are listed.
    span
        Its clock span where that is not the rows' own; its seconds are then the span's.
    units_at_risk
        Timed units of the visits concerned with and without its seconds.
    **stated
        What does not follow from the rows: see `Stated`.
    """
    extent = _about(rows, span) if span is not None and len(rows) > 1 else extent_of(rows)
    start, end = span if span is not None else (extent.start, extent.end)
    if len(rows) == 1:
        (row,) = rows
        clinic, disciplines = row.clinic, _one(row.discipline) if row.patient else ()
    else:
        clinic = min([(row.start, row.clinic) for row in rows], default=(0, ""))[1]
        disciplines = _named([row.discipline for row in rows if row.patient])
    return Finding(
        rule,
        severity,
        stated.get("date", extent.date),
        stated.get("patients", extent.patients),
        stated.get("providers", extent.providers),
        start,
        end,
        stated.get("seconds", extent.seconds if span is None else end - start),
        units_at_risk,
        without_other_texts(message, {row.code for row in rows}),
        tuple([row.id for row in rows]),
        stated.get("clinic", clinic),
        disciplines,
        stated.get("about", ""),
        stated.get("own_remedy", ""),
        stated.get("own_source", ""),
    )
