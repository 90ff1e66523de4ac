from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from timeline.errors import NotInForceError, ScheduleError, UnknownPayerError, WrongTypeError
from timeline.policies import load_policy, load_policy_file
from timeline.units import count_units

ON = "2024-09-02"


def test_the_document_has_the_contract_s_keys() -> None:
    document = count_units({"97110": 24, "97112": {"PT": 15, "PTA": 8}}, on=ON).to_dict()
    assert list(document) == [
        "payer",
        "on",
        "method",
        "timed_minutes",
        "timed_units",
        "codes",
        "lines",
        "alternatives",
        "alternative_lines",
        "edits",
        "conditional",
        "findings",
        "because",
    ]
    assert document["codes"][1] == {
        "code": "97112",
        "discipline": "PT",
        "minutes": 23,
        "assistant_minutes": 8,
        "units": 1,
    }


def test_findings_and_lines_are_plain_json() -> None:
    document = count_units({"97014": 20}, on=ON).to_dict()
    assert document["lines"] == [{"code": "G0283", "units": 1, "modifiers": ["GP"]}]
    assert document["codes"][0]["billed_as"] == "G0283"
    assert document["findings"][0]["rule"] == "code.replaced"
    assert document["findings"][0]["severity"] == "note"
    assert document["because"]


def test_minutes_together_are_the_therapist_s() -> None:
    document = count_units({"97112": {"PT+PTA": 30}}, on=ON).to_dict()
    assert document["lines"] == [{"code": "97112", "units": 2, "modifiers": ["GP"]}]


def test_each_discipline_pools_its_own_minutes() -> None:
    result = count_units({"97110": 7, "97530": {"OT": 7}}, on=ON)
    assert result.timed_units == 0
    result = count_units({"97110": 8, "97530": {"OTA": 8}}, on=ON)
    assert [(line.code, line.modifiers) for visit in result.visits for line in visit.lines] == [
        ("97110", ("GP",)),
        ("97530", ("CO", "GO")),
    ]


def test_choices_of_two_disciplines_are_combined() -> None:
    document = count_units(
        {"97110": {"PT": 7, "OT": 7}, "97140": {"PT": 7}, "97530": {"OT": 7}}, on=date(2024, 9, 2)
    ).to_dict()
    assert document["alternatives"][0] == {"97110": 2}
    assert len(document["alternatives"]) == 4
    assert document["alternative_lines"][0] == document["lines"]


def test_untimed_codes_of_another_discipline_stay_on_every_claim() -> None:
    document = count_units({"97110": 7, "97140": 7, "92507": {"SLP": 30}}, on=ON).to_dict()
    assert all("92507" in {line["code"] for line in lines} for lines in document["alternative_lines"])


@pytest.mark.parametrize(
    ("role", "rule"),
    [
        ("AIDE", "claim.aide"),
        ("STUDENT", "claim.student"),
        ("ATC", "claim.unattended"),
        ("AIDE+STUDENT", "claim.aide"),
        ("STUDENT+AIDE", "claim.student"),
    ],
)
def test_roles_that_cannot_treat_earn_nothing_and_say_so(role: str, rule: str) -> None:
    document = count_units({"97110": {role: 30}}, on=ON).to_dict()
    assert (document["timed_minutes"], document["codes"][0]["units"]) == (0, 0)
    assert document["findings"][0]["rule"] == rule


def test_a_supervised_modality_may_be_an_aide_s() -> None:
    document = count_units({"97012": {"AIDE": 15}}, on=ON).to_dict()
    assert (document["codes"][0]["units"], document["findings"]) == (1, [])


def test_an_aide_s_supervised_minutes_stay_in_the_discipline_of_the_code_s_other_role() -> None:
    result = count_units({"97018": {"AIDE": 5, "OT": 10}}, on=ON)
    assert [visit.discipline for visit in result.visits] == ["OT"]


