"""Which columns together are a start and an end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from timeline.proposal.contents import Profile
from timeline.proposal.names import CONCEPTS

#: Whose date a visit's date is, by the words of its header; the plainest first.
_OWN_DATE = ("visit", "session", "service", "appointment", "appt", "encounter", "treatment")
#: Year of the dates that spreadsheets and databases give to a bare clock.
_NO_YEAR = ("1899-", "1900-", "12/30/1899", "1/1/1900", "01/01/1900", "30.12.1899", "1/0/1900")
_UNITS = {
    **dict.fromkeys(("min", "mins", "minute", "minutes", "minuten", "m"), "minutes"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "stunden", "std"), "hours"),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "sekunden"), "seconds"),
}
UNITS = ("minutes", "hours", "seconds")


@dataclass(frozen=True)
class Clock:
    """One side of a span: what a mapping says of it, and the columns it is from.

    `dated` says whether its day is in it; else the day is in our column `date`.
    """

    value: Any
    columns: tuple[Profile, ...]
    dated: bool = True


@dataclass(frozen=True)
class Pair:
    """A start and an end that belong together.

    Parameters
    ----------
    start, end
        The two sides; the end of a length has the length's column.
    date
        The column of the day, where start has none.
    stem
        The words that say whose start and end it is.
    unit_known
        False where the unit of a length stands nowhere.
    """

    start: Clock
    end: Clock
    date: Profile | None
    stem: frozenset[str]
    unit_known: bool = True
    length: Profile | None = None

    @property
    def planned(self) -> bool:
        """Whether it is what was planned."""
        return not self.stem.isdisjoint(CONCEPTS["planned"])

    @property
    def actual(self) -> bool:
        """Whether it is said to be what happened."""
        return not self.stem.isdisjoint(CONCEPTS["actual"]) and not self.planned

    def entries(self) -> dict[str, Any]:
        """Return what stands in `[columns]`."""
        date = {"date": self.date.header} if self.date else {}
        return {**date, "start": self.start.value, "end": self.end.value}

    def headers(self) -> list[str]:
        """Name its columns."""
        used = [*([self.date] if self.date else []), *self.start.columns, *self.end.columns]
        return list(dict.fromkeys(column.header for column in used))


@dataclass(frozen=True)
class Clocks:
    """The clocks of a file, sorted out.

    Parameters
    ----------
    pairs
        Every pair of start and end, the plainest first.
    start
        A start that has no end, if there is one.
    day
        The column of the day, if there is one.
    """

    pairs: list[Pair]
    start: Clock | None
    day: Profile | None


def sort_out(columns: Sequence[Profile]) -> Clocks:
    """Find starts, ends and lengths among the columns, and which belong together."""
    clocks = [each for each in columns if each.clock and "elsewhere" not in each.about and "length" not in each.about]
    day = _day(clocks)
    starts = _endpoints([each for each in clocks if "start" in each.about and "end" not in each.about], day)
    ends = _endpoints([each for each in clocks if "end" in each.about and "start" not in each.about], day)
    lengths = [each for each in columns if _is_length(each)]
    pairs = [_pair(starts[stem], ends[stem], day, stem) for stem in starts if stem in ends]
    loose = {stem: clock for stem, clock in starts.items() if stem not in ends}
    if not pairs and len(ends) == 1 and len(starts) == 1:
        pairs = [_pair(next(iter(starts.values())), next(iter(ends.values())), day, frozenset())]
        loose = {}
    loose |= {stem: clock for stem, clock in _generic(clocks, day).items() if stem not in starts}
    if not pairs and not starts and len(ends) == 1 and frozenset() in loose:
        pairs = [_pair(loose[frozenset()], next(iter(ends.values())), day, frozenset())]
    pairs += _ranges(clocks, day)
    pairs += _with_lengths(loose, lengths, day, pairs)
    order = {id(pair): _plainness(pair) for pair in pairs}
    first = next(iter(loose.values()), None)
    return Clocks(sorted(pairs, key=lambda pair: order[id(pair)]), first, day)


def _plainness(pair: Pair) -> tuple[int, int, int]:
    return (bool(pair.planned), bool(pair.stem), min(column.place for column in pair.start.columns))


def _day(clocks: Sequence[Profile]) -> Profile | None:
    """Choose the column of the day: one that is neither a start nor an end, else that of the start."""
    days = [each for each in clocks if each.clock == "day" and "end" not in each.about]
    return min(days, key=_own_date, default=None)


def _own_date(column: Profile) -> tuple[bool, int, int]:
    known = [place for place, word in enumerate(_OWN_DATE) if word in column.words]
    return "start" in column.about, min(known, default=len(_OWN_DATE)) if column.stem else 0, column.place


def _endpoints(clocks: Sequence[Profile], day: Profile | None) -> dict[frozenset[str], Clock]:
    found: dict[frozenset[str], Clock] = {}
    groups: dict[frozenset[str], list[Profile]] = {}
    for each in clocks:
        groups.setdefault(each.stem, []).append(each)
    for stem, members in groups.items():
        clock = _clock(members, day)
        if clock is not None:
            found[stem] = clock
    return found


def _clock(members: Sequence[Profile], day: Profile | None) -> Clock | None:
    """Make one side of a span of the columns that are about it."""
    of_kind = {kind: [each for each in members if each.clock == kind] for kind in ("moment", "time", "day")}
    if of_kind["moment"]:
        moment = of_kind["moment"][0]
        if not _without_day(moment):
            return Clock(moment.header, (moment,))
        of_kind["time"].insert(0, moment)
    if not of_kind["time"]:
        return None
    time = of_kind["time"][0]
    own = next(iter(of_kind["day"]), None)
    if own is None:
        if day is None:
            return None
        return _joined(day, time) if _without_day(time) else Clock(time.header, (time,), dated=False)
    return _joined(own, time)


def _joined(day: Profile, time: Profile) -> Clock:
    """Take the day of one column and the clock of another."""
    midnights = day.share("moment") > 0
    if midnights or _without_day(time):
        return Clock({"date": day.header, "time": time.header}, (day, time))
    return Clock([day.header, time.header], (day, time))


def _without_day(column: Profile) -> bool:
    """Whether its moments have the date that a program gives to a clock without one."""
    return column.clock == "moment" and all(cell.startswith(_NO_YEAR) for cell in column.sample)


def _generic(clocks: Sequence[Profile], day: Profile | None) -> dict[frozenset[str], Clock]:
    """Find moments that no word calls a start; they are one only where a length says how long it takes."""
    neither = [each for each in clocks if not each.about & {"start", "end"} and each.clock in ("moment", "time")]
    found: dict[frozenset[str], Clock] = {}
    for each in neither:
        stem = each.stem & frozenset(CONCEPTS["planned"])
        clock = _clock([each], day)
        if clock is not None and stem not in found:
            found[stem] = clock
    return found


def _ranges(clocks: Sequence[Profile], day: Profile | None) -> list[Pair]:
    ranges = [each for each in clocks if each.clock == "range"]
    sides = [Clock({"range": each.header}, (each,), dated=False) for each in ranges]
    return [Pair(side, side, day, frozenset()) for side in sides if day is not None]


def _pair(start: Clock, end: Clock, day: Profile | None, stem: frozenset[str]) -> Pair:
    return Pair(start, end, None if start.dated else day, stem)


def _is_length(column: Profile) -> bool:
    if not column.looks or "elsewhere" in column.about:
        return False
    unit = column.unit_words
    if "length" not in column.about or column.words & {"charge", "rate", "cost", "code"}:
        return False
    return column.numeric or column.hours_and_minutes or bool(unit and unit <= _UNITS.keys())


def _with_lengths(
    loose: dict[frozenset[str], Clock], lengths: Sequence[Profile], day: Profile | None, pairs: Sequence[Pair]
) -> list[Pair]:
    """Join starts without an end to lengths: planned ones to planned ones, and the rest to the first."""
    planned = frozenset(CONCEPTS["planned"])
    made: list[Pair] = []
    for stem, start in loose.items():
        fitting = [each for each in lengths if bool(each.words & planned) == bool(stem & planned)] or lengths
        if not fitting or (pairs and not stem & planned) or made:
            continue
        made.append(with_length(start, fitting[0], day, stem))
    return made


def with_length(start: Clock, length: Profile, day: Profile | None, stem: frozenset[str]) -> Pair:
    """Make a pair of a start and a length."""
    unit = unit_of(length)
    value = {"after": "start", "length": length.header, "unit": unit or likely_unit(length)}
    return Pair(start, Clock(value, (length,)), None if start.dated else day, stem, bool(unit), length)


def unit_of(length: Profile) -> str:
    """Return the unit of a length where header or cells say it; else an empty text."""
    if length.hours_and_minutes:
        return "h:mm"
    for words in (length.unit_words, length.words):
        units = {_UNITS[word] for word in words if word in _UNITS}
        if len(units) == 1:
            return units.pop()
    return ""


def likely_unit(length: Profile) -> str:
    """Return the unit in which most of the lengths would be visits of a usual length."""
    numbers = [float(cell.replace(",", ".")) for cell in length.sample if length.numeric]
    middle = sorted(numbers)[len(numbers) // 2] if numbers else 30
    return "hours" if middle < 5 else "minutes" if middle <= 600 else "seconds"


def other_units(pair: Pair) -> list[Pair]:
    """Return the same pair with every unit its length may have, the taken one first."""
    taken = pair.end.value["unit"]
    units = sorted(UNITS, key=lambda unit: unit != taken)
    return [replace(pair, end=replace(pair.end, value={**pair.end.value, "unit": unit})) for unit in units]
