from __future__ import annotations

from pathlib import Path

import pytest

from tests.views.conftest import analyzed
from timeline import Analysis, analyze, read_schedule
from timeline.privacy.pseudonyms import pseudonymise
from timeline.views.printed import printed

ROWS = ("10:00-10:30 P1 PT1 97110", "10:15-10:45 P2 PT1 97116", "11:00-11:20 P3 AIDE1 97110")


@pytest.fixture
def day() -> Analysis:
    names = ["Sample, Ann", "", "Sample, Cy"]
    return analyzed(*ROWS, patient_name=names, provider_name=["Demo, Pat", "", ""], note=["late", "", ""])


def test_the_title_says_day_rule_and_privacy(day: Analysis) -> None:
    found = printed(day, names=False)
    assert found["dates"] == "Monday 2026-03-02"
    assert found["contest"].startswith("nested: ")
    assert found["privacy"] == "Contains patient data: ids, no names"


def test_the_summary_counts_what_the_tables_hold(day: Analysis) -> None:
    found = dict(printed(day, names=False)["summary"])
    assert (found["Visits"], found["Patient minutes not credited"]) == ("3", "30")
    assert found["Provider minutes claimed twice"] == "15"
    assert found["One-on-one minutes"] == str(day.visits["one_on_one_seconds"].sum() // 60)
    assert found["Timed units"] == str(day.visits["timed_units"].sum())
    counted = {name: int(found[f"Findings: {name}"]) for name in ("error", "review", "note")}
    assert counted == {name: int((day.findings["severity"] == name).sum()) for name in counted}


def test_what_each_contest_rule_leaves_rises_from_strict_to_generous(day: Analysis) -> None:
    rows = printed(day, names=False)["by_rule"]
    assert [(row["rule"], row["in_force"]) for row in rows] == [
        ("exclusive", ""),
        ("nested", "in force"),
        ("documented", ""),
    ]
    assert [(row["minutes"], row["units"]) for row in rows] == [("30", "2"), ("30", "2"), ("60", "4")]


def test_ids_stand_alone_unless_names_are_asked_for(day: Analysis) -> None:
    alone, named = str(printed(day, names=False)), str(printed(day, names=True))
    assert "Ann" not in alone
    assert "Demo, Pat" not in alone
    assert "P1 Sample, Ann" in named
    assert "PT1 Demo, Pat (PT)" in named


def test_notes_are_never_printed(day: Analysis) -> None:
    assert "late" not in str(printed(day, names=True))


def test_a_pseudonymised_day_says_so_and_names_nobody(day: Analysis, tmp_path: Path) -> None:
    found = printed(pseudonymise(day, tmp_path / "key.csv"), names=True)
    assert found["privacy"].startswith("Pseudonymized")
    assert "Sample" not in str(found)
    assert "P1" not in str(found["days"])


def test_a_provider_s_day_is_told_in_minutes(day: Analysis) -> None:
    strips = printed(day, names=False)["days"][0]["strips"]
    assert (strips[0]["who"], strips[0]["account"]) == (
        "PT1 (PT)",
        "Minutes: 30 one-on-one, 15 claimed twice · no shift recorded",
    )


def test_a_finding_is_proved_by_its_source_rows(day: Analysis) -> None:
    (found,) = (f for f in printed(day, names=False)["days"][0]["findings"] if f["rule"] == "overlap.contested")
    assert (found["severity"], found["when"], found["length"]) == ("error", "10:15–10:30", "15 minutes")
    assert found["at_risk"] == "2 units at risk"
    assert [(row.interval_id, row.clocks, row.patient, row.provider, row.code) for row in found["proof"]] == [
        ("r1", "10:00–10:30", "P1", "PT1 (PT)", "97110"),
        ("r2", "10:15–10:45", "P2", "PT1 (PT)", "97116"),
    ]


def test_every_finding_and_visit_is_printed_once(tuesday: Analysis) -> None:
    (found,) = printed(tuesday, names=False)["days"]
    assert [each["id"] for each in found["findings"]] == tuesday.findings["finding_id"].tolist()
    assert [each["patient"] for each in found["visits"]] == tuesday.visits["patient"].tolist()


def test_a_visit_tells_minutes_units_and_lines(day: Analysis) -> None:
    first = printed(day, names=False)["days"][0]["visits"][0]
    assert (first["patient"], first["when"], first["minutes"]) == ("P1", "10:00–10:30", ["15", "0", "15", "0", "0"])
    assert (first["timed_minutes"], first["units"], first["lines"]) == ("15", "1", ["97110 ×1 GP"])
    assert first["codes"] == ["97110 15 minutes, 1 unit (exclusive 15, nested 15, documented 30)"]


def test_units_without_a_policy_are_open() -> None:
    found = printed(analyzed("9:00-9:30 P1 PT1 97110 payer=nobody-knows"), names=False)
    assert found["policies"][0]["title"] == "no such policy: its units are left open"
    assert found["days"][0]["visits"][0]["units"] == "open"


def test_policies_say_how_far_they_were_checked(day: Analysis) -> None:
    (policy,) = printed(day, names=False)["policies"]
    assert (policy["payer"], policy["visits"]) == ("medicare", "3")
    assert policy["verified_through"] == "2024-09-30 (code pairs)"


def test_the_manifest_names_files_hashes_and_what_was_left_out(tmp_path: Path) -> None:
    path = tmp_path / "day.csv"
    path.write_text("start,end,patient,status\n2026-03-02 9:00,2026-03-02 9:30,P1,cancelled\n")
    found = printed(analyze(read_schedule(path)), names=False)["manifest"]
    assert (found["inputs"][0]["file"], len(found["inputs"][0]["sha256"]), found["inputs"][0]["rows"]) == (
        "day.csv",
        64,
        "1",
    )
    assert found["skipped"] == [("cancelled", 1)]


def test_bookings_nobody_came_to_are_listed() -> None:
    result = analyzed("9:00-9:30 P1 PT1 97110", "10:00-10:30 P2 PT1 appointment")
    assert printed(result, names=False)["days"][0]["not_seen"] == [{"patient": "P2", "row": "r2"}]


def test_a_booking_says_that_it_is_one() -> None:
    (visit,) = printed(analyzed("9:00-9:30 P1 PT1 appointment"), names=False)["days"][0]["visits"]
    assert (visit["evidence"], visit["timed_minutes"], visit["units"], visit["lines"]) == ("booking", "", "2", [])


def test_a_code_nobody_knows_is_marked() -> None:
    (visit,) = printed(analyzed("9:00-9:30 P1 PT1 99999X"), names=False)["days"][0]["visits"]
    assert visit["codes"][0].endswith("not in the code table")


def test_the_summary_of_a_site_is_that_of_the_part(day: Analysis) -> None:
    (page,) = printed(day, names=False)["summaries"]
    tiles = dict(page["tiles"])
    assert (tiles["Provider minutes claimed twice"], tiles["Patient minutes not credited"]) == ("15", "30")
    assert page["days"][0][2] == "15"
    assert page["therapists"][0][:2] == ("PT1 (PT)", "15")


def test_what_is_settled_is_not_printed_again(day: Analysis) -> None:
    (contest,) = (each for each in day.finding_list if each.rule.id == "overlap.contested")
    open_, settled = (
        printed(day, names=False, whole=False, decided=decided) for decided in ({}, {contest.id: "dismissed"})
    )
    assert contest.id in {each["id"] for each in open_["days"][0]["findings"]}
    assert contest.id not in {each["id"] for shown in settled["days"] for each in shown["findings"]}
    accepted = printed(day, names=False, whole=False, decided={contest.id: "accepted"})
    assert contest.id in {each["id"] for each in accepted["days"][0]["findings"]}