def test_everything_wrong_with_the_minutes_is_said_at_once() -> None:
    with pytest.raises(ScheduleError) as caught:
        count_units({"97110": {"PTX": 5}, "97112": -1, "97140": {"PT+OT": 15}, "97530": 7.5}, on=ON)
    assert list(caught.value.faults["column"]) == ["97110", "97112", "97140", "97530"]
    assert "unknown role" in str(caught.value)
    assert "two disciplines" in str(caught.value)


def test_an_unknown_payer_and_a_date_out_of_force_are_refused() -> None:
    with pytest.raises(UnknownPayerError, match="known: commercial-daily-maximum"):
        count_units({"97110": 15}, on=ON, payer="nobody")
    with pytest.raises(NotInForceError, match="2003-06-01"):
        count_units({"97110": 15}, on="2003-06-01")


def test_a_role_without_minutes_says_nothing() -> None:
    assert count_units({"97110": {"PT": 15, "AIDE": 0}}, on=ON).remarks == ()
    assert not any("SLPA" in remark.text for remark in count_units({"97533": {"SLP": 15, "SLPA": 0}}, on=ON).remarks)


def test_a_policy_may_be_given_instead_of_a_name() -> None:
    document = count_units({"97110": 10, "97112": 10}, on=ON, policy=load_policy("cpt-midpoint")).to_dict()
    assert (document["payer"], document["method"], document["timed_units"]) == ("cpt-midpoint", "midpoint", 2)


def test_the_year_s_amount_reaches_the_lines() -> None:
    """C8."""
    document = count_units({"97110": 15}, on=ON, year_to_date=Decimal(5000)).to_dict()
    assert document["lines"][0]["modifiers"] == ["GP", "KX"]


def test_the_document_does_not_depend_on_the_order_of_codes() -> None:
    one = count_units({"97110": 20, "97140": {"PTA": 20}, "97012": 10}, on=ON)
    two = count_units({"97012": 10, "97140": {"PTA": 20}, "97110": 20}, on=ON)
    assert one.to_dict() == two.to_dict()


def test_a_date_that_does_not_exist_is_refused_with_its_form() -> None:
    with pytest.raises(ValueError, match=r"on: no such date\. Write it as YYYY-MM-DD"):
        count_units({"97110": 15}, on="2026-13-02")


def test_a_code_written_as_a_number_is_that_code() -> None:
    numbered: Any = {97110: 24}
    assert count_units(numbered, on=ON) == count_units({"97110": 24}, on=ON)


def test_minutes_as_text_are_quoted_as_they_were_given_with_what_to_give() -> None:
    with pytest.raises(ScheduleError, match=r"97110: minutes must be a whole number, 0 or more, got '24'\. Give \{"):
        count_units({"97110": "24"}, on=ON)  # type: ignore[dict-item]


def test_a_list_in_place_of_codes_is_refused_with_what_to_give() -> None:
    with pytest.raises(WrongTypeError, match="minutes: must be a dict of codes, got list"):
        count_units(["97110"], on=ON)  # type: ignore[arg-type]


def test_codes_stand_in_their_order_whatever_the_discipline() -> None:
    document = count_units({"97112": {"OT": 15}, "97110": {"PT": 15, "OT": 10}}, on=ON).to_dict()
    assert [(entry["code"], entry["discipline"]) for entry in document["codes"]] == [
        ("97110", "OT"),
        ("97110", "PT"),
        ("97112", "OT"),
    ]


def test_lines_of_one_code_stand_in_the_order_of_their_modifiers() -> None:
    document = count_units({"97110": {"PT": 15, "OT": 15}}, on=ON).to_dict()
    assert [line["modifiers"] for line in document["lines"]] == [["GO"], ["GP"]]


def test_minutes_of_staff_the_payer_does_not_cover_earn_nothing_and_are_remarked() -> None:
    result = count_units({"97533": {"SLP": 10, "SLPA": 20}}, on="2026-03-02")
    assert (result.timed_minutes, result.timed_units) == (10, 1)
    (remark,) = (remark for remark in result.remarks if remark.rule == "claim.assistant_not_covered")
    assert remark.severity == "review"
    assert remark.text == (
        "97533: 20 minutes of role SLPA, not covered by medicare, earn nothing (this rule is not verified)"
    )
    assert count_units({"97533": {"SLPA": 20}}, on="2026-03-02", payer="cpt-midpoint").timed_units == 1
    assert count_units({"97533": {"SLP+SLPA": 20}}, on="2026-03-02").timed_units == 1


