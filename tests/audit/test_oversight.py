from __future__ import annotations

from dataclasses import replace
from datetime import date as on_date

import pandas as pd
import pytest

from tests.days import frame
from tests.schedules_of import facts, findings, told
from timeline.audit import Finding
from timeline.policies.oversight import Required, oversight
from timeline.record import Record
from timeline.result import analyze
from timeline.schedules import ClinicFile, read_schedule

NEW_YORK = ClinicFile(state="NY", setting="private_practice")
MORNING = ("8:00-12:00 PTA1 shift", "9:00-12:00 PT1 shift", "8:30-9:00 P1 PTA1 97110", "9:00-9:30 P2 PTA1 97110")
OWN = ClinicFile(setting="private_practice")


def on(date: str, rule: str, *lines: str, clinic: ClinicFile = OWN) -> list[Finding]:
    """Give the findings of one rule with every row moved to a date."""
    rows = frame(*lines)
    moved = pd.Timestamp(date) - rows["start"].min().normalize()
    found = analyze(read_schedule(rows.assign(start=rows["start"] + moved, end=rows["end"] + moved), clinic=clinic))
    return [finding for finding in found.finding_list if finding.rule.id == rule]


def test_through_2024_an_assistant_in_private_practice_needs_a_therapist_in_the_suite() -> None:
    (found,) = on("2024-12-31", "oversight.level", *MORNING)
    assert facts(found) == ("error", "P1", "PTA1", "08:30-09:00", 30, 2)


def test_since_2025_general_oversight_is_enough() -> None:
    assert not on("2025-01-01", "oversight.level", *MORNING)


def test_other_settings_needed_general_oversight_before_too() -> None:
    assert not on("2024-12-31", "oversight.level", *MORNING, clinic=ClinicFile(setting="hospital_outpatient"))


def test_a_policy_for_hospitals_knows_its_setting() -> None:
    rows = [f"{line} payer=medicare-hospital" if " P" in line[:14] else line for line in MORNING]
    assert not on("2024-12-31", "oversight.level", *rows)


def test_a_setting_nobody_stated_makes_it_a_review() -> None:
    (found,) = on("2024-12-31", "oversight.level", *MORNING, clinic=ClinicFile())
    assert found.severity == "review"


def test_a_stricter_state_law_wins_and_is_named() -> None:
    (found,) = findings("oversight.level", *MORNING, clinic=NEW_YORK)
    assert found.message == (
        "PTA1 (PTA) treated P1 with no PT at clinic on 2026-03-02, 08:30–09:00 (30 minutes). NY requires one on "
        "site; 2 units depend on these minutes."
    )
    assert found.source.startswith("ny-education-6738")


def test_a_state_nobody_read_adds_nothing() -> None:
    assert not told("oversight.level", *MORNING, clinic=ClinicFile(state="TX"))


def test_a_therapist_of_another_discipline_does_not_oversee() -> None:
    rows = ("8:00-12:00 PTA1 shift", "8:00-12:00 OT1 shift", "8:30-9:00 P1 PTA1 97110")
    assert len(told("oversight.level", *rows, clinic=NEW_YORK)) == 1


def test_a_therapist_in_another_clinic_is_not_on_site() -> None:
    rows = ("8:00-12:00 PTA1 shift", "8:00-12:00 PT1 shift clinic=annex", "8:30-9:00 P1 PTA1 97110")
    assert len(told("oversight.level", *rows, clinic=NEW_YORK)) == 1


def test_without_shifts_the_minutes_before_the_therapist_s_first_record_are_a_note() -> None:
    rows = ("8:30-9:00 P1 PTA1 97110", "9:00-9:30 P2 PT1 97110")
    assert [one.severity for one in told("oversight.level", *rows, clinic=NEW_YORK)] == ["note"]


def test_without_shifts_hours_after_the_therapist_s_last_record_are_for_review() -> None:
    rows = ("8:00-9:00 P1 PT1 97110", "9:00-11:00 P2 PTA1 97110")
    assert [one.severity for one in told("oversight.level", *rows, clinic=NEW_YORK)] == ["review"]


def test_a_day_without_any_therapist_is_a_review_where_no_shift_is_recorded() -> None:
    assert [one.severity for one in told("oversight.level", "8:30-9:00 P1 PTA1 97110", clinic=NEW_YORK)] == ["review"]


