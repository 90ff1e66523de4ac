"""A planted scene in its place: its rows as cells by column, and how it is described."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from timeline.samples.clinic_composition import HOURS, PROVIDERS
from timeline.samples.plants import Plant, SceneRow, role_of
from timeline.vocabulary import Kind

_PAYER = "medicare"

Cells = dict[str, str]


class Site(NamedTuple):
    """A clinic on a date; `clinic` is empty where there is only one."""

    on: date
    clinic: str

    @property
    def prefix(self) -> str:
        """The prefix of this clinic's ids."""
        return f"{self.clinic}-" if self.clinic else ""


@dataclass(frozen=True, slots=True)
class Planted:
    """A finding that was planted: rule, where, who and when; no date and clocks where the clinic's period counts."""

    rule: str
    date: str
    clinic: str
    patients: tuple[str, ...]
    providers: tuple[str, ...]
    start: str
    end: str
    rows: int
    says: str

    def to_dict(self) -> dict[str, Any]:
        """Return it as a JSON-ready dict."""
        listed = asdict(self)
        return listed | {name: list(listed[name]) for name in ("patients", "providers")}


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene in its place: where and when it begins, and who is who."""

    site: Site
    begin: datetime
    staff: Mapping[str, str]
    patients: Mapping[str, int]

    def cells(self, line: SceneRow) -> Cells:
        """Write a row."""
        start, end = (self.begin + timedelta(seconds=edge) for edge in (line.start, line.end))
        who = _provider_cells(self.site, self.staff[line.provider]) if line.provider else {}
        number = self.patients.get(line.patient)
        whose = {} if number is None else _patient_cells(self.site, number)
        around = {"date": start.date().isoformat(), "start": _clock(start), "end": _clock(end, after=start)}
        kind = {"kind": str(Kind.SERVICE), "clinic": self.site.clinic or "clinic"}
        return around | kind | who | whose | dict(line.cells)

    def planted(self, plant: Plant, rows: int) -> Planted:
        """Describe what was planted."""
        shown = plant.shown
        if shown is None:
            raise ValueError(f"{plant.rule} shows nothing")
        start, end = (self.begin + timedelta(seconds=edge) for edge in (shown.start, shown.end))
        return Planted(
            rule=plant.rule,
            date=start.date().isoformat(),
            clinic=self.site.clinic or "clinic",
            patients=tuple(sorted(self._patient(name) for name in shown.patients)),
            providers=tuple(sorted(self.site.prefix + self.staff[name] for name in shown.providers)),
            start=start.isoformat(),
            end=end.isoformat(),
            rows=rows,
            says=plant.says,
        )

    def _patient(self, name: str) -> str:
        return f"{self.site.prefix}P{self.patients[name]}"


def _patient_cells(site: Site, number: int) -> Cells:
    name = f"Test Patient {site.prefix}{number}"
    return {"patient": f"{site.prefix}P{number}", "payer": _PAYER, "patient_name": name}


def _provider_cells(site: Site, who: str) -> Cells:
    known = PROVIDERS.get(who)
    role = known.role if known else role_of(who)
    name = known.name if known else f"Demo Relief {who}"
    return {"provider": site.prefix + who, "role": str(role), "provider_name": name}


def shift_cells(site: Site, on: date, who: str) -> Cells:
    """Write the row that puts someone on shift from opening to closing."""
    opens, closes = HOURS.split("-")
    place = {"date": on.isoformat(), "start": opens, "end": closes, "kind": str(Kind.SHIFT)}
    return place | {"clinic": site.clinic or "clinic"} | _provider_cells(site, who)


def _clock(wall: datetime, *, after: datetime | None = None) -> str:
    """Write a clock time, with its date where that differs from the date of the row's start."""
    text = wall.strftime("%H:%M:%S" if wall.second else "%H:%M")
    return text if after is None or wall.date() == after.date() else f"{wall.date()} {text}"