def test_of_minutes_together_it_is_the_assistant_whom_the_payer_does_not_cover() -> None:
    result = count_units({"97533": {"AIDE+SLPA": 20}}, on="2026-03-02")
    (remark,) = (remark for remark in result.remarks if remark.rule == "claim.assistant_not_covered")
    assert "20 minutes of role SLPA" in remark.text


def test_an_add_on_that_nobody_recorded_has_an_entry_without_minutes() -> None:
    document = count_units({"97129": 40}, on=ON).to_dict()
    assert [(entry["code"], entry["minutes"], entry["units"]) for entry in document["codes"]] == [
        ("97129", 40, 1),
        ("97130", 0, 2),
    ]


def test_the_conditional_claim_has_the_lines_and_units_of_every_discipline() -> None:
    document = count_units({"97150": 25, "97110": {"PT": 15, "OT": 15}, "97530": {"OT": 15}}, on=ON).to_dict()
    assert document["conditional"]["units"] == {"97110": 2, "97150": 1, "97530": 1}
    assert [(line["code"], line["modifiers"]) for line in document["conditional"]["lines"]] == [
        ("97110", ["GO"]),
        ("97110", ["GP", "59"]),
        ("97150", ["GP"]),
        ("97530", ["GO"]),
    ]
    assert document["conditional"]["alternatives"] == [{"97110": 2, "97530": 1}]
    assert document["conditional"]["asks"] == ["What shows that 97110 was furnished apart from 97150?"]
    assert len(document["conditional"]["alternative_lines"]) == 1


def test_a_conditional_claim_has_the_untimed_codes_of_another_discipline_on_every_alternative() -> None:
    document = count_units({"97150": 25, "97110": {"PT": 15}, "97012": {"OT": 10}}, on=ON).to_dict()
    assert document["conditional"]["alternatives"] == [{"97110": 1}]
    (lines,) = document["conditional"]["alternative_lines"]
    assert [(line["code"], line["modifiers"]) for line in lines] == [
        ("97012", ["GO"]),
        ("97110", ["GP", "59"]),
        ("97150", ["GP"]),
    ]


def test_a_conditional_claim_without_timed_units_has_no_alternatives() -> None:
    document = count_units({"97012": 10, "97164": 20}, on=ON).to_dict()
    assert document["conditional"]["units"] == {"97012": 1, "97164": 1}
    assert (document["conditional"]["alternatives"], document["conditional"]["alternative_lines"]) == ([], [])


def test_a_year_s_amount_is_asked_for_only_by_a_payer_with_a_threshold() -> None:
    for payer, told in (("medicare", False), ("cpt-midpoint", True)):
        result = count_units({"97110": 15}, on="2026-03-02", payer=payer, year_to_date=Decimal(100))
        assert any("has no yearly threshold" in remark.text for remark in result.remarks) is told


def test_an_aide_s_minutes_of_a_code_nobody_knows_earn_nothing() -> None:
    result = count_units({"99999": {"AIDE": 10}}, on=ON)
    assert [remark.rule for remark in result.remarks] == ["claim.aide", "code.unknown"]


def test_without_timed_units_no_alternative_is_listed() -> None:
    document = count_units({"97110": 7, "97012": 10}, on=ON).to_dict()
    assert (document["alternatives"], document["alternative_lines"]) == ([], [])


def test_a_stated_quantity_is_the_units_of_a_code_by_area() -> None:
    for stated, units in (({"97597": 3}, 3), (None, 1), ({}, 1)):
        result = count_units({"97597": 20}, on=ON, quantities=stated)
        assert dict(result.visits[0].units) == {"97597": units}


def test_where_no_pair_could_be_shown_apart_there_is_no_conditional_claim() -> None:
    assert count_units({"97110": 15, "97112": 15}, on=ON).to_dict()["conditional"] is None


