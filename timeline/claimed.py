"""What was or will be claimed: the lines of a claims list or of the schedule's own rows, sorted to their visits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise, repeat
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from timeline.attendance.numbered import Coded, Ints, alike, bounds_of, coded, texts
from timeline.attendance.rows import Rows
from timeline.policies.modifiers import decided_modifiers
from timeline.visits import VisitKey
from timeline.vocabulary import Discipline


@dataclass(frozen=True, slots=True)
class ClaimedLine:
    """One claimed line.

    Parameters
    ----------
    sent
        Its modifiers in the order in which they were sent, separated by spaces; None where they are unknown.
    provider
        The provider the claim names as having furnished it; empty where it names nobody.
    """

    code: str
    units: int
    sent: str | None
    provider: str = ""

    @property
    def modifiers(self) -> frozenset[str] | None:
        """Its modifiers; None where they are unknown."""
        return None if self.sent is None else frozenset(self.sent.split())


class ClaimedNumbers(NamedTuple):
    """Claimed lines in numbers, those of a visit together and in their order.

    Parameters
    ----------
    whose
        Date, patient and discipline of each visit.
    bounds
        Where the lines of each visit begin; one more says where the last ones end.
    code, units, provider
        Of each line.
    sent, texts
        Of each line, which of `texts` were sent as its modifiers; None where they are unknown.
    """

    whose: tuple[Coded, ...]
    bounds: Ints
    code: Coded
    units: Ints
    provider: Coded
    sent: Ints
    texts: Sequence[str | None]

    @classmethod
    def of(cls, lines: Mapping[VisitKey, Sequence[ClaimedLine]]) -> ClaimedNumbers:
        """Give numbers to lines."""
        every = [line for listed in lines.values() for line in listed]
        numbers: dict[str | None, int] = {}
        sent = [numbers.setdefault(line.sent, len(numbers)) for line in every]
        return cls(
            tuple([coded([key[part] for key in lines]) for part in range(3)]),
            bounds_of([len(listed) for listed in lines.values()]),
            coded([line.code for line in every]),
            np.array([line.units for line in every], np.int64),
            coded([line.provider for line in every]),
            np.array(sent, np.int64),
            list(numbers),
        )

    def keys(self) -> Iterator[VisitKey]:
        """Name the visits."""
        return zip(*(each.written().tolist() for each in self.whose), strict=True)

    def listed(self) -> dict[VisitKey, list[ClaimedLine]]:
        """List the lines of each visit; equal ones are one object."""
        kinds, first = alike((self.code.codes, self.units, self.provider.codes, self.sent), len(self.units))
        columns = (self.code.at(first), self.units[first], self.sent[first], self.provider.at(first))
        told = zip(*(each.tolist() for each in columns), strict=True)
        distinct = texts([ClaimedLine(code, units, self.texts[sent], provider) for code, units, sent, provider in told])
        lines = distinct[kinds].tolist()
        bounds = pairwise(self.bounds.tolist())
        return {key: lines[begin:end] for key, (begin, end) in zip(self.keys(), bounds, strict=True)}


class _Lines(Mapping[VisitKey, Sequence[ClaimedLine]]):
    """Claimed lines by visit: objects once somebody reads one."""

    def __init__(self, numbers: ClaimedNumbers) -> None:
        self._numbers = numbers

    @cached_property
    def _listed(self) -> dict[VisitKey, list[ClaimedLine]]:
        return self._numbers.listed()

    def __getitem__(self, key: VisitKey) -> Sequence[ClaimedLine]:
        return self._listed[key]

    def __iter__(self) -> Iterator[VisitKey]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._numbers.bounds) - 1


@dataclass(frozen=True, eq=False, repr=False)
class Claimed:
    """Everything that was or will be claimed.

    Parameters
    ----------
    lines
        Claimed lines per visit.
    without_visit
        Claimed lines per date and patient for which nothing is recorded.
    complete
        Whether the list is a whole claims file: then a visit without any line was not claimed.
    """

    lines: Mapping[VisitKey, Sequence[ClaimedLine]]
    without_visit: Mapping[tuple[str, str], Sequence[ClaimedLine]]
    complete: bool

    def units(self) -> dict[tuple[VisitKey, str], int]:
        """Sum the claimed units per visit and code."""
        of, summed = self.numbers, defaultdict[tuple[VisitKey, str], int](int)
        keys = chain.from_iterable(map(repeat, of.keys(), np.diff(of.bounds).tolist()))
        for key, code, units in zip(keys, of.code.written().tolist(), of.units.tolist(), strict=True):
            summed[key, code] += units
        return dict(summed)

    @cached_property
    def numbers(self) -> ClaimedNumbers:
        """The lines of the visits in numbers."""
        return ClaimedNumbers.of(self.lines)


def claimed_on_rows(intervals: pd.DataFrame, rows: Rows) -> Claimed:
    """Collect what the schedule's own rows say was claimed; of unequal rows of one code the largest counts."""
    of = rows.numbers.texts
    billed, stated = intervals["billed_units"], coded(intervals["billed_modifiers"].to_numpy(dtype=object))
    told = np.flatnonzero(billed.notna().to_numpy(bool) & (of["evidence"].codes > 0) & (of["code"].codes > 0))
    *whose, code = (of[name].codes[told] for name in ("date", "patient", "discipline", "code"))
    line, first = alike((*whose, code), len(told))
    units, modifiers = np.zeros(len(first), np.int64), np.zeros(len(first), np.int64)
    np.maximum.at(units, line, billed.iloc[told].to_numpy(np.int64))
    np.maximum.at(modifiers, line, stated.codes[told])
    visit, opening = alike([own[first] for own in whose], len(first))
    order = np.argsort(visit, kind="stable")
    numbers = ClaimedNumbers(
        tuple(
            [Coded(of[name].codes[told[first[opening]]], of[name].words) for name in ("date", "patient", "discipline")]
        ),
        bounds_of(np.bincount(visit, minlength=len(opening))),
        Coded(code[first[order]], of["code"].words),
        units[order],
        Coded(np.zeros(len(order), np.int64), texts([""])),
        modifiers[order],
        [word or None for word in stated.words.tolist()],
    )
    claimed = Claimed(_Lines(numbers), {}, complete=False)
    vars(claimed)["numbers"] = numbers
    return claimed


