"""Synthetic schedules: invented clinics, invented patients, real shapes of a therapy day.

The same arguments give the same rows on every machine. Nobody in these schedules exists: patients are
called Test Patient 001, providers Demo Therapist One.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

import pandas as pd

from timeline.errors import WrongValueError
from timeline.exports import csv_text
from timeline.samples.clinic_claims import bill
from timeline.samples.clinic_composition import CODES_OUTSIDE_MEDICARE, PROVIDERS
from timeline.samples.clinic_day import compose_day
from timeline.samples.clinic_events import add_nested_contacts
from timeline.samples.clinic_model import Day, DraftRow, Visit, clock_of
from timeline.samples.clinic_slips import PAYERS, payer_of, slip, slip_in_claims
from timeline.samples.draw import Draw
from timeline.samples.planting import Planting
from timeline.samples.scenes import Cells, Planted, Site
from timeline.schedules import Schedule, read_schedule
from timeline.vocabulary import Kind

FIRST_DAY = date(2026, 3, 3)
#: The columns of a generated schedule, in the order in which people read them.
COLUMNS = (
    "date",
    "start",
    "end",
    "patient",
    "provider",
    "role",
    "code",
    "mode",
    "activity",
    "kind",
    "status",
    "group",
    "payer",
    "clinic",
    "discipline",
    "place",
    "quantity",
    "billed_units",
    "billed_modifiers",
    "patient_name",
    "provider_name",
    "note",
)
#: Patients of a clinic come every third weekday; each of the three days has numbers of its own.
ROUND_OF_DAYS, NUMBERS_A_DAY = 3, 60
#: Rows of one clock: who is here, who is expected, who is busy, who is treated.
KIND_ORDER = (Kind.SHIFT, Kind.APPOINTMENT, Kind.AWAY, Kind.SERVICE)
Row = tuple[str, ...]


class Generated(NamedTuple):
    """A synthetic schedule as a table of text, and what was planted in it: rule, where, who and when."""

    frame: pd.DataFrame
    planted: tuple[Planted, ...]

    @property
    def csv(self) -> str:
        """The schedule as CSV text that no spreadsheet takes for formulas."""
        return csv_text(self.frame)

    @property
    def schedule(self) -> Schedule:
        """The schedule, read."""
        return read_schedule(self.frame)


def sample(
    *,
    clinics: int = 1,
    days: int = 1,
    seed: int = 1,
    start: date = FIRST_DAY,
    clean: bool = False,
    nested: bool = False,
    plant: Sequence[str] = (),
) -> Schedule:
    """Invent the recorded days of one or more outpatient clinics, ready to be analyzed.

    A clinic-day has five treating providers, an aide and a student, about 40 visits and 250 rows: bookings,
    shifts, coded and uncoded contacts, modalities, a group session, a co-treatment, rests and interruptions.
    Unless `clean`, it also has what real records have: a provider claimed twice, a duplicate row, coded rows of
    an aide and a student, an unattended stimulation coded as attended, a mode that contradicts its code, a
    group that shrinks to one, an unknown code, and a few claims that the minutes do not support. All other
    claims are right under the rules in force on the date.

    Parameters
    ----------
    clinics, days
        How many clinics, and how many weekdays of each; patients come again every third one.
    seed
        Another number gives other days. The days of a clinic do not depend on how many are asked for.
    start
        First date; a weekend moves it to the Monday after.
    clean
        Whether no provider may be claimed twice and nothing be recorded or claimed wrongly.
    nested
        Whether providers also treat somebody for some minutes in the midst of another patient's row. Only such minutes
        part the contest rules `nested` and `exclusive`; each is a contest, so that a clean day has none unasked.
    plant
        Ids of findings to plant, each once or more, in an otherwise clean schedule.

    Returns
    -------
    A schedule of the input table `frame`. With more than one clinic the ids of patients, providers and groups begin
    with the clinic's.

    Raises
    ------
    WrongValueError: fewer than one clinic or day, or a finding that cannot be planted.
    NotInForceError: a date before the first one that the shipped policies cover.

    Examples
    --------
    >>> sample(days=2, seed=7).intervals["date"].dt.strftime("%Y-%m-%d").unique().tolist()
    ['2026-03-03', '2026-03-04']
    """
    made = generate(clinics=clinics, days=days, seed=seed, start=start, clean=clean, nested=nested, plant=plant)
    return made.schedule


def generate(
    *,
    clinics: int = 1,
    days: int = 1,
    seed: int = 1,
    start: date = FIRST_DAY,
    clean: bool = False,
    nested: bool = False,
    plant: Sequence[str] = (),
) -> Generated:
    """Invent a schedule as `sample` does; return its rows as they would be exported, and what was planted where.

    Returns
    -------
    One row per recorded span, all cells text (times `HH:MM`), sorted by date, clinic and start.

    Raises
    ------
    WrongValueError: fewer than one clinic or day, or a finding that cannot be planted.
    NotInForceError: a date before the first one that the shipped policies cover.
    """
    sites = sites_of(clinics, days, start)
    planting = Planting(plant, [site for _, site in sites], seed)
    careful = clean or bool(plant)
    frames = [clinic_day(site, index, seed, planting, clean=careful, nested=nested) for index, site in sites]
    return Generated(pd.concat(frames, ignore_index=True), _in_order(planting))


def generate_months(
    *,
    clinics: int = 1,
    days: int = 1,
    seed: int = 1,
    start: date = FIRST_DAY,
    clean: bool = False,
    nested: bool = False,
    plant: Sequence[str] = (),
) -> Iterator[tuple[str, Generated]]:
    """Invent what `generate` does, one clinic and month after another, so that memory depends on neither number.

    Yields
    ------
    (name of the part, like `C007/2026-03`; its rows and what was planted in them); arguments and errors as `generate`.
    """
    sites = sites_of(clinics, days, start)
    planting = Planting(plant, [site for _, site in sites], seed)
    careful = clean or bool(plant)
    told: set[Planted] = set()
    ordered = sorted(sites, key=lambda one: (clinic_number(one[1].clinic), one[1].on))
    for (clinic, month), own in groupby(ordered, key=lambda one: (one[1].clinic, f"{one[1].on:%Y-%m}")):
        frames = [clinic_day(site, index, seed, planting, clean=careful, nested=nested) for index, site in own]
        planted = tuple(one for one in _in_order(planting) if one not in told)
        told.update(planted)
        yield month_name(clinic, month, clinics), Generated(pd.concat(frames, ignore_index=True), planted)


def sites_of(clinics: int, days: int, start: date) -> list[tuple[int, Site]]:
    """List the clinic-days, each with the number of its date."""
    for name, count in (("clinics", clinics), ("days", days)):
        if count < 1:
            raise WrongValueError(f"{name}: must be 1 or more, got {count}. Ask for at least one.")
    names = [f"C{number}" if clinics > 1 else "" for number in range(1, clinics + 1)]
    return [(index, Site(on, clinic)) for index, on in enumerate(_weekdays(start, days)) for clinic in names]


def month_name(clinic: str, month: str, clinics: int) -> str:
    """Name the part of a clinic's month among so many clinics."""
    return f"C{clinic_number(clinic):0{len(str(clinics))}}/{month}"


