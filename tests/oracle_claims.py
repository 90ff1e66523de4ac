"""A claim of a whole date, and a claim as sent set beside it, as the claim law tells it. Independent of the product."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, product
from typing import NamedTuple

from tests.oracle_caps import Key, cuts
from tests.oracle_lines import Line, lines_of
from tests.oracle_pairs import CONFIRM, Apart, Edit, settle
from tests.oracle_units import Code, Law, Time, Visit, earned

NOBODY: Apart = frozenset()


@dataclass(frozen=True)
class Counted:
    """What a visit may claim; `alternatives` and `alternative_lines` belong together, the default first.

    Parameters
    ----------
    standing
        Pairs of which both codes may stand, the second with the modifier.
    conditional
        The claim if somebody shows what the record cannot; None where it is the same.
    """

    timed_minutes: int
    timed_units: int
    units: dict[str, int]
    alternatives: list[dict[str, int]]
    lines: list[Line]
    alternative_lines: list[list[Line]]
    edits: list[Edit]
    standing: list[Edit]
    conditional: Counted | None = field(default=None)


def count(
    times: Mapping[str, Time],
    codes: Mapping[str, Code],
    law: Law,
    *,
    discipline: str = "PT",
    spans: Mapping[str, Sequence[tuple[int, int]]] | None = None,
    apart: Apart = NOBODY,
) -> Counted:
    """Count one visit by itself."""
    return count_date([Visit(discipline, times, spans)], codes, law, apart)[0]


def count_date(visits: Sequence[Visit], codes: Mapping[str, Code], law: Law, apart: Apart = NOBODY) -> list[Counted]:
    """Count the visits of a patient's date, and the claim that stands if every open pair is shown to be apart."""
    default = _claimed(visits, codes, law, apart, _never)
    shown = _claimed(visits, codes, law, apart, _always)
    return [
        Counted(**{**vars(counted), "conditional": None if other.lines == counted.lines else other})
        for counted, other in zip(default, shown, strict=True)
    ]


def _never(edit: Edit) -> bool:
    return False


def _always(edit: Edit) -> bool:
    return True


def _claimed(
    visits: Sequence[Visit], codes: Mapping[str, Code], law: Law, apart: Apart, is_shown: Callable[[Edit], bool]
) -> list[Counted]:
    """Pairs, then units, then caps, then lines: a step never looks at a later one."""
    settled = settle(visits, codes, law, apart, is_shown)
    permitted = [earned(play, codes, law, out) for play, out in zip(settled.plays, settled.out, strict=True)]
    numbers = list(range(len(visits)))
    together = any(limit.scope == "patient_day" for limit in law.caps)
    choices: list[list[dict[str, int]]] = [[] for _ in visits]
    for scope in [numbers] if together else [[number] for number in numbers]:
        for number, found in zip(scope, _choices(scope, permitted, settled.plays, codes, law), strict=True):
            choices[number] = found
    names = [{law.billed(code) for code, units in found[0].items() if units} for found in choices]
    counted = []
    for number, visit in enumerate(visits):
        elsewhere = frozenset(chain.from_iterable(names[:number] + names[number + 1 :])) if law.whole_date else ()
        lines = [
            lines_of(
                choice,
                settled.plays[number],
                codes,
                law,
                visit.discipline,
                settled.standing[number],
                frozenset(elsewhere),
            )
            for choice in choices[number]
        ]
        alternatives = [_pooled(choice, codes) for choice in choices[number]]
        counted.append(
            Counted(
                timed_minutes=sum(time.minutes for code, time in visit.times.items() if codes[code].kind == "pool"),
                timed_units=sum(alternatives[0].values()),
                units={code: choices[number][0].get(code, 0) for code in sorted({*visit.times, *choices[number][0]})},
                alternatives=alternatives if alternatives[0] else [],
                lines=lines[0],
                alternative_lines=lines if alternatives[0] else [],
                edits=settled.edits[number],
                standing=settled.standing[number],
            )
        )
    return counted


