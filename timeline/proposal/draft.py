"""A mapping as it is being put together: its tree, the remarks on its lines, and what only a person can say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from timeline.words import plural_of

Tree = dict[str, Any]
Path = tuple[str, ...]

#: The tables of a mapping in the order they are written.
_ORDER = ("file", "columns", "format", "blank", "values", "defaults", "leave_out", "latest", "spans", "transitions")
#: What questions are about, in the order they are asked.
_ASKED = ("header", "sheet", "pair", "end", "unit", "zone", "date_order", "staff", "patient", "status", "totals")
_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
#: Up to so many other choices stand in lines of their own.
_LISTED = 3


@dataclass(frozen=True, slots=True)
class Question:
    """Something a file leaves open.

    Parameters
    ----------
    about
        header, sheet, pair, end, unit, zone, date_order, staff, patient, status or totals.
    why
        What is open, in a sentence.
    choices
        TOML to paste; the first is what the proposal took until somebody chooses.
    """

    about: str
    why: str
    choices: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"about": self.about, "choices": list(self.choices), "why": self.why}


@dataclass
class Draft:
    """A mapping in the making."""

    tree: Tree = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    remarks: dict[Path, list[str]] = field(default_factory=dict)
    behind: dict[Path, str] = field(default_factory=dict)
    was_answered: bool = False

    def put(self, *path: str, value: Any, behind: str = "") -> None:
        """Set an entry; a remark is written behind it."""
        at = self.tree
        for step in path[:-1]:
            at = at.setdefault(step, {})
        at[path[-1]] = value
        if behind:
            self.behind[path] = behind

    def remark(self, *path: str, text: str) -> None:
        """Write a line above an entry or a table."""
        self.remarks.setdefault(path, []).append(text)

    def add(self, table: str, entry: Tree, remark: str = "") -> None:
        """Add a table to a list of tables, like `[[leave_out]]`."""
        listed = self.tree.setdefault(table, [])
        if remark:
            self.remark(table, str(len(listed)), text=remark)
        listed.append(entry)

    def ask(self, about: str, why: str, choices: Iterable[Tree], at: Path, lines: Sequence[str] = ()) -> None:
        """Ask something: in the questions, and beside the entry it is about.

        Parameters
        ----------
        choices
            Trees of what to paste; the first is what the draft has.
        at
            The entry.
        lines
            What is written there of the other choices, where that is less than the choices themselves.
        """
        trees = list(choices)
        self.questions.append(Question(about, why, tuple(toml_text(tree).strip() for tree in trees)))
        self.remark(*at, text=f"? {why}")
        others = lines or _in_one([line for tree in trees[1:] for line in _under(tree, at)], at)
        for line in others:
            self.remark(*at, text=f"    {line}".rstrip())

    def asked(self) -> tuple[Question, ...]:
        """Return the questions, those about the file first."""
        return tuple(sorted(self.questions, key=lambda question: _ASKED.index(question.about)))

    def answer(self, tree: Tree) -> None:
        """Take the mapping that answers led to: remarks on the one before no longer stand in it."""
        self.tree, self.was_answered = tree, True
        self.remarks.clear()
        self.behind.clear()

    def toml(self, head: Sequence[str] = ()) -> str:
        """Write the mapping with its remarks."""
        lines = [f"# {line}" for line in head]
        return "\n".join([*lines, *([""] if lines else []), *_written(self.tree, self.remarks, self.behind)]) + "\n"


def _in_one(lines: list[str], at: Path) -> list[str]:
    """Write many values for one key in one line."""
    key = f"{toml_key(at[-1])} = "
    if len(lines) > _LISTED and all(line.startswith(key) for line in lines):
        return ["or " + ", ".join(line.removeprefix(key) for line in lines)]
    return lines


def _under(tree: Tree, at: Path) -> list[str]:
    """Write a choice as the lines that would stand where it is about; of the same table, without its heading."""
    lines = toml_text(tree).strip().splitlines()
    headings = {f"[{'.'.join(map(toml_key, at[:depth]))}]" for depth in range(1, len(at) + 1)}
    return lines[1:] if lines and lines[0] in headings else lines


def in_rows(count: int) -> str:
    """Say in how many rows something stands.

    >>> in_rows(1), in_rows(1200)
    ('1 row', '1,200 rows')
    """
    return f"{count:,} {plural_of(count, 'row')}"


def toml_text(tree: Tree) -> str:
    """Write plain data as TOML."""
    return "\n".join(_written(tree, {}, {})) + "\n"


def _written(tree: Tree, remarks: Mapping[Path, list[str]], behind: Mapping[Path, str]) -> list[str]:
    lines: list[str] = []
    for name in sorted(tree, key=_place):
        table = tree[name]
        if isinstance(table, list) and table and all(isinstance(one, dict) for one in table):
            for number, entry in enumerate(table):
                lines += [*_said(remarks, (name, str(number))), f"[[{name}]]", *_entries(entry, (name,), {}, {}), ""]
        elif name == "values":
            for column, spellings in table.items():
                path = (name, column)
                heading = f"[{name}.{toml_key(column)}]"
                lines += [*_said(remarks, path), heading, *_entries(spellings, path, remarks, behind), ""]
        else:
            lines += [*_said(remarks, (name,)), f"[{name}]", *_entries(table, (name,), remarks, behind), ""]
    return lines[:-1] if lines else lines


def _place(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _entries(table: Tree, path: Path, remarks: Mapping[Path, list[str]], behind: Mapping[Path, str]) -> list[str]:
    lines: list[str] = []
    for key, value in table.items():
        said = f"   # {behind[*path, key]}" if (*path, key) in behind else ""
        lines += [*_said(remarks, (*path, key)), f"{toml_key(key)} = {toml_value(value)}{said}"]
    return lines


def _said(remarks: Mapping[Path, list[str]], path: Path) -> list[str]:
    return [f"# {line}" for line in remarks.get(path, ())]


def toml_key(key: str) -> str:
    """Write a key."""
    return key if _BARE.fullmatch(key) else toml_value(key)


def toml_value(value: Any) -> str:
    r"""Write a value in one line.

    >>> toml_value({"after": "start", "length": "Duration (min)", "unit": "minutes"})
    '{ after = "start", length = "Duration (min)", unit = "minutes" }'
    >>> toml_value(["a", 'b"']), toml_value(True)
    ('["a", "b\\""]', 'true')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return "".join(map(_sign, json.dumps(value, ensure_ascii=False)))
    if isinstance(value, dict):
        inner = ", ".join(f"{toml_key(key)} = {toml_value(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return f"[{', '.join(toml_value(one) for one in value)}]"


def _sign(sign: str) -> str:
    """Escape a sign that would be invisible or control a terminal."""
    if sign.isprintable():
        return sign
    return f"\\u{ord(sign):04X}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08X}"
