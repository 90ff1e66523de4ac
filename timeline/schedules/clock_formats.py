"""How the clocks of a file are written, as a mapping states it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from timeline.schedules.settings import texts, time_zone
from timeline.toml import NotRead, entry

_SAMPLE = datetime(2026, 11, 25, 13, 45, tzinfo=UTC)


def _formats(must_keep: str) -> Callable[[Any], tuple[str, ...]]:
    """Return the reader of strptime formats in which a clock keeps everything that `must_keep` shows."""

    def read(value: Any) -> tuple[str, ...]:
        formats = texts(value)
        if not all(_keeps(form, must_keep) for form in formats):
            problem = "cannot work as a strptime format; it must give everything that"
            raise NotRead(f'{problem} "{must_keep}" gives')
        return formats

    return read


def _keeps(form: str, must_keep: str) -> bool:
    """Whether a clock written in `form` can be read back with everything that matters."""
    if "%Y" in must_keep and not any(year in form for year in ("%Y", "%y", "%c", "%x")):
        return False
    try:
        read = datetime.strptime(_SAMPLE.strftime(form), form)  # noqa: DTZ007 (wall clocks are naive)
    except (ValueError, re.error):  # the same directive twice
        return False
    return read.strftime(must_keep) == _SAMPLE.strftime(must_keep)


@dataclass(frozen=True)
class Formats:
    """How clocks are written (strptime); where a format is stated, nothing else is read."""

    datetime: tuple[str, ...] = entry(_formats("%Y-%m-%d %H:%M"), default=())
    date: tuple[str, ...] = entry(_formats("%Y-%m-%d"), default=())
    time: tuple[str, ...] = entry(_formats("%H:%M"), default=())
    time_zone: str = entry(time_zone, default="")
