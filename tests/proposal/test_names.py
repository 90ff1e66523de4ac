from __future__ import annotations

import pytest

from timeline.proposal.names import about, known_header, rank, stem, words_of


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("BillableGroupSize", ("billable", "group", "size")),
        ("visit_date", ("visit", "date")),
        ("Patient  ID", ("patient", "id")),
        ("patientvisitid", ("patient", "visit", "id")),
        ("professionalclassificationname", ("professional", "classification", "name")),
        ("lifecycle:transition", ("lifecycle", "transition")),
        ("DATEREMISEJ1", ("date", "remise", "j1")),
        ("ORSchedule", ("or", "schedule")),
        ("Ganztägiges Ereignis", ("ganztägiges", "ereignis")),
        ("Quasimodo", ("quasimodo",)),
    ],
)
def test_a_header_is_split_at_signs_capitals_and_known_words(header: str, words: tuple[str, ...]) -> None:
    assert words_of(header) == words


@pytest.mark.parametrize(
    ("header", "concept"),
    [
        ("Wheels In", "start"),
        ("check_out_time", "end"),
        ("In", "start"),
        ("Beginnt am", "date"),
        ("Endet um", "time"),
        ("Booked Time (min)", "length"),
        ("did_not_arrive", "no_show"),
        ("Missed Visit", "no_show"),
        ("All Day Event", "all_day"),
        ("NPI", "provider"),
        ("pat_id", "patient"),
        ("Pt ID", "patient"),
        ("Seen By", "provider"),
        ("Provider Type", "role"),
        ("created_at", "elsewhere"),
    ],
)
def test_a_header_is_about_what_its_words_say(header: str, concept: str) -> None:
    assert concept in about(header)


@pytest.mark.parametrize(
    ("header", "concept"), [("In Network", "start"), ("Appointment Type", "role"), ("Location", "start")]
)
def test_a_header_is_about_nothing_its_words_do_not_say(header: str, concept: str) -> None:
    assert concept not in about(header)


def test_an_endless_header_is_not_taken_apart() -> None:
    assert words_of("start" * 1000) == ("start" * 1000,)


def test_the_stem_says_whose_start_it_is() -> None:
    assert stem("Schedule Start") == {"schedule"}
    assert stem("Start Time") == stem("end_date") == frozenset()


def test_plainer_words_rank_first() -> None:
    assert rank("patient_id", "patient") < rank("client_id", "patient") < rank("subject", "patient")


def test_a_header_row_has_many_known_names() -> None:
    assert known_header(["Patient", "Visit Date", "Quasimodo"]) == 2
