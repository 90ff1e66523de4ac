"""The rows of a record and its tables as arrays: a check walks only the rows that a test of columns leaves over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from timeline.attendance.numbered import alike
from timeline.audit.once import once
from timeline.code_table import code_table
from timeline.record import Record
from timeline.visits import VisitAccount
from timeline.vocabulary import ASSISTANTS, THERAPISTS, Evidence, Mode

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Columns:
    """The rows of a record; every array has an entry for every row, in their order.

    Parameters
    ----------
    analysed, documented
        Rows with evidence; of them those that document a service.
    attended, unattended, contradicts, earns
        As in `Nature`, of analyzed rows; the others are False.
    coded
        Rows with a code.
    grouped
        Rows that record group treatment, by their mode or their code.
    therapist, assistant
        Rows whose role is a therapist's or an assistant's.
    date, patient, provider, clinic
        A number for each text, in the order of the texts.
    code, codes
        The number of the row's code, and the code of each number: they are sorted, and the first is the empty one.
    visit
        The place of its visit among those of the record; -1 of rows that belong to none.
    start, end
        Seconds on the clinic's line.
    """

    analysed: Mask
    documented: Mask
    attended: Mask
    unattended: Mask
    contradicts: Mask
    earns: Mask
    grouped: Mask
    coded: Mask
    therapist: Mask
    assistant: Mask
    date: Numbers
    patient: Numbers
    provider: Numbers
    clinic: Numbers
    code: Numbers
    codes: Sequence[str]
    visit: Numbers
    start: Numbers
    end: Numbers


@once
def columns(record: Record) -> Columns:
    """Turn the classified rows of a record into arrays."""
    of = record.rows.numbers
    texts = of.texts
    analysed, code = ~texts["evidence"].where(""), texts["code"]
    told = [(what.attended, what.unattended_claim, what.contradicts, what.earns) for what in of.natures]
    known = code_table()
    by_code = code.each(lambda word: word in known and known[word].mode == Mode.GROUP, np.bool_)
    by_mode = np.array([what.mode == Mode.GROUP for what in of.natures], np.bool_)
    visit, visits = np.full(len(record.rows), -1), record.visit_arrays
    visit[visits.row] = visits.row_visit
    attended, unattended, contradicts, earns = np.array(told, np.bool_).reshape(-1, 4)[of.nature].T & analysed
    return Columns(
        analysed=analysed,
        documented=texts["evidence"].where(Evidence.DOCUMENTED),
        attended=attended,
        unattended=unattended,
        contradicts=contradicts,
        earns=earns,
        grouped=by_mode[of.nature] | by_code,
        coded=code.codes > 0,
        therapist=texts["role"].each(THERAPISTS.__contains__, bool),
        assistant=texts["role"].each(ASSISTANTS.__contains__, bool),
        **{name: texts[name].codes for name in ("date", "patient", "provider", "clinic")},
        code=code.codes,
        codes=code.words.tolist(),
        visit=visit,
        start=of.start,
        end=of.end,
    )


def provider_room(record: Record) -> int:
    """Return how many numbers of providers there are: what their number is multiplied by that is put before them."""
    return len(record.rows.numbers.texts["provider"].words)


@once
def day_numbers(record: Record) -> Numbers:
    """Give a number to the date and the provider of each row: its date's times `provider_room`, and its provider's."""
    of = columns(record)
    return of.date * provider_room(record) + of.provider


@once
def engaged_days(record: Record) -> Numbers:
    """Give the numbers of `day_numbers` to the date and the provider of each of `ENGAGEMENTS`."""
    table, texts = record.attendance.numbers("engagements"), record.rows.numbers.texts
    date, provider = (table.places(name, texts[name].words.tolist()) for name in ("date", "provider"))
    return date * provider_room(record) + provider


def visit_at(record: Record, place: int) -> VisitAccount:
    """Return one visit by its place: the object is made where somebody reads it."""
    of = record.visit_arrays
    date, patient, discipline = (str(each.words[each.codes[place]]) for each in (of.date, of.patient, of.discipline))
    return record.accounts[date, patient, discipline]


def place_of(record: Record, visit: VisitAccount) -> int:
    """Return the place of a visit among those of the record."""
    return int(columns(record).visit[visit.positions[0]])


def places(mask: Mask) -> list[int]:
    """List the places at which something holds, in order.

    >>> places(np.array([False, True, True]))
    [1, 2]
    """
    found: list[int] = np.flatnonzero(mask).tolist()
    return found


def groups(keys: Sequence[Numbers]) -> Numbers:
    """Give a number to each group of places that agree in every key, in the order of their first places.

    >>> groups([np.array([7, 8, 7]), np.array([1, 1, 1])]).tolist()
    [0, 1, 0]
    """
    which, _ = alike([key - key.min() if len(key) else key for key in keys], len(keys[0]))
    return which


def different(values: Numbers) -> Numbers:
    """Sort the different ones of some numbers: many times faster than `np.unique`, which hashes them first.

    >>> different(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    listed = np.sort(values)
    first = np.ones(len(listed), bool)
    first[1:] = listed[1:] != listed[:-1]
    found: Numbers = listed[first]
    return found


def in_several(group: Numbers, value: Numbers) -> Mask:
    """Whether the group at each place has more than one value.

    >>> in_several(np.array([0, 0, 1]), np.array([5, 6, 5])).tolist()
    [True, True, False]
    """
    if not len(group):
        return np.zeros(0, bool)
    first = np.full(int(group.max()) + 1, -1, np.int64)
    first[group[::-1]] = value[::-1]
    several = np.zeros(len(first), bool)
    several[group[value != first[group]]] = True
    found: Mask = several[group]
    return found


def overlapping(group: Numbers, start: Numbers, end: Numbers) -> Mask:
    """Whether two spans overlap in the group at each place.

    >>> overlapping(np.array([0, 0, 1, 1]), np.array([0, 5, 0, 9]), np.array([6, 9, 9, 10])).tolist()
    [True, True, False, False]
    """
    if not len(group):
        return np.zeros(0, bool)
    order = np.lexsort((start, group))
    of, begins, ends = group[order], start[order], end[order]
    # Groups stand one behind the other on a line, so that the ends of one are before the starts of the next.
    room = int(ends.max()) - int(begins.min()) + 1
    shift = of * room - int(begins.min())
    reached = np.maximum.accumulate(ends + shift)
    meets = np.zeros(int(group.max()) + 1, bool)
    meets[of[1:][(of[1:] == of[:-1]) & (begins[1:] + shift[1:] < reached[:-1])]] = True
    found: Mask = meets[group]
    return found
