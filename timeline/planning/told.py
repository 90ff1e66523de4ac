"""Plans in words and as files: the same on a terminal, on a page and in a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from timeline.contracts import PLAN_CHANGES, as_text

if TYPE_CHECKING:
    import pandas as pd

    from timeline.planning.plans import Plan

TITLES = {
    "contested_minutes": "Provider minutes claimed twice",
    "exposure_units": "Units that depend on them",
    "bookings_touched": "Bookings changed",
    "hand_overs": "Of these, with another provider",
    "minutes_moved": "Minutes moved, added up",
    "idle_minutes": "Idle minutes between patients",
    "load_spread": "Booked minutes, most less least of a role",
    "grouped": "Neighbors of one code",
}


class Effect(NamedTuple):
    """What a plan comes to in one respect, before and after, and how it was proved; units follow, and have no proof."""

    title: str
    before: float
    after: float
    proof: str


def effects_of(before: Mapping[str, float], one: Mapping[str, Any]) -> Iterator[Effect]:
    """Give the effects of a plan, the first aim first; neighbors of one code only where there are any.

    Parameters
    ----------
    before, one
        `before` and one of the `plans` of `Plan.to_dict`.
    """
    for name, title in TITLES.items():
        if name == "exposure_units":
            yield Effect(title, one[name]["before"], one[name]["after"], "")
        elif name != "grouped" or before[name] or one["aims"][name]:
            proof = "proved best" if one["proved"][name] else _not_proved(one["bounds"].get(name))
            yield Effect(title, before[name], one["aims"][name], proof)


def _not_proved(bound: float | None) -> str:
    return f"not proved in time; no plan has less than {bound:g}" if bound else "not proved in time"


def files_of(found: Plan) -> dict[str, pd.DataFrame]:
    """Return each plan as a schedule (`plan_1`) and as a list to phone through (`plan_1_changes`), by file name."""
    changes = as_text(PLAN_CHANGES, found.changes)
    tables = {}
    for number in range(1, len(found.options) + 1):
        tables[f"plan_{number}"] = found.apply(number).intervals
        tables[f"plan_{number}_changes"] = changes[changes["plan"] == number].drop(columns="plan")
    return tables
