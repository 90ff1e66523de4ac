from __future__ import annotations

import pandas as pd

from tests.views.conftest import analyzed
from tests.views.viewer.test_options import ROWS
from timeline.contracts import PLAN_CHANGES, as_text
from timeline.planning import plan
from timeline.planning.told import Effect, effects_of, files_of


def found() -> dict[str, object]:
    aims = {"bookings_touched": 1, "hand_overs": 0, "minutes_moved": 15, "idle_minutes": 0, "load_spread": 0}
    one = aims | {"contested_minutes": 5, "grouped": 0}
    proved = dict.fromkeys(one, True) | {"contested_minutes": False, "minutes_moved": False}
    units = {"before": 3, "after": 1}
    return {"aims": one, "proved": proved, "bounds": {"contested_minutes": 2.5}, "exposure_units": units}


def test_an_effect_says_how_it_was_proved_or_what_no_plan_goes_below() -> None:
    one = found()
    told = list(effects_of(dict.fromkeys(one["aims"], 0), one))  # type: ignore[call-overload]
    assert told[:2] == [
        Effect("Provider minutes claimed twice", 0, 5, "not proved in time; no plan has less than 2.5"),
        Effect("Units that depend on them", 3, 1, ""),
    ]
    assert [each.proof for each in told[2:5]] == ["proved best", "proved best", "not proved in time"]
    assert "Neighbors of one code" not in [each.title for each in told]


def test_each_plan_is_two_files_the_schedule_and_the_list_of_changes() -> None:
    plans = plan(analyzed(*ROWS), plans=2)
    files = files_of(plans)
    assert list(files) == ["plan_1", "plan_1_changes", "plan_2", "plan_2_changes"]
    pd.testing.assert_frame_equal(files["plan_2"], plans.apply(2).intervals)
    changes = as_text(PLAN_CHANGES, plans.changes)
    pd.testing.assert_frame_equal(files["plan_1_changes"], changes[changes["plan"] == 1].drop(columns="plan"))
