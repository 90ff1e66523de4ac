from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from tests.schedules_of import analysed
from timeline.policies.load import SHIPPED
from timeline.result import Analysis, analyze
from timeline.schedules import read_schedule

ROWS = "date,start,end,patient,provider,role,code,payer\n2026-03-02,9:00,9:23,P1,PT1,PT,97110,medicare\n"
OWN = """payer = "ours"
verified_through = 2026-06-30
[[rule]]
name = "units"
value = { method = "midpoint", unit_minutes = 15 }
start = 2020-01-01
verified = false
note = "A contract."
"""


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def day(tmp_path: Path) -> Path:
    file = tmp_path / "day.csv"
    file.write_text(ROWS, encoding="utf-8")
    return file


def run(day: Path, **options: object) -> Analysis:
    return analyze(read_schedule(day), **options)  # type: ignore[arg-type]


def test_it_names_inputs_rules_and_version_with_their_hashes(day: Path) -> None:
    found = run(day).manifest
    assert found["inputs"] == [{"file": "day.csv", "sha256": sha256(day), "rows": 1}]
    assert found["policies"] == [
        {
            "payer": "medicare",
            "file": "medicare.toml",
            "sha256": sha256(SHIPPED / "medicare.toml"),
            "verified_through": "2024-09-30",
        }
    ]
    assert (found["version"], found["contest"]) == ("0.1.0", "nested")
    assert [found[name] for name in ("mapping", "clinic", "claims", "fees")] == [None] * 4


def test_it_hashes_every_table_that_decides_something(day: Path) -> None:
    tables = run(day).manifest["tables"]
    assert {
        "code_table/codes.csv",
        "policies/audit.toml",
        "policies/oversight_states.csv",
        "units/chains.csv",
    } <= tables.keys()
    assert tables["code_table/codes.csv"] == sha256(SHIPPED.parent / "code_table" / "codes.csv")


def test_the_same_run_gives_the_same_manifest_and_another_rule_another_one(day: Path) -> None:
    assert run(day).manifest == run(day).manifest
    assert run(day).manifest != run(day, contest="exclusive").manifest


def test_mapping_and_clinic_file_are_named(day: Path, tmp_path: Path) -> None:
    mapping, clinic = tmp_path / "map.toml", tmp_path / "clinic.toml"
    mapping.write_text("", encoding="utf-8")
    clinic.write_text('state = "NY"\n', encoding="utf-8")
    found = analyze(read_schedule(day, mapping=mapping, clinic=clinic)).manifest
    assert found["mapping"] == {"file": "map.toml", "sha256": sha256(mapping)}
    assert found["clinic"] == {"file": "clinic.toml", "sha256": sha256(clinic)}


def test_a_clinic_s_own_policy_is_hashed(day: Path, tmp_path: Path) -> None:
    own = tmp_path / "ours.toml"
    own.write_text(OWN, encoding="utf-8")
    day.write_text(ROWS.replace("medicare", "ours"), encoding="utf-8")
    (policy,) = run(day, policy=own).manifest["policies"]
    assert policy == {"payer": "ours", "file": "ours.toml", "sha256": sha256(own), "verified_through": "2026-06-30"}


def test_the_tables_a_clinic_s_own_policy_names_are_hashed(day: Path, tmp_path: Path) -> None:
    own, table = tmp_path / "ours.toml", tmp_path / "ceilings.csv"
    table.write_bytes((SHIPPED / "ncci" / "mue_practitioner.csv").read_bytes())
    stated = f'''
[[rule]]
name = "ceilings"
start = 2024-01-01
verified = false
note = "our own"
value = {{ table = "{table.name}", column = "practitioner", checked = [] }}
'''
    own.write_text(OWN + stated, encoding="utf-8")
    day.write_text(ROWS.replace("medicare", "ours"), encoding="utf-8")
    (policy,) = run(day, policy=own).manifest["policies"]
    assert policy["tables"] == {"ceilings.csv": sha256(table)}


def test_a_payer_without_a_policy_has_its_name_only() -> None:
    (policy,) = analysed("9:00-9:30 P1 PT1 97110 payer=nobody").manifest["policies"]
    assert policy == {"payer": "nobody", "file": None, "sha256": None, "verified_through": None}


def test_claims_and_fees_are_hashed_whatever_their_order(day: Path, tmp_path: Path) -> None:
    lines = ["2026-03-02,P1,97110,2,GP", "2026-03-02,P1,97112,1,GP"]
    hashes = []
    for order in (lines, lines[::-1]):
        claims = tmp_path / "claims.csv"
        claims.write_text("\n".join(["date,patient,code,units,modifiers", *order]), encoding="utf-8")
        hashes.append(run(day, claims=claims, fees={}).manifest["claims"])
    assert hashes[0] == hashes[1]
    assert hashes[0]["lines"] == 2


def test_no_patient_or_provider_is_in_it() -> None:
    frame = pd.DataFrame(
        {"start": ["2026-03-02 9:00"], "end": ["2026-03-02 9:30"], "patient": ["P-secret"], "code": ["97110"]}
    )
    assert "secret" not in str(analyze(read_schedule(frame)).manifest)


def test_the_clinic_s_fees_are_hashed_as_amounts_in_any_order(day: Path) -> None:
    fees = {"97110": Decimal("38.50"), "97112": Decimal("40")}
    one, same = (run(day, fees=each).manifest["fees"] for each in (fees, dict(reversed(fees.items()))))
    other = run(day, fees=fees | {"97110": Decimal("38.51")}).manifest["fees"]
    assert one == same != other
