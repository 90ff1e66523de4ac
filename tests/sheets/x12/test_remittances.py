from __future__ import annotations

from tests.standards import paid_claim, reading

LINE = "20260302 97110:GP 100 70 CO-45:30"
grid_of, rows, left_out = reading("835")


def test_a_line_has_what_was_charged_paid_and_why_not_all() -> None:
    extra = ["CAS*PR*2*14*1*45*3", "LQ*HE*N130", "LQ*HE*MA01", "REF*HPI*PT1", "REF*6R*L1"]
    (row,) = rows("LX*1", *paid_claim("C1", "P1", LINE), *extra)
    assert row == {
        "date": "2026-03-02",
        "patient": "P1",
        "code": "97110",
        "units": "2",
        "modifiers": "GP",
        "provider": "PT1",
        "charged": "100",
        "paid": "70",
        "paid_code": "97110",
        "paid_units": "2",
        "adjustments": "CO-45:30 PR-2:14 PR-45:3",
        "remarks": "N130 MA01",
        "claim_status": "1",
        "patient_control_number": "C1",
        "payer_claim_number": "ICN1",
        "line_control_number": "L1",
    }


def test_a_changed_code_is_known_by_the_one_that_was_sent() -> None:
    segments = [each.replace("**2", "**1*HC:97530:GP*2") for each in paid_claim("C1", "P1", LINE)]
    (row,) = rows(*segments)
    assert (row["code"], row["units"], row["paid_code"], row["paid_units"]) == ("97530", "2", "97110", "1")


def test_units_that_are_not_stated_are_one_as_the_standard_says() -> None:
    segments = [each.replace("**2", "") for each in paid_claim("C1", "P1", LINE)]
    assert rows(*segments)[0]["units"] == "1"


def test_the_period_of_the_claim_dates_a_line_without_a_date() -> None:
    segments = [each for each in paid_claim("C1", "P1", LINE) if not each.startswith("DTM")]
    segments[2:2] = ["DTM*232*20260302", "DTM*233*20260302"]
    assert rows(*segments)[0]["date"] == "2026-03-02"


def test_a_line_about_several_dates_or_none_or_another_code_set_is_a_fault() -> None:
    period = "DTM*150*20260302~\nDTM*151*20260304"
    several = [each.replace("DTM*472*20260302", period) for each in paid_claim("C1", "P1", LINE)]
    several = [part for each in several for part in each.split("~\n")]
    none = [each for each in paid_claim("C1", "P1", LINE) if not each.startswith("DTM")]
    other = [each.replace("HC:", "NU:") for each in paid_claim("C1", "P1", LINE)]
    grid = grid_of(*several, *none, *other)
    assert grid.marks is not None
    assert [fix.problem for _, fix in grid.marks.faults.values()] == [
        "the line is about several dates",
        "the line has no date of service",
        "the line has no CPT or HCPCS code",
    ]


def test_a_reversal_takes_the_payment_out_and_the_correction_stays() -> None:
    back = paid_claim("C1", "P1", "20260302 97110:GP -100 -70 CO-45:-30", status="22")
    again = paid_claim("C1", "P1", "20260302 97110:GP 100 35 CO-45:65")
    assert left_out(*paid_claim("C1", "P1", LINE), *back, *again) == [
        "reversed by a later line",
        "reverses an earlier payment",
        "",
    ]


def test_a_reversal_of_another_claim_takes_nothing_else_out() -> None:
    back = paid_claim("C9", "P1", "20260302 97110:GP -100 -70", status="22", number="ICN9")
    assert left_out(*paid_claim("C1", "P1", LINE), *back) == ["", "reverses an earlier payment"]


def test_a_claim_without_service_lines_is_left_out_with_the_reason() -> None:
    assert left_out(*paid_claim("C1", "P1"), "PLB*1*20261231*CV:CP*-1") == ["the claim has no service lines"]


def test_a_correction_that_is_taken_back_too_is_out() -> None:
    paid = paid_claim("C1", "P1", "20260302 97110:GP 100 70")
    back = paid_claim("C1", "P1", "20260302 97110:GP -100 -70", status="22")
    reasons = left_out(*paid, *back, *paid, *back)
    assert reasons == ["reversed by a later line", "reverses an earlier payment"] * 2
