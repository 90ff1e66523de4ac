"""Bytes of a TOML file -> its tables, within limits: a hostile file gets an error message, not memory or a crash."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from timeline.errors import Fault, FaultyInputError, ScheduleError, WrongTypeError

#: The most bytes a file may have, and the most lists, tables and dotted keys that may be nested.
LARGEST, DEEPEST = 4_000_000, 40
#: Texts and comments, whatever is in them; and the signs that nest.
_LEXEME = re.compile(
    r'''"""(?:\\.|[^\\])*?(?:"""|\Z)|"(?:\\.|[^"\\\n])*"?|#[^\n]*|[][{}.=,\n]'''
    r"""|'''.*?(?:'''|\Z)|'[^'\n]*'?""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML file: what messages call it, its tables, and the hash of its bytes."""

    name: str
    table: dict[str, Any]
    sha256: str


def read_toml(path: str | os.PathLike[str], error: type[FaultyInputError] = ScheduleError) -> Document:
    """Read a TOML file.

    Parameters
    ----------
    error
        What is raised.

    Raises
    ------
    FaultyInputError: the file is missing, unreadable, no text in UTF-8, too large, too deep or not TOML.
    WrongTypeError: it is no path.
    """
    if not isinstance(path, str | os.PathLike):
        raise WrongTypeError(f"expected the path of a TOML file, got {type(path).__name__}")
    name = Path(path).name
    try:
        with open(path, "rb", opener=_at_once) as file:
            content = file.read(LARGEST + 1) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else None
    except FileNotFoundError:
        fault = Fault(name, None, "", "", "no such file", "Check the path.")
    except IsADirectoryError:
        fault = Fault(name, None, "", "", "this is a folder", "Name the file in it.")
    except (OSError, ValueError):
        repair = "Check the path and your permission to read it."
        fault = Fault(name, None, "", "", "the file cannot be opened", repair)
    else:
        if content is not None:
            return parse_toml(name, content, error)
        fault = Fault(name, None, "", "", "this is not a plain file", "Name a file.")
    raise error([fault])


def _at_once(path: str, flags: int) -> int:
    """Open without waiting for somebody to write into a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def parse_toml(name: str, content: bytes, error: type[FaultyInputError] = ScheduleError) -> Document:
    """Parse the bytes of a TOML file; a leading byte order mark, as some editors write it, is skipped."""
    if len(content) > LARGEST:
        problem = f"the file has more than {LARGEST:,} bytes"
        raise error([Fault(name, None, "", "", problem, "Pass a settings file, not data.")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise error([Fault(name, None, "", "", "the text is not UTF-8", "Save the file as UTF-8.")]) from None
    if _depth(text) > DEEPEST:
        problem = f"lists, tables or dotted keys are nested more than {DEEPEST} deep"
        raise error([Fault(name, None, "", "", problem, "Nest fewer levels.")])
    try:
        return Document(name, tomllib.loads(text), hashlib.sha256(content).hexdigest())
    except tomllib.TOMLDecodeError as wrong:
        fault = Fault(name, None, "", "", f"not TOML: {wrong}", "Correct that line; text goes in quotation marks.")
    except ValueError:  # a number of thousands of figures
        fault = Fault(name, None, "", "", "not TOML: a number is far too long", "Correct it.")
    raise error([fault])


def _depth(text: str) -> int:
    """Count how deep brackets, and parts of dotted keys, are nested at most."""
    open_now = dots = deepest = 0
    for lexeme in _LEXEME.finditer(text):
        sign = lexeme[0]
        if sign == ".":
            dots += 1
        elif sign in "[]{}=,\n":
            open_now = max(0, open_now + (sign in "[{") - (sign in "]}"))
            dots = 0
        deepest = max(deepest, open_now + dots)
    return deepest
