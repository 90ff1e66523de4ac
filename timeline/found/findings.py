"""Findings in their order, named: columns underneath, an object for whoever reads one."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, overload

import numpy as np

from timeline.attendance.numbered import Ints, Texts, packed, texts
from timeline.contracts.sentences import (
    Gathered,
    Said,
    Sentences,
    Words,
    each_said,
    sentences,
    words_of,
    written,
)
from timeline.finding import Finding
from timeline.found.columns import DISCIPLINES_OF, SEVERITIES, Found
from timeline.found.objects import found_in


class Findings(Sequence[Finding]):
    """The findings of an audit, read like a tuple of `Finding`: none is made before it is read.

    Parameters
    ----------
    found
        Their columns, in their order.
    cause
        The place of the finding that each follows from, or its own; default: its own.
    """

    def __init__(self, found: Found, cause: Ints | None = None) -> None:
        self.found = found
        self.cause = np.arange(len(found)) if cause is None else cause

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Findings:
        """Return findings that have their ids as columns."""
        if isinstance(findings, Findings):
            return findings
        listed = tuple(findings)
        made = cls(found_in(listed))
        ids, caused = texts([each.id for each in listed]), words_of([each.cause for each in listed])
        vars(made).update(ids=ids, caused=caused, _all=listed)
        return made

    @cached_property
    def ids(self) -> Texts:
        """The id of each: its identity, with a number behind it where several share one."""
        names = identities(self.found)
        if len(set(names)) < len(names):
            seen: dict[str, int] = {}
            for place, name in enumerate(names):
                number = seen[name] = seen.get(name, 0) + 1
                names[place] = f"{name}-{number}" if number > 1 else name
        return texts(names)

    @cached_property
    def caused(self) -> Words:
        """The id of the cause of each."""
        return Words(self.cause, self.ids)

    def some(self, places: Ints) -> Findings:
        """Return some of them, each with its id and its cause, which may not be among them."""
        made = Findings(self.found.take(places))
        vars(made).update(ids=self.ids[places], caused=self.caused.taken(places))
        return made

    @property
    def by_rule(self) -> Counter[str]:
        """How many follow each rule, by its id."""
        rules, counts = np.unique(self.found.rule, return_counts=True)
        found: Counter[str] = Counter()
        for rule, count in zip(rules.tolist(), counts.tolist(), strict=True):
            found[self.found.rules[rule].id] += count
        return found

    @cached_property
    def _all(self) -> tuple[Finding, ...]:
        of, words = self.found, self.found.words
        columns = (
            [of.rules[rule] for rule in of.rule.tolist()],
            [SEVERITIES[place] for place in of.severity.tolist()],
            words.dates[of.date].tolist(),
            of.patients.tuples(words.patients),
            of.providers.tuples(words.providers),
            *(each.tolist() for each in (of.start, of.end, of.seconds, of.units_at_risk)),
            written(of.told()).tolist(),
            of.rows.tuples(words.intervals),
            words.clinics[of.clinic].tolist(),
            [DISCIPLINES_OF[bits] for bits in of.disciplines.tolist()],
            *(each.tolist() for each in (of.about, of.own_remedy, of.own_source, self.ids, written(self.caused))),
        )
        return tuple(map(Finding, *columns))

    def __len__(self) -> int:
        return len(self.found)

    @overload
    def __getitem__(self, place: int) -> Finding: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Finding, ...]: ...

    def __getitem__(self, place: int | slice) -> Finding | tuple[Finding, ...]:
        """Return a finding, or some of them."""
        return self._all[place]

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._all)

    def __add__(self, other: Findings | tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Put others behind them, as tuples are joined."""
        return self._all + tuple(other) if isinstance(other, Findings | tuple) else NotImplemented

    def __radd__(self, other: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Put them behind others."""
        return other + self._all if isinstance(other, tuple) else NotImplemented

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Findings | tuple) and self._all == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all)

    def __repr__(self) -> str:
        return repr(self._all)

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave the columns behind: they know the record."""
        return tuple, (self._all,)


def identities(found: Found) -> list[str]:
    """Hash rule, date, people and clock span of each finding, as `Finding.identity` does."""
    digests = [_sha256(each.encode()).digest() for each in written(_identified(found)).tolist()]
    # Two letters a byte, of which the first twelve are the id.
    letters, width = b"".join(digests).hex(), 2 * _sha256().digest_size
    return [letters[start : start + _ID] for start in range(0, len(letters), width)]


_sha256 = hashlib.sha256
#: How many letters of the hash are the id.
_ID = 12


def _identified(found: Found) -> Said:
    """Say what tells each finding from others."""
    words, many = found.words, len(found)
    nobody = (found.patients.counts == 0) & (found.providers.counts == 0)
    span = Sentences(many, ("\x1d", each_said(found.start, str), "\x1d", each_said(found.end, str)))
    about = words_of(found.about)
    return sentences(
        "{rule}\x1d{date}\x1d{patients}\x1e{providers}{span}{about}",
        many,
        rule=Words(found.rule, texts([rule.id for rule in found.rules])),
        date=Words(found.date, words.dates),
        patients=found.patients.said(words.patients, "\x1f"),
        providers=found.providers.said(words.providers, "\x1f"),
        span=Gathered((span, texts([""])), np.where(nobody, many, np.arange(many))),
        about=Words(about.codes, texts([f"\x1d{each}" if each else "" for each in about.words.tolist()])),
    )


def order_of(found: Found, given: Ints | None = None) -> Ints:
    """Sort findings by severity, date, clock, rule and people.

    What they say, and the rows that show them, is read only of those that nothing else tells apart; last comes the
    place at which they were `given`.
    """
    ids = [rule.id for rule in found.rules]
    ranked = {name: place for place, name in enumerate(sorted(set(ids)))}
    rule = np.array([ranked[name] for name in ids], np.int64)[found.rule]
    lasts = found.end - found.start
    clocks = [each - (int(each.min()) if len(each) else 0) for each in (found.start, lasts)]
    keys = packed((found.severity, found.date, *clocks, rule, found.patients.ranks(), found.providers.ranks()))
    given = np.arange(len(found)) if given is None else given
    order = np.lexsort((given, *keys[::-1]))
    same = np.ones(max(0, len(order) - 1), bool)
    for key in keys:
        same &= key[order[1:]] == key[order[:-1]]
    if same.any():
        _settle(found, order, same)
    return order


def _settle(found: Found, order: Ints, same: Any) -> None:
    """Sort those that are equal so far by what they say and by the ids of their rows."""
    tied = np.flatnonzero(np.append(same, False) | np.append(False, same))
    places = order[tied]
    rows = found.rows.take(places).tuples(found.words.intervals)
    told = {
        place: (message, sorted(listed))
        for place, message, listed in zip(places.tolist(), written(found.told(places)).tolist(), rows, strict=True)
    }
    first = np.append(np.flatnonzero(~np.append(False, same)), len(order))
    for begin, end in pairwise(first.tolist()):
        if end > begin + 1:
            order[begin:end] = sorted(order[begin:end].tolist(), key=told.__getitem__)


def in_order(findings: Iterable[Finding]) -> Findings:
    """Sort findings that rest on several dates, and give each its id; each is its own cause."""
    found = found_in(list(findings))
    return Findings(found.take(order_of(found)))
