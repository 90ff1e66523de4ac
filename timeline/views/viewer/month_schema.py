"""The data of the page's Month, Worklist and Trends views; see `schema`."""

from __future__ import annotations

from typing import Any, TypedDict

#: `[date, site or therapist, seconds claimed twice, units claimed over]`
Cell = tuple[int, int, int, int]


class ClaimTold(TypedDict):
    """Units claimed next to units supported; cents at the clinic's own fees, null where nothing has a fee.

    `over` and `under` add up the codes of a visit claimed with more or fewer units; `unvalued` counts those without a
    fee.
    """

    billed: int
    supported: int
    over: int
    under: int
    over_cents: int | None
    under_cents: int | None
    unvalued: int


class SiteTold(TypedDict):
    """A site over all dates; seconds claimed twice and seconds not credited."""

    clinic: str
    visits: int
    claim: ClaimTold | None
    twice: int
    not_credited: int


class TherapistTold(TypedDict):
    """A provider who is claimed twice, or whose visits were claimed over; `over` counts a visit for each of its own."""

    provider: str
    clinics: list[str]
    twice: int
    over: int


class Month(TypedDict):
    """Several dates at a glance; cells are numbers of a date and of a site or a therapist of the lists."""

    title: str
    told: str
    visits: int
    claimed_visits: int
    booked: list[int]
    claim: ClaimTold | None
    timed_units: int
    exposure_units: int
    twice: int
    not_credited: int
    sites: list[SiteTold]
    therapists: list[TherapistTold]
    by_site: list[Cell]
    by_therapist: list[Cell]
    by_date: list[Cell]


class WorkTold(TypedDict):
    """A finding of the worklist: where it is (numbers of a date and of a finding in it), and what it says."""

    id: str
    rule: str
    severity: str
    cause: str
    day: int
    number: int
    clinic: str
    when: str
    patients: list[str]
    providers: list[str]
    seconds: int
    units_at_risk: int
    message: str
    remedy: str


class TrendPoint(TypedDict):
    """A metric's value in a period, in words."""

    text: str
    rests: str


class TrendPeriod(TypedDict):
    """A period, the date it leads to, and whether it is only part of one."""

    title: str
    day: str
    part: bool


class Figure(TypedDict):
    """A figure in Plotly's form."""

    data: list[dict[str, Any]]
    layout: dict[str, Any]


class TrendPanel(TypedDict):
    """A metric: its points, one for each period or null, and its figure for Plotly."""

    metric: str
    label: str
    points: list[TrendPoint | None]
    goal: str
    benchmark: str
    figure: Figure


class TrendView(TypedDict):
    """The trends by day or by week."""

    every: str
    label: str
    told: str
    periods: list[TrendPeriod]
    panels: list[TrendPanel]


class Trends(TypedDict):
    """The trends of several dates; `benchmark` names the period they are held against, or is empty."""

    benchmark: str
    views: list[TrendView]
