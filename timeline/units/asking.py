"""Questions of `timeline.units.many`: written from few visits, or from others with some seconds more or fewer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

import numpy as np

from timeline.policies.model import Rules
from timeline.units.book import Book, Ints
from timeline.units.earned import merged
from timeline.units.kernels import payable
from timeline.units.many import Questions
from timeline.units.model import CodeTime
from timeline.units.remembered import Asked, read_of

#: Columns of an entry.
_ENTRY = 6


def with_changes(questions: Questions, visit: Ints, code: Ints, seconds: Ints) -> Questions:
    """Ask the same with some seconds more or fewer of codes of visits; what an assistant furnished is no more than all.

    Parameters
    ----------
    visit, code, seconds
        Of each change its visit in `questions`, the number of its code in the book, and the seconds; a visit has one
        change of a code at most. A code that was not recorded is, with the seconds it gains.
    """
    many, rank = len(questions.book.codes), questions.book.rank()
    of_entry = np.repeat(np.arange(len(questions.plan)), np.diff(questions.code_bounds))
    held = of_entry * many + rank[questions.entries[:, payable.CODE]]
    asked = visit * many + rank[code]
    order = np.argsort(asked, kind="stable")
    visit, code, seconds, asked = visit[order], code[order], seconds[order], asked[order]
    at = np.searchsorted(held, asked)
    known = np.append(held, -1)[at] == asked
    entries, span_bounds, bounds = questions.entries.copy(), questions.span_bounds, questions.code_bounds
    entries[at[known], payable.SECONDS] += seconds[known]
    if not known.all():
        new = ~known
        added = np.zeros((np.count_nonzero(new), _ENTRY), np.int64)
        added[:, payable.CODE], added[:, payable.SECONDS] = code[new], seconds[new]
        added[:, payable.QUANTITY] = payable.NONE
        entries = np.insert(entries, at[new], added, axis=0)
        span_bounds = np.insert(span_bounds, at[new], span_bounds[at[new]])
        bounds = bounds + np.concatenate(([0], np.cumsum(np.bincount(visit[new], minlength=len(questions.plan)))))
    entries[:, payable.SECONDS] = np.maximum(0, entries[:, payable.SECONDS])
    entries[:, payable.ASSISTANT] = np.minimum(entries[:, payable.ASSISTANT], entries[:, payable.SECONDS])
    return questions._replace(entries=entries, code_bounds=bounds, span_bounds=span_bounds)


def questions_of(book: Book, asked_many: Iterable[tuple[Sequence[Asked], Rules, date]]) -> Questions:
    """Write few questions as arrays: of each its visits, the rules that count them, and the date."""
    bounds, plan, code_bounds, entries, span_bounds, spans = [0], [], [0], [], [0], []
    for visits, rules, on in asked_many:
        codes = tuple([(visit.discipline, tuple([time[0] for time in visit.times])) for visit in visits])
        for visit, paired in zip(visits, read_of(codes, rules, on)[1], strict=True):
            plan.append(book.plan(rules, visit.discipline, on))
            for code, seconds, assistant, quantity, remote in _each_once(visit):
                entries.append((0, book.code(code), seconds, assistant, quantity or -1, int(remote)))
                if code in paired:
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
    if all(one < other for one, other in pairwise(codes)):
        yield from visit.times
        return
    for time in merged([CodeTime(*time) for time in visit.times]).values():
        yield time.code, time.seconds, time.assistant_seconds, time.quantity, time.remote
