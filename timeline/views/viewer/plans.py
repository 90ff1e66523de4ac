"""Plans for days to come, as the page previews them; the page computes no figure of its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, cast

from timeline.errors import WrongTypeError, WrongValueError
from timeline.exports import csv_text
from timeline.planning import Plan, plan
from timeline.planning.told import effects_of, files_of
from timeline.views.by_date import ByDate
from timeline.views.viewer.claimed import add_claims
from timeline.views.viewer.pack import packed
from timeline.views.viewer.payload import cited_in, day_told
from timeline.views.viewer.proof import rules_told, sources_told

if TYPE_CHECKING:
    from timeline.result import Analysis
    from timeline.views.viewer.plan_schema import PlanDays, PlansTold
    from timeline.views.viewer.schema import Payload

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
                "carried_out": _carried_out(found, number, {each["date"] for each in one["changes"] + one["placed"]}),
                "schedule": csv_text(files[f"plan_{number}"]),
                "changes_file": csv_text(files[f"plan_{number}_changes"]),
            }
            for number, one in plans
        ],
    }


def _carried_out(found: Plan, number: int, dates: Collection[str]) -> PlanDays:
    """Say what a page shows of the dates that a plan changes: all of it is the plan's, found as it is for any day."""
    result = found.analyzed(number)
    by_date = ByDate(result)
    days = [day_told(by_date, date) for date in sorted(dates)]
    add_claims(result, days)
    told = {"days": days, "rules": rules_told(result), "sources": sources_told(cited_in(days))}
    return packed(cast("Payload", told))


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
