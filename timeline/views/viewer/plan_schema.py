"""Types of the plans for days to come, as the page shows them: what `Plan.to_dict` says, and the files to take."""

from __future__ import annotations

from typing import TypedDict


class PlanChange(TypedDict):
    """A booking that a plan moves or hands over; clocks as ISO text on the wall."""

    date: str
    patient: str
    interval_id: str
    provider_before: str
    provider: str
    role: str
    start_before: str
    start: str
    end: str
    shift_minutes: int


class PlanPlaced(TypedDict):
    """Somebody of the waiting list, placed."""

    date: str
    patient: str
    interval_id: str
    provider: str
    role: str
    clinic: str
    code: str
    start: str
    end: str
    priority: int | None


class PlanNotPlaced(TypedDict):
    """Somebody of the waiting list who cannot be placed, and why."""

    patient: str
    interval_id: str
    why: str


class PlanEffect(TypedDict):
    """An aim of a plan, before and after, and how it was proved or not."""

    title: str
    before: float
    after: float
    proof: str


class PlanDays(TypedDict):
    """The dates that a plan changes as they would be, sent as a result is (`Packed`), with their rules and sources."""

    head: str
    days: list[str]


class PlanTold(TypedDict):
    """A plan; `schedule` and `changes_file` are the CSV files that `timeline plan -o` writes."""

    effects: list[PlanEffect]
    changes: list[PlanChange]
    placed: list[PlanPlaced]
    not_placed: list[PlanNotPlaced]
    carried_out: PlanDays
    schedule: str
    changes_file: str


class PlansTold(TypedDict):
    """Plans for the days to come, the best first."""

    contested_before: float
    reason: str
    plans: list[PlanTold]
