import re
from pathlib import Path

import pytest

from timeline import tables
from timeline.cli import COMMANDS
from timeline.schedules.headers import INPUT, REQUIRED

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def column_table() -> str:
    docs = {column.name: column.doc for column in tables.INTERVALS.columns}
    lines = ["| column | required | meaning |", "|---|---|---|"]
    lines += [f"| `{name}` | {'yes' if name in REQUIRED else ''} | {docs[name]} |" for name in INPUT]
    return "\n".join(lines)


def command_table() -> str:
    lines = ["| command | does |", "|---|---|"]
    return "\n".join([*lines, *(f"| `timeline {name}` | {told} |" for name, (_, told) in COMMANDS.items())])


def test_the_column_table_is_the_contract() -> None:
    assert column_table() in README


def test_the_command_table_is_that_of_the_command_line() -> None:
    assert command_table() in README


def shown_outputs() -> list[tuple[str, str]]:
    blocks = re.findall(r"```text\n\$ timeline (.*?)\n(.*?)```", README, re.DOTALL)
    return [(command, output) for command, output in blocks]


@pytest.mark.parametrize(("command", "output"), shown_outputs(), ids=[command for command, _ in shown_outputs()])
def test_every_output_shown_is_what_the_command_prints(
    command: str, output: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from timeline.cli import main

    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "120")
    with pytest.raises(SystemExit) as stopped:
        main(command.split())
    assert stopped.value.code == 0
    printed = capsys.readouterr().out
    assert printed.startswith(output.rstrip("\n")), printed


def test_the_python_shown_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (shown,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(shown, "README.md", "exec"), names)  # noqa: S102 - the README is ours
    assert repr(names["result"]).startswith("Analysis(2 visits")


@pytest.mark.parametrize("shown", re.findall(r"```toml\n(.*?)```", README, re.DOTALL), ids=["mapping", "clinic"])
def test_the_settings_shown_can_be_read(shown: str, tmp_path: Path) -> None:
    from timeline.schedules import read_clinic, read_mapping

    path = tmp_path / "shown.toml"
    path.write_text(shown, encoding="utf-8")
    read = read_mapping if "[columns]" in shown else read_clinic
    assert read(path)
