from __future__ import annotations

import json

import pytest
from hypothesis import given

from tests.standards import MARKER, appointment, bundle, damaged, encounter, period, procedure, survives
from timeline.errors import ScheduleError
from timeline.sheets.fhir import fhir_grid, looks_like_fhir
from timeline.sheets.formats import grids
from timeline.sheets.sheet import Grid

ALL = [
    appointment("Patient/P1", "Practitioner/PT1"),
    encounter(("Practitioner/PT1", period("09:00", "09:20"))),
    procedure(),
    {"resourceType": "Patient", "id": "P1", "name": [{"family": MARKER}]},
]
LINES = b"".join(json.dumps(each).encode() + b"\n" for each in ALL)


def numbers(grid: Grid) -> tuple[int, ...]:
    assert grid.marks is not None
    return grid.marks.numbers[1:]


def test_it_is_recognized_by_content() -> None:
    (grid,) = grids("day.csv", bundle(*ALL), None)
    assert grid.records[0][:4] == ["start", "end", "patient", "provider"]


def test_rows_of_a_bundle_are_numbered_by_entry_and_those_of_lines_by_line() -> None:
    assert numbers(fhir_grid("day.json", bundle(*ALL))) == (1, 2, 3, 4)
    assert numbers(fhir_grid("day.ndjson", b"\n" + LINES)) == (2, 3, 4, 5)


def test_one_resource_may_stand_alone_and_bundles_in_lines() -> None:
    assert numbers(fhir_grid("day.json", json.dumps(ALL[0]).encode())) == (1,)
    lines = bundle(*ALL[:2]) + b"\n" + bundle(ALL[2])
    assert fhir_grid("day.ndjson", lines).records[1][-1] == "day.ndjson:1#1"
    assert numbers(fhir_grid("day.ndjson", lines)) == (1, 1, 2)


def test_resources_that_are_not_read_are_left_out_by_name() -> None:
    grid = fhir_grid("day.json", bundle(ALL[3], {"resourceType": MARKER}, {"resourceType": "Slot"}))
    assert grid.marks is not None
    assert list(grid.marks.left_out.values()) == [
        "Patient is not read",
        "another resource is not read",
        "Slot is not read",
    ]


def test_an_entry_without_a_resource_is_a_fault() -> None:
    content = b'{"resourceType": "Bundle", "entry": [{"request": {}}, 7]}'
    grid = fhir_grid("day.json", content)
    assert grid.marks is not None
    assert [fix.problem for _, fix in grid.marks.faults.values()] == ["is not a resource"] * 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bundle(*ALL)[:-20], "damaged or cut off"),
        (LINES[:-20], "day.json:4: the line is not JSON"),
        (b'{"resourceType": "Bundle", "entry": {}}', "the entries of the bundle are no list"),
        (b'{"resourceType": "\xff"}', "not UTF-8"),
        (b'{"resourceType": ' + b"[" * 200_000, "damaged or cut off"),
        (b'{"resourceType": "Patient", "n": ' + b"9" * 5000 + b"}", "damaged or cut off"),
    ],
)
def test_a_damaged_file_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(ScheduleError, match=said):
        fhir_grid("day.json", content)


def test_other_json_is_not_fhir() -> None:
    assert not looks_like_fhir(b'{"rows": []}')
    assert not looks_like_fhir(b'"resourceType": "Bundle"')
    assert looks_like_fhir(b'\xef\xbb\xbf\n {"resourceType": "Bundle"}')


@given(damaged(bundle(*ALL)))
def test_a_damaged_bundle_is_read_whole_or_refused(content: bytes) -> None:
    sheet = survives(fhir_grid, content)
    if sheet is not None and (listed := json.loads(content.decode("utf-8-sig"))).get("resourceType") == "Bundle":
        found = {*sheet.numbers, *(fault.row for fault in sheet.faults)}
        assert found == set(range(1, len(listed.get("entry", [])) + 1))


@given(damaged(LINES))
def test_damaged_lines_are_answered_in_time_without_a_name_in_rows_of_one_width(content: bytes) -> None:
    sheet = survives(fhir_grid, content)
    assert sheet is None or {len(row) for row in sheet.rows} <= {len(sheet.header)}
