from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Write

DAY = ("9:00-12:00 PT1 shift", "9:30-10:30 P1 PT1 97110", "10:15-10:45 P2 PT1 97110 payer=cpt-midpoint")


def lines_with(text: str, *words: str) -> list[str]:
    return [line for line in text.splitlines() if all(word in line for word in words)]


def test_a_page_adds_up_by_hour_provider_and_payer(run: Run, write: Write) -> None:
    ran = run("ledger", write(*DAY))
    assert (ran.status, ran.err) == (0, "")
    assert [heading for heading in ("hour", "provider", "payer") if f"Timed units by {heading}\n" in ran.out] == [
        "hour",
        "provider",
        "payer",
    ]
    assert ran.out.startswith("provider minutes claimed twice: 15 · patient minutes not credited: 30\n")
    (provider,) = lines_with(ran.out, "PT1")
    assert provider.split() == ["PT1", "3.0", "60", "90", "6.0", "4.0", "2.00", "1.33", "documented"]
    assert "More than four units an hour is not an error in itself" in ran.out


def test_it_can_be_added_up_by_several_keys(run: Run, write: Write) -> None:
    ran = run("ledger", write(*DAY), "--by", "provider", "--by", "hour")
    assert "Timed units by provider, hour\n" in ran.out
    assert len(lines_with(ran.out, "PT1")) == 3


def test_sites_are_added_up_apart(run: Run, write: Write) -> None:
    path = write(*DAY, "13:00-13:30 P3 PT1 97110 clinic=annex")
    document = json.loads(run("ledger", path, "--format", "json", "--by", "clinic").out)
    assert document["totals"]["patient_minutes_not_credited"] == 30
    assert {cell["clinic"]: cell["supported_units"] for cell in document["cells"]} == {"annex": 2.0, "clinic": 4.0}


def test_json_has_every_cell_unless_told_otherwise(run: Run, write: Write) -> None:
    document = json.loads(run("ledger", write(*DAY), "--format", "json").out)
    assert document["by"] == ["date", "provider", "hour", "payer"]
    first = document["cells"][0]
    assert (first["hour"], first["payer"], first["staffed_minutes"], first["supported_units"]) == (9, "", 30, 0.0)
    document = json.loads(run("ledger", write(*DAY, name="again.csv"), "--format", "json", "--by", "payer").out)
    assert [cell["payer"] for cell in document["cells"]] == ["", "cpt-midpoint", "medicare"]


def test_what_is_not_a_number_is_null_in_json(run: Run, write: Write) -> None:
    path = write("9:00-9:15 P1 AIDE1 97110 billed_units=1")
    (cell,) = json.loads(run("ledger", path, "--format", "json", "--by", "provider").out)["cells"]
    assert cell["claimed_per_staffed_hour"] is None


def test_csv_is_one_table(run: Run, write: Write, tmp_path: Path) -> None:
    ran = run("ledger", write(*DAY), "--format", "csv", "--by", "hour", "-o", tmp_path / "out.csv")
    assert (ran.status, ran.out) == (0, "")
    records = list(csv.DictReader((tmp_path / "out.csv").read_text().splitlines()))
    assert [record["hour"] for record in records] == ["9", "10", "11"]


def test_claims_of_a_list_are_the_ones_that_count(run: Run, write: Write, tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text("date,patient,code,units\n2026-03-02,P1,97110,7\n")
    ran = run("ledger", write(*DAY), "--claims", tmp_path / "claims.csv", "--by", "provider")
    (provider,) = lines_with(ran.out, "PT1")
    assert (provider.split()[4], provider.split()[-1]) == ("7.0", "billed")


def test_visits_without_a_policy_are_counted(run: Run, write: Write) -> None:
    ran = run("ledger", write("9:00-9:30 P1 PT1 97110 payer=nobody-knows"))
    assert "whose units are left out: 1" in ran.out


@pytest.mark.parametrize("arguments", [("--by", "weekday"), ("--format", "parquet"), ("--contest", "mine")])
def test_bad_arguments_exit_with_2(run: Run, write: Write, arguments: tuple[str, str]) -> None:
    ran = run("ledger", write(*DAY), *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert arguments[1] in ran.err


def test_a_page_may_add_up_by_date(run: Run, write: Write) -> None:
    shown = run("ledger", write(*DAY), "--by", "date").out
    assert "Timed units by date" in shown
    assert lines_with(shown, "2026-03-02")