@pytest.mark.parametrize(
    ("minutes", "modifiers"),
    [({"PTA": 15}, ["CQ", "GP"]), ({"PTA": 15, "AIDE": 5}, ["CQ", "GP"]), ({"PT": 15, "AIDE": 5}, ["GP"])],
)
def test_a_supervised_modality_that_an_assistant_furnished_is_the_assistant_s(
    minutes: dict[str, int], modifiers: list[str]
) -> None:
    """C5: nobody has to attend the modality, so an aide's minutes take nothing from whoever furnished it."""
    (line,) = count_units({"97012": minutes}, on=ON).to_dict()["lines"]
    assert line == {"code": "97012", "units": 1, "modifiers": modifiers}


def test_a_pair_that_a_hospital_looks_at_over_two_visits_is_listed_and_asked_for_once() -> None:
    minutes = {"97150": {"PT": 25}, "97110": {"OT": 15, "SLP": 15}}
    document = count_units(minutes, on=ON, payer="medicare-hospital").to_dict()
    assert document["edits"] == [
        {"column_one": "97150", "column_two": "97110", "state": "blocked", "intervals": []},
    ]
    assert document["conditional"]["asks"] == ["What shows that 97110 was furnished apart from 97150?"]
    assert document["conditional"]["units"] == {"97110": 2, "97150": 1}


@pytest.mark.parametrize("count", [True, -1, 1.0, None])
def test_minutes_that_are_no_whole_number_are_refused(count: Any) -> None:
    with pytest.raises(ScheduleError, match="minutes must be a whole number, 0 or more"):
        count_units({"97110": {"PT": count}}, on=ON)


def test_what_cannot_earn_is_told_first_and_the_tables_last() -> None:
    result = count_units({"97110": {"PT": 15, "AIDE": 5}, "97150": 25, "99999": 5}, on="2027-03-02")
    rules = [remark.rule for remark in result.remarks]
    assert (rules[0], rules[-1]) == ("claim.aide", "edit.snapshot")
    assert result.to_dict()["findings"][0] == {
        "rule": "claim.aide",
        "severity": "error",
        "message": "97110: 5 minutes of role AIDE earn nothing",
        "remedy": "Only a therapist's or an assistant's time with the patient counts.",
        "codes": ["97110"],
        "source": "",
    }


def test_every_count_of_a_document_stands_in_the_order_of_the_codes() -> None:
    minutes = {"97535": {"OT": 20}, "97150": 25, "97112": {"PT": 10}, "97110": {"PT": 10, "OT": 20}}
    document = count_units(minutes, on=ON).to_dict()
    assert [list(way.items()) for way in document["alternatives"]] == [
        [("97110", 2), ("97535", 1)],
        [("97110", 1), ("97535", 2)],
    ]
    assert list(document["conditional"]["units"].items()) == [("97110", 3), ("97112", 0), ("97150", 1), ("97535", 1)]
    assert [list(way.items()) for way in document["conditional"]["alternatives"]] == [
        [("97110", 3), ("97535", 1)],
        [("97110", 2), ("97535", 2)],
        [("97110", 2), ("97112", 1), ("97535", 1)],
        [("97110", 1), ("97112", 1), ("97535", 2)],
    ]


OWN_STAFF = """
payer = "own"
extends = "medicare"
[[rule]]
name = "staff"
value = { not_covered = ["SLPA"] }
start = 2004-01-01
sources = [{ id = "cms-benefit-15", at = "§230.3" }]
"""


def test_where_the_payer_s_rule_on_staff_is_verified_time_that_is_not_covered_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN_STAFF, encoding="utf-8")
    result = count_units({"97533": {"SLPA": 1}}, on="2026-03-02", policy=load_policy_file(file))
    (remark,) = (remark for remark in result.remarks if remark.rule == "claim.assistant_not_covered")
    assert (remark.severity, remark.source) == ("error", "cms-benefit-15 §230.3")
    assert remark.text == "97533: 1 minute of role SLPA, not covered by own, earn nothing"
    assert remark.remedy == "Do not claim the time from this payer."