def staffed(assistants: int, aides: int = 0) -> list[str]:
    """Put one therapist, assistants and aides on shift in the morning; one assistant treats."""
    on_shift = [f"8:00-12:00 PTA{number} shift" for number in range(1, assistants + 1)]
    on_shift += [f"8:00-12:00 AIDE{number} shift" for number in range(1, aides + 1)]
    return ["8:00-12:00 PT1 shift", *on_shift, "9:00-9:30 P1 PTA1 97110"]


def test_five_assistants_for_one_therapist_are_too_many_in_new_york() -> None:
    (found,) = findings("oversight.ratio", *staffed(5), clinic=NEW_YORK)
    assert (found.severity, found.providers) == ("error", ("PTA1", "PTA2", "PTA3", "PTA4", "PTA5"))
    assert found.message == (
        "5 assistants (PTA1, PTA2, PTA3, PTA4 and PTA5) were on duty at clinic with 1 therapist on site on "
        "2026-03-02, 08:00–12:00 (240 minutes). Per therapist, NY allows 4; the assistants' claims for that time "
        "depend on it."
    )


def test_four_assistants_for_one_therapist_are_allowed_in_new_york() -> None:
    assert not told("oversight.ratio", *staffed(4), clinic=NEW_YORK)


def test_a_hospital_in_new_york_has_no_limit() -> None:
    assert not told("oversight.ratio", *staffed(5), clinic=ClinicFile(state="NY", setting="hospital_outpatient"))


def test_a_second_therapist_doubles_the_limit() -> None:
    assert not told("oversight.ratio", *staffed(5), "8:00-12:00 PT2 shift", clinic=NEW_YORK)


def test_only_the_time_with_too_many_on_duty_is_reported() -> None:
    found = told("oversight.ratio", *staffed(5), "9:00-10:00 PTA5 away", clinic=NEW_YORK)
    assert [(one.span, one.minutes) for one in found] == [("08:00-12:00", 180)]


def ratios(*lines: str, notes: bool = False, **clinic: str) -> list[Finding]:
    """Give the findings on people overseen, or the notes that a state's limit is not known."""
    found = findings("oversight.ratio", *lines, clinic=ClinicFile(**clinic))
    return [finding for finding in found if finding.about.startswith("limit ") == notes]


def test_some_states_count_assistants_and_aides_together() -> None:
    assert told("oversight.ratio", *staffed(2, 1), clinic=ClinicFile(state="AZ")) == []
    assert len(told("oversight.ratio", *staffed(2, 2), clinic=ClinicFile(state="AZ"))) == 1


def test_georgia_limits_aides() -> None:
    (found,) = ratios(*staffed(1, 3), state="GA")
    assert found.message.startswith("3 aides (AIDE1, AIDE2 and AIDE3) were on duty")


@pytest.mark.parametrize("state", ["TX", "FL", "CA", "OH", "VA", "PR", "GA", "MD"])
def test_a_state_without_a_known_limit_on_assistants_keeps_the_default_threshold(state: str) -> None:
    """C10."""
    (found,) = ratios(*staffed(5), state=state)
    assert (found.severity, found.source) == ("review", "fsbpt-ratio table of ratios")
    assert (
        f"Per therapist, nothing is known of a limit in {state}, and no state in the table allows more than 4; the "
        "assistants' claims for that time depend on it."
    ) in found.message
    assert ratios(*staffed(4), state=state) == []


@pytest.mark.parametrize(
    ("state", "known"),
    [
        ("TX", "Texas (TX): not looked up as of 2026-11-22 (searched for without a source to show: do not assume that"),
        ("OH", "Ohio (OH): not looked up as of 2026-11-26. In place of a limit, more than 4 for each therapist are"),
        ("FL", "Florida (FL): no limit was found as of 2026-11-26 (listed as 'no supervision ratio'; aides at"),
        ("GA", "Georgia (GA): a limit was found for aides only as of 2026-11-22 (aides only: no limit on assistants"),
        ("MD", "Maryland (MD): not looked up as of 2026-11-26. In place"),
    ],
)
def test_a_state_without_a_known_limit_on_assistants_says_so(state: str, known: str) -> None:
    """C10."""
    (note,) = ratios("9:00-9:30 P1 PT1 97110", notes=True, state=state)
    assert note.severity == "note"
    assert known in note.message
    assert "`timeline rules oversight`" in note.remedy


