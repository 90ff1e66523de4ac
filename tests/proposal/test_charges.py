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


def test_titles_above_the_header_and_words_for_nothing_are_stated(propose: Propose) -> None:
    text = "Charges of March\n\ndos,patient,cpt,units,therapist\n2026-03-02,A,97110,2,NULL\n2026-03-03,A,97110,2,T\n"
    proposal = propose(text)
    assert (proposal.mapping["file"], proposal.mapping["blank"]) == ({"header_row": 3}, {"words": ["NULL"]})


def test_the_encoding_of_charges_is_stated(propose: Propose) -> None:
    text = "dos,patient,cpt,units\n2026-03-02,Müller,97110,2\n"
    assert propose(text.encode("cp1252")).mapping["file"] == {"encoding": "cp1252"}


def test_a_voided_line_whose_word_names_somebody_is_not_left_out(propose: Propose) -> None:
    rows = ["2026-03-02,A,97110,2,N,Voided by Quasimodo", "2026-03-03,A,97110,2,N,Posted"]
    proposal = propose("\n".join([HEADER, *rows, *rows]))
    assert ("leave_out" in proposal.mapping, "Quasimodo" in proposal.toml) == (False, False)


def test_lines_that_cannot_be_read_yet_are_faults_without_their_cells(propose: Propose) -> None:
    proposal = propose("dos,patient,cpt,units\n2026-03-02,A,97110,2\n2026-13-02,A,97110,2\n")
    assert "# The file cannot be read so yet: timeline check says why." in proposal.toml
    (fault,) = proposal.to_dict()["faults"]
    assert (fault["row"], fault["column"], sorted(fault)) == (
        3,
        "date",
        ["column", "file", "problem", "repair", "row", "sheet"],
    )
