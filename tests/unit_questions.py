"""Questions of `timeline.units.many`, written from visits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

import numpy as np

from timeline.policies.model import Rules
from timeline.units.book import Book
from timeline.units.earned import merged
from timeline.units.many import Questions
from timeline.units.model import CodeTime
from timeline.units.remembered import Asked, read_of


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
        np.array(entries, np.int64).reshape(len(entries), 6),
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