def claimed_on_list(claims: pd.DataFrame, rows: Rows) -> Claimed:
    """Sort the lines of a claims list (`CLAIM_LINES`) to the visits they are for."""
    visits: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    providers: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row, evidence in enumerate(rows.evidence):
        if evidence:
            visits[rows.date[row], rows.patient[row]][rows.discipline[row]].add(rows.code[row])
            providers[rows.date[row], rows.patient[row], rows.discipline[row]].add(rows.provider[row])
    lines: dict[VisitKey, list[ClaimedLine]] = defaultdict(list)
    orphans: dict[tuple[str, str], list[ClaimedLine]] = defaultdict(list)
    for record in sorted(claims.to_dict("records"), key=_plainest_last):
        sent = record["modifiers"] if isinstance(record["modifiers"], str) else None
        line = ClaimedLine(record["code"], int(record["units"]), sent, record.get("provider", ""))
        day = (record["date"], record["patient"])
        if day in visits:
            among = _disciplines(line, visits[day], record.get("discipline", ""))
            named = [one for one in among if line.provider and line.provider in providers[(*day, one)]] or among
            # Lines that nothing tells apart go round: two of one code are more likely two visits' than one's twice.
            taken = {one: sum(other.code == line.code for other in lines[(*day, one)]) for one in named}
            lines[(*day, min(named, key=taken.__getitem__))].append(line)
        else:
            orphans[day].append(line)
    return Claimed(lines, orphans, complete=True)


def _plainest_last(record: Mapping[Hashable, Any]) -> tuple[object, ...]:
    """Sort claimed lines, those with most modifiers first, so that the order of the list decides nothing."""
    modifiers = record["modifiers"] if isinstance(record["modifiers"], str) else ""
    return -len(modifiers.split()), modifiers, -int(record["units"]), record.get("provider", "")


def _disciplines(line: ClaimedLine, visits: Mapping[str, set[str]], told: str) -> list[str]:
    """List the visits a line may belong to: by the discipline it names, its modifier, its code, or the first."""
    if told in visits:
        return [told]
    named = decided_modifiers().plan_of_care
    stated = {named[modifier] for modifier in line.modifiers or () if modifier in named}
    there = [str(discipline) for discipline in Discipline if discipline in visits]
    by_modifier = [discipline for discipline in there if discipline in stated]
    return by_modifier[:1] or [discipline for discipline in there if line.code in visits[discipline]] or there[:1]
