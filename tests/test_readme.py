import re
from pathlib import Path

import pytest

from tests.readme import FILE, ROOT, SHOWN, refreshed

README = FILE.read_text(encoding="utf-8")


def test_columns_commands_and_outputs_are_those_of_the_program() -> None:
    assert refreshed(README) == README, "run: python -m tests.readme"


def test_every_output_shown_is_one_that_is_compared() -> None:
    assert sorted(re.findall(r"^\$ timeline (.*)$", README, re.MULTILINE)) == sorted(SHOWN)


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
