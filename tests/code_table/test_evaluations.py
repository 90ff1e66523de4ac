from __future__ import annotations

import re

from timeline.code_table import code_table
from timeline.code_table.evaluations import evaluations
from timeline.policies import sources


def test_typical_minutes_are_those_the_code_table_notes_and_are_marked_as_there() -> None:
    noted = {
        code: (int(found[1]), "recalled" not in found[0])
        for code, row in code_table().items()
        if (found := re.search(r"[Tt]ypical (\d+) min[^.]*", row.notes))
    }
    assert {code: (one.typical_minutes, one.verified) for code, one in evaluations().items()} == noted


def test_every_one_is_an_evaluation_of_its_discipline() -> None:
    kinds = {"PT": "physical therapy", "OT": "occupational therapy"}
    for code, one in evaluations().items():
        row = code_table()[code]
        assert (row.family, one.code, one.kind) == ("evaluation", code, kinds[row.typical_discipline])


def test_what_is_verified_names_a_known_source() -> None:
    cited = {one.source.split()[0] for one in evaluations().values() if one.verified}
    assert cited == {"palmetto-services"}
    assert cited <= set(sources())
    assert {one.source for one in evaluations().values() if not one.verified} == {""}


def test_the_midpoint_of_the_typical_time_is_passed_not_reached() -> None:
    assert {code: one.least_minutes for code, one in evaluations().items() if code in ("97161", "97163")} == {
        "97161": 11,
        "97163": 23,
    }
