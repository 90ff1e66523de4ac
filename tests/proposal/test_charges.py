from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.foreign_charges import CHARGES
from tests.proposal.conftest import Propose
from timeline.errors import ScheduleError
from timeline.schedules import read_claims

COLUMNS: dict[str, dict[str, Any]] = {
    "webpt_documented_units": {
        "date": "date_of_service",
        "patient": "patient_name",
        "code": "cpt_code",
        "units": "units",
        "modifiers": "modifier",
        "provider": "documenting_therapist",
    },
    "charges": {
        "date": "encounter_dos",
        "patient": "patient_id",
        "code": "procedure_code",
        "units": "procedure_units",
        "provider": "provider_id",
    },
    "webpt_charges": {
        "date": "visit_date",
        "patient": "patient_id",
        "code": "cpt",
        "units": "units",
        "modifiers": "cpt_modifier",
        "provider": "therapist_id",
    },
    "webpt_billing_charges": {
        "date": "date_of_service",
        "patient": "patient_id",
        "code": "cpt_code",
        "units": "units",
        "modifiers": ["mod1", "mod2"],
        "provider": "treating_therapist_id",
    },
}


@pytest.mark.parametrize("name", CHARGES)
def test_a_list_of_charges_gets_a_mapping_for_claims(name: str, propose: Propose) -> None:
    proposal = propose(CHARGES[name]())
    assert (proposal.kind, proposal.to_dict()["for"]) == ("claims", "--claims-map")
    assert proposal.mapping["columns"] == COLUMNS[name]
    assert "it has no clocks, so it is no schedule" in proposal.toml


@pytest.mark.parametrize("name", CHARGES)
def test_a_proposed_mapping_reads_the_claim_lines(name: str, propose: Propose, tmp_path: Path) -> None:
    proposal = propose(CHARGES[name](), f"{name}.csv")
    mapping = tmp_path / "claims.toml"
    mapping.write_text(proposal.toml, encoding="utf-8")
    lines = read_claims(tmp_path / f"{name}.csv", mapping=mapping)
    assert (len(lines), set(lines["code"])) == (len(CHARGES[name]().splitlines()) - 1, {"97110"})
    assert proposal.faults == ()


def test_the_first_lines_are_shown_without_a_name(propose: Propose) -> None:
    assert propose(CHARGES["webpt_documented_units"]()).to_dict()["preview"][1] == {
        "row": 3,
        "date": "2026-03-02",
        "code": "97110",
        "units": 2,
        "modifiers": "GP",
        "patient": "P2",
        "provider": "S2",
    }


def test_who_treated_and_who_bills_is_a_question(propose: Propose) -> None:
    (question,) = propose(CHARGES["webpt_billing_charges"]()).questions
    assert question.about == "staff"
    assert question.choices[1] == '[columns]\nprovider = "billing_therapist_id"'


HEADER = "dos,patient,cpt,units,voided,status"


def test_lines_that_were_taken_back_are_left_out(propose: Propose) -> None:
    rows = ["2026-03-02,A,97110,2,N,Posted", "2026-03-02,A,97110,2,Y,Posted", "2026-03-02,A,97110,-2,N,Voided"]
    left_out = propose("\n".join([HEADER, *rows, *rows])).mapping["leave_out"]
    assert left_out == [
        {"column": "voided", "when": "is", "values": ["Y"], "why": "voided"},
        {"column": "status", "when": "is", "values": ["Voided"], "why": "voided"},
        {"column": "units", "when": "matches", "pattern": "-.*", "why": "negative units"},
    ]


def test_a_date_of_voiding_is_filled_for_lines_that_were_taken_back(propose: Propose) -> None:
    rows = ["2026-03-02,A,97110,2,,", "2026-03-02,A,97110,2,2026-03-09,"]
    left_out = propose("\n".join([HEADER, *rows])).mapping["leave_out"]
    assert left_out == [{"column": "voided", "when": "filled", "why": "voided"}]


def test_charges_without_a_patient_are_refused(propose: Propose) -> None:
    with pytest.raises(ScheduleError, match="no column is a patient"):
        propose("dos,cpt,units\n2026-03-02,97110,2\n")


def test_words_of_a_status_that_are_not_ours_are_not_read(propose: Propose) -> None:
    rows = ["2026-03-02,A,97110,2,N,Denied", "2026-03-03,A,97110,2,N,Posted"]
    proposal = propose("\n".join([HEADER, *rows]))
    assert (proposal.mapping["columns"]["status"], proposal.faults) == ("", ())
