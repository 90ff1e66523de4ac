"""Decision logs of the older text format: one JSON object a line, and the end of the chain in `LOG.head`.

They are read, checked and taken into a new log; nothing writes them any more.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from timeline.decisions.record import START
from timeline.files import file_errors

_FIELDS = (
    *("n", "time", "finding", "rule", "date", "decision", "reason", "initials", "inputs", "version"),
    *("previous", "hash"),
)
_HEAD = re.compile(rb"(\d{1,12}) ([0-9a-f]{64})\n")
_CUT = "the last line is cut off: it was never acknowledged"
_BEHIND = "the end of the chain was not written after the last record"


@dataclass(frozen=True, slots=True)
class TextCheck:
    """What checking found: sound records, the last one's hash, what was changed, what a stopped program left."""

    count: int
    head: str
    problems: tuple[str, ...]
    interrupted: str


def examined(path: Path) -> tuple[TextCheck, list[dict[str, Any]]]:
    """Read the records up to the first broken one, and describe what is wrong.

    Raises
    ------
    FileError: the file cannot be read.
    """
    with file_errors(path, "read"):
        lines = path.read_bytes().split(b"\n")
        head = _read_head(path)
    interrupted = "" if lines.pop() == b"" else _CUT
    problems: list[str] = []
    found: list[dict[str, Any]] = []
    for number, line in enumerate(lines, start=1):
        problem = _problem(line, number, found[-1]["hash"] if found else START)
        if problem:
            problems = [f"record {number}: {problem}"]
            break
        found.append(json.loads(line))
    if not found and interrupted:
        problems, interrupted = ["record 1: not a record"], ""
    if not problems:
        problems, behind = _end(found, head)
        interrupted = interrupted or behind
    last = found[-1]["hash"] if found else START
    return TextCheck(len(found), last, tuple(problems), "" if problems else interrupted), found


def _problem(line: bytes, number: int, previous: str) -> str:
    """Describe what is wrong with a record; empty if nothing is."""
    try:
        record = json.loads(line)
        if not isinstance(record, dict) or tuple(record) != _FIELDS:
            return "not a record"
        if record["hash"] != _hash(record) or line != _line(record):
            return "its content was changed"
    except (ValueError, RecursionError):
        return "not a record"
    if record["n"] != number or record["previous"] != previous:
        return "the record before it was changed, removed or moved"
    return ""


def _end(found: Sequence[Mapping[str, Any]], head: tuple[int, str] | None) -> tuple[list[str], str]:
    if head is None:
        return (["the file with the end of the chain (.head) is missing or was changed"] if found else []), ""
    count, last = head
    if count > len(found):
        return [f"record {len(found) + 1}: removed, with everything after it ({count} were written)"], ""
    if (found[count - 1]["hash"] if count else START) != last:
        return ["the end of the chain is not the one that was written"], ""
    # Two kills between the record and the end of the chain left it two records behind, and so on.
    return [], _BEHIND if len(found) > count else ""


def _hash(record: Mapping[str, Any]) -> str:
    return hashlib.sha256(_line({name: record[name] for name in _FIELDS if name != "hash"})).hexdigest()


def _line(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def _read_head(path: Path) -> tuple[int, str] | None:
    """Return how many records were written and the last one's hash; None where the file is missing or malformed."""
    head = path.with_name(path.name + ".head")
    if not head.exists():
        return None
    found = _HEAD.fullmatch(head.read_bytes())
    return (int(found[1]), found[2].decode()) if found else None
