from __future__ import annotations

from tests.units.test_threshold import ON, attested, visit
from timeline.policies import load_policy
from timeline.units.threshold_remarks import looks_at_whole_date, not_asked


def test_a_hospital_is_looked_at_by_the_date_and_an_office_by_the_line() -> None:
    seen = [looks_at_whole_date(load_policy(name).on(ON)) for name in ("medicare-hospital", "medicare", "cpt-midpoint")]
    assert seen == [True, False, False]


def test_a_crossing_says_what_was_used_before_and_after() -> None:
    (found,) = attested(visit({"97110": 15}), PT_SLP=247000).visits
    assert found.remarks[-1].text == (
        "the allowed amount of 2026 for PT and SLP passes the threshold of 2,480.00 USD with 97110 (2,470.00 USD "
        "before this date, 2,499.06 USD after it): that line and later ones of the year carry KX"
    )
    assert found.remarks[-1].source == "threshold-amounts 2026"


def test_in_a_hospital_a_crossing_speaks_of_every_line() -> None:
    (found,) = attested(visit({"97535": 15}, "OT", "medicare-hospital"), OT=248000).visits
    assert "every line of these disciplines on the date and later ones" in found.remarks[-1].text


def test_an_amount_for_a_payer_without_a_threshold_decides_nothing() -> None:
    assert not_asked(load_policy("cpt-midpoint").on(ON)).rule == "threshold.unknown"
