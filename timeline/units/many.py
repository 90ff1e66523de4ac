"""Many questions at once: the payable units of hundreds of thousands of visits on arrays (claims §2 to §4).

A question is what one payer's rules count together: mostly one visit of one patient and date, where the rules look at
the whole date all of them. A `Book` gives numbers to plans and codes; `Questions` are arrays of these numbers, made by
the caller; `payable_many` answers as `payable_of` does, `count_many` in numbers as `count_date` does::

    book = Book()
    plan = book.plan(rules, "PT", on)
    questions = Questions(book, bounds, plan, code_bounds, entries, span_bounds, spans)
    payable_many(questions).timed_units

Where kernels are compiled they count, and leave a rare question to the engine of single visits (`HARD`: a limit that
cuts a chain or an area with its add-on). Where they are not, that engine counts each question that differs once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from types import ModuleType
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from timeline.attendance.compiled import Kernels, compiled, has_numba, is_kept, plain
from timeline.errors import MissingExtraError
from timeline.policies.model import Rules
from timeline.units.book import Book, Pages, marks_of, modifiers_of
from timeline.units.chains import add_ons, primaries
from timeline.units.kernels import claimed, limits, payable
from timeline.units.model import CodeTime, Line, Payable, Remark, VisitTimes
from timeline.units.plan import Plan
from timeline.units.remarks import of_plan
from timeline.units.remembered import asked, count_remembered, payable_remembered

Ints: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]
#: Makes kernels of a module of them.
Maker: TypeAlias = Callable[[ModuleType], Kernels]

#: From so many questions on kernels are faster: once they are loaded; once others are, if they were compiled before; if
#: only one of both holds; and if neither does, and compiling them takes half a minute.
FEW, SOME, MANY, MOST = 20, 500, 3_000, 300_000
#: Bits of what is said of a visit alone.
_SAID = claimed.REMARKED_CODE - 1
#: Bits of which each may mean that a visit permits another claim.
_SEVERAL = payable.PAIRS | payable.CHOICE | payable.LIMITS | payable.UNORDERED | payable.HARD


class Questions(NamedTuple):
    """What is asked of many visits, as arrays of int64.

    Parameters
    ----------
    bounds
        Where each question's visits begin, and the end; a question has at least one visit.
    plan
        Of each visit, the number of its plan in the book; visits of a question have the same rules and date.
    code_bounds
        Where each visit's entries begin, and the end.
    entries
        One code of one visit in each row, sorted by code within the visit, no code twice. Columns as in
        `kernels.payable`: FACT (filled in here), CODE, SECONDS, ASSISTANT, QUANTITY (-1: not stated), REMOTE (0 or 1).
    span_bounds
        Where each entry's spans begin, and the end; only codes that a pair looks at need any.
    spans
        First second, and first second after it.
    """

    book: Book
    bounds: Ints
    plan: Ints
    code_bounds: Ints
    entries: Ints
    span_bounds: Ints
    spans: Ints

    def told(self, question: int) -> tuple[list[VisitTimes], Rules, date]:
        """Return a question as the engine of single visits takes it; rows have no ids."""
        visits = range(self.bounds[question], self.bounds[question + 1])
        plan = self.book.plans[self.plan[visits[0]]]
        return [self._visit(visit) for visit in visits], plan.rules, plan.on

    def _visit(self, visit: int) -> VisitTimes:
        codes, times, spans = self.book.codes, [], {}
        for at in range(self.code_bounds[visit], self.code_bounds[visit + 1]):
            _, code, seconds, assistant, quantity, remote = self.entries[at].tolist()
            times.append(CodeTime(codes[code], seconds, assistant, quantity if quantity > 0 else None, bool(remote)))
            listed = self.spans[self.span_bounds[at] : self.span_bounds[at + 1]].tolist()
            if listed:
                spans[codes[code]] = [(start, end, "") for start, end in listed]
        return VisitTimes(self.book.plans[self.plan[visit]].discipline, times, spans)


class Payables(NamedTuple):
    """The payable units of many questions.

    Parameters
    ----------
    timed_units
        Of each visit.
    units
        Of each entry.
    further
        Of each entry, the units of the add-on of its chain that it earns and that is not recorded itself.
    """

    timed_units: Ints
    units: Ints
    further: Ints

    def of(self, questions: Questions, visit: int) -> Payable:
        """Return the units of one visit as `payable_of` does; without an add-on that is not recorded and earns none."""
        codes, found = questions.book.codes, dict[str, int]()
        own = slice(int(questions.code_bounds[visit]), int(questions.code_bounds[visit + 1]))
        asked = questions.entries[own, payable.CODE].tolist()
        for number, units, more in zip(asked, self.units[own].tolist(), self.further[own].tolist(), strict=True):
            found[codes[number]] = units
            if more:
                found[add_ons()[primaries()[codes[number]]]] = more
        return Payable(int(self.timed_units[visit]), dict(sorted(found.items())))


def payable_many(questions: Questions, kernels: Maker | None = None) -> Payables:
    """Count the payable units of every question.

    Parameters
    ----------
    kernels
        Whether kernels are compiled (`compiled`), or run as they stand (`plain`); None: compiled where that pays, else
        the engine of single visits counts.

    Raises
    ------
    MissingExtraError: they are to be compiled, and numba is not installed.
    """
    maker = kernels or kernels_for(len(questions.bounds) - 1)
    if maker is None:
        many = len(questions.entries)
        found = Payables(*(np.zeros(size, np.int64) for size in (len(questions.plan), many, many)))
        _engine(questions, found, range(len(questions.bounds) - 1))
        return found
    units, further, _, visits, _ = solved(questions, maker)
    found = Payables(visits[:, payable.TIMED].copy(), units, further)
    _engine(questions, found, hard_ones(questions, visits, payable.HARD))
    return found


class Counts(NamedTuple):
    """The counts of many questions; `payable` as of `payable_many`.

    Parameters
    ----------
    ways
        Of each visit, how many claims are permitted, at most `LISTED` of them; 0 without timed units.
    timed_minutes
        Of each visit, whole minutes of the codes of the pool.
    removed
        Of each entry, whether a pair of codes takes it off the claim.
    line_bounds
        Where each visit's lines begin, and the end.
    lines
        Number of the code, units, and modifiers as bits of `kernels.claimed` (`modifiers_of` names them).
    told
        Of each visit, what must be said of it, as bits of `kernels.payable` and `kernels.claimed`.
    """

    payable: Payables
    ways: Ints
    timed_minutes: Ints
    removed: Flags
    line_bounds: Ints
    lines: Ints
    told: Ints

    @property
    def plain(self) -> Flags:
        """Of each visit, whether its lines are all there is to say.

        Such a count has one way, no edits, no conditional claim, and no remark but what `standing_remarks` tells of it.
        """
        found: Flags = self.told & _SAID == 0
        return found

    @property
    def single(self) -> Flags:
        """Of each visit, whether its lines are the only claim that it permits, whatever else there is to say of it."""
        found: Flags = self.told & _SEVERAL == 0
        return found

    def says_more(self, visit: int) -> bool:
        """Whether there is more to say of a visit than its lines."""
        return bool(self.told[visit] & _SAID)

    def lines_of(self, questions: Questions, visit: int) -> tuple[Line, ...]:
        """Return the lines of a visit."""
        plan, codes = questions.book.plans[questions.plan[visit]], questions.book.codes
        lines = self.lines[self.line_bounds[visit] : self.line_bounds[visit + 1]].tolist()
        return tuple([Line(codes[code], units, modifiers_of(plan, marks)) for code, units, marks in lines])


def count_many(questions: Questions, kernels: Maker | None = None) -> Counts:
    """Count every question in numbers, as `payable_many` does; where nothing is compiled, kernels run as they stand."""
    maker = kernels or kernels_for(len(questions.bounds) - 1) or plain
    units, further, flags, visits, standing = solved(questions, maker)
    pages = questions.book.pages()
    arrays = (questions.bounds, questions.plan, questions.code_bounds, questions.entries, pages.facts, pages.plans)
    line_bounds, lines, minutes = maker(claimed)["claimed"](
        *arrays, pages.rank, units, further, flags, visits, standing
    )
    found = Payables(visits[:, payable.TIMED].copy(), units, further)
    ways, told = np.where(found.timed_units > 0, visits[:, payable.WAYS], 0), visits[:, payable.TOLD]
    counts = Counts(found, ways, minutes, flags & payable.REMOVED > 0, line_bounds, lines, told)
    wanted = hard_ones(questions, visits, payable.HARD | payable.UNORDERED | payable.LIMITS)
    return _counted_by_the_engine(questions, counts, wanted) if wanted else counts


def _counted_by_the_engine(questions: Questions, counts: Counts, wanted: Sequence[int]) -> Counts:
    """Put the engine's own counts of some questions in their places."""
    changed: dict[int, list[tuple[int, int, int]]] = {}
    for question in wanted:
        visits, rules, on = questions.told(question)
        first, codes = int(questions.bounds[question]), questions.book
        for place, units in enumerate(count_remembered([asked(visit) for visit in visits], rules, on=on)):
            visit = first + place
            marks = marks_of(questions.book.plans[questions.plan[visit]])
            _put(questions, counts.payable, visit, Payable(units.timed_units, units.units))
            counts.ways[visit] = len(units.alternatives)
            for at in range(questions.code_bounds[visit], questions.code_bounds[visit + 1]):
                counts.removed[at] = codes.codes[questions.entries[at, payable.CODE]] in units.removed
            changed[visit] = [(codes.code(line.code), line.units, marks[line.modifiers]) for line in units.lines]
    size = np.diff(counts.line_bounds)
    size[list(changed)] = [len(lines) for lines in changed.values()]
    bounds = np.concatenate(([0], np.cumsum(size)))
    kept = np.ones(len(size), np.bool_)
    kept[list(changed)] = False
    lines = np.empty((bounds[-1], 3), np.int64)
    lines[np.repeat(kept, size)] = counts.lines[np.repeat(kept, np.diff(counts.line_bounds))]
    for visit, own in changed.items():
        lines[bounds[visit] : bounds[visit + 1]] = np.array(own, np.int64).reshape(len(own), 3)
    return counts._replace(line_bounds=bounds, lines=lines)


