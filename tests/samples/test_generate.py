"""The synthetic schedules: shaped like a clinic's day, the same everywhere, and nobody's."""

import csv
import io
import re
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path

import pandas as pd
import pytest

from timeline.code_table import code_table
from timeline.contracts import INTERVALS
from timeline.errors import NotInForceError
from timeline.samples.clinic_day import compose_day
from timeline.samples.clinic_slips import CLAIM_SLIPS, RECORDING_SLIPS, slip
from timeline.samples.draw import Draw
from timeline.samples.generate import COLUMNS, Generated, generate, generate_months, sample
from timeline.vocabulary import ASSISTANTS, THERAPISTS

SAMPLES = Path(__file__).parents[2] / "sample_schedules"
SEEDS = range(1, 9)
TREATING = THERAPISTS | ASSISTANTS


def rows_of(**asked) -> pd.DataFrame:
    return generate(**asked).frame


@pytest.fixture(scope="module")
def tuesday() -> pd.DataFrame:
    return rows_of(seed=20)


def services(schedule: pd.DataFrame) -> pd.DataFrame:
    return schedule[schedule["kind"] == "service"]


def minutes(clock: str) -> int:
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)


def claims(schedule: pd.DataFrame) -> list[tuple[str, str, int, int, str]]:
    """Who is claimed, from when to when, by whom: a patient, a group, or an occupation of their own."""
    found = []
    for row in schedule.itertuples():
        busy = row.kind == "away" or row.activity == "setup"
        attended = row.kind == "service" and row.role in TREATING and row.mode in ("", "one_on_one", "group")
        if row.provider and (busy or attended):
            by = "busy" if busy else row.group or row.patient
            found.append((row.date, row.provider, minutes(row.start), minutes(row.end), by))
    return sorted(found)


def contested(schedule: pd.DataFrame) -> list[tuple[int, int, int, int]]:
    """Bounds of every two claims of one provider by different patients that overlap."""
    pairs = combinations(claims(schedule), 2)
    return [(a[2], a[3], b[2], b[3]) for a, b in pairs if a[:2] == b[:2] and a[4] != b[4] and b[2] < a[3]]


def test_the_same_arguments_give_the_same_rows():
    pd.testing.assert_frame_equal(rows_of(seed=5, days=2), rows_of(seed=5, days=2))


def test_another_seed_gives_another_day(tuesday):
    assert not tuesday.equals(rows_of(seed=21))


def test_draws_are_the_same_on_every_machine():
    draw = Draw("20/C1/0")
    assert [draw.whole((0, 99)) for _ in range(6)] == [18, 78, 42, 33, 72, 79]


def test_a_longer_period_begins_with_the_same_days():
    longer = rows_of(seed=3, days=2)
    first = longer[longer["date"] == "2026-03-03"]
    pd.testing.assert_frame_equal(first, rows_of(seed=3))


def test_the_shipped_tuesday_is_what_the_generator_writes():
    assert generate(seed=20).csv.encode() == (SAMPLES / "busy_tuesday.csv").read_bytes()


def test_columns_are_those_of_the_contract(tuesday):
    assert list(tuesday.columns) == list(COLUMNS)
    assert set(COLUMNS) == set(INTERVALS.names) - {"interval_id", "start_second", "end_second"}


def test_a_day_has_the_size_of_a_real_one(tuesday):
    visits = services(tuesday).groupby(["patient", "discipline"]).ngroups
    assert 32 <= visits <= 45
    assert 235 <= len(tuesday) <= 270


@pytest.mark.parametrize("seed", SEEDS)
def test_every_row_ends_after_it_starts_within_opening_hours(seed):
    schedule = rows_of(seed=seed)
    assert (schedule["start"] < schedule["end"]).all()
    assert schedule["start"].min() >= "08:00"
    assert schedule["end"].max() <= "17:00"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_role_stands_exactly_where_a_provider_stands(seed):
    schedule = rows_of(seed=seed)
    assert set(schedule["role"]) > {"", "PT", "PTA"}
    assert ((schedule["provider"] != "") == (schedule["role"] != "")).all()


def test_everybody_has_a_shift_and_a_lunch(tuesday):
    everybody = {"PT1", "PT2", "OT1", "PTA1", "PTA2", "AIDE1", "STUDENT1"}
    assert set(tuesday.loc[tuesday["kind"] == "shift", "provider"]) == everybody
    assert set(tuesday.loc[tuesday["note"] == "lunch", "provider"]) == everybody


def test_bookings_are_on_quarter_hours_and_some_did_not_become_visits(tuesday):
    bookings = tuesday[tuesday["kind"] == "appointment"]
    assert all(minutes(clock) % 15 == 0 for clock in bookings["start"])
    unseen = bookings[~bookings["patient"].isin(services(tuesday)["patient"])]
    assert sorted(unseen["status"]) == ["", "cancelled", "no_show"]


