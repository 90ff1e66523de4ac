from __future__ import annotations

from pathlib import Path

import pytest

import timeline as tl
from timeline import contracts
from timeline.policies import policy_names
from timeline.reference.rules import PolicyPage

OWN = (
    'payer = "own"\ntitle = "Our contract"\nextends = "medicare"\nverified_through = 2026-12-31\n\n'
    '[[rule]]\nname = "caps"\nvalue = { limits = [{ scope = "timed", max_units = 4, on_excess = "deny" }] }\n'
    'start = 2004-01-01\nverified = false\nnote = "as agreed"\n'
)


def test_without_a_payer_the_shipped_policies_are_listed() -> None:
    listed = tl.rules()
    assert list(listed.columns) == contracts.POLICIES.names
    assert listed["payer"].tolist() == list(policy_names())


def test_the_rules_of_a_date_are_those_in_force_on_it() -> None:
    page = tl.rules("medicare", on="2019-06-01")
    assert isinstance(page, PolicyPage)
    assert "No modifier for assistants." in repr(page)
    assert "8 minutes of it or more" in tl.rules("medicare", on="2024-03-01").text
    assert len(tl.rules("medicare").to_dict()["rules"]) > len(page.to_dict()["rules"])


def test_a_clinics_own_policy_is_shown_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN)
    page = tl.rules(policy=tmp_path / "own.toml", on="2024-03-01")
    assert page.to_dict()["title"] == "Our contract"
    assert "At most 4 units of timed codes per visit; more are not counted." in page.text


@pytest.mark.parametrize(
    ("payer", "on", "problem"),
    [
        ("nobody", None, "known: .*medicare"),
        ("medicare", "1999-01-01", "2004-01-01"),
        ("medicare", "2026-02-30", "no such date"),
        (None, "2026-03-02", "needs a payer"),
    ],
)
def test_what_cannot_be_looked_up_is_refused(payer: str | None, on: str | None, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        tl.rules(payer, on=on)


def test_a_policy_is_dated_by_its_weakest_table_and_names_it() -> None:
    """C6."""
    listed = tl.rules().set_index("payer")
    assert listed.loc["medicare", ["verified_through", "weakest"]].tolist() == ["2024-09-30", "ptp_practitioner.csv"]
    assert listed.loc["medicare-hospital", ["verified_through", "weakest"]].tolist() == ["2026-12-31", ""]


def test_the_page_of_a_date_agrees_with_itself_about_how_far_it_is_checked() -> None:
    """C6: no rule is called checked that the head of the page does not call so."""
    page = tl.rules("medicare", on="2026-03-02")
    document = page.to_dict()
    assert document["verified_through"] == "2024-09-30"
    assert document["weakest"] == {
        "rule": "edits",
        "holds": "code pairs",
        "files": "ptp_practitioner.csv",
        "through": "2024-09-30",
        "rules_through": "2026-12-31",
    }
    assert "checked through 2024-09-30\n" in page.text
    assert "the other rules are checked through 2026-12-31." in page.text.replace("\n  ", " ")
    covers = {rule["rule"]: rule["table"]["covers"] for rule in document["rules"] if rule["table"]}
    assert covers == {"edits": "some", "ceilings": "some"}
    assert page.text.count("[CHECKED FOR SOME CODES ONLY]") == 2
    assert page.text.replace("\n  ", " ").count("To become current: `timeline import-ncci") == 2


def test_a_table_that_leaves_codes_out_is_told_at_the_head_of_the_page_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.reference.rule_words.unchecked", lambda rule, codes, on: ("97110", "97799"))
    page = tl.rules("medicare-hospital", on="2026-10-01")
    assert page.text.splitlines()[1:3] == [
        "Rules in force for services on 2026-10-01; checked through 2026-12-31",
        "  That is not so for every code in the tables of code pairs and daily ceilings: see there.",
    ]
    assert "It was not compared for 97110, 97799 in use on 2026-10-01" in page.text.replace("\n  ", " ")


def test_tables_that_cover_no_code_on_a_date_say_so() -> None:
    page = tl.rules("medicare-hospital", on="2027-01-01")
    assert page.text.count("[NOT CHECKED FOR THIS DATE]") == 2
    assert "It was not compared for any code in use on 2027-01-01" in page.text.replace("\n  ", " ")


def test_without_a_date_the_page_says_for_which_dates_each_table_is_checked() -> None:
    (edits,) = [rule for rule in tl.rules("medicare").to_dict()["rules"] if rule["rule"] == "edits"]
    assert edits["table"]["covers"] is None
    assert edits["table"]["not_checked"] == []
    assert [(one["start"], one["through"]) for one in edits["table"]["checked"]] == [
        ("1996-01-01", "2026-12-31"),
        ("2024-07-01", "2025-03-31"),
        ("2025-01-01", "2025-03-31"),
        ("2024-07-01", "2024-09-30"),
    ]
    assert {source["id"] for source in edits["sources"]} >= {"cms-ncci-ptp-2026q4", "cms-ncci-ptp-2025q1"}


def test_a_clinics_table_for_every_code_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text("column_one,column_two,practitioner,start,until\n97110,97112,1,,\n")
    (tmp_path / "own.toml").write_text(
        OWN.replace("verified_through = 2026-12-31\n", "") + '\n[[rule]]\nname = "edits"\nstart = 2004-01-01\n'
        'sources = [{ id = "cms-ncci-manual", at = "ch. 1" }]\n[rule.value]\ntables = ["pairs.csv"]\n'
        'column = "practitioner"\nmodifier = "59"\nchecked = [{ start = 2027-01-01, through = 2027-03-31 }]\n'
    )
    page = tl.rules(policy=tmp_path / "own.toml", on="2027-01-04")
    told = page.text.replace("\n  ", " ")
    assert "2027-01-01 to 2027-03-31 for every code." in told
    (edits,) = [rule for rule in page.to_dict()["rules"] if rule["rule"] == "edits"]
    assert (edits["table"]["covers"], edits["table"]["not_checked"]) == ("all", [])
    assert "Pairs of codes, 2004-01-01 to open\n" in page.text
    assert "the other rules have no stated date" in told
