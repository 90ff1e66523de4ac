"""What minutes earn, read from the published rules in plain Python.

Independent of the product on purpose: it imports nothing from it. It is slow and literal. The manual's table of
counting is written out as it is printed, and allocations are found by trying every one. Prices and messages play no
part here. Pairs of codes are read in `oracle_pairs`, caps in `oracle_caps`, modifiers in `oracle_lines`, whole claims
in `oracle_claims`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import NamedTuple

MINUTE = 60
#: Claims Processing Manual ch. 5 §20.2.C: units, and the minutes from which to which they are billed.
CHART = ((1, 8, 22), (2, 23, 37), (3, 38, 52), (4, 53, 67), (5, 68, 82), (6, 83, 97), (7, 98, 112), (8, 113, 127))
TIMED = ("pool", "own", "first", "further")


class Code(NamedTuple):
    """What a code is: `pool`, `own`, `first` and `further` (of a chain), `once`, `area` or `none`; minutes of a unit.

    `partner` is the other code of a chain, and of an area's add-on its primary. `attended` is `procedure` (one-on-one
    or either), `group`, `supervised`. `discipline` is the only one whose code it is, if there is only one.
    """

    kind: str
    length: int = 15
    partner: str = ""
    attended: str = "procedure"
    discipline: str = ""
    evaluation: bool = False

    @property
    def is_more(self) -> bool:
        """Whether it is an add-on, of a chain or an area."""
        return self.kind == "further" or (self.kind == "area" and bool(self.partner))

    @property
    def proves(self) -> bool:
        """Whether times of the code can prove it apart from another: timed procedures and groups."""
        return self.attended == "group" or (self.attended == "procedure" and self.kind in TIMED)


class Pair(NamedTuple):
    """Two codes; the second is not paid beside the first: never (0), or where they were apart (1)."""

    one: str
    two: str
    indicator: int
    site: bool = False


class Limit(NamedTuple):
    """A cap: over a `line`, a `visit`, its `timed` units or a `patient_day`; no codes named: all.

    `measure` is `units`, `minutes` or `relative_value`, the last by `values` of one unit.
    """

    scope: str
    most: Fraction
    codes: frozenset[str] = frozenset()
    measure: str = "units"
    values: tuple[tuple[str, Fraction], ...] = ()


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
    assistant, plan_of_care
        Discipline and its modifier.
    whole_date
        Whether pairs look at the whole date, as in a hospital, or at one visit.
    proof_minutes
        Minutes without a break that prove two services apart.
    """

    method: str = "chart"
    share: Fraction | None = None
    therapist_minutes: int | None = None
    assistant: Mapping[str, str] = field(default_factory=dict)
    plan_of_care: Mapping[str, str] = field(default_factory=dict)
    replaced: Mapping[str, str] = field(default_factory=dict)
    unpaid: frozenset[str] = frozenset()
    pairs: tuple[Pair, ...] = ()
    whole_date: bool = False
    proof_minutes: int = 8
    apart: str = "59"
    caps: tuple[Limit, ...] = ()

    def billed(self, code: str) -> str:
        """Name the code that stands on the claim."""
        return self.replaced.get(code, code)


class Time(NamedTuple):
    """Seconds of a code: the therapist's (time together included), and the assistant's alone; number or areas."""

    therapist: int
    assistant: int
    quantity: int | None = None

    @property
    def minutes(self) -> int:
        """Whole minutes, once per code."""
        return (self.therapist + self.assistant) // MINUTE


#: First second and the one after the last.
Span = tuple[int, int]


class Visit(NamedTuple):
    """What was recorded of one patient, date and discipline; spans None where only minutes are known."""

    discipline: str
    times: Mapping[str, Time]
    spans: Mapping[str, Sequence[Span]] | None = None


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
    best: list[dict[str, int]] = []
    most = -1
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


def in_play(visit: Visit, codes: Mapping[str, Code], law: Law) -> dict[str, Time]:
    """Give the payable codes with at least one whole minute that earns.

    An evaluation earns by the therapist's minutes alone, and under its own discipline's plan of care; a replaced code
    does not earn beside its replacement, an add-on not without its primary.
    """
    found = {}
    for code, time in visit.times.items():
        about, beside = codes[code], visit.times.get(law.replaced.get(code, ""))
        if about.evaluation:
            time = Time(time.therapist, 0, time.quantity)
        wrong = about.evaluation and about.discipline not in ("", visit.discipline)
        if code in law.unpaid or about.kind == "none" or wrong or time.minutes < 1:
            continue
        if beside is None or beside.minutes < 1:
            found[code] = time
    return {code: time for code, time in found.items() if not codes[code].is_more or codes[code].partner in found}


def earned(
    play: Mapping[str, Time], codes: Mapping[str, Code], law: Law, out: frozenset[str] = frozenset()
) -> list[dict[str, int]]:
    """Give the units of every code, in every permitted allocation, the default first; nothing for what is `out`."""
    pool = {code: time.minutes for code, time in play.items() if codes[code].kind == "pool"}
    if law.method == "chart":
        choices = in_order(allocations(pool), pool)
    else:
        alone = {code: units_alone(minutes, 15, law.method) for code, minutes in pool.items()}
        choices = [{code: units for code, units in alone.items() if units}]
    others = {code: units for code, units in not_pooled(play, codes, law).items() if law.billed(code) not in out}
    return [{**dict.fromkeys(play, 0), **others, **choice} for choice in choices]


def not_pooled(play: Mapping[str, Time], codes: Mapping[str, Code], law: Law) -> dict[str, int]:
    """Count what is not in the pool. An add-on never has units without those of its primary."""
    units: dict[str, int] = {}
    for code, time in play.items():
        about = codes[code]
        if about.kind == "once":
            units[code] = 1
        elif about.kind == "area":
            primary = play.get(about.partner) if about.partner else time
            units[code] = areas(time) if primary and areas(primary) else 0
        elif about.kind == "own":
            method = "midpoint" if law.method == "chart" else law.method
            units[code] = units_alone(time.minutes, about.length, method)
        elif about.kind == "first":
            together = time.minutes + (play[about.partner].minutes if about.partner in play else 0)
            units[code] = min(1, units_alone(together, about.length, "midpoint"))
            beyond = units_alone(max(0, together - about.length), codes[about.partner].length, "midpoint")
            if beyond or about.partner in play:
                units[about.partner] = beyond
    return units


def areas(time: Time) -> int:
    """Give the number of a code counted by areas; one where nobody stated it."""
    return 1 if time.quantity is None else time.quantity
