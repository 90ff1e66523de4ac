from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from timeline.sheets.fhir import values
from timeline.sheets.fhir.values import codings, other_codes, part_of, parts_of, procedure_codes, role_of, text_of
from timeline.vocabulary import Role

CPT, TAXONOMY = "http://www.ama-assn.org/go/cpt", "http://nucc.org/provider-taxonomy"


def concept(*listed: tuple[str, str]) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code} for system, code in listed]}


@pytest.mark.parametrize("damaged", [None, 7, "x", ["x"], [[]]])
def test_what_a_damaged_file_has_in_place_of_a_part_is_no_part(damaged: Any) -> None:
    assert part_of({"period": damaged}, "period") == {}
    assert parts_of({"type": damaged}, "type") == []


def test_the_first_part_that_is_there_is_taken() -> None:
    assert part_of({"b": {"c": 1}}, "a", "b") == {"c": 1}
    assert parts_of({"a": "x", "b": {"c": 1}}, "a", "b") == [{"c": 1}]
    assert parts_of({"a": [{"c": 1}, 7]}, "a") == [{"c": 1}]
    assert text_of({"a": " x "}, "a") == "x"


def test_a_coding_without_a_code_says_nothing() -> None:
    assert list(codings([concept((CPT, ""), (CPT, "97110"))])) == [(CPT, "97110")]


def test_procedures_are_listed_once_and_other_codes_with_their_system() -> None:
    concepts = [concept((CPT, "97110"), ("urn:local", "EX")), concept((CPT, "97110"), (CPT, "97140"))]
    assert procedure_codes(concepts) == ["97110", "97140"]
    assert other_codes(concepts) == "urn:local|EX"


@pytest.mark.parametrize(
    ("listed", "role"),
    [
        (((TAXONOMY, "225100000X"),), "PT"),
        (((TAXONOMY, "2251X0800X"),), "PT"),
        (((TAXONOMY, "225200000X"),), "PTA"),
        (((TAXONOMY, "2355S0801X"),), "SLPA"),
        (((TAXONOMY, "2355A2700X"),), ""),
        (((TAXONOMY, "2255R0406X"),), ""),
        (((TAXONOMY, "225100000X"), (TAXONOMY, "225X00000X")), ""),
        ((("urn:local", "225100000X"),), ""),
        ((), ""),
    ],
)
def test_a_role_is_what_one_qualification_states(listed: tuple[tuple[str, str], ...], role: str) -> None:
    assert role_of([concept(*listed)]) == role


def test_every_role_of_the_taxonomy_is_one_of_ours_and_says_where_it_is_from() -> None:
    content = Path(values.__file__).with_name("taxonomy.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(content.splitlines()))
    assert {row["role"] for row in rows} <= set(Role)
    assert all(row["source"] and (row["verified"] == "Y" or row["note"]) for row in rows)
