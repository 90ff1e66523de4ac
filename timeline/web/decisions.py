"""The decision log: what reviewers decided about findings, in a file that reveals tampering.

One JSON object a line. Each record carries the hash of the record before it and a hash over its own content, so an
edited, removed or exchanged line breaks the chain. The end of the chain is in a second file next to it
(`LOG.head`): without that, lines removed from the end would leave a shorter chain without a flaw. Whoever rewrites both
files from the start can still make up a log: write the last hash down where others keep it, or store a copy, if that
matters.

Records hold no patient and no provider: a finding's id, its rule and date of service, the decision with reason and
initials, and what it rested on (hashes of the input files, version of the software).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from timeline.errors import TimelineError
from timeline.files import append_private, file_errors, locked, write_private
from timeline.version import __version__

#: The hash before the first record.
START = "0" * 64
LONGEST_REASON = 500
_FIELDS = (
    "n",
    "time",
    "finding",
    "rule",
    "date",
    "decision",
    "reason",
    "initials",
    "inputs",
    "version",
    "previous",
    "hash",
)
_INITIALS = re.compile(r"[^\W\d_]{1,6}")
_HEAD = re.compile(rb"(\d{1,12}) ([0-9a-f]{64})\n")


class Decision(StrEnum):
    """What a reviewer makes of a finding."""

    #: The finding is right; the claim follows the record.
    ACCEPTED = "accepted"
    #: The record was wrong and has been mended at its source.
    CORRECTED = "corrected"
    #: The finding does not apply; the reason says why.
    DISMISSED = "dismissed"


class DecisionError(TimelineError, ValueError):
    """A decision cannot be recorded as sent; the message says why and never repeats it."""


class BrokenLogError(TimelineError):
    """The log was changed by something other than timeline: nothing more is added to it."""


@dataclass(frozen=True, slots=True)
class LogCheck:
    """What checking a decision log found.

    Parameters
    ----------
    path
        The log.
    count
        Records whose chain holds, from the first on.
    head
        Hash of the last of them; 64 zeros for none.
    problems
        What is wrong, by record number; empty for a sound log.
    """

    path: Path
    count: int
    head: str
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether every record is intact."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class FindingKey:
    """What a decision is about: a finding's id, its rule and its date of service."""

    id: str
    rule: str
    date: str


def verify_log(path: Path | str) -> LogCheck:
    """Check every record of a decision log, and that none is missing at its end.

    A log that does not exist yet is sound and empty.

    Raises
    ------
    FileError: the file cannot be read.
    """
    return _read(Path(path))[0]


class DecisionLog:
    """A decision log that reviewers add to; several servers may share one.

    Parameters
    ----------
    path
        The log; made with the first record, readable by its owner only.

    Raises
    ------
    FileError: the file or its folder cannot be used, or the file is a link.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        with locked(self.path):
            self.check = verify_log(self.path)
            if self.check.ok and not _head_path(self.path).exists():
                _write_head(self.path, 0, START)

    def records(self, findings: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """Return the records in order, or those about some findings; for a broken log, those before the break."""
        found = _read(self.path)[1]
        return found if findings is None else [each for each in found if each["finding"] in set(findings)]

    def append(self, finding: FindingKey, sent: Mapping[str, object], inputs: Sequence[str]) -> dict[str, Any]:
        """Add a decision and return its record.

        The whole chain is checked first, so that nothing is ever built upon a record that somebody changed.

        Parameters
        ----------
        finding
            What it is about.
        sent
            `decision`, `reason` and `initials`.
        inputs
            SHA-256 of every input file the finding rests on.

        Raises
        ------
        DecisionError: an unknown decision, no reason or no initials.
        BrokenLogError: a record of the log was changed or removed.
        FileError: the log cannot be written.
        """
        stated = _stated(sent)
        with locked(self.path):
            self.check = verify_log(self.path)
            if not self.check.ok:
                raise BrokenLogError(
                    "The decision log was changed by something other than timeline. Name another file with --log."
                )
            record: dict[str, Any] = {
                "n": self.check.count + 1,
                "time": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
                "finding": finding.id,
                "rule": finding.rule,
                "date": finding.date,
                **stated,
                "inputs": list(inputs),
                "version": __version__,
                "previous": self.check.head,
            }
            record["hash"] = _hash(record)
            append_private(self.path, _line(record) + b"\n")
            _write_head(self.path, record["n"], record["hash"])
            self.check = LogCheck(self.path, record["n"], record["hash"], ())
        return record


def _stated(sent: Mapping[str, object]) -> dict[str, str]:
    """Check what a reviewer stated."""
    texts = {name: sent.get(name) for name in ("decision", "reason", "initials")}
    found = {name: " ".join(text.split()) for name, text in texts.items() if isinstance(text, str)}
    if found.get("decision") not in list(Decision):
        raise DecisionError(f"decision: unknown; known: {', '.join(Decision)}.")
    if not 0 < len(found.get("reason", "")) <= LONGEST_REASON or not found["reason"].isprintable():
        raise DecisionError(f"reason: write one of at most {LONGEST_REASON} characters.")
    if not _INITIALS.fullmatch(found.get("initials", "").replace(".", "").replace(" ", "")):
        raise DecisionError("initials: write one to six letters.")
    return found


def _read(path: Path) -> tuple[LogCheck, list[dict[str, Any]]]:
    """Read the records up to the first broken one, and describe what is wrong."""
    with file_errors(path, "read"):
        lines = path.read_bytes().split(b"\n") if path.exists() else [b""]
        head = _read_head(path)
    problems = [] if lines.pop() == b"" else [f"record {len(lines) + 1}: the line is cut off"]
    found: list[dict[str, Any]] = []
    for number, line in enumerate(lines, start=1):
        problem = _problem(line, number, found[-1]["hash"] if found else START)
        if problem:
            problems.insert(0, f"record {number}: {problem}")
            break
        found.append(json.loads(line))
    if not problems:
        problems = _end_problems(found, head)
    last = found[-1]["hash"] if found else START
    return LogCheck(path, len(found), last, tuple(problems)), found


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


def _end_problems(found: Sequence[Mapping[str, Any]], head: tuple[int, str] | None) -> list[str]:
    if head is None:
        return ["the file with the end of the chain (.head) is missing or was changed"] if found else []
    count, last = head
    if count > len(found):
        return [f"record {len(found) + 1}: removed, with everything after it ({count} were written)"]
    # One more record than the head says is a write that was cut short between the two files.
    if (found[count - 1]["hash"] if count else START) != last or len(found) > count + 1:
        return ["the end of the chain is not the one that was written"]
    return []


def _hash(record: Mapping[str, Any]) -> str:
    return hashlib.sha256(_line({name: record[name] for name in _FIELDS if name != "hash"})).hexdigest()


def _line(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def _head_path(path: Path) -> Path:
    return path.with_name(path.name + ".head")


def _read_head(path: Path) -> tuple[int, str] | None:
    """Return how many records were written and the last one's hash; None where the file is missing or malformed."""
    head = _head_path(path)
    if not head.exists():
        return None
    found = _HEAD.fullmatch(head.read_bytes())
    return (int(found[1]), found[2].decode()) if found else None


def _write_head(path: Path, count: int, last: str) -> None:
    """Replace the file with the end of the chain in one step."""
    write_private(_head_path(path), f"{count} {last}\n", overwrite=True)
