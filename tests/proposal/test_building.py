"""What is proposed for the headers that real systems write."""

from __future__ import annotations

from typing import Any

import pytest

from tests.foreign import SCHEDULES
from tests.proposal.conftest import Propose
from timeline.proposal import Proposal

US = {"date": "%m/%d/%Y"}
#: What stands in [columns] for each export, and what is asked.
COLUMNS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "operating_room": (
        {"patient": "Encounter ID", "provider": "OR Suite", "code": "CPT Code", "date": ""},
        ["pair", "date_order", "staff", "staff"],
    ),
    "synthea": (
        {"start": "START", "end": "STOP", "patient": "PATIENT", "provider": "PROVIDER", "clinic": "ORGANIZATION"}
        | {"code": "", "payer": ""},
        ["zone", "staff"],
    ),
    "eventdatar": ({"patient": "patient", "provider": "employee"}, ["zone", "staff"]),
    "contacts": (
        {"start": "date_posix_first", "end": {"after": "start", "length": "length", "unit": "seconds"}}
        | {"patient": "from", "provider": "to"},
        ["unit", "staff", "staff", "patient"],
    ),
    "badges": ({"patient": "id", "provider": "<file>"}, ["staff", "staff"]),
    "therapy_sessions": (
        {"date": "session_date", "start": "session_time", "patient": "client_id", "provider": "therapist_id"}
        | {"end": {"after": "start", "length": "duration_minutes", "unit": "minutes"}, "mode": "session_type"}
        | {"provider_name": "therapist_name", "status": "status"},
        ["staff"],
    ),
    "cian_agenda": (
        {"date": "date", "start": "start_time", "end": "end_time", "patient": "patient_id", "status": "status"}
        | {"provider": "professional_id"},
        ["staff"],
    ),
    "school_log": (
        {"date": "Date", "start": "StartTime", "end": "EndTime", "patient": "ClientId", "provider": "TherapistId"}
        | {"kind": "SessionType"},
        ["date_order", "staff"],
    ),
    "evv": (
        {"patient": "Patient ID", "provider": "Caregiver ID", "code": "Billing Service Code"},
        ["pair", "date_order", "staff"],
    ),
    "webpt_appointments": (
        {"start": "start_date", "end": "end_date", "patient": "patient_id", "provider": "therapist_id"}
        | {"clinic": "clinic_id", "status": "appointment_status"},
        ["staff", "status"],
    ),
    "open_pm": ({"start": "startdate", "end": "enddate", "patient": "pat_id", "provider": "NPI"}, ["staff"]),
    "hirasmus": (
        {"start": "Start time", "end": "End time", "patient": "Client", "provider": "User", "status": "Status"},
        ["staff"],
    ),
    "outlook": (
        {"start": ["Start Date", "Start Time"], "end": ["End Date", "End Time"], "patient": "Subject"}
        | {"provider": "Meeting Organizer"},
        ["date_order", "staff", "staff"],
    ),
    "outlook_german": (
        {"start": ["Beginnt am", "Beginnt um"], "end": ["Endet am", "Endet um"], "patient": "Betreff"}
        | {"provider": "Besprechungsplanung"},
        ["staff", "staff"],
    ),
    "google_calendar": (
        {"start": ["Start Date", "Start Time"], "end": ["End Date", "End Time"], "patient": "Subject"}
        | {"provider": "<file>"},
        ["date_order", "staff", "staff"],
    ),
    "clockify": (
        {"start": ["Start Date", "Start Time"], "end": ["End Date", "End Time"], "patient": "Client"}
        | {"provider": "User"},
        ["date_order", "staff"],
    ),
    "mimic": (
        {"start": "starttime", "end": "endtime", "patient": "subject_id", "provider": "caregiver_id"},
        ["staff"],
    ),
    "cliniko": (
        {"start": "starts_at", "end": "ends_at", "patient": "patient", "provider": "practitioner"},
        ["zone", "staff"],
    ),
}


