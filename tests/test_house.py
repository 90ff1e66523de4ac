"""The rules of the house: who may import whom, what is documented, what a file is called."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

import timeline
from tests.house_lists import CROSS_CUTTING, LONG_FILES
from timeline.analysis.conformance import worked_days
from timeline.audit import FINDING_RULES
from timeline.policies import load_policy, policy_names, sources
from timeline.units.examples import worked_examples

ROOT = Path(__file__).parents[1]
PACKAGE, TESTS = ROOT / "timeline", ROOT / "tests"

#: From the ground up. Imports go down only, and the members of a floor never import each other.
FLOORS = (
    {"words"},
    {"vocabulary", "jurisdictions", "clock", "spans", "period", "collector", "version", "wrapped", "held_back"},
    {"contracts", "finding"},
    {"errors", "shown"},
    {"files", "toml", "arguments", "workbook_writer"},
    {"exports", "sheets", "narrowing"},
    {"code_table"},
    {"schedules", "policies"},
    {"attendance"},
    {"units", "furnished", "proposal"},
    {"visit_arrays"},
    {"visits"},
    {"claimed", "yearly"},
    {"reconcile"},
    {"record"},
    {"found"},
    {"audit"},
    {"analysis"},
    {"result"},
    {"samples", "reference", "privacy", "planning", "decisions", "batching"},
    {"views"},
    {"web"},
    {"cli"},
    {"__init__", "__main__"},
)
FLOOR_OF = {name: number for number, floor in enumerate(FLOORS) for name in floor}

#: Packages that live in one place only.
HOMES = {
    "plotly": {"views", "web"},
    "click": {"cli"},
    "rich": {"cli"},
    "intervaltree": {"attendance"},
    "starlette": {"web"},
    "uvicorn": {"web"},
    "jinja2": {"views"},
    "weasyprint": {"views"},
    "sqlalchemy": {"sheets"},
    "xlsxwriter": {"workbook_writer"},
    "ortools": {"planning"},
    "distributed": {"batching"},
    "numba": {"attendance"},
}
HEAVY = (
    "pandas",
    "plotly",
    "click",
    "rich",
    "intervaltree",
    "jinja2",
    "starlette",
    "uvicorn",
    "weasyprint",
    "ortools",
    "numba",
)

FILE_LINES, FUNCTION_LINES = 400, 60
#: Endings of the files that people write, and the folders of a machine that none of them may name.
TEXTS = {"", ".py", ".js", ".css", ".j2", ".md", ".toml", ".yaml", ".json", ".csv", ".ipynb"}
PERSONAL = ("home", "root", "Users", "work", "workspace", "mnt", "opt", "srv", "media")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def modules(folder: Path = PACKAGE) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def top(path: Path) -> str:
    """Name the member of a floor that a module belongs to."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