def test_it_says_so_once_per_analysis() -> None:
    """C10."""
    days = ("9:00-9:30 P1 PT1 97110", "9:00-9:30 P1 PT1 97110 next", "9:00-9:30 P2 PT2 97110 clinic=annex")
    assert len(ratios(*days, notes=True, state="TX")) == 1


@pytest.mark.parametrize("state", ["NY", "DC", "ID", ""])
def test_a_known_limit_and_a_clinic_that_names_no_state_need_no_note(state: str) -> None:
    """C10."""
    assert ratios(*staffed(1), notes=True, state=state) == []


@pytest.mark.parametrize(("state", "most"), [("DC", 3), ("WV", 4)])
def test_the_capital_and_west_virginia_count_assistants_and_aides_together(state: str, most: int) -> None:
    assert ratios(*staffed(2, most - 2), state=state) == []
    (found,) = ratios(*staffed(2, most - 1), state=state)
    assert f"Per therapist, {state} allows {most};" in found.message


def test_without_a_state_more_than_any_state_allows_is_a_review() -> None:
    assert told("oversight.ratio", *staffed(2, 2)) == []
    assert [one.severity for one in told("oversight.ratio", *staffed(3, 2))] == ["review"]


def test_an_assistant_s_evaluation_is_raised_under_every_payer() -> None:
    for payer in ("medicare", "cpt-midpoint", "nobody-knows"):
        rows = (f"9:00-9:30 P1 PTA1 97161 payer={payer}",)
        assert [one.severity for one in told("claim.assistant_evaluation", *rows)] == ["error"]


def test_an_assistant_s_part_of_a_therapist_s_evaluation_is_a_note() -> None:
    rows = ("9:00-9:30 P1 PT1 97161", "9:00-9:30 P1 PTA1 97161")
    assert [one.severity for one in told("claim.assistant_evaluation", *rows)] == ["note"]


def test_an_evaluation_in_contested_time_is_raised_too() -> None:
    rows = ("9:00-9:30 P1 PTA1 97161", "9:00-9:30 P2 PTA1 97110")
    (found,) = findings("claim.assistant_evaluation", *rows)
    assert found.message == (
        "PTA1 (PTA) is recorded with P1 for the evaluation 97161 on 2026-03-02, 09:00–09:30 (30 minutes). Only a "
        "therapist may evaluate, so the code cannot be claimed for this time."
    )


def test_a_therapist_s_evaluation_is_nobody_s_finding() -> None:
    assert not told("claim.assistant_evaluation", "9:00-9:30 P1 PT1 97161")


def test_rows_are_shown_in_the_order_of_the_schedule() -> None:
    others = [f"9:{place}0-9:{place}5 P{place} PT1 97110" for place in range(1, 6)]
    rows = ("9:00-12:00 PT1 shift", "8:00-8:10 P1 PTA1 97110", *others, "10:00-10:10 P6 PTA1 97110")
    (found,) = findings("oversight.level", *rows, "8:10-8:20 P7 PTA1 97110", "8:20-8:30 P8 PTA1 97110", clinic=NEW_YORK)
    assert found.intervals == ("r2", "r9", "r10")


def test_without_any_therapist_as_many_are_allowed_as_one_may_oversee() -> None:
    rows = (*staffed(5)[1:], "9:00-10:00 PTA5 away")
    found = told("oversight.ratio", *rows, clinic=NEW_YORK)
    assert [(one.span, one.minutes) for one in found] == [("08:00-12:00", 180)]


def test_the_worst_moment_is_told() -> None:
    rows = (*staffed(9), "8:00-12:00 PT2 shift", "8:00-9:00 PTA10 shift", "10:00-11:00 PT1 away")
    (found,) = findings("oversight.ratio", *rows, clinic=NEW_YORK)
    assert found.message.startswith("10 assistants (PTA1, PTA10, PTA2,")
    rows = (*staffed(6), "8:00-9:00 PT2 shift", *(f"8:00-9:00 PTA{number} shift" for number in (7, 8, 9)))
    (found,) = findings("oversight.ratio", *rows, clinic=NEW_YORK)
    assert found.message.startswith("6 assistants (PTA1, PTA2, PTA3, PTA4, PTA5 and PTA6) were on duty")
    assert found.providers == tuple(f"PTA{number}" for number in range(1, 10))