def _choices(
    scope: Sequence[int],
    permitted: Sequence[Sequence[dict[str, int]]],
    plays: Sequence[Mapping[str, Time]],
    codes: Mapping[str, Code],
    law: Law,
) -> list[list[dict[str, int]]]:
    """Give each visit's units in every choice that keeps its number of timed units and the default of the others."""
    ways: list[list[dict[str, int]]] = []
    for allocated in product(*(permitted[number] for number in scope)):
        units: dict[Key, int] = {
            (number, code): found
            for number, visit in zip(scope, allocated, strict=True)
            for code, found in visit.items()
        }
        ways += [
            [{code: units for (where, code), units in kept.items() if where == number} for number in scope]
            for kept in cuts(units, plays, codes, law)
        ]
    found = []
    for position in range(len(scope)):
        beside = [way[position] for way in ways if _without(way, position) == _without(ways[0], position)]
        total = sum(_pooled(ways[0][position], codes).values())
        found.append(_once([visit for visit in beside if sum(_pooled(visit, codes).values()) == total], codes))
    return found


def _without(way: Sequence[dict[str, int]], position: int) -> list[dict[str, int]]:
    return [*way[:position], *way[position + 1 :]]


def _once(ways: Sequence[dict[str, int]], codes: Mapping[str, Code]) -> list[dict[str, int]]:
    """Keep the first choice of each allocation of the pool: alternatives list the codes of the pool alone."""
    first: dict[tuple[tuple[str, int], ...], dict[str, int]] = {}
    for way in ways:
        first.setdefault(tuple(_pooled(way, codes).items()), way)
    return list(first.values())


def _pooled(units: Mapping[str, int], codes: Mapping[str, Code]) -> dict[str, int]:
    return {code: found for code, found in sorted(units.items()) if found and codes[code].kind == "pool"}


class Claim(NamedTuple):
    """One claimed line; `modifiers` None where nobody says what they were, empty where somebody says: none."""

    code: str
    units: int
    modifiers: frozenset[str] | None


class Supported(NamedTuple):
    """One claim that may be sent, and its pairs that need a modifier on the line of either code."""

    lines: list[Line]
    pairs: list[tuple[str, str]]


def supported(
    visit: Visit, codes: Mapping[str, Code], law: Law, apart: Apart = NOBODY, said: Collection[str] | None = None
) -> Iterator[Supported]:
    """Give every claim that may be sent: the default's alternatives, then those with pairs to confirm.

    `said` are the codes of a claim that carry the modifier: then those with every pair, and with those it names.
    """
    none, every = (_claimed([visit], codes, law, apart, is_shown)[0] for is_shown in (_never, _always))
    differs = every.lines != none.lines  # where they are the same, there is no conditional claim
    met = sorted({edit for edit in (*none.edits, *every.edits) if edit.state == CONFIRM and differs})
    subsets = list(chain.from_iterable(combinations(met, size) for size in range(len(met) + 1)))
    if said is not None:
        subsets = [(), tuple(met), tuple(edit for edit in met if {edit.one, edit.two} & set(said))]
    for confirmed in subsets:
        counted = _claimed([visit], codes, law, apart, confirmed.__contains__)[0]
        for lines in counted.alternative_lines or [counted.lines]:
            present = {line[0] for line in lines}
            yield Supported(lines, [edit[:2] for edit in counted.standing if {*edit[:2]} <= present])


def compare(
    visit: Visit,
    claims: Sequence[Claim],
    codes: Mapping[str, Code],
    law: Law,
    *,
    decided: frozenset[str],
    apart: frozenset[str],
) -> dict[str, tuple[int, int, str]]:
    """Set a claim beside the nearest that may be sent: code -> (supported, billed, result).

    `decided` are the modifiers the record decides; those in `apart` are one and the same, on either line of a pair.
    """
    unknown = {claim.code for claim in claims if claim.modifiers is None}
    sent = [(claim.code, claim.units, claim.modifiers or frozenset()) for claim in claims if claim.units]
    gone = _left_out(visit, {code for code, _, _ in sent}, codes, law)
    times = {code: time for code, time in visit.times.items() if law.billed(code) not in gone}
    spans = {code: rows for code, rows in (visit.spans or {}).items() if law.billed(code) not in gone}
    rest = visit._replace(times=times, spans=None if visit.spans is None else spans)
    best: tuple[list[int], dict[str, tuple[int, int, bool]], bool] | None = None
    said = {code for code, _, kept in sent if kept & apart}
    ways = [(way, False) for way in supported(visit, codes, law, said=said)]
    for way, without in [*ways, *((way, True) for way in supported(rest, codes, law, said=said) if gone)]:
        beside = _beside(way, sent, decided, apart)
        distance = [
            sum(abs(ours - theirs) for ours, theirs, _ in beside.values()),
            sum(not (agree and ours == theirs) for ours, theirs, agree in beside.values()),
        ]
        if best is None or distance < best[0]:
            best = (distance, beside, without)
    assert best is not None
    results = {}
    for code, (ours, theirs, agree) in sorted(best[1].items()):
        if ours or theirs:
            result = _result(code, ours, theirs, agree or code in unknown, visit, law)
            results[code] = (ours, theirs, result)
    if best[2]:
        default = count(visit.times, codes, law, discipline=visit.discipline, spans=visit.spans)
        for code in gone & {line[0] for line in default.lines}:
            results[code] = (sum(line[1] for line in default.lines if line[0] == code), 0, "missing")
    return results


