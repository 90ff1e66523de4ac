"""A chain of any size: a file for each clinic and month, from days that many clinics share under ids of their own.

A day takes long to compose and to bill, and little to write down. So a chain has some days for each month, and every
clinic's date is one of them, under the clinic's ids. Besides what `timeline.samples.generate` invents, two clinics
share an assistant, who is at one in the morning and at the other in the afternoon, and some clocks have seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import groupby

import pandas as pd

from timeline.exports import csv_text
from timeline.samples.draw import Draw
from timeline.samples.generate import ROUND_OF_DAYS, clinic_day, clinic_number, month_name, sites_of
from timeline.samples.planting import Planting
from timeline.samples.scenes import Site
from timeline.vocabulary import Kind

#: How many days a month has to choose from, for each date of a round.
DAYS_OF_A_MONTH = 12
#: Of these, how many have clocks with seconds.
WITH_SECONDS = 0.25
#: Who is lent, the noon between both sites, and on which of the working days.
LENT, MORNING_ENDS, AFTERNOON_BEGINS, EVERY = "PTA2", "12:30", "13:15", 4
MORNING, AFTERNOON = "morning", "afternoon"
#: What stands in a shared day for the clinic, and for the assistant who is lent.
_CLINIC, _LENT = "CLINIC", "FLOAT"


def chain_months(
    *, clinics: int, days: int, seed: int, start: date, clean: bool = False, nested: bool = False
) -> Iterator[tuple[str, str]]:
    """Invent a chain, one clinic and month after another; memory and the time a row takes do not depend on its size.

    Parameters
    ----------
    clinics, days, seed, start
        As for `timeline.samples.generate.generate`.
    clean
        Whether no provider may be claimed twice and nothing be recorded wrongly; then clocks have no seconds either.
    nested
        Whether a clean chain, too, has brief contacts in other patients' rows; any other has them.

    Yields
    ------
    (name of the part, like `C007/2026-03`; its rows as CSV text that no spreadsheet takes for formulas).

    Raises
    ------
    WrongValueError: fewer than one clinic or day.
    NotInForceError: a date before the first one that the shipped policies cover.
    """
    sites = sorted(sites_of(clinics, days, start), key=lambda one: (clinic_number(one[1].clinic), one[1].on))
    shared = _SharedDays(seed, start, "" if clinics == 1 else _CLINIC, clean=clean, nested=nested or not clean)
    for (clinic, month), own in groupby(sites, key=lambda one: (one[1].clinic, f"{one[1].on:%Y-%m}")):
        texts = [shared.text(site, index, _lent(clinic_number(clinic), index, clinics)) for index, site in own]
        yield month_name(clinic, month, clinics), shared.header + "".join(texts)


def _lent(number: int, index: int, clinics: int) -> str:
    """Return the half of a date in which a clinic has the assistant it shares with another one; empty for none."""
    pair, second = divmod(number - 1, 2)
    if 2 * pair + 2 > clinics or (index + pair) % EVERY:
        return ""
    return AFTERNOON if second else MORNING


class _SharedDays:
    """The days of a chain as CSV text, each composed and billed once a month."""

    def __init__(self, seed: int, start: date, clinic: str, *, clean: bool, nested: bool) -> None:
        self._seed, self._start, self._clinic, self._clean, self._nested = seed, start, clinic, clean, nested
        self._day, self._written = cache(self._composed), cache(self._csv)

    def text(self, site: Site, index: int, lent: str) -> str:
        """Return the rows of a clinic's date, the one after so many others."""
        which = Draw(f"{self._seed}/chain/{site.clinic}/{index}").whole((0, DAYS_OF_A_MONTH - 1))
        on = max(site.on.replace(day=1), self._start)
        early = index if index < ROUND_OF_DAYS else ROUND_OF_DAYS + index % ROUND_OF_DAYS
        text = self._written(which, on, early, lent).replace(on.isoformat(), site.on.isoformat())
        if not self._clinic:
            return text
        float_id = f"{_LENT}{(clinic_number(site.clinic) + 1) // 2}"
        return text.replace(self._clinic, site.clinic).replace(_LENT, float_id)

    @property
    def header(self) -> str:
        """The first line of every file."""
        return csv_text(self._day(0, self._start, 0).iloc[:0])

    def _csv(self, which: int, on: date, early: int, lent: str) -> str:
        frame = self._day(which, on, early)
        if lent:
            frame = _with_lent(frame, f"{self._clinic}-{LENT}", lent)
        return csv_text(frame).partition("\n")[2]

    def _composed(self, which: int, on: date, early: int) -> pd.DataFrame:
        site, own = Site(on, self._clinic), f"{self._seed}/{which}/{on:%Y-%m}"
        frame = clinic_day(site, early, own, Planting((), [site], 0), clean=self._clean, nested=self._nested)
        draw = Draw(f"{own}/{early}/seconds")
        return _with_seconds(frame, draw) if not self._clean and draw.chance(WITH_SECONDS) else frame


def _with_seconds(frame: pd.DataFrame, draw: Draw) -> pd.DataFrame:
    """Give every minute at which something was recorded a second of its own: what touches still touches."""
    recorded = frame["kind"] == Kind.SERVICE
    minutes = sorted({*frame.loc[recorded, "start"], *frame.loc[recorded, "end"]})
    clocks = {minute: f"{minute}:{draw.whole((0, 59)):02}" for minute in minutes}
    changed = frame.copy()
    for edge in ("start", "end"):
        changed.loc[recorded, edge] = frame.loc[recorded, edge].map(clocks)
    return changed


def _with_lent(frame: pd.DataFrame, provider: str, half: str) -> pd.DataFrame:
    """Give one half of an assistant's day to the one whom two clinics share; each keeps a shift of its own."""
    own = frame["provider"] == provider
    shift = own & (frame["kind"] == Kind.SHIFT)
    morning = half == MORNING
    theirs = own & ((frame["end"] <= MORNING_ENDS) if morning else (frame["start"] >= AFTERNOON_BEGINS))
    changed = frame.copy()
    lent = frame[shift].copy()
    lent["end" if morning else "start"] = MORNING_ENDS if morning else AFTERNOON_BEGINS
    changed.loc[shift, "start" if morning else "end"] = MORNING_ENDS if morning else AFTERNOON_BEGINS
    named = {"provider": _LENT, "provider_name": "Demo Assistant Lent"}
    for column, value in named.items():
        changed.loc[theirs & ~shift, column] = value
        lent[column] = value
    return pd.concat([lent, changed], ignore_index=True)