def test_evaluations_are_furnished_by_therapists_of_their_discipline():
    schedule = services(rows_of(seed=2, days=10))
    physical = schedule[schedule["code"].isin(["97161", "97162", "97163", "97164"])]
    occupational = schedule[schedule["code"].isin(["97165", "97168"])]
    assert set(physical["role"]) == {"PT"}
    assert set(occupational["role"]) == {"OT"}


def test_a_visit_can_pass_from_a_pt_to_a_pta(tuesday):
    coded = services(tuesday).query("code != ''")
    roles = coded.groupby("patient")["role"].agg(set)
    assert sum({"PT", "PTA"} <= found for found in roles) >= 5


def test_modalities_run_with_nobody(tuesday):
    supervised = [code for code, entry in code_table().items() if entry.mode == "supervised"]
    running = tuesday[tuesday["code"].isin(supervised)]
    assert len(running) >= 8
    assert set(running["provider"]) == {""}


def test_a_patient_is_treated_by_two_disciplines_at_once(tuesday):
    together = tuesday[tuesday["note"].isin(["with the OT", "with the PT"])]
    assert set(together["role"]) == {"PT", "OT"}
    assert together[["patient", "start", "end"]].drop_duplicates().shape[0] == 1


def test_a_patient_is_treated_by_pt_and_pta_at_once(tuesday):
    together = tuesday[tuesday["note"] == "two people for safety"]
    assert set(together["role"]) == {"PT", "PTA"}
    assert together[["patient", "code", "start", "end"]].drop_duplicates().shape[0] == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_in_a_clean_day_nobody_is_claimed_twice(seed):
    assert contested(rows_of(seed=seed, days=2, clean=True)) == []


def test_the_sweep_sees_a_claim_by_two():
    twice = rows_of(seed=1, clean=True)
    row = services(twice).query("code == '97110' and provider == 'PT1'").head(1)
    assert contested(pd.concat([twice, row.assign(patient="P999")]))


def test_a_clean_day_has_no_slip():
    schedule = services(rows_of(seed=20, clean=True))
    assert not schedule.duplicated().any()
    assert set(schedule.loc[schedule["role"].isin(["AIDE", "STUDENT"]), "code"]) == {""}
    assert set(schedule["mode"]) == {"", "unskilled"}
    assert {"97999", "97032"}.isdisjoint(schedule["code"])
    assert len(set(schedule.loc[schedule["group"] == "G1", "end"])) == 1


def test_a_clean_day_bills_each_group_member():
    members = rows_of(seed=20, clean=True).query("code == '97150'")
    assert len(members) >= 3
    assert set(members["billed_units"]) == {"1"}


def test_two_patients_claim_a_pt_for_five_to_ten_minutes(tuesday):
    partial = [min(a_end, b_end) - b for a, a_end, b, b_end in contested(tuesday) if a < b and a_end < b_end]
    assert partial
    assert all(5 <= shared <= 10 for shared in partial)


def test_providers_are_recorded_with_another_patient_inside_a_long_row(tuesday):
    nested = [b_end - b for a, a_end, b, b_end in contested(tuesday) if a < b and b_end < a_end]
    assert len(nested) >= 2
    assert all(3 <= inside <= 6 for inside in nested)


def test_a_busy_day_has_every_slip_of_recording_once_or_twice(tuesday):
    rows = services(tuesday)
    coded = rows[rows["code"] != ""]
    found = {
        "duplicate_row": int(rows.duplicated().sum()),
        "aide": int((coded["role"] == "AIDE").sum()),
        "student": int((coded["role"] == "STUDENT").sum()),
        "unattended_stimulation": int(((rows["code"] == "97032") & (rows["provider"] == "")).sum()),
        "contradicting_mode": int((coded["mode"] == "supervised").sum()),
        "unknown_code": int((rows["code"] == "97999").sum()),
        "shrinking_group": len(set(rows.loc[rows["group"] != "", "end"])) - 1,
        "overlap": len([1 for a, a_end, b, b_end in contested(tuesday) if a < b and a_end < b_end]),
    }
    assert set(found) == set(RECORDING_SLIPS)
    assert all(1 <= count <= 2 for count in found.values())


def test_the_group_shrinks_to_one(tuesday):
    ends = sorted(tuesday.loc[tuesday["group"] != "", "end"])
    assert ends[0] == ends[-2] < ends[-1]


def test_a_slip_can_be_asked_for_by_name():
    day = compose_day(Draw("1"), careful=True)
    slip(day, ["unknown_code"])
    assert [span.code for _, span in day.rows() if span.code not in code_table() and span.code] == ["97999"]


def test_claims_slip_in_the_three_known_ways(tuesday):
    assert set(CLAIM_SLIPS) == {"lost_minutes_claimed", "one_unit_too_many", "group_not_claimed"}
    assert "0" in set(tuesday.loc[tuesday["code"] == "97150", "billed_units"])


def test_units_are_equal_on_all_rows_of_a_visit_and_code(tuesday):
    coded = services(tuesday).query("code != ''")
    assert (coded["billed_units"] != "").all()
    key = ["patient", "discipline", "code"]
    assert len(coded[[*key, "billed_units"]].drop_duplicates()) == len(coded[key].drop_duplicates())


