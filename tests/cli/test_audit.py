from __future__ import annotations

import csv
import json
import re
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Write
from timeline.cli import period, render

CONTESTED = ("9:00-9:40 P1 PT1 97110", "9:10-9:20 P2 PT1 97112", "10:00-10:22 P3 PT1 97110")


def test_a_page_shows_period_exposure_rules_and_findings(run: Run, write: Write) -> None:
    ran = run("audit", write(*CONTESTED))
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(
        "day.csv · 2026-03-02 · 3 visits · contest rule: nested\n"
        "provider minutes claimed twice: 10 · patient minutes not credited: 10\n"
        "Exposure: 10 to 20 patient minutes and"
    )
    assert "By rule" in ran.out
    assert "\nUnits at risk: units that depend on each finding" in ran.out
    assert "\nExposed units: timed units of the visits concerned" in ran.out
    assert "PT1 is recorded with P1 and P2 at the same time" in ran.out


def test_notes_are_counted_and_listed_on_request(run: Run, write: Write) -> None:
    told = "depend on the last minute"
    path = write(*CONTESTED)
    assert told not in " ".join(run("audit", path).out.split())
    assert told in " ".join(run("audit", path, "--rule", "units.on_edge").out.split())
    assert told in " ".join(run("audit", path, "--severity", "note").out.split())


def test_a_day_without_findings_says_so(run: Run, write: Write) -> None:
    ran = run("audit", write("9:00-9:30 P1 PT1 97110"), "--severity", "error")
    assert ran.out.endswith("Exposure: none; no patient minute depends on contested time.\nNo findings.\n")


def test_rules_choose_findings_and_may_be_repeated(run: Run, write: Write) -> None:
    ran = run("audit", write(*CONTESTED), "--rule", "overlap.contested", "--rule", "units.on_edge", "--format", "json")
    assert [rule["rule"] for rule in json.loads(ran.out)["rules"]] == ["overlap.contested", "units.on_edge"]


def test_a_rule_nobody_knows_is_a_usage_error(run: Run, write: Write) -> None:
    ran = run("audit", write(*CONTESTED), "--rule", "overlap.contest")
    assert ran.status == 2
    assert "no finding rule is named overlap.contest" in ran.err


def test_json_has_the_manifest_and_repeats_byte_for_byte(run: Run, write: Write) -> None:
    path = write(*CONTESTED)
    first, second = (run("audit", path, "--format", "json").out for _ in range(2))
    assert first == second
    assert json.loads(first)["manifest"]["inputs"][0]["file"] == "day.csv"
    assert json.loads(first)["totals"]["provider_minutes_claimed_twice"] == 10


def test_csv_is_a_folder_of_tables(run: Run, write: Write, tmp_path: Path) -> None:
    assert run("audit", write(*CONTESTED), "--format", "csv").status == 2
    ran = run("audit", write(*CONTESTED), "--format", "csv", "-o", tmp_path / "out")
    assert (ran.status, ran.out) == (0, "")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "audit_rules.csv",
        "finding_intervals.csv",
        "findings.csv",
    ]
    with (tmp_path / "out" / "audit_rules.csv").open(encoding="utf-8", newline="") as lines:
        assert next(csv.DictReader(lines))["rule"] == "overlap.contested"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("--fail-on", "error"), 1),
        (("--fail-on", "error", "--rule", "units.on_edge"), 0),
        (("--fail-on", "note", "--rule", "units.on_edge"), 1),
    ],
)
def test_fail_on_looks_at_the_chosen_findings(run: Run, write: Write, arguments: tuple[str, ...], status: int) -> None:
    assert run("audit", write(*CONTESTED), *arguments).status == status


