"""The data of the page's Month and Worklist views; see `schema`."""

from __future__ import annotations

from typing import TypedDict

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
