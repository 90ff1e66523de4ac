from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.cli.conftest import Run, Write
from tests.standards import interchange, paid_claim

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


def remittance(tmp_path: Path) -> Path:
    path = tmp_path / "pay.835"
    denied = paid_claim("C1", "P1", "20260302 97116:GP 100 0 CO-97:100")
    path.write_bytes(
        interchange("835", *denied, "LQ*HE*N130", *paid_claim("C9", "P9", "20260302 97110:GP 50 40 CO-45:10"))
    )
    return path


def test_a_remittance_stands_next_to_what_the_rules_say(run: Run, write: Write, tmp_path: Path) -> None:
    sent = claims(tmp_path, "P1,97116,3,GP", "P2,97110,2,GP")
    ran = run("denials", write(*DAY), "--claims", sent, "--remittance", remittance(tmp_path))
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("1 claim line answered: 1 denied\n")
    assert "1 line without an answer\n1 line answered, but not among the claim lines\n" in ran.out
    rows = [line.split() for line in ran.out.splitlines() if "2026-03-02" in line]
    assert rows[0] == ["differs", "2026-03-02", "P1", "PT", "97116×3", "GP", "2", "paid", "denied", "CO-97:100", "N130"]
    assert sorted(row[0] for row in rows[1:]) == ["no", "not"]


def test_a_remittance_is_in_json_and_csv(run: Run, write: Write, tmp_path: Path) -> None:
    path, sent, paid = write(*DAY), claims(tmp_path, "P1,97116,3,GP"), remittance(tmp_path)
    told = ("denials", path, "--claims", sent, "--remittance", paid, "--format")
    document = json.loads(run(*told, "json").out)["remittance"]
    assert (document["matched"], document["no_answer"], document["not_claimed"], document["differs"]) == (1, 0, 1, 1)
    assert document["payer_did"] == {"paid": 1, "reduced": 0, "denied": 1}
    assert document["lines"][0]["adjustments"] == "CO-97:100"
    lines = list(csv.DictReader(run(*told, "csv").out.splitlines()))
    assert [line["match"] for line in lines] == ["both", "not claimed"]


def test_a_remittance_that_cannot_be_read_is_said(run: Run, write: Write, tmp_path: Path) -> None:
    path = tmp_path / "pay.835"
    path.write_bytes(interchange("999", "AK1*HP"))
    ran = run("denials", write(*DAY), "--remittance", path)
    assert ran.status == 2
    assert "this is an X12 999 (an acknowledgment), which is not read" in ran.err
