from __future__ import annotations

import pytest

from tests.days import DATE, frame
from tests.schedules_of import claims, facts, findings, told
from timeline.audit import Finding
from timeline.clock import to_wall
from timeline.result import analyze
from timeline.schedules import read_schedule

GAIT = "9:00-9:40 P1 PT1 97116"


def test_units_that_were_left_out_of_a_claim_are_a_note_without_risk() -> None:
    assert told("units.under_billed", "9:00-9:40 P1 PT1 97116 billed_units=2") == [
        ("note", "P1", "PT1", "09:00-09:40", 40, 0)
    ]


def test_units_beyond_the_record_are_an_error_and_all_of_them_at_risk() -> None:
    assert told("units.over_billed", "9:00-9:40 P1 PT1 97116 billed_units=5") == [
        ("error", "P1", "PT1", "09:00-09:40", 40, 2)
    ]


def test_a_claim_that_the_record_supports_is_no_finding() -> None:
    rows = ("9:00-9:40 P1 PT1 97116 billed_units=3",)
    assert not findings("units.over_billed", *rows)
    assert not findings("units.under_billed", *rows)


def of_claims(rule: str, *day: str, code: str, units: int, patient: str = "P1") -> Finding:
    """Give the one finding of a rule on a claims list of one line."""
    found = analyze(read_schedule(frame(*day)), claims=claims((patient, code, units, "")))
    (finding,) = [one for one in found.finding_list if one.rule.id == rule and one.about == code]
    return finding


def test_a_finding_shows_the_rows_of_its_code_alone() -> None:
    rows = ("9:00-9:40 P1 PT1 97116 billed_units=5", "10:00-10:20 P1 PT2 97140")
    assert told("units.over_billed", *rows) == [("error", "P1", "PT1", "09:00-09:40", 40, 2)]


def test_a_code_that_is_not_recorded_shows_every_row_of_the_visit() -> None:
    found = of_claims("units.over_billed", GAIT, "10:00-10:20 P1 PT2 97140", code="97110", units=2)
    assert facts(found) == ("error", "P1", "PT1 PT2", "09:00-10:20", 60, 2)
    assert "recorded, " not in found.message


def test_a_replaced_code_shows_the_rows_it_is_claimed_in_place_of() -> None:
    found = of_claims("units.over_billed", GAIT, "9:40-9:55 P1 97014", code="G0283", units=2)
    assert facts(found) == ("error", "P1", "", "09:40-09:55", 15, 1)


def test_a_code_the_payer_replaces_is_for_review() -> None:
    found = of_claims("units.wrong_line", GAIT, "9:40-9:55 P1 97014", code="97014", units=1)
    assert facts(found) == ("review", "P1", "", "09:40-09:55", 15, 1)


def test_a_claim_of_a_date_without_a_record_has_no_rows_and_lasts_no_time() -> None:
    found = of_claims("units.over_billed", GAIT, code="97110", units=2, patient="P9")
    assert facts(found) == ("error", "P9", "", "00:00-00:00", 0, 2)
    assert (found.date, found.intervals) == (DATE, ())
    assert str(to_wall(found.start).date()) == DATE


CLAIMED = "9:00-9:30 P1 PT1 97110 billed_units=2"


def message(*lines: str) -> str:
    """Give what a day's one claim beyond its record is told as, without whom and when."""
    (found,) = findings("units.over_billed", *lines)
    return found.message.split(": ", 1)[1]


def test_minutes_recorded_and_minutes_that_count_are_told_apart() -> None:
    told = message(CLAIMED, "9:15-9:45 P2 PT1 97110")
    assert told == "30 minutes recorded, 15 count; 2 units claimed, the record supports 1."


def test_a_single_minute_that_counts_is_told_in_the_singular() -> None:
    assert message(CLAIMED, "9:01-9:45 P2 PT1 97110").startswith("30 minutes recorded, 1 counts;")


def test_seconds_are_told_where_they_matter() -> None:
    assert message(CLAIMED, "9:15:30-9:45 P2 PT1 97110").startswith("30 minutes recorded, 15 min 30 s count;")


