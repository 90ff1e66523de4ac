from collections.abc import Callable

import pytest

from timeline.code_table import code_table
from timeline.code_table.guide import code_guide, read_guide
from timeline.errors import FaultyInputError
from timeline.policies import sources

SMALL = """
[statement.alone]
says = "With one patient."
sources = [{ id = "cms-claims-5", at = "§20.2" }]
verified = true

[statement.totals]
says = "Both totals."

[family.therapeutic_procedure]
attendance = ["alone"]
note = ["totals"]

[code.97110]
purpose = "Exercise."

[code.97129]
purpose = "Training."
"""
TABLE = {code: code_table()[code] for code in ("97110", "97129")}
Faults = Callable[[str], list[str]]


@pytest.fixture
def faults() -> Faults:
    def of(text: str) -> list[str]:
        with pytest.raises(FaultyInputError) as caught:
            read_guide(text, TABLE)
        return [f"{fault.column}: {fault.problem}" for fault in caught.value.fault_list]

    return of


def said(code: str) -> str:
    return " ".join(statement.says for statement in code_guide()[code].note)


def test_the_guide_has_every_code_of_the_code_table() -> None:
    assert code_guide().keys() == code_table().keys()


def test_every_statement_is_a_sentence() -> None:
    said = [statement.says for guide in code_guide().values() for statement in guide.statements]
    assert len(said) > len(code_table())
    assert [text for text in said if not (text.endswith(".") and text[0].isupper())] == []


def test_no_two_codes_have_the_same_purpose() -> None:
    purposes = [guide.purpose.says for guide in code_guide().values()]
    assert len(set(purposes)) == len(purposes)


def test_every_place_the_guide_cites_is_in_a_known_source() -> None:
    guides = code_guide().values()
    cited = {place.id for guide in guides for statement in guide.statements for place in statement.sources}
    cited |= {place.id for guide in guides for place in guide.dates}
    assert cited <= sources().keys()


def test_every_verified_statement_has_a_source() -> None:
    said_of_codes = [statement for guide in code_guide().values() for statement in guide.statements]
    verified = [statement for statement in said_of_codes if statement.verified]
    assert len(verified) > len(code_table())
    assert all(statement.sources for statement in verified)


def test_attendance_is_not_verified_where_the_code_tables_row_is_not() -> None:
    unread = [guide.attendance for code, guide in code_guide().items() if not code_table()[code].verified]
    assert {statement.verified for attendance in unread for statement in attendance} == {False}


@pytest.mark.parametrize("family", ["attended_modality", "therapeutic_procedure"])
def test_the_note_of_a_pooled_code_shows_timed_and_total_minutes(family: str) -> None:
    pooled = [code.code for code in code_table().values() if code.family == family and code.pool == "cms15"]
    assert pooled
    for code in pooled:
        assert "Total minutes of the timed codes, and total treatment minutes" in said(code)


def test_the_note_of_a_group_shows_participants_purpose_and_the_patients_own_goal() -> None:
    assert all(words in said("97150") for words in ("number of participants", "purpose of the group", "own goal"))


def test_the_note_of_an_evaluation_shows_who_evaluated() -> None:
    assert all("Which therapist evaluated" in said(code) for code in ("97161", "97164", "97165", "97168"))


def test_units_of_debridement_come_from_the_area() -> None:
    units = code_guide()["97598"].units
    assert units is not None
    assert "area" in units.says


def test_a_code_takes_from_its_family_what_it_does_not_say_itself() -> None:
    own = SMALL.replace('purpose = "Exercise."', 'purpose = "Exercise."\nattendance = ["totals"]\nalso = ["alone"]')
    guide = read_guide(own, TABLE)
    assert [statement.says for statement in guide["97129"].attendance] == ["With one patient."]
    assert [statement.says for statement in guide["97110"].attendance] == ["Both totals."]
    assert [statement.says for statement in guide["97110"].note] == ["Both totals.", "With one patient."]


def test_a_familys_statement_counts_as_verified_only_for_codes_somebody_read_about() -> None:
    guide = read_guide(SMALL, TABLE)
    assert guide["97110"].attendance[0].verified
    assert not guide["97129"].attendance[0].verified


def test_codes_and_families_left_out_or_unknown_are_faults_together(faults: Faults) -> None:
    wrong = SMALL.replace("[code.97129]", "[code.97999]").replace("[family.therapeutic_procedure]", "[family.own]")
    assert faults(wrong) == [
        "code.97999: the code table has no such code",
        "code.97129: the guide has no entry for this code",
        "family.own: the code table has no such family",
        "family.therapeutic_procedure: the guide has no entry for this family",
    ]


def test_unknown_keys_and_wrong_types_are_faults_with_their_paths(faults: Faults) -> None:
    told = faults(SMALL + 'porpose = "x"\n\n[statement.other]\nsays = 5\n')
    assert any(line.startswith("code.97129.porpose: unknown key") for line in told)
    assert any(line == "statement.other.says: expected text in quotes, got 5" for line in told)


def test_statements_unknown_or_used_by_nobody_are_faults(faults: Faults) -> None:
    assert faults(SMALL.replace('note = ["totals"]', 'note = ["total"]')) == [
        "family.therapeutic_procedure: unknown statement total",
        "statement.totals: this statement is not used",
    ]


def test_a_verified_statement_without_a_source_and_an_empty_one_are_faults(faults: Faults) -> None:
    wrong = SMALL.replace('purpose = "Exercise."', 'purpose = " "').replace(
        'purpose = "Training."', 'purpose = "Training."\nverified = true'
    )
    assert faults(wrong) == [
        "code.97110.purpose: is empty",
        "code.97129.purpose: a verified statement needs a source",
    ]


def test_text_that_is_no_toml_is_a_fault(faults: Faults) -> None:
    (told,) = faults("[code")
    assert told.startswith(": not TOML")
