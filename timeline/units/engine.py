"""The unit engine: the minutes of the visits of one patient and date into units, lines, remarks and reasons.

The order is that of claims §1: what each code is, which codes may stand together, units of what is left, caps,
lines. No step looks at a later one, and nothing a step removed is counted by a later one. Prices play no part:
nothing here knows what a unit is worth, so no tie can be broken by money.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice, product

from timeline.clock import MINUTE
from timeline.policies.model import Rules
from timeline.units import remarks as say
from timeline.units.caps import Claimable, cap_remarks, capped
from timeline.units.ceilings import ceiling_remarks
from timeline.units.earned import LISTED, Recorded, default_units, permitted, pool_of, recorded, timed_units
from timeline.units.edits import Apart, Settled, Standing, settle
from timeline.units.lines import claim_lines
from timeline.units.model import CodeTime, Conditional, Line, Payable, Remark, Spans, VisitTimes, VisitUnits
from timeline.units.plan import plan_for

#: How many claims of a date are looked at for those that are listed: ties and what limits cut multiply, and many
#: of the claims they make are the same.
TRIED = 10 * LISTED
#: Units of codes of one visit, and its lines.
Way = tuple[Mapping[str, int], tuple[Line, ...]]


def count_visit(
    times: Sequence[CodeTime],
    rules: Rules,
    *,
    discipline: str,
    on: date,
    spans: Spans | None = None,
    apart: Sequence[Sequence[str]] = (),
    shown: Sequence[Sequence[str]] = (),
) -> VisitUnits:
    """Count the units of one visit under a payer's rules, as the only one of its patient and date.

    Parameters
    ----------
    times
        Seconds of each code; a code named twice is added up.
    rules
        `policy.on(on)`.
    discipline
        Plan of care: PT, OT or SLP.
    spans
        Recorded seconds of each code, with the ids of the rows, to prove services apart.
    apart
        Pairs of codes that somebody states were furnished apart.
    shown
        Pairs of codes that somebody can show to have been apart, where the recorded times leave it open.

    Sources
    -------
    cms-claims-5 §20.2, §20.3
    """
    visit = VisitTimes(discipline, times, spans)
    return count_date([visit], rules, on=on, apart=apart, shown=shown)[0]


def count_date(
    visits: Sequence[VisitTimes],
    rules: Rules,
    *,
    on: date,
    apart: Sequence[Sequence[str]] = (),
    shown: Sequence[Sequence[str]] = (),
) -> tuple[VisitUnits, ...]:
    """Count the visits of one patient and date that one payer's rules count; arguments as in `count_visit`."""
    return _count(visits, rules, on, apart, shown)[0]


def count_together(
    visits: Sequence[VisitTimes],
    rules: Rules,
    *,
    on: date,
    apart: Sequence[Sequence[str]] = (),
    shown: Sequence[Sequence[str]] = (),
) -> tuple[tuple[VisitUnits, ...], list[tuple[Way, ...]]]:
    """Count as `count_date`, and list every permitted claim of the whole date: a `Way` for each visit."""
    counted, claim = _count(visits, rules, on, apart, shown)
    return counted, claim.together()


def _count(
    visits: Sequence[VisitTimes],
    rules: Rules,
    on: date,
    apart: Sequence[Sequence[str]],
    shown: Sequence[Sequence[str]],
) -> tuple[tuple[VisitUnits, ...], _Claim]:
    begun = [recorded(visit, plan_for(rules, visit.discipline, on)) for visit in visits]
    stated = frozenset(frozenset(pair) for pair in apart)
    settled = _settled(begun, rules, stated, shown=frozenset(frozenset(pair) for pair in shown))
    claim = _Claim(settled, rules)
    might = _Claim(_settled(begun, rules, stated, shown=None), rules) if settled.asks else None
    return tuple(_visit(index, claim, might) for index in range(len(begun))), claim


def payable_of(visits: Sequence[VisitTimes], rules: Rules, *, on: date) -> tuple[Payable, ...]:
    """Count the payable units of each visit of one patient and date, as `count_date` does, and nothing else."""
    begun = [recorded(visit, plan_for(rules, visit.discipline, on)) for visit in visits]
    settled = _settled(begun, rules, frozenset())
    units = next(_capped([default_units(visit) for visit in settled.visits], settled.visits, rules))
    return tuple(
        [
            Payable(timed_units(each, visit.plan), dict(sorted(each.items())))
            for each, visit in zip(units, settled.visits, strict=True)
        ]
    )


