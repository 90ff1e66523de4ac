"""What a code is for in the clinic, how it must be attended, and what the treatment note must show.

The guide is data (`guide.toml`): statements in our own words, each with the places it rests on,
written once and used by families and codes. The official descriptions of the codes belong to the AMA
and are not repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from timeline.code_table.table import Code, code_table
from timeline.errors import Fault, FaultyInputError
from timeline.toml import parse_toml, understood

_FILE = "guide.toml"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a source: the id of the document, and the section or item."""

    id: str
    at: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the guide says.

    Parameters
    ----------
    verified
        Whether a source that says so was read.
    """

    says: str
    sources: tuple[Place, ...] = ()
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Guide:
    """What there is to know about one code beside its row in the code table.

    Parameters
    ----------
    purpose
        What it is for in the clinic.
    attendance
        How it must be attended; unverified wherever the code's row in the code table is.
    note
        What the treatment note must show, in the order a note is written.
    units
        How its units come about, where the code table's time base does not say it; None where it does.
    dates
        Where the code table's effective dates stand; empty where they rest on memory.
    """

    code: str
    purpose: Statement
    attendance: tuple[Statement, ...]
    note: tuple[Statement, ...]
    units: Statement | None = None
    dates: tuple[Place, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Everything said about the code."""
        return (self.purpose, *self.attendance, *self.note, *((self.units,) if self.units else ()))


@dataclass(frozen=True, slots=True)
class _Family:
    attendance: tuple[str, ...]
    note: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    purpose: str
    sources: tuple[Place, ...] = ()
    verified: bool = False
    attendance: tuple[str, ...] | None = None
    note: tuple[str, ...] | None = None
    also: tuple[str, ...] = ()
    units: str | None = None
    dates: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class _File:
    statement: dict[str, Statement] = field(default_factory=dict)
    family: dict[str, _Family] = field(default_factory=dict)
    code: dict[str, _Entry] = field(default_factory=dict)


@cache
def code_guide() -> Mapping[str, Guide]:
    """Load the shipped guide, keyed by code: every code of the code table, and no other."""
    return read_guide(files("timeline").joinpath("code_table", _FILE).read_text(encoding="utf-8"), code_table())


def read_guide(text: str, table: Mapping[str, Code]) -> Mapping[str, Guide]:
    """Read a guide in TOML for the codes of a table.

    Raises
    ------
    FaultyInputError: every fault with its path: unknown keys, codes, families and statements, codes and
        families left out, statements nobody uses, and verified ones without a source.
    """
    content = understood(parse_toml(_FILE, text.encode(), FaultyInputError), _File, FaultyInputError)
    faults = list(_faults(content, table))
    if faults:
        raise FaultyInputError(faults)
    return MappingProxyType({code: _guide(table[code], content) for code in table})


def _guide(code: Code, content: _File) -> Guide:
    entry, family = content.code[code.code], content.family[code.family]
    said = content.statement
    attendance = family.attendance if entry.attendance is None else entry.attendance
    note = family.note if entry.note is None else entry.note
    return Guide(
        code=code.code,
        purpose=Statement(entry.purpose, entry.sources, entry.verified),
        attendance=tuple(_for_row(said[name], code) for name in attendance),
        note=tuple(said[name] for name in (*note, *entry.also)),
        units=_for_row(said[entry.units], code) if entry.units else None,
        dates=entry.dates,
    )


def _for_row(statement: Statement, code: Code) -> Statement:
    """Hedge a statement about a family for a code of which nobody read that it belongs there."""
    return Statement(statement.says, statement.sources, statement.verified and code.verified)


def _faults(content: _File, table: Mapping[str, Code]) -> Iterator[Fault]:
    yield from _differences("code", content.code, table)
    yield from _differences("family", content.family, {code.family for code in table.values()})
    used: set[str] = set()
    for path, names in _uses(content):
        used.update(names)
        for name in names:
            if name not in content.statement:
                yield _fault(path, f"unknown statement {name}", "Add it as a [statement] table.")
    for name in sorted(content.statement.keys() - used):
        yield _fault(f"statement.{name}", "this statement is not used", "Use it or remove it.")
    for path, statement in _said(content):
        if statement.verified and not statement.sources:
            yield _fault(path, "a verified statement needs a source", "Cite one, or leave out `verified`.")
        if not statement.says.strip():
            yield _fault(path, "is empty", "Write a sentence.")


def _differences(kind: str, found: Iterable[str], expected: Iterable[str]) -> Iterator[Fault]:
    for name in sorted(set(found) - set(expected)):
        yield _fault(f"{kind}.{name}", f"the code table has no such {kind}", "Correct it, or add it to codes.csv.")
    for name in sorted(set(expected) - set(found)):
        yield _fault(f"{kind}.{name}", f"the guide has no entry for this {kind}", "Add an entry for it.")


def _uses(content: _File) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, family in content.family.items():
        yield f"family.{name}", (*family.attendance, *family.note)
    for name, entry in content.code.items():
        units = (entry.units,) if entry.units is not None else ()
        yield f"code.{name}", (*(entry.attendance or ()), *(entry.note or ()), *entry.also, *units)


def _said(content: _File) -> Iterator[tuple[str, Statement]]:
    for name, statement in content.statement.items():
        yield f"statement.{name}", statement
    for name, entry in content.code.items():
        yield f"code.{name}.purpose", Statement(entry.purpose, entry.sources, entry.verified)


def _fault(path: str, problem: str, repair: str) -> Fault:
    return Fault(_FILE, None, path, "", problem, repair)
