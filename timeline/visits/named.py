"""The codes on the rows of many visits, whatever counts: what is credited to each, its units, and what was claimed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

import numpy as np

from timeline.attendance.numbered import Coded, Ints
from timeline.attendance.visit_rows import VisitKey
from timeline.visits.answers import Answers
from timeline.visits.begun import Begun
from timeline.vocabulary import CONTEST_RULES


class Named(TypedDict):
    """What `timeline.visit_arrays.VisitArrays` says of the codes on the rows of visits; names as there."""

    named_bounds: Ints
    named: Coded
    named_seconds: Ints
    named_assistant: Ints
    named_units: Ints
    named_billed: Ints


def named_codes(begun: Begun, answers: Answers, billed: Mapping[VisitKey, Mapping[str, int]]) -> Named:
    """Collect what is known of every code on a visit's rows.

    Parameters
    ----------
    begun, answers
        The visits, and their counts.
    billed
        Of each visit, the units claimed by code.
    """
    visits, seconds = begun.visits, begun.seconds
    width, many = len(visits.code.words), len(visits.code.codes)
    owner = np.repeat(np.arange(len(visits)), np.diff(visits.code_bounds))
    named = owner * width + visits.code.codes  # in this order already
    number = {word: place for place, word in enumerate(visits.code.words.tolist())}
    earning = np.repeat(np.arange(len(visits)), np.diff(seconds.bounds))
    at = np.searchsorted(named, earning * width + seconds.code.each(number.__getitem__))
    by_rule, assistant = np.zeros((len(CONTEST_RULES), many), np.int64), np.zeros(many, np.int64)
    by_rule[:, at], assistant[at] = seconds.by_rule, seconds.assistant
    return {
        "named_bounds": visits.code_bounds,
        "named": visits.code,
        "named_seconds": by_rule,
        "named_assistant": assistant,
        "named_units": answers.named_units(),
        "named_billed": _billed(begun, named, number, billed),
    }


def _billed(begun: Begun, named: Ints, number: Mapping[str, int], billed: Mapping[VisitKey, Mapping[str, int]]) -> Ints:
    """Return the units claimed of each code on a visit's rows; -1 where none are."""
    found, width, none = np.full(len(named), -1, np.int64), len(begun.visits.code.words), dict[str, int]()
    claimed = [
        (visit * width + number[code], units)
        for visit, key in enumerate(begun.keys if billed else ())
        for code, units in billed.get(key, none).items()
        if code in number
    ]
    if claimed:
        place, units = np.array(claimed, np.int64).T
        at = np.searchsorted(named, place)
        is_there = np.append(named, -1)[at] == place
        found[at[is_there]] = units[is_there]
    return found
