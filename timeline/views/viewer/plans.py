"""Plans for days to come, as the page previews them; the page computes no figure of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from timeline.errors import WrongTypeError, WrongValueError
from timeline.exports import csv_text
from timeline.planning import Plan, plan
from timeline.planning.told import effects_of, files_of
from timeline.views.viewer.plan_load import load_of

if TYPE_CHECKING:
    from timeline.result import Analysis
    from timeline.views.viewer.plan_schema import PlansTold

#: The most plans a page shows, and how long it searches for them, in seconds.
MOST, SECONDS = 3, 30
#: The most minutes a booking moves unless somebody says otherwise.
MOVE = 30


def plans_told(found: Plan) -> PlansTold:
    """Say everything the page shows of plans: what `Plan.to_dict` says, effects in words, and the files to take."""
    document, files = found.to_dict(), files_of(found)
    plans = enumerate(document["plans"][:MOST], start=1)
    return {
        "contested_before": document["before"]["contested_minutes"],
        "reason": found.reason,
        "plans": [
            {
                "effects": [
                    {"title": each.title, "before": each.before, "after": each.after, "proof": each.proof}
                    for each in effects_of(document["before"], one)
                ],
                "changes": one["changes"],
                "placed": one["placed"],
                "not_placed": one["not_placed"],
                "load": load_of(found, number),
                "schedule": csv_text(files[f"plan_{number}"]),
                "changes_file": csv_text(files[f"plan_{number}_changes"]),
            }
            for number, one in plans
        ],
    }


def find_plans(result: Analysis, *, move: int = MOVE, keep: Sequence[str] = ()) -> PlansTold:
    """Search for plans for the bookings of an analysis, and say them.

    Raises
    ------
    MissingExtraError: the solver is not installed.
    WrongValueError: as of `timeline.plan`.
    """
    return plans_told(plan(result, move=move, keep=keep, plans=MOST, time_limit=SECONDS))


def plans_of(result: Analysis, plans: Plan) -> PlansTold:
    """Say plans that were handed in with an analysis.

    Raises
    ------
    WrongTypeError: they are no plans.
    WrongValueError: they are of another analysis: they would name people, or bookings, that the page does not have.
    """
    if not isinstance(plans, Plan):
        raise WrongTypeError(f"plans: expected what timeline.plan gives, got {type(plans).__name__}")
    if plans.record.schedule is not result.record.schedule:
        raise WrongValueError("plans: these are of another schedule. Pass the plans of what the page shows.")
    return plans_told(plans)
