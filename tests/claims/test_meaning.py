"""claims/meaning.md: what the code cites stands there, and every law has its tests."""

from __future__ import annotations

import ast
import re
from importlib.resources import files
from pathlib import Path

import pytest

from timeline.audit import FINDING_RULES
from timeline.policies.rules import CapScope, Measure, Method
from timeline.units import Conditional, Edit, EditState

ROOT = Path(__file__).parents[2]
PAGE = files("timeline").joinpath("claims", "meaning.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## §(\d) .*?$(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE))
MODULES = sorted((ROOT / "timeline").rglob("*.py"))
#: A citation in a comment; the sources "cms-claims-5 §20.2" and their like are other documents.
CITED = r"(?<![-\w])claims ((?:§\d+, )*§\d+)(?:, ([a-z -]+))?"
LAWS = [str(number) for number in range(1, 11)]


def test_the_sections_are_numbered_from_one_to_nine() -> None:
    assert list(SECTIONS) == list("123456789")


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_section_and_term_a_module_cites_stands_on_the_page(module: Path) -> None:
    for sections, term in re.findall(CITED, module.read_text(encoding="utf-8")):
        cited = re.findall(r"\d+", sections)
        assert set(cited) <= set(SECTIONS)
        assert not term or any(f"**{term.capitalize()}.**" in SECTIONS[section] for section in cited), term


def test_the_steps_of_a_claim_are_cited_where_they_are_carried_out() -> None:
    cited = {
        section
        for module in MODULES
        for sections, _ in re.findall(CITED, module.read_text(encoding="utf-8"))
        for section in re.findall(r"\d", sections)
    }
    assert cited == set(SECTIONS) - {"9"}


def test_the_sections_the_page_refers_to_exist() -> None:
    assert set(re.findall(r"\(§(\d+)\)|of §(\d+)", PAGE)) <= {pair for n in SECTIONS for pair in ((n, ""), ("", n))}


def subjects(path: Path) -> set[str]:
    """Collect the laws that a file's tests are about: in their names (`test_c3_…`) or docstrings, or the file's own."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    told = [ast.get_docstring(node) or "" for node in (*tests, *([tree] if tests else []))]
    found = {law for text in told for law in re.findall(r"\bC(\d+)\b", text)}
    return found | {law for test in tests for law in re.findall(r"_c(\d+)(?=_)", test.name)}


def test_the_laws_are_listed_in_order_and_each_is_the_subject_of_a_test() -> None:
    laws = re.findall(r"^- \*\*C(\d+)\*\*", SECTIONS["9"], re.MULTILINE)
    tested = {law for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__) for law in subjects(path)}
    assert laws == LAWS
    assert set(laws) - tested == set()


def test_every_finding_the_page_names_exists() -> None:
    named = set(re.findall(r"`([a-z]+\.[a-z_]+)`", PAGE)) - {"meaning.md"}
    assert named
    assert named - FINDING_RULES.keys() == set()


def test_every_remark_of_the_unit_engine_is_a_finding_of_an_analysis() -> None:
    families = "|".join(sorted({rule.partition(".")[0] for rule in FINDING_RULES}))
    made = {
        rule
        for module in (ROOT / "timeline" / "units").glob("*.py")
        for rule in re.findall(rf'"((?:{families})\.[a-z_]+)"', module.read_text(encoding="utf-8"))
    }
    assert made
    assert made - FINDING_RULES.keys() == set()


@pytest.mark.parametrize("words", [Method, CapScope, Measure, EditState])
def test_every_word_that_decides_a_line_is_explained(words: type[Method]) -> None:
    said = PAGE.replace("relative values", "relative_value")
    assert [str(word) for word in words if not re.search(rf"\b{word}\b", said)] == []


def test_the_fields_a_document_shows_of_pairs_are_named() -> None:
    told = {"edits": Edit, "conditional": Conditional}
    assert [name for name in (*told, "alternatives", "asks") if f"`{name}`" not in SECTIONS["3"] + SECTIONS["4"]] == []


def test_every_class_of_the_code_table_has_a_row() -> None:
    columns = re.findall(r"^\| \w+ \| `(\w+)` \|", SECTIONS["2"], re.MULTILINE)
    text = files("timeline").joinpath("code_table", "codes.csv").read_text(encoding="utf-8")
    assert set(columns) == {"cms15", "own", "chain", "area", "none"}
    assert all(f",{pool}," in text for pool in columns)


def test_the_readme_points_to_the_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "(timeline/claims/meaning.md)" in readme.partition("## How minutes are counted")[2].partition("\n## ")[0]
