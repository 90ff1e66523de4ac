from __future__ import annotations

from pathlib import Path

import pytest

from tests.standards import MARKER, claim, interchange, reading, subscriber
from timeline.errors import ScheduleError
from timeline.schedules import read_claims

LINE = "20260302 97110:GP 2"
grid_of, rows, left_out = reading("837")


def test_a_line_is_date_patient_code_units_modifiers_and_provider(tmp_path: Path) -> None:
    path = tmp_path / "claims.837"
    path.write_bytes(interchange("837", *subscriber(), *claim("C1", LINE, "20260303 97140:GP:59 1.0")))
    read = read_claims(path)
    assert read["claim_id"].tolist() == ["claims.837:13", "claims.837:16"]
    assert read["date"].dt.strftime("%Y-%m-%d").tolist() == ["2026-03-02", "2026-03-03"]
    assert read[["patient", "code", "units", "modifiers", "provider"]].to_numpy().tolist() == [
        ["P1", "97110", 2, "GP", "PT1"],
        ["P1", "97140", 1, "GP 59", "PT1"],
    ]


def test_the_provider_of_a_line_wins_over_that_of_the_claim() -> None:
    segments = [*subscriber(), *claim("C1", LINE), "NM1*82*1*A*****XX*PTA1"]
    assert rows(*segments)[0]["provider"] == "PTA1"


def test_several_subscribers_follow_each_other() -> None:
    found = rows(*subscriber(), *claim("C1", LINE), *subscriber("P2"), *claim("C2", LINE))
    assert [row["patient"] for row in found] == ["P1", "P2"]


def test_a_dependent_without_an_id_is_not_the_subscriber() -> None:
    (row,) = rows(*subscriber(), "HL*3*2*23*0", "PAT*19", f"NM1*QC*1*{MARKER}", *claim("C1", LINE))
    assert (row["patient"], row["member_id"], row["patient_control_number"]) == ("", "P1", "C1")


def test_a_dependent_may_have_an_id_of_its_own() -> None:
    (row,) = rows(*subscriber(), "HL*3*2*23*0", "PAT*19", "NM1*QC*1*A*B****MI*P9", *claim("C1", LINE))
    assert row["patient"] == "P9"


def test_a_replacement_takes_the_place_of_the_claim_it_names() -> None:
    second = claim("C2", LINE, frequency="7", reference="C1")
    assert left_out(*subscriber(), *claim("C1", LINE), *second) == ["replaced by a later claim", ""]


def test_the_patient_control_number_tells_what_is_replaced_on_the_same_date() -> None:
    second = claim("C1", LINE, frequency="7", reference="PAYER9")
    assert left_out(*subscriber(), *claim("C1", LINE), *second) == ["replaced by a later claim", ""]


def test_one_number_for_all_claims_of_a_patient_replaces_no_other_date() -> None:
    second = claim("C1", "20260309 97110:GP 1", frequency="7", reference="PAYER9")
    assert left_out(*subscriber(), *claim("C1", LINE), *second) == ["", ""]


def test_a_void_takes_out_the_claim_and_itself() -> None:
    assert (
        left_out(*subscriber(), *claim("C1", LINE), *claim("C2", LINE, frequency="8", reference="C1")) == ["void"] * 2
    )


def test_another_patients_claim_of_the_same_number_stays() -> None:
    second = claim("C1", LINE, frequency="8", reference="C1")
    assert left_out(*subscriber(), *claim("C1", LINE), *subscriber("P2"), *second) == ["", "void"]


def test_lines_left_out_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "claims.837"
    voided = [*claim("C1", LINE), *claim("C2", LINE, frequency="8", reference="C1")]
    path.write_bytes(interchange("837", *subscriber(), *voided, *claim("C3", LINE)))
    assert len(read_claims(path)) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("*UN*", "*MJ*", "units: the line counts minutes (MJ), which only anesthesia does"),
        ("*UN*", "*F2*", "units: the line does not count units (UN)"),
        ("HC:97110", "ER:97110", "code: the line has no CPT or HCPCS code"),
        ("DTP*472*D8*20260302", "DTP*472*RD8*20260302-20260304", "date: the line is about several dates"),
        ("DTP*472*D8*20260302", "DTP*431*D8*20260302", "date: the line has no date of service"),
        ("DTP*472*D8*20260302", "DTP*472*D8*20260231", "date: no such date"),
        ("DTP*472*D8*20260302", f"DTP*472*D8*{MARKER}", "date: is not a date like 20260302"),
        ("*UN*2*", "*UN*1.5*", "units: is not a whole number of 0 or more"),
        ("SV1*", "SV9*", "code: the line has no CPT or HCPCS code"),
    ],
)
def test_a_line_that_cannot_be_read_is_a_fault_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "claims.837"
    segments = [each.replace(old, new) for each in (*subscriber(), *claim("C1", LINE))]
    path.write_bytes(interchange("837", *segments))
    with pytest.raises(ScheduleError) as caught:
        read_claims(path)
    place = 12 if old == "SV1*" else 13
    assert f"claims.837:{place} {said}" in str(caught.value)
    assert MARKER not in str(caught.value)


def test_a_period_of_one_date_is_that_date() -> None:
    segments = [each.replace("D8*20260302", "RD8*20260302-20260302") for each in (*subscriber(), *claim("C1", LINE))]
    assert rows(*segments)[0]["date"] == "2026-03-02"


def test_the_date_of_the_claim_serves_lines_without_one() -> None:
    segments = [each for each in (*subscriber(), *claim("C1", LINE)) if not each.startswith("DTP")]
    segments.insert(segments.index("LX*1"), "DTP*472*D8*20260302")
    assert rows(*segments)[0]["date"] == "2026-03-02"


def test_a_claim_without_lines_is_left_out_with_the_reason() -> None:
    assert left_out(*subscriber(), *claim("C1")) == ["the claim has no service line"]