@pytest.fixture
def proposed(propose: Propose) -> Any:
    def proposed_for(name: str) -> Proposal:
        return propose(SCHEDULES[name](), f"{name}.csv")

    return proposed_for


def test_every_export_has_its_answer_here() -> None:
    assert COLUMNS.keys() == SCHEDULES.keys()


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_and_questions_of_a_real_header(name: str, proposed: Any) -> None:
    proposal = proposed(name)
    assert (proposal.mapping["columns"], [question.about for question in proposal.questions]) == COLUMNS[name]


def test_a_plan_beside_what_took_place_is_two_spans(proposed: Any) -> None:
    assert proposed("evv").mapping["spans"] == [
        {"kind": "appointment", "start": "Schedule Start", "end": "Schedule End"},
        {"kind": "service", "start": "Visit Start", "end": "Visit End", "optional": True},
    ]


def test_of_three_pairs_the_planned_one_and_the_plainest_are_taken_and_the_third_is_offered(proposed: Any) -> None:
    proposal = proposed("operating_room")
    booked, service = proposal.mapping["spans"]
    assert booked["end"] == {"after": "start", "length": "Booked Time (min)", "unit": "minutes"}
    assert (service["start"], service["end"]) == ("Start Time", "End Time")
    assert any('start = "Wheels In"' in choice for choice in proposal.questions[0].choices)


def test_two_spans_of_one_kind_may_each_be_absent(proposed: Any) -> None:
    spans = proposed("badges").mapping["spans"]
    assert [(span["kind"], span["optional"]) for span in spans] == [("service", True)] * 2
    assert proposed("badges").mapping["blank"] == {"words": ["NA"]}


def test_starts_and_completions_are_transitions(proposed: Any) -> None:
    assert proposed("eventdatar").mapping["transitions"] == {
        "key": ["handling_id"],
        "moment": "time",
        "event": "registration_type",
        "start": ["start"],
        "end": ["complete"],
    }


def test_statuses_are_listed_with_their_counts(proposed: Any) -> None:
    proposal = proposed("therapy_sessions")
    assert proposal.mapping["values"]["status"] == {"Completed": "kept", "Cancelled": "cancelled", "No-Show": "no_show"}
    assert 'Completed = "kept"   # 42 rows' in proposal.toml
    assert proposal.mapping["leave_out"] == [
        {"column": "status", "when": "is", "values": ["Rescheduled"], "why": "rescheduled"}
    ]


def test_types_tell_groups(proposed: Any) -> None:
    modes = proposed("therapy_sessions").mapping["values"]["mode"]
    assert modes == {"Individual Therapy": "one_on_one", "Group Therapy": "group"}


def test_a_filled_cancellation_leaves_out(proposed: Any) -> None:
    assert proposed("cliniko").mapping["leave_out"] == [
        {"column": "cancelled_at", "when": "filled", "why": "cancelled"},
        {"column": "did_not_arrive", "when": "is", "values": ["true"], "why": "no_show"},
    ]


def test_events_of_a_whole_day_are_left_out(proposed: Any) -> None:
    (left_out,) = proposed("outlook_german").mapping["leave_out"]
    assert left_out == {"column": "Ganztägiges Ereignis", "when": "is", "values": ["Ein"], "why": "all-day event"}


def test_rows_without_a_patient_are_time_away_where_a_type_says_so(proposed: Any) -> None:
    assert proposed("school_log").mapping["values"]["kind"] == {"Direct": "service", "Indirect": "away"}


def test_rows_without_a_patient_are_left_out_where_nothing_says_what_they_are(propose: Propose) -> None:
    text = "patient,therapist,start,end\nA,T,2026-03-02 9:00,2026-03-02 9:30\n,T,2026-03-02 10:00,2026-03-02 10:30\n"
    proposal = propose(text)
    assert proposal.mapping["leave_out"] == [{"column": "patient", "when": "empty", "why": "no patient"}]
    assert [question.about for question in proposal.questions] == ["staff", "patient"]


