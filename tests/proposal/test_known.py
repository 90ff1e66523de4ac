from __future__ import annotations

import pytest

from tests.foreign import SCHEDULES
from tests.foreign_charges import CHARGES
from timeline.proposal.known import known_mapping


def header(name: str) -> list[str]:
    return {**SCHEDULES, **CHARGES}[name]().splitlines()[0].split(",")


@pytest.mark.parametrize(
    ("export", "use", "known"),
    [
        ("cliniko", "--map", "cliniko"),
        ("evv", "--map", "evv"),
        ("eventdatar", "--map", "eventdatar"),
        ("outlook", "--map", "outlook"),
        ("google_calendar", "--map", "google-calendar"),
        ("webpt_charges", "--claims-map", "webpt-charges"),
        ("therapy_sessions", "--map", ""),
        ("webpt_charges", "--map", ""),
    ],
)
def test_a_header_is_known_by_all_the_columns_a_mapping_reads(export: str, use: str, known: str) -> None:
    assert known_mapping(header(export), use) == known
