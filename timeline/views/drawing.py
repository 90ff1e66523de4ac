"""The Gantt as a vector drawing for paper: one strip per provider, all of a date on one scale.

It draws what the page's chart draws, from the same marks, lanes and colours, as SVG text: no script, no image, nothing
loaded. Lengths are points of 1/72 inch.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import TYPE_CHECKING

import numpy as np

from timeline.views.hatching import HATCHES, Box
from timeline.views.lanes import shelve
from timeline.views.marks import Bar, By, Marks, Overlay, marks
from timeline.views.palette import BLACK, GRID, INK, LOOKS, MUTED, WARNING, Drawn, Look

if TYPE_CHECKING:
    from timeline.result import Analysis

#: Width of every drawing, and height of one lane.
WIDTH, LANE = 720.0, 13.0
#: Above the lanes: the hours. A strip never becomes higher than fits a page; then its lanes become lower.
HEAD, HIGHEST = 11.0, 430.0
_HOUR, _QUARTER = 3_600_000, 900_000
#: Of a name on a bar, the first that fits; of the hours.
_SIZES, _SMALL = (6.6, 5.8, 5.0), 6.0
#: Width of letters in shares of their size: digits, capitals, everything else, and what takes two columns.
_DIGIT, _CAPITAL, _LETTER, _WIDE = 0.57, 0.72, 0.56, 1.05


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
        """Give the place of a clock."""
        return (at - self.start) / (self.end - self.start) * WIDTH


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One date: its marks and scale; by row id whose strip it is on, the code, and the names for a bar, best first.

    `band` is a span to point at, in milliseconds of the wall clock.
    """

    shown: Marks
    scale: _Scale
    people: Mapping[str, str]
    codes: Mapping[str, str]
    names: Mapping[str, Sequence[str]]
    band: tuple[int, int] | None = None


def draw_day(result: Analysis, date: str) -> tuple[Strip, ...]:
    """Draw one date by provider.

    A bar is a recorded row in the colour and pattern of the way it was attended; what is contested carries an outline
    and a black strip, an interruption a diamond; shifts tint the ground, bookings stand hollow below. The order of
    strips is that of the page: by role and id, nobody last.

    Parameters
    ----------
    result
        An analysis. Names are written on bars where its schedule has them.
    date
        Which date, YYYY-MM-DD; one without rows gives no strip.
    """
    shown = marks(result, "provider", date)
    if not shown.bars:
        return ()
    sheet = _sheet(result, shown, "provider", _scale((bar.start, bar.start + bar.length) for bar in shown.bars))
    return tuple(_strip(sheet, row) for row in range(len(shown.labels)))


