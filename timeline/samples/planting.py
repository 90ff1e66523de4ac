"""Findings planted in a clean schedule: where each scene is set, who plays in it, and the list of what is where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import count

from timeline.errors import WrongValueError
from timeline.samples.clinic_composition import HOURS, PROVIDERS
from timeline.samples.clinic_model import Day, minute_of
from timeline.samples.draw import Draw
from timeline.samples.plants import Crowd, Plant, SceneRow, known_plants, role_of
from timeline.samples.scenes import Cells, Planted, Scene, Site, shift_cells
from timeline.vocabulary import Activity, Kind

#: Patients of planted scenes have numbers from here on: nobody else has.
FIRST_NUMBER = 201
#: People who are in the clinic for a scene have numbers from here on, those of a crowd from further up.
FIRST_RELIEF, FIRST_OF_CROWD = 11, 91
_CROWD_CODE = "97110"
_REST = 2  # minutes
_GRID = 5  # minutes between the clocks at which a scene may begin
_DAYS_A_SCENE = 10  # days of a clinic for each repetition of a scene


class Planting:
    """Puts findings into the days of a period; the same arguments put them in the same places.

    Parameters
    ----------
    names
        Ids of the findings.
    sites
        Every clinic on every date, in order.

    Raises
    ------
    WrongValueError: a finding that cannot be planted, at all or in so short a period.
    """

    def __init__(self, names: Iterable[str], sites: Sequence[Site], seed: int) -> None:
        self._seed = seed
        self._first, self._last = sites[0].on, sites[-1].on
        self._numbers = count(FIRST_NUMBER)
        self._scenes: dict[Site, list[Plant]] = defaultdict(list)
        self._crowds: dict[Site, list[Cells]] = defaultdict(list)
        self.planted: list[Planted] = []
        leads = count(FIRST_OF_CROWD)
        for plant in known_plants(names):
            draw = Draw(f"{seed}/plant/{plant.rule}")
            if plant.crowd is not None:
                clinic = draw.pick(sorted({site.clinic for site in sites}))
                self._gather(plant, plant.crowd, [site for site in sites if site.clinic == clinic], leads)
            else:
                for site in _some(_showing(plant, sites), draw):
                    self._scenes[site].append(plant)

    def rows(self, site: Site, day: Day) -> list[Cells]:
        """Return the rows planted in a clinic's day, as cells by column; the day's staff is used where it plays."""
        rows = list(self._crowds.get(site, ()))
        relief = count(FIRST_RELIEF)
        for plant in self._scenes.get(site, ()):
            rows += self._play(plant, site, day, relief)
        return rows

    def _play(self, plant: Plant, site: Site, day: Day, relief: Iterator[int]) -> list[Cells]:
        draw = Draw(f"{self._seed}/plant/{plant.rule}/{site.clinic}/{site.on}")
        begin, staff = _place(plant, day, draw)
        extra = {name: f"{role_of(name)}{next(relief)}" for name in plant.people if name not in staff}
        on = site.on - self._back(plant)
        patients = {line.patient: next(self._numbers) for line in _first_of_each(plant.lines)}
        scene = Scene(site, datetime.combine(on, time()) + timedelta(minutes=begin), staff | extra, patients)
        rows = [scene.cells(line) for line in plant.lines]
        rows += [shift_cells(site, on, name) for name in _unshifted(plant, extra)]
        self.planted.append(scene.planted(plant, len(rows)))
        return rows

    def _back(self, plant: Plant) -> timedelta:
        """Return how far back to place a scene that does not fit in this period: whole weeks, the same for all days."""
        if plant.not_after is None or self._first <= plant.not_after:
            return timedelta(0)
        return timedelta(weeks=-((plant.not_after - self._last).days // 7))

    def _gather(self, plant: Plant, crowd: Crowd, sites: Sequence[Site], numbers: Iterator[int]) -> None:
        """Spread many visits evenly over the days of a clinic and as few therapists as can have them."""
        leads = _leads_needed(crowd, len(sites))
        if crowd.alone and leads > 1:
            days = next(days for days in count(len(sites)) if _leads_needed(crowd, days) == 1)
            raise WrongValueError(
                f"plant: {plant.rule} needs {crowd.visits} visits of one therapist, which do not fit in {len(sites)} "
                f"days. Ask for {days} days or more."
            )
        names = [f"PT{next(numbers)}" for _ in range(leads)]
        clocks = dict.fromkeys(((site, name) for site in sites for name in names), _hours()[0])
        slots = list(clocks)
        rows: list[Cells] = []
        for visit in range(crowd.visits):
            slot = site, name = slots[visit % len(slots)]
            minutes = crowd.minutes[visit // len(slots) % len(crowd.minutes)]
            lines = _visit_lines(crowd, minutes)
            begin = datetime.combine(site.on, time()) + timedelta(minutes=clocks[slot])
            scene = Scene(site, begin, {"PT": name}, {"A": next(self._numbers)})
            rows += [scene.cells(line) for line in lines]
            self._crowds[site] += rows[-len(lines) :]
            clocks[slot] += minutes + crowd.rest * _REST
        for site, name in slots:
            self._crowds[site].append(shift_cells(site, site.on, name))
        self.planted.append(_planted_crowd(plant, sites[0], names, rows))


def _showing(plant: Plant, sites: Sequence[Site]) -> Sequence[Site]:
    """Return the days on which a scene can be seen; all of them where there is none."""
    return [site for site in sites if plant.not_after is None or site.on <= plant.not_after] or sites


def _some(sites: Sequence[Site], draw: Draw) -> list[Site]:
    """Choose the clinic-days of a scene: one, and one more for every ten."""
    left, chosen = list(sites), []
    for _ in range(min(len(sites), 1 + len(sites) // _DAYS_A_SCENE)):
        chosen.append(draw.pick(left))
        left.remove(chosen[-1])
    return chosen


def _hours() -> tuple[int, int]:
    opens, closes = HOURS.split("-")
    return minute_of(opens), minute_of(closes)


def _place(plant: Plant, day: Day, draw: Draw) -> tuple[int, dict[str, str]]:
    """Choose the minute at which a scene begins, and who of the staff plays in it; nobody where it has relief."""
    opens, closes = _hours()
    minutes = -(-plant.seconds // 60)
    clocks = [minute_of(plant.at)] if plant.at else list(range(opens, closes - minutes + 1, _GRID))
    first = draw.whole((0, len(clocks) - 1))
    for begin in clocks[first:] + clocks[:first]:
        staff = {} if plant.relief else _free(plant.people, day, (begin, begin + minutes), draw)
        if plant.relief or staff or not plant.people:
            for name in staff.values():
                day.taken[name].append((begin, begin + minutes))
            return begin, staff
    return clocks[first], {}


def _free(people: Sequence[str], day: Day, span: tuple[int, int], draw: Draw) -> dict[str, str]:
    """Find someone free for each role; no one at all where one is missing."""
    cast: dict[str, str] = {}
    for name in people:
        able = [who.id for who in PROVIDERS.values() if who.role == role_of(name) and who.id not in cast.values()]
        free = [who for who in able if day.is_free(who, *span)]
        if not free:
            return {}
        cast[name] = draw.pick(free)
    return cast


def _first_of_each(lines: Iterable[SceneRow]) -> list[SceneRow]:
    """Return the first line of each patient."""
    return list({line.patient: line for line in reversed(list(lines)) if line.patient}.values())[::-1]


def _unshifted(plant: Plant, extra: Mapping[str, str]) -> list[str]:
    """Find the relief staff who are on shift without a row that says so."""
    stated = {line.provider for line in plant.lines if line.cells.get("kind") == Kind.SHIFT}
    return [who for name, who in extra.items() if plant.on_shift and name not in stated]


def _visit_lines(crowd: Crowd, minutes: int) -> list[SceneRow]:
    lines = [SceneRow(0, minutes * 60, "A", "PT", {"code": _CROWD_CODE})]
    rest = SceneRow(minutes * 60, (minutes + _REST) * 60, "A", "", {"activity": str(Activity.REST)})
    return [*lines, rest] if crowd.rest else lines


def _leads_needed(crowd: Crowd, days: int) -> int:
    """Count the therapists needed for all visits of a crowd in so many days."""
    opens, closes = _hours()
    longest = max(crowd.minutes) + crowd.rest * _REST
    mean = sum(crowd.minutes) / len(crowd.minutes) + crowd.rest * _REST
    each_day = int((closes - opens - longest) / mean)
    return -(-crowd.visits // (each_day * days))


def _planted_crowd(plant: Plant, site: Site, names: Sequence[str], rows: Sequence[Cells]) -> Planted:
    """Describe what was planted; the visits of several therapists count as the clinic's."""
    alone = len(names) == 1
    starts, ends = ([f"{row['date']}T{row[edge]}:00" for row in rows] for edge in ("start", "end"))
    return Planted(
        rule=plant.rule,
        date=site.on.isoformat() if alone else "",
        clinic=site.clinic or "clinic",
        patients=(),
        providers=(site.prefix + names[0],) if alone else (),
        start=min(starts) if alone else "",
        end=max(ends) if alone else "",
        rows=len(rows),
        says=plant.says,
    )
