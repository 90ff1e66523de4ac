"""What many visits ask, each question once, as arrays for the kernels of units (`timeline.units.many`)."""

from __future__ import annotations

import numpy as np

from timeline.attendance.numbered import Ints, alike, bounds_of, spread
from timeline.units.book import Book
from timeline.units.many import Questions
from timeline.visits.account import day_of
from timeline.visits.questions import Groups


def questions_in_numbers(groups: Groups, rule: Ints, group: Ints) -> Questions:
    """Write what some groups ask, each under a contest rule, as questions of integers.

    Parameters
    ----------
    rule, group
        Of each question, the place of the contest rule and the group.
    """
    begun, book = groups.begun, Book()
    bounds, visit = spread(groups.bounds, group)
    code_bounds, entry = spread(groups.code_bounds, visit)
    under = np.repeat(rule, np.diff(code_bounds[bounds]))
    words = begun.visits.code.words.tolist()
    codes = np.array([book.code(word) for word in words], np.int64)
    seconds, assistant, quantity, remote = groups.values[:, under, entry]
    unused = np.zeros(len(entry), np.int64)
    entries = np.column_stack((unused, codes[groups.code[entry]], seconds, assistant, quantity, remote))
    span_bounds, span, spans = _spans(groups, entry)
    return Questions(
        book, bounds, _plans(groups, book)[visit], code_bounds, np.ascontiguousarray(entries), span_bounds, spans[span]
    )


def _plans(groups: Groups, book: Book) -> Ints:
    """Return the plan of each visit of `Groups.visit`."""
    begun, own = groups.begun, groups.visit
    day, discipline = begun.visits.date, begun.visits.discipline
    kinds, first = alike((begun.rules[own], day.codes[own], discipline.codes[own]), len(own))
    told = zip(
        begun.rules[own[first]].tolist(), discipline.at(own[first]).tolist(), day.at(own[first]).tolist(), strict=True
    )
    return np.array([book.plan(begun.listed[rules], of, day_of(on)) for rules, of, on in told], np.int64)[kinds]


def _spans(groups: Groups, entry: Ints) -> tuple[Ints, Ints, Ints]:
    """Return where the spans of some codes of `Groups.code` begin, their places, and all spans that pairs may read."""
    begun, (bounds, rows, _) = groups.begun, groups.recorded
    listed, visits, width = begun.found.rows, begun.visits, len(begun.visits.code.words)
    place = groups.bounds[np.repeat(np.arange(len(groups)), np.diff(bounds))] + groups.place[visits.visit[rows]]
    number = dict(zip(visits.code.words.tolist(), range(width), strict=True))
    code = np.array([number[listed.code[row]] for row in rows.tolist()], np.int64)
    held = np.repeat(np.arange(len(groups.visit)), np.diff(groups.code_bounds)) * width + groups.code
    of_code = np.searchsorted(held, place * width + code)
    own = bounds_of(np.bincount(of_code, minlength=len(groups.code)))
    order = np.argsort(of_code, kind="stable")
    edges = [[listed.start[row], listed.end[row]] for row in rows[order].tolist()]
    return *spread(own, entry), np.array(edges, np.int64).reshape(len(edges), 2)
