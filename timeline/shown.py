"""The source rows that show a finding: what is said of them, wherever the rows themselves are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    return sorted(rows, key=lambda row: (row.date, row.place))


def extent_of(rows: Sequence[Shown]) -> Extent:
    """Return whom and when some rows are about; for no rows, nobody and nothing."""
    if len(rows) == 1:
        (row,) = rows
        patients, providers = (row.patient,) if row.patient else (), (row.provider,) if row.provider else ()
        return Extent(row.date, patients, providers, row.start, row.end, row.end - row.start)
    spans = union((row.start, row.end) for row in rows)
    return Extent(
        date=rows[0].date if rows else "",
        patients=tuple(sorted({row.patient for row in rows} - {""})),
        providers=tuple(sorted({row.provider for row in rows} - {""})),
        start=spans[0][0] if spans else 0,
        end=spans[-1][1] if spans else 0,
        seconds=length(spans),
    )


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
    extent = extent_of(rows)
    start, end = span if span is not None else (extent.start, extent.end)
    first = min(rows, key=lambda row: (row.start, row.clinic), default=None)
    return Finding(
        rule=rule,
        severity=severity,
        date=stated.get("date", extent.date),
        patients=stated.get("patients", extent.patients),
        providers=stated.get("providers", extent.providers),
        start=start,
        end=end,
        seconds=stated.get("seconds", extent.seconds if span is None else end - start),
        units_at_risk=units_at_risk,
        message=without_other_texts(message, {row.code for row in rows}),
        intervals=tuple(row.id for row in rows),
        clinic=stated.get("clinic", first.clinic if first is not None else ""),
        disciplines=tuple(sorted({row.discipline for row in rows if row.patient} - {""})),
        about=stated.get("about", ""),
        own_remedy=stated.get("own_remedy", ""),
        own_source=stated.get("own_source", ""),
    )
