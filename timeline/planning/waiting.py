"""The waiting list: patients without a booking, how long they need, with whom, and when they can come."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from timeline.clock import MINUTE
from timeline.errors import ScheduleError, WrongTypeError
from timeline.sheets import AnyPath, Field, Fix, MemoryFile, read_listing
from timeline.sheets.cells import code, count, each, iso_date
from timeline.vocabulary import ASSISTANTS, DISCIPLINE_OF_ROLE, THERAPISTS, Discipline, Role

WaitingList = AnyPath | MemoryFile | pd.DataFrame
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::00)?", re.ASCII)
_HOURS = 24 * 60


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the list.

    Parameters
    ----------
    id
        `file:row`.
    seconds
        How long the patient needs.
    roles
        Who may treat.
    first, last
        Dates on which the patient can come, both included; None: any.
    opens, closes
        Seconds of the day between which.
    weekdays
        Monday is 0.
    priority
        1 is first; None is last.
    """

    id: str
    patient: str
    seconds: int
    roles: frozenset[Role]
    code: str
    first: date | None
    last: date | None
    opens: int
    closes: int
    weekdays: frozenset[int]
    priority: int | None

    @property
    def urgency(self) -> tuple[bool, int]:
        """Sort by this: the most urgent first."""
        return self.priority is None, self.priority or 0

    def can_come(self, on: date) -> bool:
        """Whether the patient can come on a date."""
        return (
            on.weekday() in self.weekdays
            and (self.first is None or self.first <= on)
            and (self.last is None or on <= self.last)
        )


def _minutes(text: str) -> int | Fix:
    found = count(text)
    if found and 0 < int(found) < _HOURS:
        return int(found) * MINUTE
    return Fix("is not a number of minutes", "Write whole minutes, like 45.")


def _role(text: str) -> Role | Fix:
    word = text.upper()
    known = THERAPISTS | ASSISTANTS
    return Role(word) if word in known else Fix("is not a role that treats", f"Use one of {', '.join(sorted(known))}.")


def _roles(text: str) -> frozenset[Role] | Fix:
    found = {_role(word) for word in re.split(r"[\s,;]+", text) if word}
    wrong = [each for each in found if isinstance(each, Fix)]
    return wrong[0] if wrong else frozenset(each for each in found if isinstance(each, Role))


def _discipline(text: str) -> Discipline | Fix:
    word = text.upper()
    return Discipline(word) if word in list(Discipline) else Fix("is not a discipline", "Use PT, OT or SLP.")


def _day(text: str) -> date | Fix:
    return iso_date(text.removesuffix(" 00:00:00"))


def _clock(text: str) -> int | Fix:
    found = _CLOCK.fullmatch(text)
    minutes = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else _HOURS + 1
    return minutes * MINUTE if minutes <= _HOURS else Fix("is not a time of day", "Write it like 14:30.")


def _weekdays(text: str) -> frozenset[int] | Fix:
    names = [word[:3].lower() for word in re.split(r"[\s,;]+", text) if word]
    if not all(name in _DAYS for name in names):
        return Fix("are not days of the week", "Write them like Mon Wed.")
    return frozenset(_DAYS.index(name) for name in names)


def _priority(text: str) -> int | Fix:
    found = count(text)
    return int(found) if found and int(found) else Fix("is not a priority", "Write 1 for the most urgent, then 2 …")


_EVERY_DAY = frozenset(range(7))
_FIELDS = (
    Field(name="patient", aliases=("patient_id",), shown=False, repair="Enter the patient's id as in the schedule."),
    Field(name="minutes", kind=each(_minutes), repair="Enter how long the patient needs.", shown=False),
    Field(name="role", aliases=("roles",), kind=each(_roles), required=False, blank=None, shown=False),
    Field(name="discipline", kind=each(_discipline), required=False, blank=None, shown=False),
    Field(name="code", aliases=("cpt", "cpt_code"), kind=each(code), required=False, blank=""),
    Field(name="from_date", kind=each(_day), required=False, blank=None, shown=False),
    Field(name="to_date", kind=each(_day), required=False, blank=None, shown=False),
    Field(name="from_time", kind=each(_clock), required=False, blank=0, shown=False),
    Field(name="to_time", kind=each(_clock), required=False, blank=_HOURS * MINUTE, shown=False),
    Field(name="weekdays", aliases=("days",), kind=each(_weekdays), required=False, blank=_EVERY_DAY, shown=False),
    Field(name="priority", kind=each(_priority), required=False, blank=None, shown=False),
)


def read_waiting(source: WaitingList, /) -> list[Waiting]:
    """Read a waiting list, from a file or a DataFrame, the most urgent first.

    Columns: patient, minutes, role or discipline, and if known code, from_date, to_date, from_time, to_time, weekdays
    (Mon Wed) and priority (1 is first, blank last). Any other blank means any.

    Raises
    ------
    ScheduleError: everything wrong with the list, at once.
    WrongTypeError: nothing of that kind holds a waiting list.
    """
    if not isinstance(source, str | os.PathLike | MemoryFile | pd.DataFrame):
        known = "the path of a CSV file, or a DataFrame with the columns patient and minutes"
        raise WrongTypeError(f"waiting: expected {known}, got {type(source).__name__}")
    listing = read_listing(source, _FIELDS, frame_name="waiting")
    found = []
    for number, record in listing.records():
        roles = _allowed(record)
        if not roles:
            problem, repair = "no role or discipline", "Enter who may treat: a role, or a discipline."
            listing.note(number, "role", "", problem, repair)
        if record["from_time"] + record["minutes"] > record["to_time"]:
            problem, repair = "is too early for the minutes asked for", "Correct from_time, to_time or minutes."
            listing.note(number, "to_time", "", problem, repair)
        found.append(_waiting(f"{listing.name}:{number}", roles, record))
    listing.check(ScheduleError)
    return sorted(found, key=lambda one: one.urgency)


def _allowed(record: Mapping[str, object]) -> frozenset[Role]:
    """Return who may treat: the roles stated, within the discipline stated."""
    treating = frozenset(THERAPISTS | ASSISTANTS)
    roles, discipline = record["role"], record["discipline"]
    if roles is None and discipline is None:
        return frozenset()
    stated = roles if isinstance(roles, frozenset) else treating
    return frozenset(role for role in stated if discipline in (None, DISCIPLINE_OF_ROLE[role]))


def _waiting(identity: str, roles: frozenset[Role], record: Mapping[str, object]) -> Waiting:
    values = {name: record[name] for name in ("patient", "code", "weekdays", "priority")}
    return Waiting(
        id=identity,
        seconds=record["minutes"],  # type: ignore[arg-type]
        roles=roles,
        first=record["from_date"],  # type: ignore[arg-type]
        last=record["to_date"],  # type: ignore[arg-type]
        opens=record["from_time"],  # type: ignore[arg-type]
        closes=record["to_time"],  # type: ignore[arg-type]
        **values,  # type: ignore[arg-type]
    )
