"""Many questions at once: the payable units of hundreds of thousands of visits on arrays (claims §2 to §4).

A question is what one payer's rules count together: mostly one visit of one patient and date, where the rules look at
the whole date all of them. A `Book` gives numbers to plans and codes; `Questions` are arrays of these numbers, made by
the caller or, of few, by `questions_of`; `payable_many` answers as `payable_of` does of each::

    book = Book()
    plan = book.plan(rules, "PT", on)
    questions = Questions(book, bounds, plan, code_bounds, entries, span_bounds, spans)
    payable_many(questions).timed_units

Where kernels are compiled they count, and leave a rare question to the engine of single visits (`HARD`: a limit that
cuts a chain or an area with its add-on). Where they are not, that engine counts each question that differs once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from types import ModuleType
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from timeline.attendance.compiled import Kernels, compiled, has_numba, is_kept
from timeline.errors import MissingExtraError
from timeline.policies.model import Rules
from timeline.units.book import Book, Pages
from timeline.units.chains import add_ons, primaries
from timeline.units.earned import merged
from timeline.units.kernels import limits, payable
from timeline.units.model import CodeTime, Payable, VisitTimes
from timeline.units.remembered import Asked, asked, paired_codes, payable_remembered

Ints: TypeAlias = npt.NDArray[np.int64]
#: Makes kernels of a module of them.
Maker: TypeAlias = Callable[[ModuleType], Kernels]

#: From so many questions on, kernels that were compiled before are loaded; and from so many they are compiled.
MANY, MOST = 5_000, 300_000
_ENTRY = 6


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
        Where each entry's spans begin, and the end; only codes that a pair looks at need any (`looked_at`).
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
        """Return the units of one visit as `payable_of` does."""
        codes, found = questions.book.codes, dict[str, int]()
        for at in range(questions.code_bounds[visit], questions.code_bounds[visit + 1]):
            code = codes[questions.entries[at, payable.CODE]]
            found[code] = int(self.units[at])
            if self.further[at]:
                found[add_ons()[primaries()[code]]] = int(self.further[at])
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
    units, further, _, visits = solved(questions, maker)
    found = Payables(visits[:, payable.TIMED].copy(), units, further)
    _engine(questions, found, hard_ones(questions, visits, payable.HARD))
    return found


def kernels_for(many: int) -> Maker | None:
    """Return how kernels run for so many questions; None where the engine of single visits is faster."""
    if compiled.cache_info().currsize:
        enough = MANY // 50
    else:
        enough = MANY if is_kept(payable) else MOST
    if many < enough or not has_numba():
        return None
    try:
        compiled(payable)
    except MissingExtraError:  # numba is there, but not for this Python or numpy
        return None
    return compiled


def solved(questions: Questions, kernels: Maker) -> tuple[Ints, Ints, Ints, Ints]:
    """Run the kernels: units, further units, what became of each entry, and what is found of each visit."""
    pages = paged(questions)
    asked_of = (questions.bounds, questions.plan, questions.code_bounds, questions.entries)
    spans, pairs = (questions.span_bounds, questions.spans), (pages.pair_at, pages.pairs)
    units, further, flags, visits = kernels(payable)["payable"](*asked_of, *spans, pages.facts, pages.plans, *pairs)
    if len(pages.caps):
        about = (pages.facts, pages.plans, pages.caps, pages.cap_weights, pages.rank)
        kernels(limits)["limit"](*asked_of, *about, units, further, visits)
    return units, further, flags, visits


def paged(questions: Questions) -> Pages:
    """Return the book as arrays, and write into the entries what their plans do with their codes."""
    entries, of_visit = questions.entries, np.repeat(questions.plan, np.diff(questions.code_bounds))
    entries[:, payable.FACT] = questions.book.facts(of_visit, entries[:, payable.CODE])
    return questions.book.pages()


def hard_ones(questions: Questions, visits: Ints, bits: int) -> list[int]:
    """List the questions of whose first visit some bits are told."""
    found: list[int] = np.flatnonzero(visits[questions.bounds[:-1], payable.TOLD] & bits).tolist()
    return found


def _engine(questions: Questions, found: Payables, wanted: Iterable[int]) -> None:
    """Let the engine of single visits count some questions."""
    codes = questions.book.codes
    for question in wanted:
        visits, rules, on = questions.told(question)
        first = int(questions.bounds[question])
        for place, counted in enumerate(payable_remembered([asked(visit) for visit in visits], rules, on=on)):
            visit, left = first + place, dict(counted.units)
            found.timed_units[visit] = counted.timed_units
            own = range(questions.code_bounds[visit], questions.code_bounds[visit + 1])
            for at in own:
                found.units[at] = left.pop(codes[questions.entries[at, payable.CODE]])
            for at in own:
                primary = codes[questions.entries[at, payable.CODE]]
                found.further[at] = left.get(add_ons().get(primary, ""), 0)


def questions_of(book: Book, asked_many: Iterable[tuple[Sequence[Asked], Rules, date]]) -> Questions:
    """Write few questions as arrays: of each its visits, the rules that count them, and the date."""
    bounds, plan, code_bounds, entries, span_bounds, spans = [0], [], [0], [], [0], []
    for visits, rules, on in asked_many:
        for visit, looked_at in zip(visits, paired_codes(visits, rules, on)[1], strict=True):
            plan.append(book.plan(rules, visit.discipline, on))
            for code, seconds, assistant, quantity, remote in _each_once(visit):
                entries.append((0, book.code(code), seconds, assistant, quantity or -1, int(remote)))
                if code in looked_at:
                    spans += [(start, end) for start, end, _ in visit.spans.get(code, ())]
                span_bounds.append(len(spans))
            code_bounds.append(len(entries))
        bounds.append(len(plan))
    return Questions(
        book,
        np.array(bounds, np.int64),
        np.array(plan, np.int64),
        np.array(code_bounds, np.int64),
        np.array(entries, np.int64).reshape(len(entries), _ENTRY),
        np.array(span_bounds, np.int64),
        np.array(spans, np.int64).reshape(len(spans), 2),
    )


def _each_once(visit: Asked) -> Iterator[tuple[str, int, int, int | None, bool]]:
    """Yield the times of a visit sorted by code, one named twice added up."""
    codes = [time[0] for time in visit.times]
    if all(one < other for one, other in zip(codes, codes[1:], strict=False)):
        yield from visit.times
        return
    for time in merged([CodeTime(*time) for time in visit.times]).values():
        yield time.code, time.seconds, time.assistant_seconds, time.quantity, time.remote
