"""What was or will be claimed: the lines of a claims list or of the schedule's own rows, sorted to their visits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from timeline.attendance.numbered import alike, bounds_of, coded, texts
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
        summed: dict[tuple[VisitKey, str], int] = defaultdict(int)
        for key, lines in self.lines.items():
            for line in lines:
                summed[key, line.code] += line.units
        return dict(summed)


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
    code = code[first]
    made, one = alike((code, units, modifiers), len(first))
    words = (of["code"].words[code[one]].tolist(), units[one].tolist(), stated.words[modifiers[one]].tolist())
    alike_lines = texts([ClaimedLine(name, count, sent or None) for name, count, sent in zip(*words, strict=True)])
    visit, opening = alike([own[first] for own in whose], len(first))
    lines = alike_lines[made[np.argsort(visit, kind="stable")]].tolist()
    bounds = bounds_of(np.bincount(visit, minlength=len(opening))).tolist()
    keys = zip(*(of[name].at(told[first[opening]]).tolist() for name in ("date", "patient", "discipline")), strict=True)
    found = {key: lines[begin:end] for key, begin, end in zip(keys, bounds[:-1], bounds[1:], strict=True)}
    return Claimed(found, {}, complete=False)


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