def test_where_every_minute_counts_the_claim_is_too_high_by_itself() -> None:
    told = message("9:00-9:20 P1 PT1 97110 billed_units=2")
    assert told == "20 minutes recorded, all of it counts; 2 units claimed, the record supports 1."


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["9:00-9:30 P1 AIDE1 97110 billed_units=2"], "no therapist or assistant attended"),
        ([CLAIMED + " supervised"], "the rows record another mode of attendance than the code requires"),
        ([CLAIMED, "9:00-9:30 P2 PT1 97110"], "the provider is recorded elsewhere at the same time"),
        ([CLAIMED, "9:00-9:30 P1 rest"], "the patient rested"),
        ([CLAIMED + " rest"], "the time is recorded as unskilled"),
        (["9:00-9:30 P1 PT1 98980 billed_units=2"], "the code is not for time in attendance"),
        (["9:00-9:30 P1 PT1 97999 billed_units=2"], "the code is not in the code table"),
        ([CLAIMED, "9:00-9:30 P1 PT1 setup"], "the provider was setting up"),
        (["9:00-9:30 P1 PT1 97150 billed_units=2"], "the time does not earn for the code"),
        (["9:00-9:30 P1 PT1 97110", "9:00-9:30 P1 OT1 97530 billed_units=2"], "credited to another discipline"),
        (["9:00-9:30 P1 PT1 97110", "9:00-9:30 P1 PT2 97112 billed_units=2"], "the time is credited to another row"),
    ],
)
def test_where_nothing_counts_the_rows_say_why(lines: list[str], why: str) -> None:
    told = message(*lines)
    assert told.startswith("30 minutes recorded, none of it counts because ")
    assert f"{why}; 2 units claimed, the record supports none." in told


def test_several_reasons_are_all_named() -> None:
    told = message(CLAIMED, "9:00-9:30 P2 PT1 97110", "9:10-9:20 P1 rest")
    assert "because the patient rested and the provider is recorded elsewhere at the same time;" in told


def test_time_that_somebody_may_be_able_to_show_apart_is_not_called_lost() -> None:
    rows = ("9:00-9:10 P1 PT1 95992", "9:10-9:30 P1 PT1 97112")
    sent = claims(("P1", "95992", 1, ""), ("P1", "97112", 1, "")).assign(modifiers="GP")
    found = analyze(read_schedule(frame(*rows)), claims=sent)
    (finding,) = [one for one in found.finding_list if one.rule.id == "units.wrong_line"]
    assert "20 minutes recorded, which counts if somebody can show that the code was furnished apart" in finding.message
    assert finding.message.endswith("claimed as 1 unit with GP, the record supports 1 unit with GP and 59.")


def test_a_modality_beside_a_contested_row_takes_nothing_from_it() -> None:
    told = message(CLAIMED, "9:00-9:30 P2 PT1 97110", "9:00-9:30 P1 97016 supervised")
    assert "none of it counts because the provider is recorded elsewhere at the same time;" in told


def test_a_claim_is_quoted_as_it_was_sent() -> None:
    (found,) = findings("units.wrong_line", CLAIMED + " billed_modifiers=GP,XU")
    assert "claimed as 2 units with GP and XU, the record supports 2 units with GP." in found.message


@pytest.mark.parametrize(
    ("day", "rule", "line", "whole"),
    [
        (
            [GAIT, "9:40-9:55 P1 97014"],
            "units.over_billed",
            ("P1", "97116", 5),
            "97116 for P1 with PT1 on 2026-03-02, 09:00–09:40: 40 minutes recorded, all of it counts; 5 units claimed, "
            "the record supports 3.",
        ),
        (
            [GAIT],
            "units.over_billed",
            ("P9", "97110", 1),
            "97110 for P9 on 2026-03-02: 1 unit claimed, but this code is not recorded on that date.",
        ),
        (
            [GAIT],
            "units.over_billed",
            ("P1", "97110", 2),
            "97110 for P1 with PT1 on 2026-03-02, 09:00–09:40: 2 units claimed, but this code is not recorded on that "
            "date.",
        ),
        (
            [GAIT],
            "units.under_billed",
            ("P1", "97116", 1),
            "97116 for P1 with PT1 on 2026-03-02, 09:00–09:40: 40 minutes recorded, all of it counts; 1 unit claimed, "
            "the record supports 3.",
        ),
        (
            [GAIT, "9:20-9:55 P1 G0283"],
            "units.under_billed",
            ("P1", "G0283", 0),
            "G0283 for P1 on 2026-03-02, 09:20–09:55: 35 minutes recorded, all of it counts; nothing claimed, the "
            "record supports 1.",
        ),
        (
            [GAIT, "9:40-9:55 P1 97014"],
            "units.wrong_line",
            ("P1", "97014", 1),
            "97014 for P1 on 2026-03-02, 09:40–09:55: 15 minutes recorded, all of it counts; 1 unit claimed, but the "
            "payer takes another code for this service.",
        ),
    ],
)
def test_a_claim_is_told_with_whom_when_how_long_and_what_the_record_supports(
    day: list[str], rule: str, line: tuple[str, str, int], whole: str
) -> None:
    patient, code, units = line
    assert of_claims(rule, *day, patient=patient, code=code, units=units).message == whole