def test_evidence_is_a_private_page_and_a_pack_for_each_finding(run: Run, write: Write, tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    ran = run("audit", write(*CONTESTED), "--severity", "error", "--evidence", folder, "--format", "json")
    front, index, page, pack = sorted(folder.iterdir())
    (finding,) = json.loads(ran.out)["findings"]
    assert [path.name for path in (page, pack)] == [
        f"overlap.contested-{finding['id']}{end}" for end in (".html", ".json")
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in (front, index, page, pack)} == {0o600}
    assert sorted(json.loads(index.read_text(encoding="utf-8"))["files"]) == [front.name, page.name, pack.name]
    assert f'<a href="{page.name}">{finding["message"]}</a>' in front.read_text(encoding="utf-8")
    assert json.loads(pack.read_text(encoding="utf-8"))["finding"] == finding
    assert finding["message"] in page.read_text(encoding="utf-8")


def test_evidence_is_not_written_over(run: Run, write: Write, tmp_path: Path) -> None:
    arguments = ("audit", write(*CONTESTED), "--severity", "error", "--evidence", tmp_path / "evidence")
    assert run(*arguments).status == 0
    assert run(*arguments).status == 2
    assert run(*arguments, "--overwrite").status == 0


def test_pseudonyms_stand_everywhere_and_the_key_tells_who_is_who(run: Run, write: Write, tmp_path: Path) -> None:
    path, key = write(*(line.replace(" P1 ", " patient=Known-1 ") for line in CONTESTED)), tmp_path / "key.csv"
    ran = run("audit", path, "--pseudonymise", key, "--format", "json", "--evidence", tmp_path / "evidence")
    packs = "".join(pack.read_text(encoding="utf-8") for pack in (tmp_path / "evidence").iterdir())
    assert "Known-1" not in ran.out + packs
    assert "Known-1" in key.read_text(encoding="utf-8")


def test_a_level_of_pseudonyms_says_what_else_is_hidden_and_the_evidence_repeats_with_it(
    run: Run, write: Write, tmp_path: Path
) -> None:
    path, key = write(*CONTESTED), tmp_path / "key.csv"
    hiding = ("--pseudonymise", key, "--pseudonymise-level", "dates")
    ran = run("audit", path, *hiding, "--format", "json", "--evidence", tmp_path / "evidence")
    packs = "".join(pack.read_text(encoding="utf-8") for pack in (tmp_path / "evidence").iterdir())
    assert "2026-03-02" not in ran.out + packs
    assert "dates are moved by whole weeks" in packs
    assert run("verify", tmp_path / "evidence" / "manifest.json", path, *hiding).status == 0
    assert run("audit", path, "--pseudonymise-level", "sites").status == 2


def test_a_file_that_cannot_be_read_gives_its_faults(run: Run, tmp_path: Path) -> None:
    ran = run("audit", tmp_path / "missing.csv")
    assert ran.status == 2
    assert "missing.csv" in ran.err


def test_sites_are_told_apart(run: Run, write: Write, tmp_path: Path) -> None:
    path = write("9:00-9:30 P1 PT1 97110", "9:15-9:45 P2 PT1 97112", "9:00-9:30 P3 PT2 97110 clinic=annex")
    shown = run("audit", path, "--by", "clinic").out
    twice, lost = "provider minutes claimed twice", "patient minutes not credited"
    assert f"annex · 1 visit\n{twice}: 0 · {lost}: 0\nExposure: none" in shown
    assert f"clinic · 2 visits\n{twice}: 15 · {lost}: 30\nExposure: 30 patient minutes" in shown
    clinics = json.loads(run("audit", path, "--by", "clinic", "--format", "json").out)["clinics"]
    assert [part["totals"]["patient_minutes_not_credited"] for part in clinics] == [0, 30]
    assert run("audit", path, "--by", "clinic", "--format", "csv", "-o", tmp_path / "out").status == 0
    header, *rows = (tmp_path / "out" / "audit_clinics.csv").read_text().splitlines()
    assert header.startswith("clinic,rule,findings")
    assert any(row.startswith("clinic,overlap.contested,1") for row in rows)


def test_of_several_dates_the_worst_are_shown_and_everything_on_request(run: Run, tmp_path: Path) -> None:
    run("sample", "--clinics", 2, "--days", 2, "-o", tmp_path / "days.csv")
    for command in ("analyze", "audit"):
        short = run(command, tmp_path / "days.csv").out
        assert all(title in short for title in ("By site", "Worst dates", "Worst 10 of", "By rule"))
        assert "list them with --all" in short
        assert len(short.splitlines()) < 120
        whole = run(command, tmp_path / "days.csv", "--all").out
        assert len(whole.splitlines()) > 2 * len(short.splitlines())
        assert "list them with --all" not in whole


@pytest.mark.parametrize("command", ["analyze", "audit"])
def test_of_very_many_findings_of_a_date_the_first_are_listed(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    for module in (period, render):
        monkeypatch.setattr(module, "MOST_OF_A_DATE", 1)
    path = write(
        "9:00-9:30 P1 PT1 97110", "9:15-9:45 P2 PT1 97112", "10:00-10:30 P1 PT2 97110", "10:15-10:45 P2 PT2 97112"
    )
    more = r"… and \d+ more findings?; list them with --all"
    assert re.search(more, run(command, path).out)
    assert not re.search(more, run(command, path, "--all").out)
