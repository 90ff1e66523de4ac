from __future__ import annotations

from tests.views.conftest import analyzed
from timeline.privacy.names import without_names
from timeline.views.people import People

ROWS = ("9:00-9:30 P1 PT1 97110", "9:30-9:45 P1 PTA1 97110", "9:45-10:00 P2 PT1 97110")


def test_the_first_name_given_counts_with_single_spaces() -> None:
    people = People.of(analyzed(*ROWS, patient_name=["  ", " Ann   Sample ", ""]).intervals)
    assert people.patients == {"P1": "Ann Sample"}
    assert (people.patient("P1"), people.patient("P2")) == ("P1 Ann Sample", "P2")


def test_a_provider_is_named_with_the_role() -> None:
    people = People.of(analyzed(*ROWS, provider_name=["Ben", "", ""]).intervals)
    assert (people.provider("PT1"), people.provider("PTA1")) == ("PT1 Ben (PT)", "PTA1 (PTA)")
    assert people.provider("nobody we know") == "nobody we know"


def test_without_names_nobody_has_one() -> None:
    result = without_names(analyzed(*ROWS, patient_name=["Ann", "Ann", "Bo"], provider_name=["Ben", "", ""]))
    people = People.of(result.intervals)
    assert (people.patients, people.providers) == ({}, {})
    assert people.roles == {"PT1": "PT", "PTA1": "PTA"}
