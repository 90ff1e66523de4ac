"""How the clocks of a file are written, as a mapping states it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from timeline.schedules.settings import text, texts
from timeline.schedules.settings import time_zone as zone_name
from timeline.toml import NotRead, entry

_SAMPLE = datetime(2026, 11, 25, 13, 45, tzinfo=UTC)
_DIRECTIVE = re.compile(r"%(.)")
#: A zone that is only text: reading it away would take the clock for the clinic's own.
_ZONE_WORD = re.compile(r"(?<![A-Za-z%])(?:Z|UTC|GMT)(?![A-Za-z])")
#: Directives whose figures may be fewer than they look.
_VARIABLE = frozenset("dmHIMSjUWuwfGV")
_FIGURES = _VARIABLE | frozenset("yY")
#: Directives side by side that are read with exactly their figures.
_EXACT = ("YmdHMS", "YmdHM", "Ymd", "HMS", "HM")
_WIDTH = {"Y": 4}


def _formats(must_keep: str) -> Callable[[Any], tuple[str, ...]]:
    """Return the reader of strptime formats in which a clock keeps everything that `must_keep` shows."""

    def read(value: Any) -> tuple[str, ...]:
        formats = texts(value)
        for form in formats:
            _check(form)
        if not all(_keeps(form, must_keep) for form in formats):
            problem = "cannot work as a strptime format; it must give everything that"
            raise NotRead(f'{problem} "{must_keep}" gives')
        return formats

    return read


def _check(form: str) -> None:
    """Refuse formats that would drop a zone, or that read the same figures in two ways."""
    if "%Z" in form or _ZONE_WORD.search(_DIRECTIVE.sub("\0", form)):
        raise NotRead(
            "would read a zone away: leave it out of the format, for Z, UTC and GMT after a clock are read as offsets, "
            "or write %z for an offset like -0500"
        )
    for run in _runs(form):
        if run not in _EXACT and any(sign in _VARIABLE for sign in run[:-1]):
            known = ", ".join("%" + "%".join(each) for each in _EXACT)
            raise NotRead(f"has figures side by side that can be read in two ways; only these can be: {known}")


def _runs(form: str) -> list[str]:
    """Return the directives of figures that stand side by side, as their letters."""
    found: list[str] = []
    last = -1
    for directive in _DIRECTIVE.finditer(form):
        if directive[1] not in _FIGURES:
            continue
        if directive.start() == last and found:
            found[-1] += directive[1]
        else:
            found.append(directive[1])
        last = directive.end()
    return [run for run in found if len(run) > 1]


def _keeps(form: str, must_keep: str) -> bool:
    """Whether a clock written in `form` can be read back with everything that matters."""
    if "%Y" in must_keep and not any(year in form for year in ("%Y", "%y", "%c", "%x")):
        return False
    try:
        read = datetime.strptime(_SAMPLE.strftime(form), form)  # noqa: DTZ007 (wall clocks are naive)
    except (ValueError, re.error):  # the same directive twice
        return False
    return read.strftime(must_keep) == _SAMPLE.strftime(must_keep)


@cache
def guard(form: str) -> re.Pattern[str] | None:
    """Return what a text must look like where a format has figures side by side: exactly as many; None: anything."""
    if not _runs(form):
        return None
    parts, last = [], 0
    exact = {place for place, _ in _exact_places(form)}
    for directive in _DIRECTIVE.finditer(form):
        parts.append(re.escape(form[last : directive.start()]))
        width = _WIDTH.get(directive[1], 2)
        parts.append(rf"\d{{{width}}}" if directive.start() in exact else ".+?")
        last = directive.end()
    return re.compile("".join(parts) + re.escape(form[last:]), re.ASCII | re.IGNORECASE)


def _exact_places(form: str) -> list[tuple[int, str]]:
    """Return the directives that stand side by side, by their place."""
    found = [(one.start(), one[1]) for one in _DIRECTIVE.finditer(form) if one[1] in _FIGURES]
    starts = {place for place, _ in found}
    return [(place, sign) for place, sign in found if place - 2 in starts or place + 2 in starts]


def _one_of(*known: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if text(value) not in known:
            raise NotRead(f'must be "{known[0]}"')
        return known[0]

    return read


@dataclass(frozen=True)
class Formats:
    """How clocks are written (strptime); where a format is stated, nothing else is read.

    Parameters
    ----------
    time_zone
        The clinic's zone.
    stored_in
        The zone of clocks without an offset; they are converted to the clinic's.
    fractions
        `drop`: fractions of a second are cut off.
    past_midnight
        `next day`: an end that is a time only, and earlier than the start, is on the next date.
    """

    datetime: tuple[str, ...] = entry(_formats("%Y-%m-%d %H:%M"), default=())
    date: tuple[str, ...] = entry(_formats("%Y-%m-%d"), default=())
    time: tuple[str, ...] = entry(_formats("%H:%M"), default=())
    time_zone: str = entry(zone_name, default="")
    stored_in: str = entry(zone_name, default="")
    fractions: str = entry(_one_of("drop"), default="")
    past_midnight: str = entry(_one_of("next day"), default="")