def clinic_number(clinic: str) -> int:
    """Return the number of a clinic by its name, which is empty where there is only one."""
    return int(clinic.removeprefix("C") or 1)


def _in_order(planting: Planting) -> tuple[Planted, ...]:
    return tuple(sorted(planting.planted, key=lambda one: (one.date, one.clinic, one.start, one.rule)))


def _weekdays(start: date, count: int) -> list[date]:
    found: list[date] = []
    on = start
    while len(found) < count:
        if on.weekday() < 5:
            found.append(on)
        on += timedelta(days=1)
    return found


def clinic_day(
    site: Site, index: int, seed: int | str, planting: Planting, *, clean: bool, nested: bool
) -> pd.DataFrame:
    """Invent a clinic's date, the one after so many others; arguments as for `generate`."""
    which = f"{site.clinic or 'C1'}/{index}"
    day = compose_day(Draw(f"{seed}/{which}"), returning=index >= ROUND_OF_DAYS, careful=clean)
    numbers = _numbers(day, index)
    payers = {person: payer_of(number) for person, number in numbers.items()}
    _adapt_codes(day, payers)
    if not clean:
        slip(day)
        slip_in_claims(day, site.on)
    if nested:
        add_nested_contacts(day, Draw(f"{seed}/nested/{which}"))
    bill(day, payers, site.on)
    rows = _Rows(site, numbers).rows(day) + [_row_of(cells) for cells in planting.rows(site, day)]
    rows.sort(key=_reading_order)
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def _row_of(cells: Cells) -> Row:
    return tuple(cells.get(column, "") for column in COLUMNS)


def _numbers(day: Day, index: int) -> dict[int, int]:
    """Give each patient of a day a number, in the order of their bookings."""
    first: dict[int, int] = {}
    for visit in sorted([*day.visits, *day.missed], key=lambda visit: (visit.booked, visit.person)):
        first.setdefault(visit.person, len(first) + 1 + index % ROUND_OF_DAYS * NUMBERS_A_DAY)
    return first


def _adapt_codes(day: Day, payers: dict[int, str]) -> None:
    for visit, span in day.rows():
        if payers[visit.person] != PAYERS[0]:
            span.code = CODES_OUTSIDE_MEDICARE.get(span.code, span.code)


class _Rows:
    """Turns the spans of a day into rows of text."""

    def __init__(self, site: Site, numbers: dict[int, int]) -> None:
        self._on = site.on.isoformat()
        self._clinic = site.clinic
        self._prefix = site.prefix
        self._numbers = numbers

    def rows(self, day: Day) -> list[Row]:
        """List every row of the day."""
        rows = [self._row(span, None) for span in day.others]
        rows += [self._row(_booking(visit), visit) for visit in [*day.visits, *day.missed]]
        return rows + [self._row(span, visit) for visit, span in day.rows()]

    def _row(self, span: DraftRow, visit: Visit | None) -> Row:
        provider = PROVIDERS.get(span.provider)
        number = self._numbers[visit.person] if visit else 0
        return (
            self._on,
            clock_of(span.start),
            clock_of(span.end),
            f"{self._prefix}P{number:03d}" if visit else "",
            self._prefix + provider.id if provider else "",
            provider.role if provider else "",
            span.code,
            span.mode,
            span.activity,
            span.kind or Kind.SERVICE,
            span.status,
            self._prefix + span.group if span.group else "",
            payer_of(number) if visit else "",
            self._clinic or "clinic",
            visit.discipline if visit else "",
            "",
            "",
            "" if span.billed_units is None else str(span.billed_units),
            span.billed_modifiers,
            f"Test Patient {self._prefix}{number:03d}" if visit else "",
            provider.name if provider else "",
            span.note,
        )


def _booking(visit: Visit) -> DraftRow:
    return DraftRow(visit.booked, visit.booked + visit.length, visit.lead, kind=Kind.APPOINTMENT, status=visit.status)


def _reading_order(row: Row) -> tuple[bool, str, int, Row]:
    """Order rows by clock times, then by kind and people."""
    kind = Kind(row[COLUMNS.index("kind")])
    return kind != Kind.SHIFT, row[COLUMNS.index("start")], KIND_ORDER.index(kind), row
