"""Findings made from the rows that show them, many at once: the same as `timeline.shown.finding_of` makes of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from timeline.attendance.numbered import Flags, Ints, Texts, texts
from timeline.contracts.sentences import Gathered, Said, written
from timeline.finding import FindingRule
from timeline.found.columns import DISCIPLINES, Found, FoundWords, Messages, told_of
from timeline.found.lists import Lists
from timeline.record import Record
from timeline.words import without_other_texts


class RowNumbers(NamedTuple):
    """The rows of a record in numbers: places in `words`, clocks in seconds on the clinic's line.

    Parameters
    ----------
    discipline
        Place in `DISCIPLINES`, counted from 1.
    patient_discipline
        The bit of the discipline in `Found.disciplines`; none where the row has no patient.
    code
        Place in `codes`, which are sorted and begin with the empty text.
    is_odd
        Of each code, whether it looks like no code, so that no message may repeat it.
    """

    words: FoundWords
    date: Ints
    clinic: Ints
    patient: Ints
    provider: Ints
    discipline: Ints
    patient_discipline: Ints
    code: Ints
    codes: Texts
    is_odd: Flags
    start: Ints
    end: Ints


def row_numbers(record: Record) -> RowNumbers:
    """Return the rows of a record in numbers, worked out once."""
    if row_numbers not in record.kept:
        record.kept[row_numbers] = _row_numbers(record)
    found: RowNumbers = record.kept[row_numbers]
    return found


def _row_numbers(record: Record) -> RowNumbers:
    rows = record.rows
    of = rows.numbers
    date, clinic, patient, provider, code = (
        of.texts[name] for name in ("date", "clinic", "patient", "provider", "code")
    )
    discipline = of.texts["discipline"].each(lambda word: DISCIPLINES.index(word) + 1 if word else 0)
    return RowNumbers(
        words=FoundWords(date.words, clinic.words, patient.words, provider.words, rows.named[:-1]),
        date=date.codes,
        clinic=clinic.codes,
        patient=patient.codes,
        provider=provider.codes,
        discipline=discipline,
        patient_discipline=np.where((patient.codes > 0) & (discipline > 0), 1 << np.maximum(discipline, 1) - 1, 0),
        code=code.codes,
        codes=code.words,
        is_odd=np.array([without_other_texts(word, [word]) != word for word in code.words.tolist()], bool),
        start=of.start,
        end=of.end,
    )


def found_of(
    record: Record,
    rule: FindingRule | Sequence[FindingRule],
    severity: Ints,
    rows: Lists,
    messages: Messages,
    *,
    kind: Ints | None = None,
    span: tuple[Ints, Ints] | None = None,
    units_at_risk: Ints | None = None,
    seconds: Ints | None = None,
    about: Texts | None = None,
    own_remedy: Texts | None = None,
    own_source: Texts | None = None,
) -> Found:
    """Make findings from the rows that show them: whom, when and where each is about follows from these.

    Parameters
    ----------
    rule
        The rule they follow; of several, `kind` says which.
    severity
        Places in `Severity`.
    rows
        Positions of the rows that show each, in the order in which they are listed; at least one.
    messages
        Writes the messages of some of them; what stands in the place of a code and looks like none is taken out.
    kind
        Place of each one's rule where `rule` is several.
    span
        Start and end of each where that is not its rows' own; its seconds are then the span's.
    units_at_risk, seconds, about, own_remedy, own_source
        As in `Finding`; default: nothing, the time of the rows or of the span, no text.
    """
    of, many, owner, row = row_numbers(record), len(severity), rows.owners, rows.items
    nothing, empty = np.zeros(many, np.int64), texts([""] * many)
    alone = len(row) == many
    start, end = span or _extent(of, rows)
    if seconds is None:
        seconds = end - start if span or alone else _length(owner, of.start[row], of.end[row], many)
    return Found(
        rules=(rule,) if isinstance(rule, FindingRule) else tuple(rule),
        rule=nothing if kind is None else kind,
        severity=severity,
        date=of.date[row[rows.bounds[:-1]]],
        clinic=of.clinic[row] if alone else _sites(of, owner, row, rows.bounds),
        patients=_named(owner, of.patient[row], many),
        providers=_named(owner, of.provider[row], many),
        rows=rows,
        disciplines=of.patient_discipline[row] if alone else _or(of.patient_discipline[row], rows),
        start=start,
        end=end,
        seconds=seconds,
        units_at_risk=nothing if units_at_risk is None else units_at_risk,
        about=empty if about is None else about,
        own_remedy=empty if own_remedy is None else own_remedy,
        own_source=empty if own_source is None else own_source,
        messages=_with_codes_only(of, rows, messages),
        words=of.words,
    )


def _extent(of: RowNumbers, rows: Lists) -> tuple[Ints, Ints]:
    """Return the first and the last second of each finding's rows."""
    if not len(rows.items):
        return rows.items, rows.items
    starts, ends = of.start[rows.items], of.end[rows.items]
    return np.minimum.reduceat(starts, rows.bounds[:-1]), np.maximum.reduceat(ends, rows.bounds[:-1])


def _length(owner: Ints, start: Ints, end: Ints, many: int) -> Ints:
    """Count the seconds of each one's spans, those that overlap once."""
    order = np.lexsort((start, owner))
    of, begins, ends = owner[order], start[order], end[order]
    # Groups stand one behind the other on a line, so that the ends of one are before the starts of the next.
    shift = of * (int(ends.max()) - int(begins.min()) + 1)
    begins, ends = begins + shift, ends + shift
    reached = np.maximum.accumulate(ends)
    begins[1:] = np.maximum(begins[1:], reached[:-1])
    return np.bincount(of, np.maximum(0, ends - begins), many).astype(np.int64)


def _sites(of: RowNumbers, owner: Ints, row: Ints, bounds: Ints) -> Ints:
    """Return the clinic of each one's earliest row; of several, the first by name."""
    order = np.lexsort((of.clinic[row], of.start[row], owner))
    return of.clinic[row[order[bounds[:-1]]]]


def _named(owner: Ints, people: Ints, many: int) -> Lists:
    """Gather the different people of each, sorted; nobody is nobody."""
    named = people > 0
    if len(people) == many:
        return Lists.counted(named.astype(np.int64), people[named])
    return Lists.grouped(owner[named], people[named], many)


def _or(bits: Ints, rows: Lists) -> Ints:
    return np.bitwise_or.reduceat(bits, rows.bounds[:-1]) if len(bits) else bits


def _with_codes_only(of: RowNumbers, rows: Lists, messages: Messages) -> Messages:
    """Take out of messages what stands in the place of a code and does not look like one."""
    if not of.is_odd.any():
        return messages

    def told(places: Ints) -> Said:
        own = rows.take(places)
        odd = np.unique(own.owners[of.is_odd[of.code[own.items]]])
        plain = np.delete(np.arange(len(places)), odd)
        said = [(each, told_of(messages, places[each])) for each in (plain, odd) if len(each)]
        if len(odd):
            found = written(said[-1][1]).copy()
            for at, place in enumerate(odd.tolist()):
                here = own.items[own.bounds[place] : own.bounds[place + 1]]
                found[at] = without_other_texts(found[at], set(of.codes[of.code[here]].tolist()))
            said[-1] = odd, found
        return Gathered.of(said)

    return told
