"""The shipped code table: its columns, and what its short names and notes say, never contradict each other."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from importlib.resources import files

import pytest

from timeline.code_table import code_table
from timeline.units.chains import add_ons
from timeline.vocabulary import EITHER, OFF_FLOOR, Mode

#: The rows as they are written, with the columns that no code reads.
ROWS = list(csv.DictReader((files("timeline") / "code_table" / "codes.csv").read_text(encoding="utf-8").splitlines()))
#: Codes off the floor are counted from other records: what their notes say of time is no matter of attendance.
ON_FLOOR = [row for row in ROWS if row["mode"] != OFF_FLOOR]
PRIMARY_OF = {add_on: primary for primary, add_on in add_ons().items()}
DATED = [code for code in code_table().values() if code.effective_to or code.effective_from]


@pytest.mark.parametrize("code", DATED, ids=[code.code for code in DATED])
def test_a_code_is_in_use_from_its_first_through_its_last_day(code) -> None:
    one = timedelta(days=1)
    if code.effective_from is not None:
        assert (code.is_in_use(code.effective_from - one), code.is_in_use(code.effective_from)) == (False, True)
    if code.effective_to is not None:
        assert (code.is_in_use(code.effective_to), code.is_in_use(code.effective_to + one)) == (True, False)


def named(rows: list[dict[str, str]], words: str, columns: Callable[[Mapping[str, str]], bool]) -> list[str]:
    """Name the codes whose short name or note has these words and whose columns are not what they ask for."""
    return [
        row["code"] for row in rows if re.search(words, f"{row['short_name']}; {row['notes']}") and not columns(row)
    ]


@pytest.mark.parametrize(
    ("words", "column", "allowed"),
    [
        (r"(?i)\buntimed\b|per day(?<!max 1 per day)|1 unit/day|one unit per", "pool", {"none", "area"}),
        (r"each added .* sq cm|units by area", "pool", {"area"}),
        (r"(?i)15-min,|15-min units|: each 15 min|, each 15 min", "pool", {"cms15"}),
        (r"(Not|not|Outside) the 15-min chart", "pool", {"own", "chain"}),
        (r"Per hour", "unit_minutes", {"60"}),
        (r"(?i), group\b|\bgroup (treatment|therapeutic)|therapy group", "mode", {Mode.GROUP}),
        (r"(?i)per member|\b(2\+|two or more) patients|several sets of caregivers", "mode", {Mode.GROUP}),
        (r"direct 1:1|Direct 1:1|, 1:1|; 1:1\.", "defined_one_on_one", {"Y"}),
        (r"(?i)supervised:|unattended e-stim", "mode", {Mode.SUPERVISED}),
        (r"^(?!.*unattended).*(?i:\battended\b.*e-stim|constant attendance)", "requires_constant_attendance", {"Y"}),
        (r"Hands-on", "mode", {Mode.ONE_ON_ONE}),
    ],
)
def test_words_about_time_and_attendance_agree_with_the_columns(words: str, column: str, allowed: set[str]) -> None:
    assert any(re.search(words, f"{row['short_name']}; {row['notes']}") for row in ON_FLOOR)
    assert named(ON_FLOOR, words, lambda row: row[column] in allowed) == []


def test_only_codes_off_the_floor_are_not_face_to_face() -> None:
    assert named(ROWS, "Not face to face", lambda row: row["mode"] == OFF_FLOOR) == []


def test_a_group_is_called_one_and_nothing_else_is() -> None:
    said = {row["code"] for row in ON_FLOOR if re.search(r"(?i)\bgroup\b|per member|rehabilitation", row["short_name"])}
    assert said == {row["code"] for row in ON_FLOOR if row["mode"] == Mode.GROUP}


def test_first_and_added_stretches_are_the_chains_and_name_each_other() -> None:
    """C1: no code that its name calls an add-on may stand without its primary."""
    first = {row["code"] for row in ON_FLOOR if re.search(r"\bfirst (\d+|hour)\b", row["short_name"])}
    added = {row["code"] for row in ON_FLOOR if re.search(r"\beach added\b", row["short_name"])}
    assert (first, added) == (set(add_ons()), set(PRIMARY_OF))
    assert first | added == {row["code"] for row in ON_FLOOR if row["pool"] in ("chain", "area")}
    table = code_table()
    assert [add_on for add_on, primary in PRIMARY_OF.items() if table[add_on].pool != table[primary].pool] == []
    said = {row["code"]: re.findall(r"(?i)\badd-on (?:to )?(\w{5})\b", row["notes"]) for row in ON_FLOOR}
    assert {code: names for code, names in said.items() if names} == {
        code: [partner] for code, partner in {**add_ons(), **PRIMARY_OF}.items()
    }


def test_the_length_in_a_short_name_is_the_length_of_a_unit() -> None:
    lengths = {"hour": 60, "2 h": 120}
    for row in ON_FLOOR:
        stated = re.search(r"(?:first|each added|each) (\d+ min|2 h|hour)\b", row["short_name"])
        if stated is not None:
            length = lengths.get(stated[1]) or int(stated[1].removesuffix(" min"))
            assert (row["code"], row["unit_minutes"]) == (row["code"], str(length))


@pytest.mark.parametrize("row", ROWS, ids=[row["code"] for row in ROWS])
def test_the_columns_of_a_row_agree(row: dict[str, str]) -> None:
    """What a definition calls one-on-one is attended so; other hands-on codes are too, without being defined so."""
    by_time = row["pool"] in ("cms15", "own", "chain")
    assert (row["timed"] == "Y") == by_time == bool(row["unit_minutes"]) == code_table()[row["code"]].timed
    assert row["pool"] != "cms15" or row["unit_minutes"] == "15"
    assert row["defined_one_on_one"] != "Y" or row["mode"] == Mode.ONE_ON_ONE
    attended = row["mode"] in (Mode.ONE_ON_ONE, Mode.GROUP, EITHER)
    assert (row["requires_constant_attendance"] == "Y") == attended