def test_rows_without_a_clock_are_left_out(propose: Propose) -> None:
    proposal = propose("patient,therapist,start,end\nA,T,2026-03-02 9:00,2026-03-02 9:30\nB,T,,\n")
    empty = [{"column": name, "when": "empty"} for name in ("start", "end")]
    assert proposal.mapping["leave_out"] == [{"all": empty, "why": "no clock"}]


def test_bookings_are_appointments(proposed: Any) -> None:
    kinds = {
        name: proposed(name).mapping["defaults"].get("kind")
        for name in ("open_pm", "outlook", "cian_agenda", "hirasmus")
    }
    assert kinds == {"open_pm": "appointment", "outlook": "appointment", "cian_agenda": "appointment", "hirasmus": None}


def test_a_status_that_is_ahead_tells_bookings_from_visits(propose: Propose) -> None:
    rows = [f"A,T,PT,2026-03-0{day} 9:00,2026-03-0{day} 9:30,{word}" for day, word in ((1, "Seen"), (2, "Booked"))]
    proposal = propose("\n".join(["patient,therapist,role,start,end,status", *rows]))
    assert proposal.mapping["columns"]["kind"] == "status"
    assert proposal.mapping["values"]["kind"] == {"Seen": "service", "Booked": "appointment"}
    assert proposal.mapping["values"]["status"] == {"Seen": "kept", "Booked": "kept"}


def test_codes_units_and_modifiers_are_found_by_their_cells(propose: Propose) -> None:
    rows = [f"A,T,2026-03-0{day} 9:00,2026-03-0{day} 9:30,97110-GP,2,GP,59,Medicare" for day in (1, 2)]
    columns = propose("\n".join(["patient,therapist,start,end,cpt,units,mod1,mod2,insurance", *rows])).mapping[
        "columns"
    ]
    assert (columns["code"], columns["billed_units"], columns["billed_modifiers"]) == ("cpt", "units", ["mod1", "mod2"])
    assert columns["payer"] == "insurance"


def test_every_version_of_a_visit_but_the_last_is_left_out(propose: Propose) -> None:
    rows = [f"{n // 2},A{n // 2},T,2026-03-02 {n // 2}:00,2026-03-02 {n // 2}:30,2026-03-01 9:0{n}" for n in range(6)]
    proposal = propose("\n".join(["appointment_id,patient,therapist,start,end,time_stamp", *rows]))
    assert proposal.mapping["latest"] == {"key": ["appointment_id"], "by": "time_stamp"}


def test_a_role_is_read_from_its_column_and_an_unknown_one_is_asked_about(propose: Propose) -> None:
    words = ["Physical Therapist", "PTA", "Wizard"] * 2
    rows = [f"A,T{n},{word},2026-03-02 {8 + n}:00,2026-03-02 {8 + n}:30" for n, word in enumerate(words)]
    proposal = propose("\n".join(["patient,therapist,credentials,start,end", *rows]))
    assert proposal.mapping["values"]["role"] == {"Physical Therapist": "PT", "PTA": "PTA", "Wizard": "OTHER"}
    assert [question.about for question in proposal.questions] == ["staff"]
    assert "defaults" not in proposal.mapping


def test_a_discipline_is_not_taken_for_a_role(propose: Propose) -> None:
    rows = [f"A,T,{word},2026-03-02 {n}:00,2026-03-02 {n}:30" for n, word in ((8, "Physical Therapy"), (9, "OT"))]
    proposal = propose("\n".join(["patient,therapist,discipline,start,end", *rows]))
    assert proposal.mapping["columns"]["discipline"] == "discipline"
    assert "role" not in proposal.mapping["columns"]


