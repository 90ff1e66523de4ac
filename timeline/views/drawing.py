"""The Gantt as a vector drawing for paper: one strip per provider, all of a date on one scale.

It draws what the page's chart draws, from the same marks, lanes and colors, as SVG text: no script, no image, nothing
loaded. Lengths are points of 1/72 inch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import TYPE_CHECKING

import numpy as np

from timeline.views.lanes import shelve
from timeline.views.marks import Bar, By, Marks, Overlay, marks
from timeline.views.palette import BLACK, GRID, INK, LOOKS, MUTED, WARNING, Drawn
from timeline.views.svg import Box, drawing, element, filled, hatched, line, rectangle, text_width, written

if TYPE_CHECKING:
    from timeline.views.by_date import ByDate

#: Width of every drawing, and height of one lane.
WIDTH, LANE = 720.0, 13.0
#: Above the lanes: the hours. A strip never becomes higher than fits a page; then its lanes become lower.
HEAD, HIGHEST = 11.0, 430.0
_HOUR, _QUARTER = 3_600_000, 900_000
#: Of a name on a bar, the first that fits; of the hours.
_SIZES, _SMALL = (6.6, 5.8, 5.0), 6.0


@dataclass(frozen=True, slots=True)
class Strip:
    """One person's day.

    Parameters
    ----------
    who
        Id of the provider or patient; empty for what nobody attended.
    svg
        The drawing.
    drawn
        What occurs in it, for the legend.
    """

    who: str
    svg: str
    drawn: frozenset[Drawn]


@dataclass(frozen=True, slots=True)
class _Scale:
    """Whole hours around everything drawn, in milliseconds of the wall clock."""

    start: int
    end: int

    def x(self, at: int) -> float:
        """Return the position of a clock time."""
        return (at - self.start) / (self.end - self.start) * WIDTH


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One date: its marks and scale; by row id its strip, its code, and the names for its bar, best first.

    `key` distinguishes this sheet's drawings from those of another on the same page; `band` is a span to point at, in
    milliseconds of the wall clock.
    """

    key: str
    shown: Marks
    scale: _Scale
    people: Mapping[str, str]
    codes: Mapping[str, str]
    names: Mapping[str, Sequence[str]]
    band: tuple[int, int] | None = None


def draw_day(days: ByDate, date: str) -> tuple[Strip, ...]:
    """Draw one date by provider.

    A bar is a recorded row in the color and pattern of the way it was attended; what is contested carries an outline
    and a black strip, an interruption a diamond; shifts tint the background, bookings are hollow bars. The order of
    strips is that of the page: by role and id, nobody last.

    Parameters
    ----------
    days
        An analysis by date. Names are written on bars where its schedule has them.
    date
        Which date, YYYY-MM-DD; one without rows gives no strip.
    """
    shown = marks(days, "provider", date)
    if not shown.bars:
        return ()
    sheet = _sheet(days, shown, "provider", _scale((bar.start, bar.start + bar.length) for bar in shown.bars))
    return tuple(_strip(sheet, row) for row in range(len(shown.labels)))


@dataclass(frozen=True, slots=True)
class Focus:
    """The subject of a drawing of some people.

    Parameters
    ----------
    people
        Ids of providers or of patients.
    window
        What to show, in milliseconds of the wall clock; whole hours around it are drawn.
    band
        The span to point at, in the same.
    """

    people: Collection[str]
    window: tuple[int, int]
    band: tuple[int, int]


def draw_people(days: ByDate, shown: Marks, by: By, focus: Focus) -> tuple[Strip, ...]:
    """Draw some people's part of a date on one scale, a strip each, with one span highlighted.

    Parameters
    ----------
    days
        An analysis by date.
    shown
        `marks(days, by, date)`.
    by
        Whose strips: `provider` or `patient`.
    focus
        Who, and which part of the date; people without a row in it have no strip.
    """
    scale = _scale([focus.window])
    sheet = _sheet(days, shown, by, scale)
    own = {number for number, bar in enumerate(shown.bars) if sheet.people[bar.interval_id] in focus.people}
    shown = _clipped(shown, own, scale)
    found = sorted({bar.row for bar in shown.bars})
    return tuple(_strip(replace(sheet, shown=shown, band=focus.band), row) for row in found)


