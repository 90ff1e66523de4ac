"""What a mapping states of a file before its columns are looked at."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from timeline.toml import NotRead, entry


def _delimiter(value: Any) -> str:
    if not isinstance(value, str) or len(value) != 1 or value in '"\r\n':
        raise NotRead('must be one character, e.g. ";"')
    return value


def _encoding(value: Any) -> str:
    name = value.strip() if isinstance(value, str) else "?"
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=name)  # an empty text decodes under any name: ask the file layer
    except (LookupError, ValueError):
        raise NotRead('unknown text encoding; write it like "cp1252"') from None
    return name


def _sql(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise NotRead("must be text")
    return value.strip()


@dataclass(frozen=True, slots=True)
class FileFormat:
    """How the bytes are written; empty = found from the file."""

    delimiter: str = entry(_delimiter, default="")
    encoding: str = entry(_encoding, default="")
    table: str = entry(_sql, default="")
    query: str = entry(_sql, default="")