def test_what_a_report_writes_once_is_filled_down(propose: Propose) -> None:
    rows = [
        "T1,2026-03-02,A,9:00,9:30",
        ",,B,10:00,10:30",
        ",,C,11:00,11:30",
        "T2,2026-03-03,A,9:00,9:30",
        ",,B,9:30,10:00",
    ]
    proposal = propose("\n".join(["therapist,date,patient,start,end", *rows]))
    assert proposal.mapping["file"] == {"fill_down": ["date", "therapist"]}
    assert proposal.questions[0].choices[1] == '[file]\nfill_down = ["date"]'


def test_shifts_need_no_patient(propose: Propose) -> None:
    rows = ["2026-03-02,8:00,17:00,,T1,PT,shift", "2026-03-02,9:00,9:30,A,T1,PT,"]
    proposal = propose("\n".join(["date,start,end,patient,provider,role,kind", *rows]))
    assert (proposal.mapping["columns"]["kind"], "leave_out" in proposal.mapping) == ("kind", False)


def test_visits_past_midnight_end_on_the_next_day(propose: Propose) -> None:
    rows = ["2026-03-02,23:00,0:30,A,T1", "2026-03-02,22:00,0:00,B,T1"]
    proposal = propose("\n".join(["date,start,end,patient,nurse", *rows]))
    assert proposal.mapping["format"] == {"past_midnight": "next day"}
    assert [question.about for question in proposal.questions] == ["end", "staff"]
    assert "past_midnight" not in propose("\n".join(["date,start,end,patient,nurse", rows[1]])).toml


def test_a_meeting_with_someone_is_not_repeated(propose: Propose) -> None:
    rows = [f"2026-03-0{n},9:00,9:30,A,T,Visit\n2026-03-0{n},10:00,10:30,,T,Meeting with Quasimodo" for n in (1, 2, 3)]
    proposal = propose("\n".join(["date,start,end,client,therapist,type", *rows]))
    assert "Quasimodo" not in proposal.toml + str(proposal.to_dict())
    assert proposal.mapping["leave_out"] == [{"column": "client", "when": "empty", "why": "no patient"}]


def visits(header: str, *cells: str) -> str:
    rows = [f"A{n},T,2026-03-0{n} 9:00,2026-03-0{n} 9:30,{cell}" for n, cell in enumerate(cells, start=1)]
    return "\n".join([f"patient,therapist,start,end,{header}", *rows])


def test_a_payer_is_named_by_its_policy_and_others_are_listed(propose: Propose) -> None:
    proposal = propose(visits("insurance", "Medicare", "Wizard", "Medicare", "Wizard"))
    assert proposal.mapping["values"]["payer"] == {"Medicare": "medicare"}
    assert "# no policy is known for: Wizard; `timeline rules` lists the policies" in proposal.toml


def test_payers_that_may_be_names_are_not_read(propose: Propose) -> None:
    proposal = propose(visits("insurance", "Paid by Quasimodo", "Paid by Quasimodo"))
    assert ("payer" in proposal.mapping["columns"], "Quasimodo" in proposal.toml) == (False, False)


def test_a_sum_of_the_file_is_left_out_and_asked_about(propose: Propose) -> None:
    rows = [f"A,T,2026-03-02 {hour}:00,2026-03-02 {hour}:30,30" for hour in (9, 10)]
    proposal = propose("\n".join(["patient,therapist,start,end,minutes", *rows, "Total,,,,60"]))
    assert proposal.mapping["file"] == {"leave_out": ["totals"]}
    (question,) = [each for each in proposal.questions if each.about == "totals"]
    assert question.why.startswith("Is row 4 a sum of the file, and no visit?")


def test_without_the_sums_other_rows_stay_left_out(propose: Propose) -> None:
    header, row = "patient,therapist,start,end,minutes", "A,T,2026-03-02 9:00,2026-03-02 9:30,30"
    text = "\n".join([header, row, "Subtotal,,,,30", header, row, "Total,,,,60"])
    (question,) = [each for each in propose(text).questions if each.about == "totals"]
    assert question.why.startswith("Are rows 3 and 6 sums of the file, and no visits?")
    assert question.choices[1] == '[file]\nleave_out = ["repeated header"]'