def _left_out(visit: Visit, sent: Collection[str], codes: Mapping[str, Code], law: Law) -> frozenset[str]:
    """Give the codes as billed that a claim leaves out, so that they take none of the others off it.

    Of a pair that nobody can show to have been apart either code may be claimed alone. Of several codes that are off,
    one that is claimed is not held up by those that are not.
    """
    off = settle([visit], codes, law, NOBODY, _never).out[0]
    claimed = off & set(sent)
    shown = {line[0] for line in _claimed([visit], codes, law, NOBODY, _always)[0].lines}
    partners = {
        other
        for pair in law.pairs
        for one, other in ((pair.one, pair.two), (pair.two, pair.one))
        if one in claimed - shown
    }
    named = {law.billed(code) for code in visit.times}
    return frozenset(named & (off | partners) - set(sent)) if claimed else frozenset()


def _beside(
    way: Supported, sent: Sequence[tuple[str, int, frozenset[str]]], decided: frozenset[str], apart: frozenset[str]
) -> dict[str, tuple[int, int, bool]]:
    """Compare code by code: units supported, units billed, whether the modifiers agree.

    A pair is marked where all lines of one of its codes carry a modifier of `apart`. The codes of a pair are compared
    without these; the second disagrees where the pair is not marked, unless the claim leaves the first out.
    """
    paired = set(chain.from_iterable(way.pairs))
    ours = _gathered(((code, units, frozenset(kept)) for code, units, kept in way.lines), decided, apart, paired)
    theirs = _gathered(sent, decided, apart, paired)
    carries = {code for code, _, kept in sent if kept & apart} - {code for code, _, kept in sent if not kept & apart}
    missing = {two for one, two in way.pairs if one in theirs and not carries & {one, two}}
    none: Counter[frozenset[str]] = Counter()
    return {
        code: (
            ours.get(code, none).total(),
            theirs.get(code, none).total(),
            ours.get(code, none) == theirs.get(code, none) and code not in missing,
        )
        for code in {*ours, *theirs}
    }


def _gathered(
    lines: Iterable[tuple[str, int, frozenset[str]]],
    decided: frozenset[str],
    apart: frozenset[str],
    paired: set[str],
) -> dict[str, Counter[frozenset[str]]]:
    found: dict[str, Counter[frozenset[str]]] = defaultdict(Counter)
    for code, units, modifiers in lines:
        kept = modifiers & decided - (apart if code in paired else frozenset())
        found[code][frozenset("apart" if one in apart else one for one in kept)] += units
    return dict(found)


def _result(code: str, supported: int, billed: int, agree: bool, visit: Visit, law: Law) -> str:
    recorded = code in visit.times
    if billed > supported:
        if not supported and code in law.replaced and recorded and code not in law.unpaid:
            return "wrong_code"
        return "over" if recorded or supported else "not_recorded"
    if billed < supported:
        return "under" if billed else "missing"
    return "agrees" if agree else "wrong_modifiers"


def exposure(documented: Mapping[str, int], exclusive: Mapping[str, int], fees: Mapping[str, int]) -> int:
    """Value the units that stand or fall with contested minutes, in cents; never negative."""
    most, least = (sum(fees[code] * units for code, units in found.items()) for found in (documented, exclusive))
    return max(0, most - least)


def largest_of(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Read units written on several rows of one code: of unequal rows the largest counts."""
    found: dict[str, int] = {}
    for code, units in rows:
        found[code] = max(units, found.get(code, 0))
    return found
