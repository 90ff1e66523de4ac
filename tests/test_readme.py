import re
import shlex
from datetime import date
from pathlib import Path

import click
import pytest

from tests.readme import FILE, ROOT, SHOWN, refreshed
from timeline.cli import COMMANDS
from timeline.cli import timeline as program
from timeline.policies import Method, load_policy, load_policy_file
from timeline.schedules import read_clinic, read_mapping
from timeline.units import count_units

README = FILE.read_text(encoding="utf-8")
#: The settings shown, by the first key of each.
SETTINGS = {
    re.findall(r"^(?:\[+)?(\w+)", block, re.MULTILINE)[0]: block
    for block in re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
}


def commands(text: str) -> list[str]:
    """List the calls of the program in a text: in its blocks, its comments and its sentences."""
    lines = "\n".join(re.findall(r"```(?:sh|text|toml)\n(.*?)```", text, re.DOTALL)).replace("&&", "\n")
    called = re.findall(r"^(?:\$ |# |\.venv/bin/)?timeline (.*\S)", lines, re.MULTILINE)
    return called + re.findall(r"`timeline ([^`A-Z][^`]*)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def test_columns_commands_and_outputs_are_those_of_the_program() -> None:
    assert refreshed(README) == README, "run: python -m tests.readme"


def test_every_output_shown_is_one_that_is_compared() -> None:
    assert sorted(re.findall(r"^\$ timeline (.*)$", README, re.MULTILINE)) == sorted(SHOWN)


@pytest.mark.parametrize("written", commands(README))
def test_the_program_has_every_command_and_option_shown(written: str) -> None:
    name, *rest = shlex.split(written)
    command = loaded(name)
    _, _, understood = command.make_parser(click.Context(command, resilient_parsing=True)).parse_args(rest)
    assert understood or not rest


def loaded(name: str) -> click.Command:
    command = program.get_command(click.Context(program), name)
    assert command is not None, f"no command is called {name}"
    return command


@pytest.mark.parametrize("option", sorted(set(re.findall(r"`(--[a-z-]+)", README))))
def test_some_command_has_every_option_named_by_itself(option: str) -> None:
    assert any(option in parameter.opts for name in COMMANDS for parameter in loaded(name).params)


def test_every_file_linked_is_there() -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert {".github/CHANGES.md", ".github/CONTRIBUTING.md"} <= set(linked)
    assert [link for link in linked if not (ROOT / link).is_file()] == []


def test_the_contributors_page_knows_every_room_and_every_file_it_names() -> None:
    page = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\|([^|]*)\|", page, re.MULTILINE))))
    rooms = {
        path.stem for path in (ROOT / "timeline").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert {room for room in rooms if not room.startswith("_")} <= listed
    paths = re.findall(r"[` ]((?:timeline|tests|\.ci)/[\w/.-]+)", page)
    assert [path for path in paths if not (ROOT / path).exists() and "NAME" not in path] == []


def test_a_build_calls_the_command_that_the_readme_gives_for_the_tests() -> None:
    (shown,) = re.findall(r"```sh\n(bash .*)\n```", README)
    assert f"tests='{shown}'\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def written(tmp_path: Path, first: str) -> Path:
    path = tmp_path / "shown.toml"
    path.write_text(SETTINGS[first], encoding="utf-8")
    return path


def test_the_mapping_shown_can_be_read(tmp_path: Path) -> None:
    mapping = read_mapping(written(tmp_path, "file"))
    assert (mapping.columns["provider"].columns, len(mapping.spans)) == (("Therapist ID",), 2)
    assert read_mapping(written(tmp_path, "transitions")).transitions is not None


def test_the_clinic_file_shown_can_be_read(tmp_path: Path) -> None:
    assert read_clinic(written(tmp_path, "clinic")).clinic == "Main Street"


def test_the_policy_shown_replaces_one_rule_of_the_one_it_extends(tmp_path: Path) -> None:
    policy = load_policy_file(written(tmp_path, "payer"))
    before, after = policy.on(date(2025, 12, 31)), policy.on(date(2026, 1, 1))
    assert (before.units.method, after.units.method) == (Method.TOTAL_MINUTES, Method.MIDPOINT)
    assert after.assistant == load_policy("medicare").on(date(2026, 1, 1)).assistant


def test_the_limit_shown_cuts_a_patient_s_date(tmp_path: Path) -> None:
    """C7."""
    path = written(tmp_path, "payer")
    shown = SETTINGS["payer"].replace("[[source]]", SETTINGS["rule"] + "\n[[source]]", 1)
    path.write_text(shown, encoding="utf-8")
    counted = count_units({"97110": 100, "97140": {"OT": 50}}, policy=load_policy_file(path), on="2026-03-02")
    assert sum(line.units for visit in counted.visits for line in visit.lines) == 8


def test_the_policy_of_imported_tables_shown_is_checked_through_their_quarter(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text(
        "column_one,column_two,practitioner,start,until\n97110,97112,0,2026-10-01,\n", encoding="utf-8"
    )
    (tmp_path / "ceilings.csv").write_text("code,practitioner,practitioner_mai\n97110,2,3\n", encoding="utf-8")
    policy = load_policy_file(written(tmp_path, "extends"))
    told = [
        {
            finding["rule"]
            for finding in count_units({"97110": 40, "97112": 15}, policy=policy, on=on).to_dict()["findings"]
        }
        for on in ("2026-12-31", "2027-01-01")
    ]
    assert told[0] == {"edit.ncci", "edit.mue"}
    assert "edit.snapshot" in told[1]


def test_the_python_shown_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (shown,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(shown, "README.md", "exec"), names)  # noqa: S102 - the README is ours
    assert repr(names["result"]).startswith("Analysis(2 visits")
