import json
from typing import Any

import pytest
from click.testing import CliRunner

from timeline.cli import main, timeline
from timeline.code_table import code_table
from timeline.policies import sources


def shown(*arguments: str) -> str:
    result = CliRunner().invoke(timeline, ["codes", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return " ".join(result.stdout.split())


def document(*arguments: str) -> Any:
    result = CliRunner().invoke(timeline, ["codes", *arguments, "--format", "json"], catch_exceptions=False)
    assert result.exit_code == 0
    return json.loads(result.stdout)


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["codes", *arguments])
    assert ended.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    return told.err


def test_without_a_code_all_codes_are_listed() -> None:
    assert [row["code"] for row in document()] == list(code_table())


def test_the_list_says_time_attendance_and_whether_a_source_was_read() -> None:
    (row,) = [row for row in document() if row["code"] == "97110"]
    assert (row["timed"], row["attended"], row["unit_minutes"], row["verified"]) == (True, "one-on-one", 15, True)


def test_the_list_marks_rows_nobody_verified() -> None:
    assert "NOT VERIFIED" in shown("--family", "biofeedback")
    assert "NOT VERIFIED" not in shown("--family", "needling")


def test_one_family_can_be_listed() -> None:
    assert {row["family"] for row in document("--family", "wound")} == {"wound"}


def test_an_unknown_family_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert "supervised_modality" in refused(capsys, "--family", "massage")


def test_unknown_codes_are_all_named_and_none_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(capsys, "97110", "9711", "97111")
    assert "'9711', '97111' are not in the code table" in told
    assert "timeline codes" in told


def test_a_family_beside_a_code_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--family" in refused(capsys, "97110", "--family", "wound")


def test_a_date_without_a_code_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--on needs a code" in refused(capsys, "--on", "2024-07-01")


def test_a_date_no_policy_covers_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no value in force on 2003-01-01" in refused(capsys, "97110", "--on", "2003-01-01")


def test_codes_are_told_once_in_the_order_named_and_in_any_case() -> None:
    assert [code["code"] for code in document("g0283", "97110", "G0283")["codes"]] == ["G0283", "97110"]


def test_a_page_says_purpose_attendance_and_what_the_note_must_show() -> None:
    page = shown("97150")
    assert "two or more patients together" in page
    assert "constant attendance" in page
    assert "The number of participants." in page


def test_a_page_marks_what_nobody_verified() -> None:
    code = document("95992")["codes"][0]
    assert not code["attendance"][0]["verified"]
    assert f"{code['attendance'][0]['says']} [NOT VERIFIED]" in shown("95992")


def test_effective_dates_and_payment_from_memory_are_marked() -> None:
    assert "In use from 2024-01-01. [NOT VERIFIED]" in shown("97550")
    assert "Payable. [NOT VERIFIED]" in shown("97110")
    assert document("98979", "--on", "2026-03-02")["codes"][0]["dates_verified"]


def test_every_code_of_every_pool_can_be_shown() -> None:
    told = document(*code_table())
    assert len(told["codes"]) == len(code_table())
    assert all(code["counting"]["says"] and code["note"] and code["attendance"] for code in told["codes"])


def test_a_pooled_code_says_that_its_minutes_are_added_up() -> None:
    assert "units of 15 minutes, in the pool" in document("97110")["codes"][0]["counting"]["says"]


def test_a_code_of_its_own_length_says_when_a_unit_is_earned() -> None:
    assert "from 31 minutes on" in document("96125")["codes"][0]["counting"]["says"]


def test_each_code_of_a_chain_names_its_partner() -> None:
    first, further = document("97129", "97130")["codes"]
    assert first["chain"] == further["chain"] == {"first": "97129", "further": "97130"}
    assert "each further 15 one of 97130" in first["counting"]["says"]


def test_the_default_date_is_the_last_one_the_rules_were_checked_for_and_said() -> None:
    told = document("97110")
    assert (told["on"], told["on_default"]) == ("2026-12-31", True)
    assert "services on 2026-12-31, the last date its rules were checked for" in shown("97110")


def test_each_code_says_for_which_dates_its_pairs_and_ceilings_were_compared() -> None:
    """C6: per setting and per code."""
    (checked,) = (code["checked"] for code in document("97150", "--on", "2026-03-02")["codes"])
    assert checked["practitioner"] == {
        "pairs": {"start": "2024-07-01", "through": "2025-03-31", "covers": False},
        "ceilings": {"start": "2024-07-01", "through": "2026-12-31", "covers": True},
    }
    assert checked["outpatient_hospital"]["pairs"]["covers"]
    told = shown("97150", "--on", "2026-03-02")
    assert told.count("[NOT VERIFIED for this date]") == 1
    assert "* not compared with the published table for this date" in told
    assert "NOT VERIFIED for this date" not in shown("97150", "--on", "2025-03-31")


def test_a_pair_is_marked_in_the_setting_that_does_not_know_it_on_the_date() -> None:
    (pair,) = document("97150", "97110", "--on", "2026-03-02")["among"]
    assert pair["not_checked"] == ["practitioner"]
    (known,) = document("97161", "97162", "--on", "2026-03-02")["among"]
    assert known["not_checked"] == []
    (assumed,) = document("97605", "97608", "--on", "2025-03-02")["among"]
    assert "outpatient_hospital" in assumed["not_checked"]


def test_a_code_that_no_table_was_compared_for_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.reference.code_details.checked_for", lambda rule, code: None)
    assert document("97110")["codes"][0]["checked"]["practitioner"] == {"pairs": None, "ceilings": None}
    assert "never compared with the published table" in shown("97110")


def test_pairs_say_column_indicator_and_modifier() -> None:
    listed = document("97140")["codes"][0]["pairs"]
    (massage,) = [pair for pair in listed if pair["column_two"] == "97124"]
    (group,) = [pair for pair in listed if pair["column_one"] == "97150"]
    assert massage["practitioner"] == {"indicator": "0", "modifier": None}
    assert group["practitioner"] == {"indicator": "1", "modifier": "59"}


def test_a_pair_may_differ_between_practitioner_and_hospital() -> None:
    (pair,) = document("97161", "97750")["among"]
    assert (pair["practitioner"]["indicator"], pair["outpatient_hospital"]["indicator"]) == ("0", "1")


def test_pairs_deleted_before_the_date_are_left_out() -> None:
    def partners(day: str) -> set[str]:
        return {pair["column_two"] for pair in document("97161", "--on", day)["codes"][0]["pairs"]}

    assert "97165" in partners("2017-06-30")
    assert "97165" not in partners("2017-07-01")


def test_ceilings_say_both_settings_and_the_indicator_in_words() -> None:
    assert document("97110")["codes"][0]["ceilings"]["outpatient_hospital"]["units"] == 8
    assert "Daily ceiling, practitioner: 1 unit (indicator 2: for the date, absolute)" in shown("97161")


def test_the_relative_value_is_labelled_with_its_year() -> None:
    assert "Relative value 2026: 0.87" in shown("97110", "--on", "2026-03-02")
    assert "Relative value 2024: 0.88" in shown("97110", "--on", "2024-03-02")
    assert "Relative value 2023: none on board" in shown("97110", "--on", "2023-03-02")


def test_where_no_reduction_is_known_none_is_previewed() -> None:
    assert document("97110", "97530", "--on", "2012-03-02")["preview"]["practice_expense_share"] is None
    assert "Practice expense" not in shown("97110", "97530", "--on", "2012-03-02")


def test_several_codes_are_ranked_and_previewed_for_information_only() -> None:
    told = document("97110", "97530", "97532")
    assert [code["relative_value"] and code["relative_value"]["rank"] for code in told["codes"]] == [2, 1, None]
    assert told["preview"]["units"] == [
        {"code": "97530", "full": 1, "reduced": 0},
        {"code": "97110", "full": 0, "reduced": 1},
    ]
    page = shown("97110", "97530")
    assert "97530 whole; 97110 at 50%" in page
    assert "never break a tie or suggest a code" in page


def test_one_code_has_no_rank() -> None:
    assert document("97110")["codes"][0]["relative_value"]["rank"] is None
    assert "preview" not in document("97110")


def test_a_code_out_of_use_on_the_date_says_so() -> None:
    assert "97001 was valid only until 2016-12-31" in shown("97001")


def test_every_source_cited_is_described() -> None:
    told = document("97150", "97597", "98979")
    described = {source["id"]: source["title"] for source in told["sources"]}
    assert {"cms-ncci-ptp-2024q3", "cms-mue-2024q3", "cms-rvu-2026", "aapc-group", "noridian-wound"} <= described.keys()
    assert described["cms-mue-2024q3"] == sources()["cms-mue-2024q3"].title


def test_an_address_is_not_broken() -> None:
    addresses = [word for word in shown("97140").split() if word.startswith("https://")]
    assert max(map(len, addresses)) > 120


def test_codes_named_together_show_their_pairs() -> None:
    page = shown("97140", "97018", "--on", "2026-03-02")
    assert "Pairs among them" in page
    assert "No pairs among them" not in page


def test_pairs_that_nobody_compared_for_the_date_are_marked() -> None:
    assert "* not compared with the published table for this date" in shown("97140", "97530", "--on", "2019-03-04")