def test_minutes_that_count_are_told_to_the_second_where_either_side_has_seconds() -> None:
    told = message("9:00-9:30:30 P1 PT1 97110 billed_units=2", "9:15-9:45 P2 PT1 97110")
    assert told.startswith("30 min 30 s recorded, 15 minutes count; ")


def test_time_of_an_unknown_code_counts_for_nothing() -> None:
    told = message("9:00-9:30 P1 99999 billed_units=2")
    assert told.startswith("30 minutes recorded, none of it counts because the code is not in the code table; ")


def test_time_credited_before_or_after_takes_nothing_from_a_contested_row() -> None:
    around = ("8:30-9:00 P1 OT1 97530", "9:30-10:00 P1 OT1 97530", "8:30-9:00 P1 PT2 97112", "9:30-10:00 P1 PT2 97112")
    told = message(CLAIMED, "9:00-9:30 P2 PT1 97110", *around)
    assert "none of it counts because the provider is recorded elsewhere at the same time;" in told


COTREATED = ("9:00-9:30 P1 PT1 97530", "9:00-9:30 P1 OT1 97530")


@pytest.mark.parametrize(
    ("lines", "severity"),
    [
        ([("P1", "97530", 1, "PT1"), ("P1", "97530", 1, "OT1")], "review"),
        ([("P1", "97530", 2, "OT1")], "review"),
        ([("P1", "97530", 2, "PT1"), ("P1", "97530", 2, "OT1")], "error"),
    ],
)
def test_time_together_that_is_split_another_way_is_no_error_where_no_more_is_claimed(lines, severity) -> None:
    found = analyze(read_schedule(frame(*COTREATED)), claims=claims(*lines)).finding_list
    (over,) = [one for one in found if one.rule.id == "units.over_billed"]
    assert over.severity == severity
    assert ("may have been split so" in over.message) == (severity == "review")


@pytest.mark.parametrize(("of_ot", "severity"), [(1, "review"), (2, "error")])
def test_a_claim_of_what_a_permitted_split_gives_each_discipline_is_no_error(of_ot: int, severity: str) -> None:
    """Ten minutes each of twenty together are a unit each; all of them are one unit."""
    rows = frame("9:00-9:20 P1 PT1 97530", "9:00-9:20 P1 OT1 97530")
    sent = claims(("P1", "97530", 1, "PT1"), ("P1", "97530", of_ot, "OT1"))
    (over,) = [
        one for one in analyze(read_schedule(rows), claims=sent).finding_list if one.rule.id == "units.over_billed"
    ]
    assert over.severity == severity
    assert ("A permitted split" in over.message) == (severity == "review")


def test_an_evaluation_by_an_assistant_is_not_said_to_count() -> None:
    found = of_claims("units.over_billed", "9:00-9:30 P1 PTA1 97161", code="97161", units=1)
    assert "30 minutes recorded, but 97161 is an evaluation, and an assistant furnished it" in found.message


def test_minutes_of_a_bundled_code_are_not_said_to_count() -> None:
    found = of_claims("units.over_billed", "9:00-9:15 P1 PT1 97010", code="97010", units=1)
    assert "15 minutes recorded, but 97010 is paid as part of other services" in found.message
    assert "all of it counts" not in found.message


def test_a_line_that_does_not_say_which_discipline_it_is_for_accuses_none_where_both_support_it() -> None:
    day = ("9:00-9:15 P1 PT1 97530", "10:00-10:15 P1 OT1 97530")
    found = of_claims("units.over_billed", *day, code="97530", units=2)
    assert found.severity == "review"
    assert found.message.endswith("check whose line it is.")
    assert of_claims("units.over_billed", *day, code="97530", units=3).severity == "error"
