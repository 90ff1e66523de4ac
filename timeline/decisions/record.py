"""A decision: what it says, and the hash that ties it to the one before.

A record holds no patient and no provider: a finding's id, its cause, rule and date of service, what was decided before,
the decision with its reason, who decided (initials, and the server's own name for the session), and what it rests on.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from timeline.errors import Fault, FileError, TimelineError
from timeline.files import file_errors
from timeline.version import __version__

#: The hash before the first record.
START = "0" * 64
LONGEST_REASON = 500
#: What stands before a finding's first decision.
OPEN = "open"
#: Fewest bytes of a key: a shorter one could be guessed.
SHORTEST_KEY = 16
#: The fields of a record, in the order in which they are hashed.
FIELDS = (
    *("n", "time", "initials", "session", "finding", "cause", "rule", "date", "before", "decision", "reason"),
    *("inputs", "manifest", "version", "imported", "previous"),
)
_LONGEST_KEY = 4_096
_INITIALS = re.compile(r"[^\W\d_]{1,6}")


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
class FindingKey:
    """What a decision is about: a finding's id, its rule, its date of service, and the finding it follows from."""

    id: str
    rule: str
    date: str
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a decision rests on.

    Parameters
    ----------
    inputs
        SHA-256 of every input file.
    manifest
        The run's manifest; files' names are left out, since they may name a person.
    session
        The server's own name for the session that decides; the initials are only what somebody typed.
    """

    inputs: Sequence[str] = ()
    manifest: Mapping[str, Any] | None = None
    session: str = ""


def stated(sent: Mapping[str, object]) -> dict[str, str]:
    """Check what a reviewer stated: `decision`, `reason` and `initials`.

    Raises
    ------
    DecisionError: an unknown decision, no reason or no initials.
    """
    texts = {name: sent.get(name) for name in ("decision", "reason", "initials")}
    found = {name: " ".join(text.split()) for name, text in texts.items() if isinstance(text, str)}
    if found.get("decision") not in list(Decision):
        raise DecisionError(f"decision: unknown; known: {', '.join(Decision)}.")
    if not 0 < len(found.get("reason", "")) <= LONGEST_REASON or not found["reason"].isprintable():
        raise DecisionError(f"reason: write one of at most {LONGEST_REASON} characters.")
    if not _INITIALS.fullmatch(found.get("initials", "").replace(".", "").replace(" ", "")):
        raise DecisionError("initials: write one to six letters.")
    return found


def now() -> str:
    """Return the time of a record: UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def made(values: Mapping[str, Any]) -> dict[str, Any]:
    """Put a record's values in order; what is not given is empty."""
    empty: dict[str, Any] = dict.fromkeys(FIELDS, "") | {"inputs": [], "version": __version__}
    return {name: values.get(name, empty[name]) for name in FIELDS}


def written(content: Any) -> str:
    """Write plain data in the one way that is hashed."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def seal(text: str, key: bytes | None) -> str:
    """Return the SHA-256 of a text, or its HMAC-SHA-256 where there is a key."""
    content = text.encode()
    return hmac.new(key, content, "sha256").hexdigest() if key else hashlib.sha256(content).hexdigest()


def read_key(path: Path | str | None) -> bytes | None:
    """Read the key of a log's chain; None for none.

    Raises
    ------
    FileError: it cannot be read, or is too short or too long for a key.
    """
    if path is None:
        return None
    target = Path(path)
    with file_errors(target, "read"), target.open("rb") as file:
        content = file.read(_LONGEST_KEY + 1).strip()
    if not SHORTEST_KEY <= len(content) <= _LONGEST_KEY:
        problem = f"is no key: it must have {SHORTEST_KEY} to {_LONGEST_KEY:,} bytes"
        repair = 'Make one: python -c "import secrets; print(secrets.token_hex(32))" > FILE'
        raise FileError([Fault(target.name, None, "", "", problem, repair)])
    return content