@pytest.mark.parametrize(("name", "cells"), [("place", ("11", "11")), ("quantity", ("2", "1"))])
def test_a_column_of_our_name_with_our_content_stays_ours(name: str, cells: tuple[str, str], propose: Propose) -> None:
    assert name not in propose(visits(name, *cells)).mapping["columns"]


@pytest.mark.parametrize(("name", "cells"), [("place", ("Room 3", "Room 4")), ("quantity", ("two", "1"))])
def test_a_column_of_our_name_with_other_content_is_not_read(
    name: str, cells: tuple[str, str], propose: Propose
) -> None:
    proposal = propose(visits(name, *cells))
    assert proposal.mapping["columns"][name] == ""
    assert f'{name} = ""   # the column of this name is something else' in proposal.toml


def test_a_column_called_clinic_with_too_many_words_is_no_site(propose: Propose) -> None:
    rows = [
        f"A{n},T,2026-03-{1 + n // 9:02} {8 + n % 9}:00,2026-03-{1 + n // 9:02} {8 + n % 9}:30,c{n}" for n in range(70)
    ]
    assert propose("\n".join(["patient,therapist,start,end,clinic", *rows])).mapping["columns"]["clinic"] == ""


def test_rows_without_patient_and_provider_are_left_out_whatever_their_type(propose: Propose) -> None:
    rows = [
        f"{who},{word},2026-03-02 {hour}:00,2026-03-02 {hour}:30"
        for who, word, hour in (("A", "Visit", 9), ("B", "Visit", 10), ("", "Lunch", 12))
    ]
    proposal = propose("\n".join(["client,type,start,end", *rows]))
    assert proposal.mapping["leave_out"] == [{"column": "client", "when": "empty", "why": "no patient"}]
    assert "# ? 1 row names no patient and is left out." in proposal.toml


def test_a_type_that_patients_have_too_tells_no_time_away(propose: Propose) -> None:
    visits_and_lunches = (("A", "Lunch"), ("B", "Visit"), ("", "Lunch"), ("", "Lunch"))
    rows = [
        f"{who},T,{word},2026-03-02 {n}:00,2026-03-02 {n}:30" for n, (who, word) in enumerate(visits_and_lunches, 9)
    ]
    proposal = propose("\n".join(["client,therapist,type,start,end", *rows]))
    assert "kind" not in proposal.mapping["columns"]
    assert "# ? 2 rows name no patient and are left out." in proposal.toml


def test_the_name_of_the_patient_is_for_pages(propose: Propose) -> None:
    text = "patient_id,patient_name,therapist,start,end\n7,A B,T,2026-03-02 9:00,2026-03-02 9:30\n"
    assert 'patient_name = "patient_name"   # shown on pages only' in propose(text).toml


def test_only_the_day_is_filled_down_where_each_row_has_its_provider(propose: Propose) -> None:
    rows = ["T1,2026-03-02,A,9:00,9:30", "T1,,B,10:00,10:30", "T1,2026-03-03,A,9:00,9:30"]
    proposal = propose("\n".join(["therapist,date,patient,start,end", *rows]))
    assert proposal.mapping["file"] == {"fill_down": ["date"]}
    assert [question.choices[0] for question in proposal.questions] == ['[defaults]\nrole = "PT"']


def test_a_day_that_has_more_cells_than_the_clocks_is_not_filled_down(propose: Propose) -> None:
    rows = ["T1,2026-03-02,A,9:00,9:30", "T1,2026-03-02,B,,", "T1,2026-03-03,A,,", "T1,,A,9:00,9:30"]
    assert "file" not in propose("\n".join(["therapist,date,patient,start,end", *rows])).mapping