def _settled(
    begun: list[Recorded],
    rules: Rules,
    apart: frozenset[Apart],
    *,
    shown: frozenset[Apart] | None = frozenset(),
) -> Settled:
    """Apply the pairs of codes: to the whole date where the payer looks at it whole, else to each visit."""
    if rules.edits is None:
        return Settled([*begun])
    if rules.edits.whole_date or len(begun) == 1:
        return settle(begun, apart, shown=shown)
    whole = Settled([])
    for index, visit in enumerate(begun):
        alone = settle([visit], apart, shown=shown)
        whole.visits += alone.visits
        whole.standing += [pair._replace(visit=index) for pair in alone.standing]
        whole.edits += [(index, edit) for _, edit in alone.edits]
        whole.remarks += [(index, remark) for _, remark in alone.remarks]
        whole.asks += alone.asks
    return whole


def _capped(
    units: Sequence[Mapping[str, int]], visits: Sequence[Recorded], rules: Rules
) -> Iterator[list[dict[str, int]]]:
    """Cut one claim of a date to the payer's limits: every maximal choice, each as units of each visit."""
    if rules.caps is None:
        yield [dict(each) for each in units]
        return
    for way in capped(_claimable(units), visits, rules.caps.limits):
        each: list[dict[str, int]] = [{} for _ in visits]
        for (index, code), count in way.items():
            each[index][code] = count
        yield each


def _claimable(units: Sequence[Mapping[str, int]]) -> Claimable:
    return {(index, code): count for index, each in enumerate(units) for code, count in each.items()}


class _Claim:
    """What the visits of a date may carry once the pairs are settled: every permitted claim, the default first."""

    def __init__(self, settled: Settled, rules: Rules) -> None:
        self.settled, self.visits, self.rules = settled, settled.visits, rules
        pools = [pool_of(visit) for visit in self.visits]
        self.permitted = [permitted(visit, pool) for visit, pool in zip(self.visits, pools, strict=True)]
        #: Of each visit, the codes that share the timed units.
        self.pools = [frozenset([time.code for time in pool]) for pool in pools]
        #: The default claim before the payer's limits, and after them.
        self.uncut = [ways[0] for ways in self.permitted]
        self.chosen = next(_capped(self.uncut, self.visits, rules))

    @property
    def cut(self) -> tuple[Claimable, Claimable]:
        """The default claim before the payer's limits, and after them."""
        return _claimable(self.uncut), _claimable(self.chosen)

    def ways(self, index: int) -> list[Way]:
        """List what one visit may carry while the others carry the default; every one has as many timed units."""
        if self.rules.caps is None:  # they differ in whose the last units are, and in nothing else
            return [(way, self.lines(index, way)) for way in self.permitted[index]]
        plan = self.visits[index].plan
        options = [[way] if other != index else self.permitted[index] for other, way in enumerate(self.uncut)]
        found = (
            each[index]
            for each in self._cut_of(options)
            if all(each[other] == self.chosen[other] for other in range(len(each)) if other != index)
        )
        number, unlike = timed_units(self.chosen[index], plan), dict[object, Mapping[str, int]]()
        for way in found:
            if timed_units(way, plan) == number:
                unlike.setdefault(_pooled(way, self.pools[index]), way)
            if len(unlike) == LISTED:
                break
        return [(way, self.lines(index, way)) for way in unlike.values()]

    def together(self) -> list[tuple[Way, ...]]:
        """List what the whole date may carry, with timed units by code: as many of them in each."""
        every = range(len(self.visits))
        number = sum(timed_units(self.chosen[index], self.visits[index].plan) for index in every)
        found: list[tuple[Way, ...]] = []
        seen = set()
        for claim in self._cut_of(self.permitted):
            if len(found) == LISTED:
                break
            key = tuple(_pooled(claim[index], self.pools[index]) for index in every)
            if sum(units for pool in key for _, units in pool) == number and key not in seen:
                seen.add(key)
                found.append(tuple((dict(key[index]), self.lines(index, claim[index], claim)) for index in every))
        return found

    def _cut_of(self, options: Sequence[Sequence[Mapping[str, int]]]) -> Iterator[list[dict[str, int]]]:
        """Yield the claims of the date made of one option for each visit, cut to the payer's limits."""
        claims = (each for claim in product(*options) for each in _capped(claim, self.visits, self.rules))
        return islice(claims, TRIED)

    def lines(
        self, index: int, units: Mapping[str, int], claim: Sequence[Mapping[str, int]] | None = None
    ) -> tuple[Line, ...]:
        """Write the lines of one visit's units; `claim` are the units of the whole date, the default's if None."""
        visit = self.visits[index]
        if not self.settled.standing:
            return claim_lines(units, visit)
        beside = [units if other == index else each for other, each in enumerate(claim or self.chosen)]
        apart = _apart(self.settled.standing, index, beside, self.visits)
        return claim_lines(units, visit, apart=apart)


