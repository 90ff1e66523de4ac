from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.cli.conftest import Run, Write

DAY = ("9:00-9:40 P1 PT1 97116", "10:00-10:30 P2 PT1 97110")


def claims(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "claims.csv"
    path.write_text("date,patient,code,units,modifiers\n" + "".join(f"2026-03-02,{line}\n" for line in lines))
    return path


def test_the_worst_stands_first_with_what_to_do(run: Run, write: Write, tmp_path: Path) -> None:
    sent = claims(tmp_path, "P1,97116,4,GP", "P2,97110,2,", "P2,97130,1,GP")
    ran = run("denials", write(*DAY), "--claims", sent)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("3 claim lines: 1 denied, 1 returned, 1 recouped\n")
    rows = [line.split()[0] for line in ran.out.splitlines() if "2026-03-02" in line]
    assert rows == ["denied*", "returned", "recouped"]
    assert "does not name its plan of care" in ran.out
    assert "line.plan_of_care  Add GP." in ran.out
    assert "*: no source that was read states what this payer does" in ran.out


def test_without_claims_the_supported_lines_need_nothing(run: Run, write: Write) -> None:
    ran = run("denials", write(*DAY))
    assert ran.out.startswith("2 claim lines: 2 paid\n")
    assert ran.out.rstrip().endswith("Nothing to do: every line is supported and complete.")


def test_a_schedule_without_a_claim_line_says_so(run: Run, write: Write) -> None:
    ran = run("denials", write("9:00-9:30 P1 PT1 appointment"))
    assert ran.out.startswith("0 claim lines: none\n")
    assert "Nothing to do" not in ran.out


def test_only_verified_lines_need_no_mark(run: Run, write: Write, tmp_path: Path) -> None:
    ran = run("denials", write(*DAY), "--claims", claims(tmp_path, "P1,97116,3,", "P2,97110,2,GP"))
    assert "*" not in ran.out


def test_json_and_csv_have_every_line(run: Run, write: Write, tmp_path: Path) -> None:
    path, sent = write(*DAY), claims(tmp_path, "P1,97116,3,GP", "P2,97110,2,")
    document = json.loads(run("denials", path, "--claims", sent, "--format", "json").out)
    assert (document["outcomes"]["returned"], document["outcomes"]["paid"]) == (1, 1)
    lines = list(csv.DictReader(run("denials", path, "--claims", sent, "--format", "csv").out.splitlines()))
    assert [line["outcome"] for line in lines] == ["returned", "paid"]
    assert [line["outcome"] for line in document["lines"]] == ["returned", "paid"]
    assert document["lines"][0]["date"] == "2026-03-02"
