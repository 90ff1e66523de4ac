"""Which ids of a schedule look like one: what ids have in common, how often each stands there, and pairs of them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from timeline.attendance.numbered import Ints

#: Column of the schedule -> what one of its ids is called.
KINDS = {"provider": "provider", "patient": "patient", "group": "group", "clinic": "clinic", "payer": "payer"}
#: Of an id with more spellings than this, each is compared with the commonest alone.
_EVERY_PAIR = 6
_FINAL_ZERO = re.compile(r"(?<=\d)\.0+$")
_FINAL_ZERO_OF_LINE = re.compile(r"(?<=\d)\.0+$", re.MULTILINE)
_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_NEGATIVE = re.compile(r"-\d+")
_KEPT = frozenset("LNM")
#: Of the signs of ASCII, those that are a space or none at all.
_UNSEEN = dict.fromkeys((*range(33), 127))
_UNSEEN_IN_LINE = {sign: None for sign in _UNSEEN if chr(sign) != "\n"}


def likeness(text: str) -> str:
    r"""Return what ids that look alike have in common.

    >>> {likeness(text) for text in ("PT1", "pt-01", "PT 1", "\uff50\uff54\uff11")}, likeness("17.0"), likeness("-17")
    ({'pt1'}, '17', '-17')
    """
    if text.isascii():
        plain = text.lower().translate(_UNSEEN)
    else:
        plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        plain = "".join(sign for sign in plain if unicodedata.category(sign)[0] not in "CZ")
    plain = _LEADING_ZEROS.sub("", _FINAL_ZERO.sub("", plain))
    if _NEGATIVE.fullmatch(plain):  # some systems number people below zero
        return plain
    if plain.isalnum() and plain.isascii():
        return plain
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] in _KEPT) or text


def likenesses(texts: Sequence[str]) -> list[str]:
    """Return the likeness of each text; those of plain letters and figures, as most ids are, are worked out at once."""
    lines = "\n".join(text if text.isascii() and "\n" not in text else "" for text in texts)
    plain = _FINAL_ZERO_OF_LINE.sub("", lines.lower().translate(_UNSEEN_IN_LINE))
    every = _LEADING_ZEROS.sub("", plain).split("\n") if texts else []
    return [own if own.isalnum() else likeness(text) for own, text in zip(every, texts, strict=True)]


def _differ_in_figures(one: str, other: str) -> bool:
    """Whether both have figures apart, but not the same ones: 12-3 is not 1-23.

    >>> _differ_in_figures("12-3", "1-23"), _differ_in_figures("12-3", "123"), _differ_in_figures("R 012", "r12")
    (True, False, False)
    """
    figures = [[run.lstrip("0") for run in re.findall(r"\d+", _FINAL_ZERO.sub("", text))] for text in (one, other)]
    return figures[0] != figures[1] and all(len(runs) > 1 for runs in figures)


class Pair(NamedTuple):
    """Two ids of one kind that look alike, the commoner first; `scope` is the date for ids of group sessions."""

    kind: str
    scope: str
    one: str
    other: str


#: Kind of id and scope -> how often each id stands on a row; of groups the scope is the date, else it is empty.
Ids = dict[tuple[str, str], Counter[str]]
#: A column of text: which of some texts each row has, and those; of several that are equal, rows may have any.
_Column = tuple[Ints, Sequence[str]]


def ids_of(date: _Column, columns: Mapping[str, _Column]) -> Ids:
    """Count the rows of every id: columns of one length, named as in `KINDS`."""
    found: Ids = {}
    for kind in KINDS:
        codes, texts = columns[kind]
        if kind != "group":
            _count(found, (kind, ""), codes, texts)
            continue
        order = np.argsort(date[0], kind="stable")
        days, first = np.unique(date[0][order], return_index=True)
        for day, own in zip(days.tolist(), np.split(order, first)[1:], strict=True):
            _count(found, (kind, date[1][day]), codes[own], texts)
    return found


def _count(found: Ids, place: tuple[str, str], codes: Ints, texts: Sequence[str]) -> None:
    numbers, rows = np.unique(codes, return_counts=True)
    named = [texts[number] for number in numbers.tolist()]
    own = Counter(dict(zip(named, rows.tolist(), strict=True)))
    if place in found or len(own) < len(named):  # a text that stands there twice
        own = found.get(place, Counter())
        for text, count in zip(named, rows.tolist(), strict=True):
            own[text] += count
    found[place] = own


def add_ids(found: Ids, more: Ids) -> None:
    """Add the rows of every id of some more rows."""
    for place, rows in more.items():
        found.setdefault(place, Counter()).update(rows)


def pairs_among(ids: Ids) -> list[Pair]:
    """Pair the ids that look alike; group ids only within a date, as they name a session."""
    found: list[Pair] = []
    for (kind, scope), rows in sorted(ids.items()):
        likely = likenesses([*rows])
        if len(set(likely)) == len(likely):
            continue
        spellings: dict[str, list[str]] = defaultdict(list)
        for text, like in zip(rows, likely, strict=True):
            spellings[like].append(text)
        for _, listed in sorted(spellings.items()):
            ranked = sorted(sorted(listed), key=rows.__getitem__, reverse=True)
            every = combinations(ranked, 2) if len(ranked) <= _EVERY_PAIR else ((ranked[0], t) for t in ranked[1:])
            found += [Pair(kind, scope, one, other) for one, other in every if not _differ_in_figures(one, other)]
    return found
