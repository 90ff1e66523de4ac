"""What minutes earn and what a claim may carry, read from the published rules in plain Python.

Independent of the product on purpose: it imports nothing from it. It is slow and literal. The manual's table of
counting is written out as it is printed, allocations are found by trying every one, and an assistant's part is
decided unit by unit. Prices, messages and pairs of codes play no part here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import NamedTuple

MINUTE = 60
#: Claims Processing Manual ch. 5 §20.2.C: units, and the minutes from which to which they are billed.
CHART = ((1, 8, 22), (2, 23, 37), (3, 38, 52), (4, 53, 67), (5, 68, 82), (6, 83, 97), (7, 98, 112), (8, 113, 127))


class Code(NamedTuple):
    """What a code is: `pool`, `own`, `first` and `further` (of a chain) or `once`; minutes of a unit."""

    kind: str
    length: int = 15
    partner: str = ""


@dataclass(frozen=True)
class Law:
    """One payer's rules, in the words of the manuals.

    Parameters
    ----------
    method
        `chart` (all timed minutes together), `midpoint`, `full` or `nearest` (each code alone).
    share, therapist_minutes
        The part above which the assistant's own time needs the modifier, and the therapist's minutes of the last
        unit that spare it; no share, no test; no minutes, the share alone.
    caps
        (`timed`, `visit` or `code`; most units; the codes it counts, none for all).
    """

    method: str = "chart"
    share: Fraction | None = None
    therapist_minutes: int | None = None
    assistant: str = ""
    plan_of_care: str = ""
    threshold: tuple[str, Decimal] | None = None
    replaced: Mapping[str, str] = field(default_factory=dict)
    unpaid: frozenset[str] = frozenset()
    therapist_only: frozenset[str] = frozenset()
    caps: tuple[tuple[str, int, frozenset[str]], ...] = ()


class Time(NamedTuple):
    """Seconds of a code: the therapist's (time together included), and the assistant's alone."""

    therapist: int
    assistant: int

    @property
    def minutes(self) -> int:
        """Whole minutes, once per code."""
        return (self.therapist + self.assistant) // MINUTE


#: Code, units, modifiers in the order assistant, plan of care, threshold.
Line = tuple[str, int, tuple[str, ...]]


@dataclass(frozen=True)
class Counted:
    """What a visit earns; `alternatives` and `alternative_lines` belong together, the default first."""

    timed_minutes: int
    timed_units: int
    units: dict[str, int]
    alternatives: list[dict[str, int]]
    lines: list[Line]
    alternative_lines: list[list[Line]]


def chart_units(minutes: int) -> int:
    """Read the manual's table; the pattern goes on in steps of a quarter of an hour."""
    if minutes < CHART[0][1]:
        return 0
    units, start, end = CHART[min(len(CHART) - 1, (minutes - CHART[0][1]) // 15)]
    while minutes > end:
        units, start, end = units + 1, start + 15, end + 15
    assert start <= minutes <= end
    return units


def units_alone(minutes: int, length: int, method: str) -> int:
    """Count the units of one service by itself: full lengths, the nearest, or past the midpoint of each."""
    units = 0
    while True:
        start = units * length
        earned = {
            "full": minutes >= start + length,
            "nearest": minutes >= start + Fraction(length, 2),
            "midpoint": minutes > start + Fraction(length, 2),
        }[method]
        if not earned:
            return units
        units += 1


def allocations(minutes: Mapping[str, int], length: int = 15) -> list[dict[str, int]]:
    """Give every way to bill the units of the total: those whose units stand for the most minutes.

    The n-th unit of a service stands for what is left of its minutes after n - 1 full lengths, at most one length.
    So full lengths come first, then the services with the most minutes beyond them; equals are a choice.
    """
    total, codes = chart_units(sum(minutes.values())), sorted(minutes)
    best, most = [], -1
    for counts in product(*(range(minutes[code] // length, minutes[code] // length + 3) for code in codes)):
        if sum(counts) != total:
            continue
        covered = sum(min(minutes[code], count * length) for code, count in zip(codes, counts, strict=True))
        if covered > most:
            best, most = [], covered
        if covered == most:
            best.append({code: count for code, count in zip(codes, counts, strict=True) if count})
    for found in best:  # §20.2: full quarters of an hour are never lost; no service is billed without minutes for it
        assert all(found.get(code, 0) >= minutes[code] // length for code in codes)
        assert all((found.get(code, 0) - 1) * length < minutes[code] for code in found)
    return best


def in_order(choices: Sequence[dict[str, int]], minutes: Mapping[str, int]) -> list[dict[str, int]]:
    """Sort equals: the service with more minutes has the unit first, then the lower code. The first is the default."""
    order = sorted(minutes, key=lambda code: (-minutes[code], code))
    return sorted(choices, key=lambda found: [-found.get(code, 0) for code in order])


def count(
    times: Mapping[str, Time], codes: Mapping[str, Code], law: Law, *, year_to_date: Decimal | None = None
) -> Counted:
    """Count one visit: minutes per code, units, caps, lines."""
    payable = {code: time for code, time in times.items() if _is_payable(code, times, law)}
    pool = {code: time.minutes for code, time in payable.items() if codes[code].kind == "pool"}
    if law.method == "chart":
        choices = allocations(pool)
    else:
        alone = {code: units_alone(minutes, 15, law.method) for code, minutes in pool.items()}
        choices = [{code: units for code, units in alone.items() if units}]
    others = _others(payable, codes)
    choices = in_order(choices, pool)
    chosen = choices[0]
    every = dict.fromkeys(sorted({*times, *others}), 0)
    settled = [_capped({**every, **others, **choice}, times, codes, law) for choice in choices]
    units = settled[0]
    used_up = law.threshold is not None and year_to_date is not None and year_to_date >= law.threshold[1]
    attested = law.threshold[0] if law.threshold and used_up else ""
    lines = [_lines(found, times, codes, law, attested) for found in settled]
    listed = [choice for choice in choices if choice]
    return Counted(
        timed_minutes=sum(time.minutes for code, time in times.items() if codes[code].kind == "pool"),
        timed_units=sum(chosen.values()),
        units=units,
        alternatives=listed,
        lines=lines[0],
        alternative_lines=lines if listed else [],
    )


def _is_payable(code: str, times: Mapping[str, Time], law: Law) -> bool:
    """Whether a code is payable with at least a whole minute; a replaced one not beside its replacement."""
    time = times[code]
    if code in law.unpaid or time.minutes < 1:
        return False
    if code in law.therapist_only and time.therapist < MINUTE:
        return False
    beside = times.get(law.replaced.get(code, ""))
    return beside is None or beside.minutes < 1


def _others(payable: Mapping[str, Time], codes: Mapping[str, Code]) -> dict[str, int]:
    """Count what is not in the pool: untimed codes once, own lengths by their midpoints, chains together."""
    units: dict[str, int] = {}
    for code, time in payable.items():
        about = codes[code]
        if about.kind == "once":
            units[code] = 1
        elif about.kind == "own":
            units[code] = units_alone(time.minutes, about.length, "midpoint")
        elif about.kind in ("first", "further"):
            first = code if about.kind == "first" else about.partner
            further = codes[first].partner
            together = sum(payable[name].minutes for name in (first, further) if name in payable)
            units[first] = min(1, units_alone(together, codes[first].length, "midpoint"))
            beyond = max(0, together - codes[first].length)
            units[further] = units_alone(beyond, codes[further].length, "midpoint")
    return {code: earned for code, earned in units.items() if earned or code in payable}


def _capped(units: dict[str, int], times: Mapping[str, Time], codes: Mapping[str, Code], law: Law) -> dict[str, int]:
    """Take what exceeds each limit, unit by unit, from the code with the fewest minutes; of equals from the later."""
    for scope, most, named in law.caps:
        counted = [code for code in units if not named or code in named]
        if scope == "timed":
            counted = [code for code in counted if codes[code].kind != "once"]
        for group in [[code] for code in counted] if scope == "code" else [counted]:
            while sum(units[code] for code in group) > most:
                held = [code for code in group if units[code]]
                least = min(times[code].minutes if code in times else 0 for code in held)
                last = max(code for code in held if (times[code].minutes if code in times else 0) == least)
                units = {**units, last: units[last] - 1}
    return units


def _lines(
    units: Mapping[str, int], times: Mapping[str, Time], codes: Mapping[str, Code], law: Law, attested: str
) -> list[Line]:
    rest = tuple(filter(None, (law.plan_of_care, attested)))
    lines: list[Line] = []
    for code, total in units.items():
        marked = _marked(code, total, times, codes, law) if law.assistant and law.share is not None else 0
        billed = law.replaced.get(code, code)
        lines += [(billed, total - marked, rest)] if total > marked else []
        lines += [(billed, marked, (law.assistant, *rest))] if marked else []
    return sorted(lines, key=lambda line: (line[0], line[2]))


def _marked(code: str, units: int, times: Mapping[str, Time], codes: Mapping[str, Code], law: Law) -> int:
    """Count the units of a code that the assistant furnished."""
    about, time = codes[code], times.get(code, Time(0, 0))
    if not units or code in law.therapist_only:
        return 0
    if about.kind == "once":
        return units if _is_assistants(time.therapist, time.assistant, None, law) else 0
    if about.kind in ("pool", "own"):
        return marked_units(units, time, about, law)
    first = code if about.kind == "first" else about.partner
    alone = units_alone(time.minutes, about.length, "midpoint")
    if alone == units:  # its own record earns its units: nothing of the partner's time is in them
        return marked_units(units, time, about, law)
    both = [times[name] for name in (first, codes[first].partner) if name in times]
    together = Time(sum(one.therapist for one in both), sum(one.assistant for one in both))
    if code == first:
        return marked_units(units, together, about, law)
    return marked_units(units, _beyond(together, codes[first].length * MINUTE), about, law)


def _beyond(together: Time, length: int) -> Time:
    """Give what a chain's first unit leaves: it is whose who filled it, the therapist before the assistant."""
    therapist, assistant = together
    if therapist >= length:
        return Time(therapist - length, assistant)
    if assistant >= length:
        return Time(therapist, assistant - length)
    return Time(0, max(0, assistant - (length - therapist)))


def marked_units(units: int, time: Time, about: Code, law: Law) -> int:
    """Count a timed code's units that carry the assistant modifier.

    First a unit without it for each length the therapist filled, then one with it for each length the assistant
    filled. The units that are left are looked at one by one, the therapist's remaining minutes first.
    """
    if not time.assistant:
        return 0
    length, pool = about.length, about.kind == "pool"
    therapist_minutes = time.therapist // MINUTE
    assistant_minutes = time.minutes - therapist_minutes
    own = helped = 0
    while own < units and therapist_minutes >= (own + 1) * length:
        own += 1
    while own + helped < units and assistant_minutes >= (helped + 1) * length:
        helped += 1
    left = units - own - helped
    therapist = time.therapist - own * length * MINUTE
    assistant = max(0, time.assistant - helped * length * MINUTE)
    if left and law.therapist_minutes is None:  # 2020 and 2021: the share of all that is left
        return helped + (left if _is_assistants(therapist, assistant, None, law) else 0)
    if pool and left == 2 and _is_published_case(therapist_minutes - own * length, assistant_minutes - helped * length):
        return helped + 1
    spares = law.therapist_minutes if pool else length // 2 + 1
    for _ in range(left):
        helped += _is_assistants(therapist, assistant, spares, law)
        used = min(therapist, length * MINUTE)
        therapist, assistant = therapist - used, max(0, assistant - (length * MINUTE - used))
    return helped


def _is_published_case(therapist: int, assistant: int) -> bool:
    """Two units left, 9 to 14 minutes of each, 23 to 28 together: one with the modifier and one without."""
    return 9 <= therapist <= 14 and 9 <= assistant <= 14 and 23 <= therapist + assistant <= 28


def _is_assistants(therapist: int, assistant: int, spares: int | None, law: Law) -> bool:
    """Whether a unit, or an untimed service, carries the modifier: more than the share, and nothing that spares it."""
    assert law.share is not None
    if spares is not None and therapist >= spares * MINUTE:
        return False
    return assistant > law.share * (therapist + assistant)


class Claim(NamedTuple):
    """One claimed line; `modifiers` None where nobody says what they were."""

    code: str
    units: int
    modifiers: frozenset[str] | None


def compare(
    counted: Counted, claims: Sequence[Claim], *, decided: frozenset[str], apart: frozenset[str], law: Law
) -> dict[str, tuple[int, int, str]]:
    """Set a claim beside the nearest allocation: code -> (supported, billed, result).

    `decided` are the modifiers the record decides; those in `apart` are one and the same.
    """
    sent = _gathered(((c.code, c.units, c.modifiers or frozenset()) for c in claims), decided, apart)
    supported = [
        _gathered(((code, units, frozenset(kept)) for code, units, kept in lines), decided, apart)
        for lines in counted.alternative_lines or [counted.lines]
    ]
    nearest = min(supported, key=lambda way: _distance(way, sent))
    unknown = {claim.code for claim in claims if claim.modifiers is None}
    results = {}
    for code in sorted({*sent, *nearest}):
        ours, theirs = nearest.get(code, Counter()), sent.get(code, Counter())
        if ours.total() or theirs.total():
            agree = ours == theirs or code in unknown
            result = _result(code, ours.total(), theirs.total(), agree, counted, law)
            results[code] = (ours.total(), theirs.total(), result)
    return results


def _gathered(
    lines: Iterable[tuple[str, int, frozenset[str]]], decided: frozenset[str], apart: frozenset[str]
) -> dict[str, Counter[frozenset[str]]]:
    found: dict[str, Counter[frozenset[str]]] = defaultdict(Counter)
    for code, units, modifiers in lines:
        found[code][frozenset("apart" if one in apart else one for one in modifiers & decided)] += units
    return dict(found)


def _distance(way: Mapping[str, Counter[frozenset[str]]], sent: Mapping[str, Counter[frozenset[str]]]) -> list[int]:
    """Units apart, then codes whose lines differ."""
    codes, none = {*way, *sent}, Counter[frozenset[str]]()
    units = [abs(way.get(code, none).total() - sent.get(code, none).total()) for code in codes]
    return [sum(units), sum(way.get(code, none) != sent.get(code, none) for code in codes)]


def _result(code: str, supported: int, billed: int, agree: bool, counted: Counted, law: Law) -> str:
    recorded = code in counted.units
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