@dataclass(frozen=True, slots=True)
class Focus:
    """What a drawing of some people is about.

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


def draw_people(result: Analysis, shown: Marks, by: By, focus: Focus) -> tuple[Strip, ...]:
    """Draw some people's part of a date on one scale, a strip each, with a span pointed at.

    Parameters
    ----------
    result
        An analysis.
    shown
        `marks(result, by, date)`.
    by
        Whose strips: `provider` or `patient`.
    focus
        Who, and which part of the date; people without a row in it have no strip.
    """
    scale = _scale([focus.window])
    sheet = _sheet(result, shown, by, scale)
    own = {number for number, bar in enumerate(shown.bars) if sheet.people[bar.interval_id] in focus.people}
    shown = _clipped(shown, own, scale)
    found = sorted({bar.row for bar in shown.bars})
    return tuple(_strip(replace(sheet, shown=shown, band=focus.band), row) for row in found)


def _sheet(result: Analysis, shown: Marks, by: By, scale: _Scale) -> _Sheet:
    rows = result.intervals
    names = {bar.interval_id: tuple(map(unescape, bar.names)) for bar in shown.bars}
    if result.schedule.pseudonymised:  # the number of a pseudonym says all where there is no room for the word
        names = {row: (*found, *(each.rpartition("-")[2] for each in found[-1:])) for row, found in names.items()}
    people, codes = (dict(zip(rows["interval_id"], rows[name], strict=True)) for name in (by, "code"))
    return _Sheet(shown, scale, people, codes, names)


def _clipped(shown: Marks, kept: Collection[int], scale: _Scale) -> Marks:
    """Keep some bars, as far as they lie on the scale, and what lies over them."""
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
    """Draw what the colours, patterns and signs mean, for those that occur."""
    kinds = [kind for kind in Drawn if kind in set(drawn)]
    at, parts = 0.0, []
    for kind in kinds:
        look, box = LOOKS[kind], Box(at + 1, 2, 20, 10)
        parts += [_sign(11 + at, 7)] if kind is Drawn.INTERRUPTION else _filled(look, box)
        parts += [_strip_of(box)] if kind is Drawn.CONTESTED else []
        parts.append(_written(look.label, (at + 25, 9.6), 7.5, INK))
        at += 25 + text_width(look.label, 7.5) + 14
    return _svg(14, parts, "Legend")


def text_width(text: str, size: float) -> float:
    """Estimate how wide a text is drawn, a little on the safe side: fonts differ from system to system.

    >>> round(text_width("P001", 10), 1)
    24.3
    """
    return size * sum(map(_letter_width, text))


def _letter_width(letter: str) -> float:
    if letter.isdigit():
        return _DIGIT
    if unicodedata.east_asian_width(letter) in "WF":
        return _WIDE
    return _CAPITAL if letter.isupper() or letter in "mwMW@…" else _LETTER


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
    parts = [part for number in shifts for part in _filled(LOOKS[Drawn.SHIFT], box[number])]
    parts += _ground(scale, bottom, closely=sheet.band is not None)
    parts += _pointed_at(sheet, bottom)
    bars = [number for number in own if number not in shifts]
    parts += [part for number in bars for part in _filled(LOOKS[shown.bars[number].drawn], box[number])]
    parts += _labels(sheet, bars, box)
    for each in contests:
        parts += _contested(_inside(each, box[each.bar], scale))
    parts += [_sign(*_middle(_inside(each, box[each.bar], scale))) for each in breaks]
    first = shown.bars[own[0]]
    drawn = {shown.bars[number].drawn for number in own}
    drawn |= ({Drawn.CONTESTED} if contests else set()) | ({Drawn.INTERRUPTION} if breaks else set())
    label = unescape(shown.labels[row])
    return Strip(sheet.people[first.interval_id], _svg(bottom + 1, parts, f"Day of {label}"), frozenset(drawn))


def _pointed_at(sheet: _Sheet, bottom: float) -> Iterator[str]:
    """Draw the span the drawing is about: a tint behind the bars, and a line at either end."""
    if sheet.band is not None:
        scale = sheet.scale
        left, right = (scale.x(min(max(at, scale.start), scale.end)) for at in sheet.band)
        box = Box(left, HEAD - 2, max(right - left, 0.8), bottom - HEAD + 2)
        yield _rectangle(box, fill=WARNING, stroke="none", **{"fill-opacity": 0.16})
        yield from (_line(at, HEAD - 2, bottom, WARNING, 1.0) for at in (left, right))


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
            yield _line(scale.x(at), HEAD, bottom, "#EDF0F3", 0.4)
    yield from _hours(scale, bottom)
    hours = (scale.end - scale.start) // _HOUR
    every = _QUARTER if closely and hours <= 3 else _HOUR if hours <= 16 else 2 * _HOUR
    for at in range(scale.start, scale.end + 1, every):
        anchor = "start" if at == scale.start else "end" if at == scale.end else "middle"
        clock = f"{at // _HOUR % 24:02}:{at % _HOUR // 60_000:02}"
        yield _written(clock, (scale.x(at), HEAD - 3.5), _SMALL, MUTED, anchor=anchor)


def _hours(scale: _Scale, bottom: float) -> list[str]:
    return [_line(scale.x(at), HEAD - 2, bottom, GRID, 0.6) for at in range(scale.start, scale.end + 1, _HOUR)]


def _labels(sheet: _Sheet, bars: Sequence[int], box: Mapping[int, Box]) -> Iterator[str]:
    """Write on every bar what fits; where nothing does, once on a run of bars that say the same."""
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
    """Write the best text that ends before anything contested and before any diamond."""
    first, place = sheet.shown.bars[run[0]], box[run[0]]
    end = min(_free_until(sheet, run, box), box[run[-1]].x + box[run[-1]].width)
    wanted, code = sheet.names[first.interval_id], sheet.codes[first.interval_id]
    if wanted and code and len(run) == 1:
        wanted = (f"{wanted[0]} {code}", *wanted)
    for size in _SIZES:
        for text in wanted:
            if text_width(text, size) <= end - place.x - 2.4 and size < place.height:
                at = (place.x + 1.4, place.y + place.height / 2 + size * 0.35)
                yield _written(text, at, size, LOOKS[first.drawn].text)
                return


def _free_until(sheet: _Sheet, run: Sequence[int], box: Mapping[int, Box]) -> float:
    """Give the edge of the first contest or diamond on these bars."""
    bars = [(sheet.shown.bars[number], box[number]) for number in run]
    contested = [place.x + place.width * bar.room / bar.length for bar, place in bars if bar.room < bar.length]
    broken = [
        _middle(_inside(each, box[each.bar], sheet.scale))[0] - 4
        for each in sheet.shown.interruptions
        if each.bar in run
    ]
    return min([*contested, *broken], default=WIDTH)


def _filled(look: Look, box: Box) -> list[str]:
    line = {"stroke": look.line, "stroke-width": look.line_width * 0.7} if look.line_width else {"stroke": "none"}
    parts = [_rectangle(box, fill=look.colour or "none", **line)]
    if look.pattern:
        ink: dict[str, str | float] = {"stroke": BLACK, "stroke-opacity": look.ink, "stroke-width": 0.7, "fill": "none"}
        parts.append(_element("path", d=HATCHES[look.pattern](box), **ink))
    return parts


def _contested(box: Box) -> list[str]:
    look = LOOKS[Drawn.CONTESTED]
    outline = _rectangle(box, fill="none", stroke=look.line, **{"stroke-width": look.line_width * 0.7})
    return [outline, _strip_of(box)]


def _strip_of(box: Box) -> str:
    """Draw the black strip of a contest: the cue that a grey printout keeps."""
    high = min(2.4, box.height * 0.25)
    return _rectangle(Box(box.x, box.y + box.height - high, box.width, high), fill=BLACK, stroke="none")


def _inside(each: Overlay, bar: Box, scale: _Scale) -> Box:
    return Box(scale.x(each.start), bar.y, scale.x(each.start + each.length) - scale.x(each.start), bar.height)


def _middle(box: Box) -> tuple[float, float]:
    return box.x + box.width / 2, box.y + box.height / 2


def _sign(x: float, y: float) -> str:
    """Draw the diamond of an interruption."""
    look, r = LOOKS[Drawn.INTERRUPTION], 3.4
    outline = f"M{x:.2f} {y - r:.2f}l{r} {r}l{-r} {r}l{-r} {-r}z"
    return _element("path", d=outline, fill=look.fill, stroke=look.line, **{"stroke-width": 0.9})


def _rectangle(box: Box, **more: str | float) -> str:
    place = {name: round(getattr(box, name), 2) for name in ("x", "y", "width", "height")}
    return _element("rect", **place, **more)


def _line(x: float, top: float, bottom: float, colour: str, width: float) -> str:
    d = f"M{x:.2f} {top:.2f}V{bottom:.2f}"
    return _element("path", d=d, stroke=colour, fill="none", **{"stroke-width": width})


def _written(text: str, at: tuple[float, float], size: float, colour: str, *, anchor: str = "start") -> str:
    place: dict[str, str | float] = {"x": round(at[0], 2), "y": round(at[1], 2), "font-size": size, "fill": colour}
    place["text-anchor"] = anchor
    clean = "".join(letter for letter in text if letter.isprintable())
    return _element("text", **place)[:-2] + f">{escape(clean)}</text>"


def _element(name: str, **attributes: str | float) -> str:
    told = "".join(f' {key}="{escape(str(value))}"' for key, value in attributes.items())
    return f"<{name}{told}/>"


def _svg(height: float, parts: Iterable[str], title: str) -> str:
    clean = "".join(letter for letter in title if letter.isprintable())
    size = f'viewBox="0 0 {WIDTH:g} {height:.1f}" width="{WIDTH:g}pt" height="{height:.1f}pt"'
    face = 'font-family="Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"'
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {face} role="img" aria-label="{escape(clean)}">'
    return opening + "".join(parts) + "</svg>"