def _sheet(days: ByDate, shown: Marks, by: By, scale: _Scale) -> _Sheet:
    rows = days.result.record.rows
    names = {bar.interval_id: tuple(map(unescape, bar.names)) for bar in shown.bars}
    if days.result.schedule.pseudonymised:  # the number of a pseudonym says all where there is no room for the word
        names = {row: (*found, *(each.rpartition("-")[2] for each in found[-1:])) for row, found in names.items()}
    place = {bar.interval_id: days.result.record.index[bar.interval_id] for bar in shown.bars}
    people = {row: (rows.provider if by == "provider" else rows.patient)[at] for row, at in place.items()}
    codes = {row: rows.code[at] for row, at in place.items()}
    dates = {rows.date[at] for at in place.values()}
    return _Sheet("-".join((by, *dates)), shown, scale, people, codes, names)


def _clipped(shown: Marks, kept: Collection[int], scale: _Scale) -> Marks:
    """Keep some bars, clipped to the scale, and what lies over them."""
    bars: list[Bar] = []
    place: dict[int, int] = {}
    for number in sorted(kept):
        bar = shown.bars[number]
        start, end = max(bar.start, scale.start), min(bar.start + bar.length, scale.end)
        if start < end:
            place[number] = len(bars)
            room = max(0, min(bar.room - (start - bar.start), end - start))
            bars.append(replace(bar, start=start, length=end - start, room=room))

    def cut(overlays: Iterable[Overlay]) -> tuple[Overlay, ...]:
        spans = [(each, max(each.start, scale.start), min(each.start + each.length, scale.end)) for each in overlays]
        return tuple(
            replace(each, bar=place[each.bar], start=start, length=end - start)
            for each, start, end in spans
            if each.bar in place and start < end
        )

    return Marks(shown.labels, tuple(bars), cut(shown.contests), cut(shown.interruptions))


def draw_legend(drawn: Iterable[Drawn]) -> str:
    """Draw the legend of the colors, patterns and signs that occur."""
    kinds = [kind for kind in Drawn if kind in set(drawn)]
    at, parts = 0.0, []
    for kind in kinds:
        look, box = LOOKS[kind], Box(at + 1, 2, 20, 10)
        parts += [_sign(11 + at, 7)] if kind is Drawn.INTERRUPTION else filled(look, box, _hatch("legend", kind))
        parts += [_strip_of(box)] if kind is Drawn.CONTESTED else []
        parts.append(written(look.label, (at + 25, 9.6), 7.5, INK))
        at += 25 + text_width(look.label, 7.5) + 14
    return drawing((WIDTH, 14), parts, "Legend", patterns=_patterns("legend", kinds))


def _hatch(key: str, drawn: Drawn) -> str:
    """Name a pattern; drawings of one page must not share a name."""
    return f"{key}-{drawn}".replace("_", "-")


def _patterns(key: str, drawn: Iterable[Drawn]) -> list[str]:
    return [hatched(LOOKS[kind], _hatch(key, kind)) for kind in Drawn if kind in set(drawn) and LOOKS[kind].pattern]