def test_of_moments_as_bad_the_first_is_told() -> None:
    rows = (*staffed(5), "8:00-9:00 PTA5 away", "8:00-9:00 PTA6 shift")
    (found,) = findings("oversight.ratio", *rows, clinic=NEW_YORK)
    assert "PTA4 and PTA6) were on duty" in found.message


def test_somebody_known_from_own_rows_alone_makes_a_ratio_a_review() -> None:
    rows = (*staffed(4), "9:00-9:30 P2 PTA5 97110")
    assert [one.severity for one in told("oversight.ratio", *rows, clinic=NEW_YORK)] == ["review"]
    rows = (*staffed(5)[1:], "9:00-9:30 P2 PT1 97110")
    assert [one.severity for one in told("oversight.ratio", *rows, clinic=NEW_YORK)] == ["review"]


def test_who_is_credited_under_another_contest_rule_covers_no_evaluation_and_uncovers_none() -> None:
    rows = ("9:00-9:30 P1 PTA1 97161", "9:00-9:30 P2 PTA1 97110", "9:00-9:30 P1 PT1 assessment")
    assert [one.severity for one in told("claim.assistant_evaluation", *rows)] == ["note"]


def test_who_is_credited_before_and_after_covers_no_evaluation_and_uncovers_none() -> None:
    around = ("8:30-9:00 P1 PTA2 97110", "9:30-10:00 P1 PTA2 97110")
    rows = ("9:00-9:30 P1 PT1 97161", "9:00-9:30 P1 PTA1 97161", *around)
    assert [one.severity for one in told("claim.assistant_evaluation", *rows)] == ["note"]


def test_the_assistant_s_own_shift_makes_it_certain_that_nobody_oversaw() -> None:
    rows = ("8:00-12:00 PTA1 shift", "8:30-9:00 P1 PTA1 97110", "8:30-8:40 P2 AIDE1 97110")
    assert [one.severity for one in told("oversight.level", *rows, clinic=NEW_YORK)] == ["error"]


def test_of_moments_with_and_without_a_therapist_that_are_as_bad_the_first_is_told() -> None:
    rows = ("8:00-9:00 PT1 shift", *staffed(5)[1:])
    (found,) = findings("oversight.ratio", *rows, clinic=NEW_YORK)
    assert "with 1 therapist on site" in found.message


def test_an_evaluation_that_a_therapist_furnished_only_a_part_of_is_an_error() -> None:
    rows = ("9:00-9:15 P1 PT1 97161 payer=cpt-midpoint", "9:00-9:30 P1 PTA1 97161 payer=cpt-midpoint")
    assert [one.severity for one in told("claim.assistant_evaluation", *rows)] == ["error"]


def test_treatment_without_a_therapist_is_told_with_all_its_times_and_patients() -> None:
    rows = ("8:00-12:00 PTA1 shift", "8:20-8:40 PT1 shift", "8:00-8:30 P2 PTA1 97110", "8:30-9:00 P1 PTA1 97112")
    others = ("9:00-9:30 P3 PTA1 G0283", "9:00-9:30 P4 PTA1 97110 appointment clinic=annex", "9:30-9:35 P5 PTA2 97110")
    found = findings("oversight.level", *rows, *others, clinic=NEW_YORK)
    assert [(one.providers, one.intervals) for one in found] == [(("PTA1",), ("r3", "r4")), (("PTA2",), ("r7",))]
    assert found[0].message == (
        "PTA1 (PTA) treated P1 and P2 with no PT at clinic on 2026-03-02, 08:00–09:00 (40 minutes). NY requires one on "
        "site; 2 units depend on these minutes."
    )


def test_what_a_colleague_treats_of_the_same_visit_is_not_at_risk() -> None:
    rows = (*MORNING, "9:30-9:45 P1 PT1 97112")
    assert [one.at_risk for one in told("oversight.level", *rows, clinic=NEW_YORK)] == [2]


@pytest.mark.parametrize(("end", "severity"), [("10:59", "note"), ("11:00", "review")])
def test_without_shifts_two_hours_are_worth_a_look(end: str, severity: str) -> None:
    rows = ("8:00-9:00 P1 PT1 97110", f"9:00-{end} P2 PTA1 97110")
    assert [one.severity for one in told("oversight.level", *rows, clinic=NEW_YORK)] == [severity]


