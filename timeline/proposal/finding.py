"""What a file is: a schedule with spans, starts and completions, a list of charges; or why it is none of them."""

from __future__ import annotations

from typing import NoReturn

from timeline.errors import Fault, ScheduleError
from timeline.proposal.clock_words import has_loose_digits
from timeline.proposal.contents import Profile
from timeline.proposal.layout import Layout
from timeline.proposal.pairs import Clocks, sort_out
from timeline.proposal.people import Person, find_person
from timeline.proposal.people_entries import Found, likely_people
from timeline.proposal.transitions import find_transitions

_ASK_EXPORT = "Ask the system for an export with both, or for the length of each visit."
#: How many known names a header has at least.
_KNOWN = 2
_ONE_ROW = "A schedule has one row for each span, with a start, an end (or a length) and a patient."


def find(name: str, layout: Layout) -> Found | None:
    """Find spans and people in a file; None for a list of charges, which has no clocks.

    Raises
    ------
    ScheduleError: it is neither; what is missing and what to ask for.
    """
    if not layout.columns:
        _refuse(name, None, "the file is empty", _ONE_ROW)
    if not layout.rows:
        _refuse(name, layout, "the file has a header and no rows", "Name an export that has some visits.")
    clocks = sort_out(layout.columns)
    transitions = None if clocks.pairs else find_transitions(layout)
    if transitions is not None and transitions.only_ends:
        problem = "every row is a completion: nothing says when it began, so there are no spans"
        _refuse(name, layout, problem, "Ask the system for an export that has the starts too.")
    if not clocks.pairs and transitions is None:
        if is_charges(layout):
            return None
        _refuse_clocks(name, layout, clocks)
    moment = transitions.columns if transitions else clocks.pairs[0].start.columns
    if any(has_loose_digits(column) for column in (*moment, *([clocks.day] if clocks.day else []))):
        problem = "its dates are eight digits that do not begin with the year: digits can be read in two ways"
        _refuse(name, layout, problem, "Export dates with signs between, like 03/02/2026, or as 20260302.")
    taken = frozenset(column.header for column in moment)
    patient = find_person("patient", layout.columns, taken)
    provider = find_person("provider", layout.columns, taken | set(patient.headers if patient else ()))
    if patient is None:
        patient, provider = _guessed(name, layout, taken, provider)
    return Found(layout, clocks, transitions, patient, provider)


def _guessed(name: str, layout: Layout, taken: frozenset[str], provider: Person | None) -> tuple[Person, Person | None]:
    """Take the columns that could be people; which is whom is asked."""
    used = {*taken, *(provider.headers if provider else ())}
    likely = likely_people(layout, used)
    # A first row without known names may be a row of data: its cells are not repeated.
    if not likely or (layout.header_row and layout.named < _KNOWN):
        _refuse(name, layout, "no column is a patient", _ONE_ROW)
    first, *rest = likely
    patient = Person((first,), (layout.column(first),), others=tuple(rest), sure=False)
    if provider is None and rest and _same_shape(layout.column(first), layout.column(rest[0])):
        provider = Person((rest[0],), (layout.column(rest[0]),), others=(first, *rest[1:]), sure=False)
    return patient, provider


def _same_shape(one: Profile, other: Profile) -> bool:
    """Whether two columns can be the two people of a contact."""
    return one.numeric == other.numeric and other.filled * 2 > other.rows


def is_charges(layout: Layout) -> bool:
    """Whether a file is a list of charges: a code and a date of service for a patient, and no clocks."""
    coded = any("code" in each.about and each.codes for each in layout.columns)
    counted = any("units" in each.about and each.whole for each in layout.columns)
    return coded and counted and any(each.clock in ("day", "moment") for each in layout.columns)


def _refuse_clocks(name: str, layout: Layout, clocks: Clocks) -> NoReturn:
    slots = [each for each in layout.columns if each.about & {"start", "end"} and each.whole and each.counts]
    if slots:
        problem = "its start and end are whole numbers, like slots of a calendar, and no clocks"
        _refuse(name, layout, problem, "Ask the system for an export with the time of day.")
    unread = [each for each in layout.columns if "start" in each.about and each.counts and not each.clock]
    if unread and clocks.start is None and layout.named >= _KNOWN:
        problem = "the cells of its start are no clocks that can be read"
        _refuse(
            name, layout, problem, "Export them like 2026-03-02 09:05, with an offset from UTC if they have a zone."
        )
    if clocks.start is not None:
        problem = "it has a start, and neither an end nor a length: no end can be had"
        _refuse(name, layout, problem, _ASK_EXPORT)
    if clocks.day is not None:
        problem = "it has dates and no clocks: no start and no end can be had"
        _refuse(name, layout, problem, _ASK_EXPORT)
    if layout.named < 2:
        problem = "no column is a start or an end; if each column is a person or a room, this is no schedule table"
        _refuse(name, layout, problem, _ONE_ROW)
    _refuse(name, layout, "no column is a start: no span can be had", _ASK_EXPORT)


def _refuse(name: str, layout: Layout | None, problem: str, repair: str) -> NoReturn:
    row = layout.header_row or None if layout else None
    raise ScheduleError([Fault(name, row, "", "", problem, repair)])
