from __future__ import annotations

import pytest

from tests.days import intervals
from timeline.web.people import People

DAY = intervals("9:00-9:30 P1 PT1 97110", "9:30-10:00 P2 PT1 97110").assign(
    patient=["P1", "4711"],
    patient_name=["Grace O'Sample-Test", "Will Patient 002"],
    provider_name=["Sample, Ännchen", ""],
)


@pytest.mark.parametrize(
    "text",
    [
        "P1",
        "with p1.",
        "(pt1)",
        "PT1's row",
        "MRN 4711",
        "Grace",
        "O'Sample-Test",
        "Ännchen said so",
        "Sample, Ä.",
        "see Will",
        "o'sample-test",
        "Sample agreed, as did SAMPLE",
        "annchen",
        "Ä\u00adnnchen",
        "P-1",
        "\uff30\uff11",
        "P1/P2",
    ],
)
def test_a_text_that_names_somebody(text: str) -> None:
    assert People(DAY).named_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the patient rested",
        "Patient rested",
        "P11",
        "47110 minutes",
        "it will count",
        "with grace",
        "PT 1",
        "10 minutes, 2 units",
    ],
)
def test_a_text_that_names_nobody(text: str) -> None:
    assert not People(DAY).named_in(text)


def test_ids_that_every_other_text_has_are_left_out() -> None:
    people = People(DAY.assign(patient=["12", "AB"], provider=["", "7"]))
    assert not people.named_in("12 minutes, AB, 7")
