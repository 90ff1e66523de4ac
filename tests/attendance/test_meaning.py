"""meaning.md: what the code cites stands there, and every law has its test."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from timeline import contracts
from timeline.attendance.rows import EARNING
from timeline.audit import FINDING_RULES
from timeline.vocabulary import EITHER, OFF_FLOOR, Activity, ContestRule, Kind, Mode, Role, State, Status

ROOT = Path(__file__).parents[2]
PAGE = files("timeline").joinpath("attendance", "meaning.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## §(\d) .*?$(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE))
MODULES = sorted((ROOT / "timeline").rglob("*.py"))


def test_the_sections_are_numbered_from_one_to_six() -> None:
    assert list(SECTIONS) == list("123456")


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_section_and_term_a_module_cites_stands_on_the_page(module: Path) -> None:
    for section, term in re.findall(r"meaning §(\d+)(?:, ([a-z ]+))?", module.read_text(encoding="utf-8")):
        assert section in SECTIONS
        assert not term or f"**{term.capitalize()}.**" in SECTIONS[section], term


def test_the_rooms_that_carry_the_rules_out_cite_them() -> None:
    cited = {cite for module in MODULES for cite in re.findall(r"meaning §(\d)", module.read_text(encoding="utf-8"))}
    assert cited >= set("2345")


def test_the_laws_are_listed_in_order_and_each_has_a_test_of_its_name() -> None:
    laws = re.findall(r"^- \*\*L(\d+)\*\*", SECTIONS["6"], re.MULTILINE)
    tested = {
        law
        for path in (ROOT / "tests").rglob("test_laws.py")
        for law in re.findall(r"def test_l(\d+)_", path.read_text(encoding="utf-8"))
    }
    assert laws == [str(number) for number in range(1, 11)]
    assert tested == set(laws)


@pytest.mark.parametrize("words", [Role, Mode, Activity, Kind, Status, State, ContestRule, (EITHER, OFF_FLOOR)])
def test_every_word_that_decides_a_minute_is_explained(words: tuple[str, ...]) -> None:
    assert [str(word) for word in words if not re.search(rf"\b{word}\b", PAGE)] == []


def test_every_column_of_a_schedule_is_explained() -> None:
    derived = {"date", "start_second", "end_second"}
    assert [name for name in contracts.INTERVALS.names if name not in derived and f"`{name}`" not in PAGE] == []


def test_every_finding_the_page_names_exists() -> None:
    named = set(re.findall(r"`([a-z]+\.[a-z_]+)`", PAGE)) - {"timeline.contracts", "meaning.md"}
    assert named
    assert {name for name in named if name not in FINDING_RULES} == set()


def test_every_way_of_earning_is_between_a_mode_of_a_row_and_one_of_the_code_table() -> None:
    assert {mode for mode, _ in EARNING} <= set(Mode)
    assert {mode for _, mode in EARNING} <= {*Mode, EITHER}


def test_the_readme_points_to_the_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "(timeline/attendance/meaning.md)" in readme.partition("## How minutes are counted")[2].partition("\n## ")[0]
