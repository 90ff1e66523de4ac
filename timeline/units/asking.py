"""Questions of `timeline.units.many` with some seconds more or fewer of codes of visits."""

from __future__ import annotations

import numpy as np

from timeline.units.book import Ints
from timeline.units.kernels import payable
from timeline.units.many import Questions

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