def test_one_therapist_without_a_shift_leaves_it_open_who_was_there() -> None:
    rows = ("8:00-12:00 PT1 shift", "9:00-9:30 P2 PT2 97110", "7:30-8:00 P1 PTA1 97110")
    assert [one.severity for one in told("oversight.level", *rows, clinic=NEW_YORK)] == ["note"]
    assert [one.severity for one in told("oversight.level", *rows[::2], clinic=NEW_YORK)] == ["error"]


def test_a_level_that_nobody_checked_is_for_review(monkeypatch: pytest.MonkeyPatch) -> None:
    def unchecked(record: Record, payer: str, date: str) -> Required | None:
        known = oversight().required(payer, setting="private_practice", state="NY", on=on_date.fromisoformat(date))
        return replace(known, verified=False) if known else None

    monkeypatch.setattr("timeline.audit.oversight._required", unchecked)
    assert [one.severity for one in told("oversight.level", *MORNING, clinic=NEW_YORK)] == ["review"]


@pytest.mark.parametrize(
    ("rows", "clinic", "message"),
    [
        (
            staffed(5)[1:],
            NEW_YORK,
            "5 assistants (PTA1, PTA2, PTA3, PTA4 and PTA5) were on duty at clinic with no therapist on site on "
            "2026-03-02, 08:00–12:00 (240 minutes). Per therapist, NY allows 4; the assistants' claims for that time "
            "depend on it.",
        ),
        (
            [*staffed(9), "8:00-11:00 PT2 shift", "8:00-11:00 OT1 shift"],
            ClinicFile(state="CO"),
            "9 assistants and aides (PTA1, PTA2, PTA3, PTA4, PTA5, PTA6 and 3 others) were on duty at clinic with 1 "
            "therapist on site on 2026-03-02, 08:00–12:00 (240 minutes). Per therapist, CO allows 4; the assistants' "
            "claims for that time depend on it.",
        ),
        (
            [*staffed(9), "8:00-12:00 PT2 shift", "8:00-12:00 OTA1 shift"],
            NEW_YORK,
            "9 assistants (PTA1, PTA2, PTA3, PTA4, PTA5, PTA6 and 3 others) were on duty at clinic with 2 therapists "
            "on site on 2026-03-02, 08:00–12:00 (240 minutes). Per therapist, NY allows 4; the assistants' claims for "
            "that time depend on it.",
        ),
        (
            staffed(3, 2),
            OWN,
            "5 assistants and aides (AIDE1, AIDE2, PTA1, PTA2 and PTA3) were on duty at clinic with 1 therapist on "
            "site on 2026-03-02, 08:00–12:00 (240 minutes). Per therapist, no state in the table allows more than 4; "
            "the assistants' claims for that time depend on it.",
        ),
    ],
)
def test_too_many_on_duty_are_told_with_who_oversees_and_the_limit(
    rows: list[str], clinic: ClinicFile, message: str
) -> None:
    (found,) = findings("oversight.ratio", *rows, clinic=clinic)
    assert (found.message, found.clinic, found.date, found.intervals) == (message, "clinic", "2026-03-02", ())


def test_a_limit_for_some_payers_or_of_another_state_is_none() -> None:
    assert ratios(*staffed(3), state="MD") == []
    assert ratios(*staffed(4), state="CA") == []


def test_two_limits_of_one_state_are_two_findings() -> None:
    found = findings("oversight.ratio", *staffed(3, 2), clinic=ClinicFile(state="ID"))
    assert sorted(one.message.split(" (")[0] for one in found) == ["2 aides", "3 assistants"]


def test_a_therapist_s_arrival_and_an_assistant_s_leave_cut_the_time_with_too_many() -> None:
    rows = (*staffed(5), "9:00-10:00 PT2 shift", "11:00-11:30 PTA5 away", "12:00-12:30 PTA1 shift")
    found = told("oversight.ratio", *rows, clinic=NEW_YORK)
    assert [(one.span, one.minutes) for one in found] == [("08:00-12:00", 60 + 60 + 30)]


def test_the_worst_moment_is_told_though_it_is_not_the_first() -> None:
    (found,) = findings("oversight.ratio", *staffed(5), "9:00-10:00 PTA6 shift", clinic=NEW_YORK)
    assert found.message.startswith("6 assistants (PTA1, PTA2, PTA3, PTA4, PTA5 and PTA6) were on duty")