def test_both_payers_occur_and_medicare_is_the_usual_one(tuesday):
    payers = tuesday.loc[tuesday["patient"] != ""].drop_duplicates("patient")["payer"].value_counts()
    assert set(payers.index) == {"medicare", "cpt-midpoint"}
    assert payers["medicare"] > 2 * payers["cpt-midpoint"]


def test_names_are_obviously_invented(tuesday):
    patients = set(tuesday["patient_name"]) - {""}
    providers = set(tuesday["provider_name"]) - {""}
    assert min(len(patients), len(providers)) >= 7
    assert all(re.fullmatch(r"Test Patient \d{3}", name) for name in patients)
    assert all(re.fullmatch(r"Demo (Therapist|Assistant|Aide|Student) (One|Two|Three)", name) for name in providers)


def test_patients_are_numbered_from_one_in_the_order_of_their_bookings(tuesday):
    bookings = tuesday[tuesday["kind"] == "appointment"].sort_values(["start", "patient"])
    seen = list(dict.fromkeys(bookings["patient"]))
    assert seen == [f"P{number:03d}" for number in range(1, len(seen) + 1)]


def test_several_clinics_share_no_ids():
    both = rows_of(clinics=2, seed=4)
    one, two = (both[both["clinic"] == clinic] for clinic in ("C1", "C2"))
    for column in ("patient", "provider", "group"):
        assert set(one[column]) & set(two[column]) <= {""}
    assert all(name.startswith("C2-P") for name in two["patient"] if name)


def test_only_weekdays_are_worked_on():
    dates = sorted(set(rows_of(days=3, start=date(2026, 3, 6))["date"]))
    assert dates == ["2026-03-06", "2026-03-09", "2026-03-10"]


def test_patients_come_back_every_third_weekday_with_the_same_payer():
    schedule = rows_of(days=4, seed=2)
    patients = {on: set(rows["patient"]) - {""} for on, rows in schedule.groupby("date")}
    days = list(patients.values())
    assert all(before.isdisjoint(after) for before, after in pairwise(days))
    assert days[0] & days[3]
    assert len(schedule[["patient", "payer"]].drop_duplicates()) == len(set(schedule["patient"]))


@pytest.mark.parametrize("wrong", [{"clinics": 0}, {"days": 0}])
def test_nothing_cannot_be_generated(wrong):
    with pytest.raises(ValueError, match="must be 1 or more, got 0"):
        generate(**wrong)


def test_formulas_are_written_as_text():
    cells = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "x=1", "a\r\nb", ""]
    text = Generated(pd.DataFrame({"note": cells, "code": "97110"}), ()).csv
    written = [row["note"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    assert written == ["'=1+1", "'+1", "-1", "'@x", "'\tx", "'\nx", "x=1", "a\nb", ""]


def test_a_sample_is_the_generated_schedule_read():
    made = generate(seed=4, days=2, nested=True)
    pd.testing.assert_frame_equal(sample(seed=4, days=2, nested=True).intervals, made.schedule.intervals)
    assert len(made.schedule.intervals) + len(made.schedule.skipped) == len(made.frame)


def test_a_date_before_the_first_policy_is_refused():
    with pytest.raises(NotInForceError, match="known: 2004-01-01"):
        sample(start=date(2003, 3, 3))


@pytest.mark.parametrize(
    ("scenario", "rows", "recorded", "codes"),
    [
        (1, 4, 60, {"97116", "97110", "97112"}),
        (2, 4, 70, {"97162", "97597", "97022", "97116"}),
        (3, 3, 70, {"", "97110", "97112"}),
        (4, 4, 83, {"97140", "97035", "97110", "97014"}),
        (5, 5, 115, {"97110", "97014", "", "97112", "97116"}),
        (6, 7, 165, {"97110", "97035", "97140", "97010"}),
    ],
)
def test_scenario_files_have_the_published_rows(scenario, rows, recorded, codes):
    with (SAMPLES / f"scenario_{scenario}.csv").open(encoding="utf-8", newline="") as lines:
        found = list(csv.DictReader(lines))
    assert len(found) == rows
    assert {row["date"] for row in found} == {"2026-03-02"}
    assert sum(minutes(row["end"]) - minutes(row["start"]) for row in found) == recorded
    assert {row["code"] for row in found} == codes


def test_month_after_month_of_each_clinic_is_the_same_schedule():
    asked = {
        "clinics": 2,
        "days": 4,
        "seed": 3,
        "start": date(2026, 3, 30),
        "plant": ["overlap.contested", "time.absent"],
    }
    parts = dict(generate_months(**asked))
    assert list(parts) == ["C1/2026-03", "C1/2026-04", "C2/2026-03", "C2/2026-04"]
    whole = generate(**asked)
    rows = [row for part in parts.values() for row in part.frame.itertuples(index=False, name=None)]
    assert sorted(rows) == sorted(whole.frame.itertuples(index=False, name=None))
    found = [one for part in parts.values() for one in part.planted]
    assert sorted(found, key=repr) == sorted(whole.planted, key=repr)