@lru_cache(maxsize=4096)
def standing_remarks(plan: Plan, codes: tuple[str, ...], *, assisted: bool, remote: bool) -> tuple[Remark, ...]:
    """Return the remarks of a visit of which there is nothing else to say (`Counts.plain`): those of its count.

    Parameters
    ----------
    plan
        Of the date itself (`plan_for`): remarks tell it.
    codes
        Every code recorded, sorted.
    assisted, remote
        Whether an assistant took part, and whether any of it was telehealth.
    """
    of_codes = [remark for code in codes for remark in plan.of(code).remarks]
    return (*of_codes, *of_plan(plan, recorded=bool(codes), assisted=assisted, remote=remote))


def kernels_for(many: int) -> Maker | None:
    """Return how kernels run for so many questions; None where the engine of single visits is faster."""
    if many < FEW:
        return None
    if not compiled.cache_info().currsize:
        enough = MANY if is_kept(payable) else MOST
    elif getattr(compiled(payable)["payable"], "signatures", ()):
        enough = FEW
    else:
        enough = SOME if is_kept(payable) else MANY
    if many < enough or not has_numba():
        return None
    try:
        compiled(payable)
    except MissingExtraError:  # numba is there, but not for this Python or numpy
        return None
    return compiled


def solved(questions: Questions, kernels: Maker) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Run the kernels; what they return is that of `kernels.payable`."""
    pages = paged(questions)
    asked_of = (questions.bounds, questions.plan, questions.code_bounds, questions.entries)
    spans, pairs = (questions.span_bounds, questions.spans), (pages.pair_at, pages.pairs)
    found = kernels(payable)["payable"](*asked_of, *spans, pages.facts, pages.plans, *pairs)
    units, further, flags, visits, standing = found
    if len(pages.caps):
        about = (pages.facts, pages.plans, pages.caps, pages.cap_weights, pages.rank)
        kernels(limits)["limit"](*asked_of, *about, units, further, visits)
    return units, further, flags, visits, standing


def paged(questions: Questions) -> Pages:
    """Return the book as arrays, and write into the entries what their plans do with their codes."""
    entries, of_visit = questions.entries, np.repeat(questions.plan, np.diff(questions.code_bounds))
    entries[:, payable.FACT] = questions.book.facts(of_visit, entries[:, payable.CODE])
    return questions.book.pages()


def hard_ones(questions: Questions, visits: Ints, bits: int) -> list[int]:
    """List the questions of which some bits are told of any visit."""
    told = np.bitwise_or.reduceat(visits[:, payable.TOLD], questions.bounds[:-1])
    found: list[int] = np.flatnonzero(told & bits).tolist()
    return found


def _engine(questions: Questions, found: Payables, wanted: Iterable[int]) -> None:
    """Let the engine of single visits count some questions, those that are alike once."""
    answers: dict[tuple[bytes, ...], tuple[Payable, ...]] = {}
    bounds, codes, spans = questions.bounds.tolist(), questions.code_bounds.tolist(), questions.span_bounds.tolist()
    for question in wanted:
        own = slice(bounds[question], bounds[question + 1])
        entry = slice(codes[own.start], codes[own.stop])
        key = (
            questions.plan[own].tobytes(),
            (questions.code_bounds[own] - entry.start).tobytes(),
            questions.entries[entry].tobytes(),
            (questions.span_bounds[entry] - spans[entry.start]).tobytes(),
            questions.spans[spans[entry.start] : spans[entry.stop]].tobytes(),
        )
        if key not in answers:
            visits, rules, on = questions.told(question)
            answers[key] = payable_remembered([asked(visit) for visit in visits], rules, on=on)
        for place, counted in enumerate(answers[key]):
            _put(questions, found, own.start + place, counted)


def _put(questions: Questions, found: Payables, visit: int, counted: Payable) -> None:
    """Put what was counted of a visit in its place."""
    codes, left = questions.book.codes, dict(counted.units)
    own = range(questions.code_bounds[visit], questions.code_bounds[visit + 1])
    found.timed_units[visit] = counted.timed_units
    for at in own:
        found.units[at] = left.pop(codes[questions.entries[at, payable.CODE]])
    for at in own:
        found.further[at] = left.get(add_ons().get(codes[questions.entries[at, payable.CODE]], ""), 0)
