"""How the clocks of a file are written: what a mapping must state of formats, orders and zones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from timeline.proposal.contents import Look, Profile, look
from timeline.proposal.draft import Draft, Tree
from timeline.proposal.layout import Layout
from timeline.proposal.pairs import Pair

#: Zones offered where a file has offsets: those of the United States, and UTC.
ZONES = (
    *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles"),
    *("America/Anchorage", "Pacific/Honolulu"),
)
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4}|\d\d)", re.ASCII)
#: Dates decided by fewer cells than this may be decided by a slip.
_ENOUGH = 3
#: Dates of digits alone, in the one order that has a meaning of its own.
_DIGITS = "%Y%m%d"
_YEARS = range(1900, 2200)


def state_formats(draft: Draft, columns: Sequence[Profile]) -> None:
    """State under `[format]` what the cells of clocks leave open or the reader does not find by itself."""
    looks = [each for column in columns for each in column.looks]
    if any(each.fraction for each in looks):
        remark = "fractions of a second are cut off"
        draft.put("format", "fractions", value="drop", behind=remark)
    _compact(draft, columns)
    _orders(draft, columns)
    _weekdays(draft, columns)
    if any(column.four_digits for column in columns):
        draft.put("format", "time", value="%H%M")
    elif any(column.dotted for column in columns):
        draft.put("format", "time", value="%H.%M")
    _zone(draft, columns, looks)


def _compact(draft: Draft, columns: Sequence[Profile]) -> None:
    if any(look(cell).order == "compact" for column in columns for cell in column.sample):
        draft.put("format", "date", value=_DIGITS)


def has_loose_digits(column: Profile) -> bool:
    """Whether its dates are eight digits of which the year is not the first four."""
    return any(look(cell).order == "compact" and not _is_date(cell[:8], _DIGITS) for cell in column.sample)


def _is_date(text: str, form: str) -> bool:
    try:
        return datetime.strptime(text, form).year in _YEARS  # noqa: DTZ007 (dates have no zone)
    except ValueError:
        return False


def _weekdays(draft: Draft, columns: Sequence[Profile]) -> None:
    """State a format where a weekday is written before the date; only the whole cell can be stated then."""
    cells = [cell for column in columns for cell in column.sample if re.match(r"[A-Za-z]{3,9},? \S", cell)]
    cells = [cell for cell in cells if look(cell).kind and re.match(r"(?i)(mon|tue|wed|thu|fri|sat|sun)", cell)]
    if not cells:
        return
    for form in _WITH_WEEKDAY:
        if all(_is_on_weekday(" ".join(cell.split()), form) for cell in cells):
            draft.put("format", "datetime" if "%H" in form or "%I" in form else "date", value=form)
            return


def _is_on_weekday(text: str, form: str) -> bool:
    """Whether a date can be read so and is on the weekday it names, which tells the order of day and month."""
    return _is_date(text, form) and f"{datetime.strptime(text, form):%a}".lower() == text[:3].lower()  # noqa: DTZ007


_WITH_WEEKDAY = tuple(
    f"{weekday} {day}{clock}"
    for weekday in ("%a,", "%a", "%A,", "%A")
    for day in ("%m/%d/%Y", "%d/%m/%Y", "%Y-%m-%d", "%d %b %Y", "%b %d, %Y", "%B %d, %Y", "%d.%m.%Y", "%m/%d/%y")
    for clock in ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
)


def _orders(draft: Draft, columns: Sequence[Profile]) -> None:
    """Ask whether the day or the month comes first where the dates leave it open, or few of them decide it."""
    texts = {match[0] for column in columns for cell in column.sample if (match := _NUMERIC.match(cell))}
    dates = [match for text in texts if (match := _NUMERIC.fullmatch(text))]
    if not dates:
        return
    month_first = [_read(match, 1, 3) for match in dates]
    day_first = [_read(match, 3, 1) for match in dates]
    only_month = sum(day is None and month is not None for month, day in zip(month_first, day_first, strict=True))
    only_day = sum(month is None and day is not None for month, day in zip(month_first, day_first, strict=True))
    midnights = sorted({form for column in columns if column.clock == "day" for form in _midnights(column)})
    dotted = all(match[2] == "." for match in dates)
    forms = {order: _formats(dates, order, midnights) for order in ("month", "day")}
    if only_month and only_day:
        return  # no order fits: the reader lists the rows
    agree = month_first == day_first
    decided = max(only_month, only_day)
    if dotted:
        draft.put("format", "date", value=forms["day"], behind="day first")
        return
    if agree and len({match[2] for match in dates}) == 1 and not any(len(match[4]) == 2 for match in dates):
        return
    if decided >= _ENOUGH or (decided and decided * 2 >= len(dates)):
        if any(match[2] == "-" and len(match[4]) == 2 for match in dates):
            order = "month" if only_month else "day"
            draft.put("format", "date", value=forms[order], behind=f"{order} first")
        return
    first = "month" if only_month else "day" if only_day else _likely(month_first, day_first)
    choices: list[Tree] = [
        {"format": {"date": forms[order]}} for order in sorted(forms, key=lambda each: each != first)
    ]
    draft.put("format", "date", value=forms[first])
    few = f"only {decided} of {len(dates)} dates can be read in one order alone" if decided else "every date fits both"
    draft.ask("date_order", f"Is the day or the month first? In this file {few}.", choices, ("format", "date"))


def _midnights(column: Profile) -> set[str]:
    """Say how the midnight is written that dates became."""
    found = set()
    for cell in column.sample:
        clock = re.search(r"\s(\d{1,2}:\d\d)(:\d\d)?(\s?[AaPp][Mm])?$", cell)
        if clock and look(cell).midnight:
            hours = "%I:%M" if clock[3] else "%H:%M"
            found.add(f" {hours}{':%S' if clock[2] else ''}{' %p' if clock[3] else ''}")
    return found


def _formats(dates: Sequence[re.Match[str]], order: str, midnights: Sequence[str]) -> str | list[str]:
    found = sorted(
        {(match[2], "%Y" if len(match[4]) == 4 else "%y") for match in dates}, key=lambda each: (each[1], each[0])
    )
    inner = "%m{0}%d{0}" if order == "month" else "%d{0}%m{0}"
    written = [inner.format(between) + year for between, year in found]
    written += [day + clock for day in written for clock in midnights]
    return written[0] if len(written) == 1 else written


def _read(match: re.Match[str], month: int, day: int) -> date | None:
    year = int(match[4])
    if len(match[4]) == 2:
        year += 2000 if year < 70 else 1900
    try:
        return date(year, int(match[month]), int(match[day]))
    except ValueError:
        return None


def _likely(month_first: Sequence[date | None], day_first: Sequence[date | None]) -> str:
    """Prefer the order that puts the dates close together; month first where that says nothing."""
    return "day" if _spread(day_first) * 3 < _spread(month_first) else "month"


def _spread(dates: Iterable[date | None]) -> int:
    known = [each for each in dates if each]
    return (max(known) - min(known)).days if known else 0


def _zone(draft: Draft, columns: Sequence[Profile], looks: Sequence[Look]) -> None:
    """Ask for the clinic's time zone where clocks carry an offset."""
    offsets = {each.offset.upper() for each in looks if each.offset}
    if not offsets:
        return
    bare = any(each.kind == "moment" and not each.offset for each in looks)
    fitting = list(_fitting(columns))
    only_utc = offsets <= {"Z", "UTC", "GMT", "+00", "+0000", "+00:00"}
    zones = ["UTC", *ZONES] if only_utc else [*fitting, *(zone for zone in ZONES if zone not in fitting), "UTC"]
    draft.put("format", "time_zone", value=zones[0])
    choices: list[Tree] = [{"format": {"time_zone": zone}} for zone in zones[:5]]
    if bare:
        choices += [{"format": {"time_zone": zone, "stored_in": "UTC"}} for zone in ZONES[:1]]
    why = "Which time zone is the clinic in? The clocks carry an offset from UTC" + (", some do not." if bare else ".")
    draft.ask("zone", why, choices, ("format", "time_zone"))


