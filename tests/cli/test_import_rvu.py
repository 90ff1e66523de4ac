from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run
from tests.policies.test_yearly_values import LOWER, ROWS, TITLE, UPPER, written

POLICY = """payer = "own"
extends = "medicare"
[[rule]]
name = "relative_values"
value = { table = "rvu.csv" }
start = 2027-01-01
sources = [{ id = "cms-rvu-2026", at = "a later release" }]
[[rule]]
name = "conversion_factor"
value = { factor = "34" }
start = 2027-01-01
sources = [{ id = "cms-rvu-2026", at = "a later release" }]
"""


def test_a_published_file_serves_a_policy_of_ones_own(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path, [*TITLE, UPPER, LOWER, *ROWS])
    ran = run("import-rvu", file, "-o", tmp_path / "rvu.csv")
    assert "2 codes of the code table" in ran.err
    assert "conversion factor 33.4009" in ran.err
    policy = tmp_path / "own.toml"
    policy.write_text(POLICY, encoding="utf-8")
    day = tmp_path / "day.csv"
    day.write_text(
        "date,patient,provider,role,start,end,code,payer\n2027-03-02,P1,PT1,PT,9:00,9:15,97530,own\n", encoding="utf-8"
    )
    assert " 35.70 " in run("payment", day, "--policy", policy).out


def test_every_code_is_kept_if_asked_for(run: Run, tmp_path: Path) -> None:
    ran = run("import-rvu", written(tmp_path, [*TITLE, UPPER, LOWER, *ROWS]), "--all-codes")
    assert "3 codes of any kind" in ran.err
    assert ran.out.splitlines()[3].startswith("99213,1.30,1.40")


def test_another_file_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("import-rvu", written(tmp_path, ["x,y"])).status == 2