@cache
def imports(path: Path) -> tuple[tuple[ast.stmt, str], ...]:
    """List every import that runs, as (statement, dotted name); those for type checkers only are left out."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[tuple[ast.stmt, str]]:
    pending: list[ast.AST] = [tree_of(path)]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            pending += node.orelse
            continue
        pending += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{where(path, node)} is a relative import"
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


@cache
def functions(path: Path) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef, ...]:
    return tuple(node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def check_nothing(found: Iterable[str]) -> None:
    """Fail with one finding a line."""
    listed = sorted(found)
    assert not listed, "\n" + "\n".join(listed)


def test_every_module_stands_on_a_floor() -> None:
    check_nothing(
        f"{where(path, tree_of(path))} stands on no floor: give it one here"
        for path in modules()
        if top(path) not in FLOOR_OF
    )


def test_imports_go_down_only() -> None:
    check_nothing(
        f"{where(path, node)} {name}: floor {FLOOR_OF[top(path)]} imports floor {FLOOR_OF[target]}"
        for path in modules()
        for node, name in imports(path)
        if (target := own_module(name)) and target != top(path) and FLOOR_OF[target] >= FLOOR_OF[top(path)]
    )


def own_module(name: str) -> str:
    """Name the member of a floor an import reaches; empty for other packages."""
    package, _, rest = name.partition(".")
    first = rest.partition(".")[0]
    return first if package == "timeline" and first else ""


def test_no_files_import_each_other_in_a_ring() -> None:
    """Take away files that import none of those left until nothing changes: what stays is a ring."""
    wanted = {path: {target for _, name in imports(path) if (target := module_of(name))} for path in modules()}
    while free := [path for path, targets in wanted.items() if not targets & (wanted.keys() - {path})]:
        for path in free:
            del wanted[path]
    check_nothing(str(path.relative_to(ROOT)) for path in wanted)


def module_of(name: str) -> Path | None:
    """Find the file an import reaches; of a name in a module, the module; none for other packages."""
    for dotted in (name, name.rpartition(".")[0]):
        place = ROOT / Path(*dotted.split("."))
        if dotted.startswith("timeline.") and place.with_suffix(".py").exists():
            return place.with_suffix(".py")
        if dotted.startswith("timeline.") and (place / "__init__.py").exists():
            return place / "__init__.py"
    return None


def test_nothing_inside_uses_the_face() -> None:
    check_nothing(
        f"{where(path, node)} {name}"
        for path in modules()
        for node, name in imports(path)
        if name == "timeline" or (name.startswith("timeline.") and name.split(".")[1] in timeline.__all__)
    )


@pytest.mark.parametrize("package", HOMES)
def test_a_package_is_imported_at_home_only(package: str) -> None:
    check_nothing(
        f"{where(path, node)} imports {name}: only {', '.join(sorted(HOMES[package]))} may"
        for path in modules()
        for node, name in imports(path)
        if name.split(".")[0] == package and top(path) not in HOMES[package]
    )


def loaded_by(statements: str) -> set[str]:
    """Run statements in a fresh interpreter and tell which packages they load."""
    told = f"import sys, json\n{statements}\nprint(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    printed = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    return set(json.loads(printed.splitlines()[-1]))


def test_importing_timeline_loads_nothing_heavy() -> None:
    assert loaded_by("import timeline; dir(timeline)").isdisjoint(HEAVY)


def test_the_help_of_the_command_line_loads_neither_pandas_nor_plotly() -> None:
    help_asked = "from timeline.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit as done:\n"
    assert loaded_by(f"{help_asked}    assert not done.code").isdisjoint({*HEAVY, "numpy"} - {"click", "rich"})


def test_every_dependency_says_why_it_is_one() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    extras = project["optional-dependencies"].values()
    check_nothing(
        f"pyproject.toml {requirement}: say behind it what it is for"
        for requirement in (*project["dependencies"], *chain.from_iterable(extras))
        if not re.search(rf'^  "{re.escape(requirement)}", +# \w', text, re.MULTILINE)
    )


def test_no_file_names_a_place_of_somebodys_machine() -> None:
    place = re.compile(rf"(?<![\w.:/])/({'|'.join(PERSONAL)})/")
    check_nothing(
        f"{path.relative_to(ROOT)}:{number}"
        for path in written_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if place.search(line)
    )


def written_files() -> Iterator[Path]:
    """List the texts of the project, and leave out what tools put beside them."""
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.suffix in TEXTS - {""})
    for folder in ("timeline", "tests", "notebooks", "sample_schedules", ".ci", ".github"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix in TEXTS and "node_modules" not in path.parts:
                yield path


def public(node: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """List the public classes, functions and methods of a module."""
    for child in node.body:
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or child.name.startswith("_"):
            continue
        if "overload" not in map(ast.unparse, child.decorator_list):  # the function behind them is documented
            yield child
        if isinstance(child, ast.ClassDef):
            yield from public(child)


def test_every_public_name_has_a_docstring() -> None:
    check_nothing(
        f"{where(path, path_tree)} module" for path in modules() if not ast.get_docstring(path_tree := tree_of(path))
    )
    check_nothing(
        f"{where(path, node)} {node.name}"
        for path in modules()
        for node in public(tree_of(path))
        if not ast.get_docstring(node)
    )


def test_every_argument_and_result_is_annotated() -> None:
    check_nothing(
        f"{where(path, function)} {function.name}: {missing}"
        for path in modules()
        for function in functions(path)
        if (missing := ", ".join(unannotated(function)))
    )


def unannotated(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    given = function.args
    everything = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
    missing = [one.arg for one in everything if one.annotation is None and one.arg not in ("self", "cls")]
    return missing if function.returns is not None else [*missing, "the result"]


def test_every_test_file_mirrors_a_module() -> None:
    check_nothing(
        f"{where(path, tree_of(path))} mirrors no module"
        for path in TESTS.rglob("test_*.py")
        if (place := path.relative_to(TESTS)).parts[0] != "benchmarks" and place.as_posix() not in CROSS_CUTTING
        if not mirrored(place)
    )


def mirrored(place: Path) -> bool:
    """Whether tests/x/test_y.py has a timeline/x/y.py or a package timeline/x/y; test_init.py has __init__.py."""
    name = place.name.removeprefix("test_")
    module = PACKAGE / place.parent / ("__init__.py" if name == "init.py" else name)
    return module.exists() or (module.with_suffix("") / "__init__.py").exists()


def test_every_test_function_is_collected() -> None:
    check_nothing(
        f"{where(path, function)} {function.name} is never collected"
        for path in (*modules(TESTS), *modules())
        for function in functions(path)
        if function.name.startswith("test_") and not collected(path, function)
    )


def collected(path: Path, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return path.name.startswith("test_") and TESTS in path.parents and function in tree_of(path).body


def test_no_test_hides_another_of_the_same_name() -> None:
    check_nothing(
        f"{path.relative_to(ROOT)} {name} stands {times} times"
        for path in modules(TESTS)
        for name, times in Counter(
            node.name for node in tree_of(path).body if isinstance(node, ast.FunctionDef)
        ).items()
        if times > 1
    )


def test_files_stay_short() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in (*modules(), *modules(TESTS))
        if (lines := length(path)) > FILE_LINES
    }
    check_nothing(f"{name}: {lines} lines" for name, lines in long.items() if name not in LONG_FILES)
    check_nothing(f"{name} is short again: take it off the list" for name in LONG_FILES.keys() - long.keys())


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_functions_stay_short() -> None:
    check_nothing(
        f"{where(path, function)} {function.name}: {lines} lines"
        for path in (*modules(), *modules(TESTS))
        for function in functions(path)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES
    )


def test_no_finding_rule_of_the_audit_is_missing_from_its_registry() -> None:
    made = {
        ast.unparse(call.args[0]).strip("'")
        for path in modules(PACKAGE / "audit")
        for call in ast.walk(tree_of(path))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "FindingRule"
    }
    check_nothing(name for name in made if "." in name and name not in FINDING_RULES)


def test_every_source_of_a_finding_rule_is_known() -> None:
    cited = {rule.id: rule.source.split(" ")[0] for rule in FINDING_RULES.values() if rule.source}
    check_nothing(f"{rule}: {source}" for rule, source in cited.items() if source not in sources())


@pytest.mark.parametrize("name", policy_names())
def test_every_source_of_a_policy_is_known(name: str) -> None:
    dated = [entry for history in load_policy(name).history.values() for entry in history]
    check_nothing(
        f"{name} {entry.name}: {cited.id}" for entry in dated for cited in entry.sources if cited.id not in sources()
    )


def test_every_source_of_a_worked_example_is_known() -> None:
    check_nothing(
        f"{case.id}: {case.source.id}"
        for case in (*worked_examples(), *worked_days())
        if case.source.id not in sources()
    )


def test_the_face_lists_what_it_loads() -> None:
    assert timeline.__all__ == sorted(timeline.__all__)
    assert set(timeline.__all__) == {*timeline._PUBLIC, "__version__"}
    assert dir(timeline) == timeline.__all__
    assert [name for name in timeline.__all__ if getattr(timeline, name, None) is None] == []


def test_type_checkers_see_the_same_face() -> None:
    face = tree_of(PACKAGE / "__init__.py")
    (checked,) = [node for node in face.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    seen = {
        alias.name: node.module for node in checked.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert seen == timeline._PUBLIC