def _apart(
    standing: Sequence[Standing], index: int, claim: Sequence[Mapping[str, int]], visits: Sequence[Recorded]
) -> frozenset[str]:
    """Return the codes of a visit whose lines carry the modifier: the second of a pair of which both have a line."""
    plan = visits[index].plan
    own, whole = _billed([claim[index]], [visits[index]]), _billed(claim, visits)
    seconds = {
        pair.column_two
        for pair in standing
        if pair.visit in (None, index) and pair.column_one in (whole if pair.visit is None else own)
    }
    return frozenset(code for code in claim[index] if plan.of(code).billed in seconds)


def _billed(claim: Sequence[Mapping[str, int]], visits: Sequence[Recorded]) -> set[str]:
    """Return the codes that have a line."""
    return {
        visit.plan.of(code).billed
        for units, visit in zip(claim, visits, strict=True)
        for code, count in units.items()
        if count
    }


def _pooled(units: Mapping[str, int], pool: frozenset[str]) -> tuple[tuple[str, int], ...]:
    return tuple([(code, units[code]) for code in sorted(pool.intersection(units)) if units[code]])


def _visit(index: int, claim: _Claim, might: _Claim | None) -> VisitUnits:
    visit, ways = claim.visits[index], claim.ways(index)
    plan, (units, lines) = visit.plan, ways[0]
    number = timed_units(units, plan)
    treatments = plan.treatments
    settled = claim.settled
    return VisitUnits(
        timed_minutes=sum([time.seconds // MINUTE for code, time in visit.times.items() if treatments[code].in_pool]),
        timed_units=number,
        units={code: units[code] for code in sorted(units)},
        billed_as={code: treatments[code].billed for code in visit.times if treatments[code].billed != code},
        removed=visit.removed,
        alternatives=tuple([dict(_pooled(way, claim.pools[index])) for way, _ in ways]) if number else (),
        lines=lines,
        alternative_lines=tuple([found for _, found in ways]) if number else (),
        edits=tuple(edit for place, edit in settled.edits if place == index),
        conditional=None if might is None else _conditional(index, might, lines, settled.asks),
        remarks=tuple(_remarks(index, claim, ways)),
        times=tuple(visit.times.values()),
        rules=plan.rules,
        discipline=plan.discipline,
        on=plan.on,
    )


def _conditional(index: int, might: _Claim, default: tuple[Line, ...], asks: Sequence[str]) -> Conditional | None:
    """Return the claim with every pair that could be shown (claims §3); None where the lines are the default's."""
    visit, ways = might.visits[index], might.ways(index)
    units, lines = ways[0]
    if lines == default:
        return None
    number = timed_units(units, visit.plan)
    return Conditional(
        lines=lines,
        units={code: units[code] for code in sorted(units)},
        alternatives=tuple(dict(_pooled(way, might.pools[index])) for way, _ in ways) if number else (),
        alternative_lines=tuple(found for _, found in ways) if number else (),
        edits=tuple(edit for place, edit in might.settled.edits if place == index),
        asks=tuple(asks),
    )


def _remarks(index: int, claim: _Claim, ways: Sequence[Way]) -> list[Remark]:
    visit, settled = claim.visits[index], claim.settled
    plan = visit.plan
    found = say.of_codes(visit, ways[0][0])
    if settled.remarks:
        found += sorted((remark for place, remark in settled.remarks if place == index), key=_codes)
    if plan.rules.caps is not None:
        found += [remark for place, remark in cap_remarks(*claim.cut, claim.visits) if place == index]
    if plan.ceilings:
        found += _ceilings(index, claim, ways[0][1])
    if len(ways) > 1:
        found.append(say.choice(pool_of(visit), [way for way, _ in ways], plan))
    found += say.rounding(visit, claim.uncut[index])
    times = visit.times.values()
    assisted, remote = any(time.assistant_seconds for time in times), any(time.remote for time in times)
    return found + say.of_plan(plan, recorded=bool(times), assisted=assisted, remote=remote)


def _ceilings(index: int, claim: _Claim, lines: tuple[Line, ...]) -> list[Remark]:
    """Compare a visit's lines with the daily ceilings; where the payer looks at the whole date, all lines of it."""
    plan = claim.visits[index].plan
    if plan.rules.ceilings is None or not plan.rules.ceilings.whole_date:
        return ceiling_remarks(lines, plan)
    others = [claim.lines(other, units) for other, units in enumerate(claim.chosen) if other != index]
    return ceiling_remarks(lines, plan, beside=[line for each in others for line in each])


def _codes(remark: Remark) -> tuple[str, ...]:
    return remark.codes
