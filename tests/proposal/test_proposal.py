from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.foreign import SCHEDULES
from tests.foreign_charges import CHARGES
from tests.foreign_rows import SURNAMES
from tests.proposal.conftest import Check, Propose
from timeline.errors import ScheduleError
from timeline.proposal import map_file
from timeline.schedules import MemoryFile

#: Spans read, and rows left out.
READ = {
    "operating_room": (80, 0),
    "synthea": (40, 0),
    "eventdatar": (30, 0),
    "contacts": (30, 0),
    "badges": (27, 0),
    "therapy_sessions": (42, 18),
    "cian_agenda": (35, 5),
    "school_log": (40, 0),
    "evv": (75, 0),
    "webpt_appointments": (36, 4),
    "open_pm": (40, 0),
    "hirasmus": (40, 0),
    "outlook": (108, 12),
    "outlook_german": (36, 4),
    "google_calendar": (36, 4),
    "clockify": (120, 0),
    "mimic": (40, 0),
    "cliniko": (32, 8),
}


def content(name: str) -> bytes:
    made = {**SCHEDULES, **CHARGES}[name]()
    return made.encode("cp1252" if name == "outlook_german" else "utf-8")


def test_every_export_has_its_answer_here() -> None:
    assert READ.keys() == SCHEDULES.keys()


@pytest.mark.parametrize("name", READ)
def test_a_proposal_works_as_it_stands(name: str, check: Check) -> None:
    schedule = check(content(name), f"{name}.csv")
    assert (len(schedule.intervals), len(schedule.skipped)) == READ[name]


@pytest.mark.parametrize("name", [*SCHEDULES, *CHARGES])
def test_a_proposal_names_no_one_and_is_toml(name: str, propose: Propose) -> None:
    proposal = propose(content(name), f"{name}.csv")
    assert tomllib.loads(proposal.toml) == proposal.mapping
    shown = proposal.toml + str(proposal.to_dict()) + repr(proposal) + proposal._repr_html_() + str(proposal.preview)
    assert [surname for surname in SURNAMES if surname in shown] == []
    assert proposal.faults == ()


@pytest.mark.parametrize("name", [*SCHEDULES, *CHARGES])
def test_every_choice_is_toml(name: str, propose: Propose) -> None:
    choices = [choice for question in propose(content(name)).questions for choice in question.choices]
    assert all(tomllib.loads(choice) for choice in choices)


def test_the_first_choice_is_what_the_proposal_took(propose: Propose) -> None:
    proposal = propose(content("contacts"))
    for question in proposal.questions:
        ((table, entries),) = tomllib.loads(question.choices[0]).items()
        assert all(proposal.mapping[table][key] == value for key, value in entries.items())


def test_the_document_has_what_programs_need(propose: Propose) -> None:
    told = propose(content("therapy_sessions"), "sessions.csv").to_dict()
    assert sorted(told) == ["faults", "for", "mapping", "preview", "questions"]
    assert told["preview"][0] == {
        "row": 2,
        "start": "2026-03-02 08:00:00",
        "end": "2026-03-02 08:50:00",
        "kind": "service",
        "mode": "group",
        "code": "",
        "patient": "P1",
        "provider": "S1",
    }
    assert len(told["preview"]) == 5


def test_a_page_of_it_is_escaped() -> None:
    text = b"Patient,Start,End,<b>Therapist</b>\nA,2026-03-02 9:00,2026-03-02 9:30,T\n"
    shown = map_file(MemoryFile("x.csv", text))._repr_html_()
    assert "<b>Therapist" not in shown
    assert "&lt;b&gt;Therapist" in shown


def test_words_of_a_long_file_are_counted_to_its_end(propose: Propose) -> None:
    clocks = [f"2026-03-{1 + n % 28:02} {8 + n // 28 % 9}:00,{30 + n % 3}" for n in range(5000)]
    rows = [f"A{n % 50},T{n % 5},{clock},{'Seen' if n < 4900 else 'No Show'}" for n, clock in enumerate(clocks)]
    proposal = propose("\n".join(["patient,therapist,start,minutes,status", *rows]))
    assert '"No Show" = "no_show"   # 100 rows' in proposal.toml
    assert (len(proposal.preview), proposal.faults) == (5, ())


def test_rows_that_cannot_be_read_are_counted(propose: Propose) -> None:
    proposal = propose(
        "patient,therapist,start,end\n" + "A,T,2026-03-02 9:00,2026-03-02 9:30\n" * 9 + "A,T,soon,later\n"
    )
    assert {fault.row for fault in proposal.faults} == {11}
    assert "1 row of 10 looked at cannot be read so" in proposal.toml


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), st.sampled_from([",", ";", "\t"]))
def test_whatever_a_file_holds_it_is_a_proposal_or_a_refusal(text: str, delimiter: str) -> None:
    rows = "\n".join(delimiter.join(text[place : place + 9] for place in range(0, 60, 10)) for _ in range(3))
    try:
        proposal = map_file(MemoryFile("x.csv", f"{text}\nPatient,Start,End\n{rows}".encode()))
    except ScheduleError:
        return
    assert tomllib.loads(proposal.toml) == proposal.mapping


def test_a_file_of_our_own_names_needs_no_mapping(propose: Propose, tmp_path: Path) -> None:
    proposal = propose("date,start,end,patient,provider,role\n2026-03-02,9:00,9:30,P1,PT1,PT\n", "day.csv")
    assert "needs no mapping" in proposal.toml


def test_stays_longer_than_a_day_are_left_out_by_their_class(propose: Propose) -> None:
    rows = [f"A{n},T,2026-03-02 {8 + n}:00,2026-03-02 {8 + n}:30,ambulatory" for n in range(9)]
    stay = "A,T,2026-03-02 9:00,2026-03-05 9:30,inpatient"
    proposal = propose("\n".join(["patient,therapist,start,stop,ENCOUNTERCLASS", *rows, stay]))
    assert proposal.faults == ()
    assert proposal.mapping["leave_out"][0]["values"] == ["inpatient"]
    assert "end" in [question.about for question in proposal.questions]


@pytest.mark.parametrize("clocks", ["9:00-9:30", "9:00 AM - 9:30 AM", "9:00 to 9:30"])
def test_a_range_of_clocks_is_read_as_start_and_end(clocks: str, check: Check) -> None:
    schedule = check(f"Day,Appointment,Client,Staff\n2026-03-02,{clocks},A,T\n")
    assert schedule.intervals["end"].dt.strftime("%H:%M").tolist() == ["09:30"]
