"""Tables of a TOML file -> dataclasses: strictly, and with every fault as a path and a sentence."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar, get_origin

import cattrs
from cattrs.cols import homogenous_tuple_structure_factory, list_structure_factory, mapping_structure_factory
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError
from cattrs.gen import make_dict_structure_fn, override

from timeline.errors import Fault, FaultyInputError, ScheduleError
from timeline.toml import entries as values
from timeline.toml.document import Document
from timeline.toml.entries import KEY, READ, UNREAD, NotRead, Problem, told

T = TypeVar("T")
_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_REPAIR = "Correct this entry."


def understood(document: Document, kind: type[T], error: type[FaultyInputError] = ScheduleError) -> T:
    """Build one `kind` from a whole file.

    Raises
    ------
    FaultyInputError: everything wrong with its tables, each with its path.
    """
    faults: list[Fault] = []
    built = structured(document.table, kind, "", file=document.name, faults=faults)
    if built is None or faults:
        raise error(faults)
    return built


def structured(raw: Any, kind: type[T], at: str, *, file: str, faults: list[Fault]) -> T | None:
    """Build one `kind` from parsed TOML, or add every reason why it cannot be built to `faults`.

    Fields may be text, whole numbers, true and false, dates, decimals and shares in quotes, words of a vocabulary,
    lists and tables of these, other such dataclasses, and what a field's `entry` reads by itself.

    Parameters
    ----------
    at
        Where `raw` is in the file; empty for the file itself.
    """
    try:
        return _CONVERTER.structure(raw, kind)
    except (cattrs.BaseValidationError, NotRead) as problem:
        found = list(_problems(problem))
    faults += [Fault(file, None, spelled_path(at, path), "", text, _REPAIR) for path, text in found]
    return None


def spelled_path(at: str, path: tuple[str | int, ...]) -> str:
    """Write a path as the file would: `travel[0].minutes`."""
    for step in path:
        if isinstance(step, int):
            at += f"[{step}]"
        else:
            name = step if _BARE.fullmatch(step) else f'"{step}"'
            at += f".{name}" if at else name
    return at


def _problems(problem: BaseException) -> Iterator[Problem]:
    """List what is wrong, in the order of the file."""
    if isinstance(problem, ClassValidationError):
        noted, others = problem.group_exceptions()
        spelling = _keys(problem.cl)
        for inner, note in noted:
            yield from _below(spelling[note.name], inner)
        for inner in others:
            yield from _problems(inner)
    elif isinstance(problem, IterableValidationError):
        for inner, place in problem.group_exceptions()[0]:
            yield from _below(place.index, inner)
    elif isinstance(problem, ForbiddenExtraKeysError):
        known = ", ".join(_keys(problem.cl).values())
        yield from (Problem((key,), f"unknown key; known: {known}") for key in sorted(problem.extra_fields))
    elif isinstance(problem, KeyError):
        yield Problem((), "is missing")
    else:
        yield from getattr(problem, "problems", (Problem((), "cannot be read"),))


def _below(step: str | int, inner: BaseException) -> Iterator[Problem]:
    return (Problem((step, *path), told) for path, told in _problems(inner))


def _keys(kind: type) -> dict[str, str]:
    """List the keys of a table, by the fields they fill."""
    return {
        one.name: one.metadata.get(KEY) or one.name for one in dataclasses.fields(kind) if UNREAD not in one.metadata
    }


def _table(kind: type, converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
    """Return the reader of one dataclass."""
    own: dict[str, Any] = {
        one.name: override(
            rename=one.metadata.get(KEY) or None,
            struct_hook=_ignoring_type(one.metadata.get(READ)),
            omit=UNREAD in one.metadata,
        )
        for one in dataclasses.fields(kind)
        if one.metadata
    }
    build: Callable[[Any, Any], Any] = make_dict_structure_fn(
        kind, converter, _cattrs_forbid_extra_keys=True, _cattrs_use_linecache=False, **own
    )
    return _if(dict, "a table of keys and values", build)


def _ignoring_type(read: Callable[[Any], Any] | None) -> Callable[[Any, Any], Any] | None:
    return None if read is None else lambda value, _: read(value)


def _if(kind: type, words: str, build: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Read only values of `kind`; text, for example, would otherwise be read as a list of letters."""

    def read(value: Any, of: Any) -> Any:
        if not isinstance(value, kind):
            raise NotRead(f"expected {words}, got {told(value)}")
        return build(value, of)

    return read


def _is(*kinds: type) -> Callable[[Any], bool]:
    return lambda kind: kind in kinds or get_origin(kind) in kinds


def _converter() -> cattrs.Converter:
    """Build the only converter; nothing is added later, so what it reads never depends on what was imported."""
    converter = cattrs.Converter(forbid_extra_keys=True)
    scalars: dict[type, Callable[[Any, Any], Any]] = {
        str: values.text_or_word,
        int: values.exactly(int, "a whole number"),
        bool: values.exactly(bool, "true or false"),
        date: values.day,
        Decimal: values.decimal,
        Fraction: values.fraction,
    }
    for kind, read in scalars.items():
        converter.register_structure_hook(kind, read)
    converter.register_structure_hook_factory(dataclasses.is_dataclass, _table)
    converter.register_structure_hook_factory(
        _is(list), lambda kind, made: _if(list, "a list", list_structure_factory(kind, made))
    )
    converter.register_structure_hook_factory(
        _is(tuple), lambda kind, made: _if(list, "a list", homogenous_tuple_structure_factory(kind, made))
    )
    converter.register_structure_hook_factory(
        _is(dict, Mapping),
        lambda kind, made: _if(dict, "a table of keys and values", mapping_structure_factory(kind, made, dict)),
    )
    return converter


_CONVERTER = _converter()