def _scale(spans: Iterable[tuple[int, int]]) -> _Scale:
    starts, ends = zip(*spans, strict=True)
    first, last = min(starts), max(ends)
    return _Scale(first // _HOUR * _HOUR, -(-last // _HOUR) * _HOUR)


def _strip(sheet: _Sheet, row: int) -> Strip:
    shown, scale = sheet.shown, sheet.scale
    own = [number for number, bar in enumerate(shown.bars) if bar.row == row]
    boxes = _boxes([shown.bars[number] for number in own], scale)
    box = dict(zip(own, boxes, strict=True))
    contests = [each for each in shown.contests if each.bar in box]
    breaks = [each for each in shown.interruptions if each.bar in box]
    bottom = max(each.y + each.height for each in boxes)
    shifts = [number for number in own if shown.bars[number].drawn is Drawn.SHIFT]
    key = f"{sheet.key}-{row}"
    parts = [part for number in shifts for part in _bar(shown.bars[number], box[number], key)]
    parts += _ground(scale, bottom, closely=sheet.band is not None)
    parts += _pointed_at(sheet, bottom)
    bars = [number for number in own if number not in shifts]
    parts += [part for number in bars for part in _bar(shown.bars[number], box[number], key)]
    parts += _labels(sheet, bars, box)
    for each in contests:
        parts += _contested(_inside(each, box[each.bar], scale))
    parts += [_sign(*_inside(each, box[each.bar], scale).middle) for each in breaks]
    first = shown.bars[own[0]]
    drawn = {shown.bars[number].drawn for number in own}
    drawn |= ({Drawn.CONTESTED} if contests else set()) | ({Drawn.INTERRUPTION} if breaks else set())
    title, patterns = f"Day of {unescape(shown.labels[row])}", _patterns(key, drawn)
    svg = drawing((WIDTH, bottom + 1), parts, title, patterns=patterns)
    return Strip(sheet.people[first.interval_id], svg, frozenset(drawn))


def _bar(bar: Bar, box: Box, key: str) -> list[str]:
    return filled(LOOKS[bar.drawn], box, _hatch(key, bar.drawn))


def _pointed_at(sheet: _Sheet, bottom: float) -> Iterator[str]:
    """Highlight the subject's span: a tint behind the bars, and a line at either end."""
    if sheet.band is not None:
        scale = sheet.scale
        left, right = (scale.x(min(max(at, scale.start), scale.end)) for at in sheet.band)
        box = Box(left, HEAD - 2, max(right - left, 0.8), bottom - HEAD + 2)
        yield rectangle(box, fill=WARNING, stroke="none", **{"fill-opacity": 0.16})
        yield from (line(at, HEAD - 2, bottom, WARNING, 1.0) for at in (left, right))


def _boxes(bars: Sequence[Bar], scale: _Scale) -> list[Box]:
    """Place the bars of one row in lanes, below the hours."""
    start = np.array([bar.start for bar in bars], dtype=np.int64)
    length = np.array([bar.length for bar in bars], dtype=np.int64)
    thin = np.array([bar.thin for bar in bars])
    whole = np.array([bar.drawn is Drawn.SHIFT for bar in bars])
    shelves = shelve(np.zeros(len(bars), dtype=np.int64), (start, start + length), thin, whole)
    lane = min(LANE, HIGHEST / float(shelves.bottom[0]))
    share = np.where(whole, 1.0, 0.88)
    height = shelves.height * share * lane
    top = HEAD + shelves.middle * lane - height / 2
    return [
        Box(scale.x(bar.start), float(y), scale.x(bar.start + bar.length) - scale.x(bar.start), float(high))
        for bar, y, high in zip(bars, top, height, strict=True)
    ]


def _ground(scale: _Scale, bottom: float, *, closely: bool) -> Iterator[str]:
    """Draw the grid of quarters and hours, and the hours' names; `closely`: the quarters' too where there is room."""
    for at in range(scale.start, scale.end + 1, _QUARTER):
        if at % _HOUR:
            yield line(scale.x(at), HEAD, bottom, "#EDF0F3", 0.4)
    yield from _hours(scale, bottom)
    hours = (scale.end - scale.start) // _HOUR
    every = _QUARTER if closely and hours <= 3 else _HOUR if hours <= 16 else 2 * _HOUR
    for at in range(scale.start, scale.end + 1, every):
        anchor = "start" if at == scale.start else "end" if at == scale.end else "middle"
        clock = f"{at // _HOUR % 24:02}:{at % _HOUR // 60_000:02}"
        yield written(clock, (scale.x(at), HEAD - 3.5), _SMALL, MUTED, anchor=anchor)


def _hours(scale: _Scale, bottom: float) -> list[str]:
    return [line(scale.x(at), HEAD - 2, bottom, GRID, 0.6) for at in range(scale.start, scale.end + 1, _HOUR)]


def _labels(sheet: _Sheet, bars: Sequence[int], box: Mapping[int, Box]) -> Iterator[str]:
    """Label every bar with what fits; where nothing does, label a run of equal bars once."""
    for run in _runs(sheet, [number for number in bars if not sheet.shown.bars[number].thin], box):
        written = [text for number in run for text in _label(sheet, [number], box)]
        yield from written or _label(sheet, run, box)


def _runs(sheet: _Sheet, bars: Sequence[int], box: Mapping[int, Box]) -> Iterator[list[int]]:
    """Join bars of one lane that touch, look alike and name the same person."""
    run: list[int] = []
    for number in sorted(bars, key=lambda number: (box[number].y, box[number].x)):
        before = box[run[-1]] if run else box[number]
        touches = before.y == box[number].y and abs(before.x + before.width - box[number].x) < 0.1
        if run and not (touches and _same(sheet, run[-1], number)):
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _same(sheet: _Sheet, one: int, other: int) -> bool:
    first, second = sheet.shown.bars[one], sheet.shown.bars[other]
    return first.drawn == second.drawn and first.names == second.names


def _label(sheet: _Sheet, run: Sequence[int], box: Mapping[int, Box]) -> Iterator[str]:
    """Write the best label that ends before anything contested and before any diamond."""
    first, place = sheet.shown.bars[run[0]], box[run[0]]
    end = min(_free_until(sheet, run, box), box[run[-1]].x + box[run[-1]].width)
    wanted, code = sheet.names[first.interval_id], sheet.codes[first.interval_id]
    if wanted and code and len(run) == 1:
        wanted = (f"{wanted[0]} {code}", *wanted)
    for size in _SIZES:
        for text in wanted:
            if text_width(text, size) <= end - place.x - 2.4 and size < place.height:
                at = (place.x + 1.4, place.y + place.height / 2 + size * 0.35)
                yield written(text, at, size, LOOKS[first.drawn].text)
                return


def _free_until(sheet: _Sheet, run: Sequence[int], box: Mapping[int, Box]) -> float:
    """Return the edge of the first contest or diamond on these bars."""
    bars = [(sheet.shown.bars[number], box[number]) for number in run]
    contested = [place.x + place.width * bar.room / bar.length for bar, place in bars if bar.room < bar.length]
    broken = [
        _inside(each, box[each.bar], sheet.scale).middle[0] - 4 for each in sheet.shown.interruptions if each.bar in run
    ]
    return min([*contested, *broken], default=WIDTH)


def _contested(box: Box) -> list[str]:
    look = LOOKS[Drawn.CONTESTED]
    outline = rectangle(box, fill="none", stroke=look.line, **{"stroke-width": look.line_width * 0.7})
    return [outline, _strip_of(box)]


def _strip_of(box: Box) -> str:
    """Draw the black strip of a contest: the cue that a gray printout keeps."""
    high = min(2.4, box.height * 0.25)
    return rectangle(Box(box.x, box.y + box.height - high, box.width, high), fill=BLACK, stroke="none")


def _inside(each: Overlay, bar: Box, scale: _Scale) -> Box:
    return Box(scale.x(each.start), bar.y, scale.x(each.start + each.length) - scale.x(each.start), bar.height)


def _sign(x: float, y: float) -> str:
    """Draw the diamond of an interruption."""
    look, r = LOOKS[Drawn.INTERRUPTION], 3.4
    outline = f"M{x:.2f} {y - r:.2f}l{r} {r}l{-r} {r}l{-r} {-r}z"
    return element("path", d=outline, fill=look.fill, stroke=look.line, **{"stroke-width": 0.9})