def _fitting(columns: Sequence[Profile]) -> Iterator[str]:
    """Name the zones in which every clock has the offset it is written with."""
    instants = [
        instant for column in columns for cell in column.sample[:500] if (instant := _instant(cell)) is not None
    ]
    for name in ZONES:
        zone = ZoneInfo(name)
        if instants and all(instant.astimezone(zone).utcoffset() == instant.utcoffset() for instant in instants):
            yield name


def _instant(cell: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(cell)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def state_midnight(draft: Draft, layout: Layout, pair: Pair) -> None:
    """Let ends in the night be on the next day where times of day start in an evening and end in a morning."""
    if pair.start.dated or pair.end.dated or pair.length or pair.start.columns == pair.end.columns:
        return
    starts, ends = (layout.cells(side.columns[0]) for side in (pair.start, pair.end))
    clocks = {(_minutes(start), _minutes(end)) for start, end in set(zip(starts, ends, strict=True)) if start and end}
    turned = [(start, end) for start, end in clocks if 0 < end < start]
    if turned and all(start >= _EVENING and end <= _MORNING for start, end in turned):
        draft.put("format", "past_midnight", value="next day")
        why = "Do visits run past midnight? Some start in the evening and end in the morning, with one date."
        draft.ask("end", why, [{"format": {"past_midnight": "next day"}}], ("format", "past_midnight"))


#: An evening begins and a morning ends at these minutes of a day.
_EVENING, _MORNING = 18 * 60, 9 * 60


def _minutes(cell: str) -> int:
    """Return the minute of the day of a clock, -1 for anything else."""
    match = re.fullmatch(r"(\d{1,2})[:.]?(\d\d)(?::\d\d)?(?:\s?([ap])\.?m\.?)?", cell, re.ASCII | re.IGNORECASE)
    if match is None:
        return -1
    hour = int(match[1]) % 12 + 12 * (match[3] in "pP") if match[3] else int(match[1])
    return hour * 60 + int(match[2])
