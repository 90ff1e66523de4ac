from __future__ import annotations

import pytest

from tests.proposal.test_answers import EXPORT
from tests.web.conftest import OWN, Browser, Serve, csv_of
from timeline.cli.serve import _imported
from timeline.errors import WrongValueError
from timeline.web.proposals import answers_in, proposed


def asked(browser: Browser, content: bytes, answers: str = "") -> object:
    return browser.ask("PUT", f"/api/proposal?name=visits.csv&answers={answers}", content=content, headers=OWN)


def test_a_file_is_proposed_to_be_read_and_not_kept(browser: Browser) -> None:
    answer = asked(browser, EXPORT)
    assert (answer.status_code, answer.json()["kind"]) == (200, "schedule")  # type: ignore[attr-defined]
    assert answer.json() == proposed("visits.csv", EXPORT, ())  # type: ignore[attr-defined]
    assert browser.get("/api/result").status_code == 204


def test_a_proposal_quotes_no_one(browser: Browser) -> None:
    named = EXPORT.replace(b"7001", b"Sample Ann").replace(b",A,", b",Demo Ben,")
    told = asked(browser, named).text  # type: ignore[attr-defined]
    assert "Sample" not in told
    assert "Demo" not in told


@pytest.mark.parametrize("answers", ["x", "-1", "9999", "1,,2", ",".join("0" * 300)])
def test_answers_that_are_none_are_refused(browser: Browser, answers: str) -> None:
    assert asked(browser, EXPORT, answers).status_code == 422  # type: ignore[attr-defined]
    with pytest.raises(WrongValueError, match="answers"):
        answers_in(answers)


def test_what_is_no_list_of_times_has_its_faults(browser: Browser) -> None:
    answer = asked(browser, b"%PDF-1.7\n")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert answer.json()["faults"]  # type: ignore[attr-defined]


def test_an_import_with_answers_is_read_as_its_proposal_says(serve: Serve) -> None:
    reading = {"mapping": None, "clinic": None, "payer": "medicare", "on_fault": "stop", "allow_empty": False}
    counting = dict.fromkeys(("policy", "claims", "claims_map", "fees", "year_to_date", "allowed", "key"))
    told = counting | {"contest": "nested", "level": "ids"}
    found = _imported(reading, told, "visits.csv", EXPORT, answers=(1,))
    assert found.record.dates == ["2026-04-03"]


def test_answers_reach_the_analysis(browser: Browser) -> None:
    path = "/api/schedule?name=day.csv&answers=0"
    answer = browser.ask("PUT", path, content=csv_of(), headers=OWN)
    assert answer.status_code == 500  # the stand-in's analysis takes none
