"""A decision log that reviewers add to."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from timeline.decisions import store
from timeline.decisions.check import LogCheck, Records, examined, read
from timeline.decisions.record import (
    OPEN,
    START,
    Basis,
    BrokenLogError,
    FindingKey,
    made,
    now,
    read_key,
    seal,
    stated,
    written,
)
from timeline.files import file_errors, read_plain, write_private

_CHANGED = "The decision log was changed by something other than timeline. Name another file with --log."


class DecisionLog:
    """A decision log that reviewers add to; several servers may share one on a local disk.

    Parameters
    ----------
    path
        The log; made if there is none, readable by its owner only. One in the older text format is read in, and kept
        beside it under the name `PATH.old`.
    key
        A file with a key: the chain is then an HMAC, which nobody without the key can continue or rewrite.

    Raises
    ------
    FileError: the file or its folder cannot be used, the file is a link, or the key is none.
    """

    def __init__(self, path: Path | str, *, key: Path | str | None = None) -> None:
        self.path, self._key = Path(path), read_key(key)
        with store.ALONE:
            self.check, records = examined(self.path, self._key)
            found = self.check
            if self.check.ok and _is_text(self.path):
                self._take_in(records)
            if self.check.ok:
                store.make(self.path, keyed=self._key is not None)
                self.check, records = examined(self.path, self._key)
            #: What a stopped program had left when the log was opened; it has been mended.
            self.interrupted = found.interrupted
            self._known, self._seen = records, _mark(self.path)

    def records(self, findings: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """Return the records in order, or those about some findings; for a broken log, those before the break."""
        with store.ALONE:
            seen = _mark(self.path)
            if seen != self._seen or not self.check.ok:
                self.check, self._known = self._examined()
                self._seen = seen
        wanted = None if findings is None else set(findings)
        return [each for each in self._known if wanted is None or each["finding"] in wanted]

    def append(self, finding: FindingKey, sent: Mapping[str, object], basis: Basis) -> dict[str, Any]:
        """Add a decision and return its record; see `append_all`."""
        return self.append_all([finding], sent, basis)[0]

    def append_all(self, findings: Sequence[FindingKey], sent: Mapping[str, object], basis: Basis) -> Records:
        """Add one decision on several findings: all of the records, or none.

        Every record written since the last check is checked first, by this server or by another, so that nothing is
        ever built upon a record that somebody changed.

        Parameters
        ----------
        findings
            What it is about.
        sent
            `decision`, `reason` and `initials`.
        basis
            What it rests on.

        Raises
        ------
        DecisionError: an unknown decision, no reason or no initials.
        BrokenLogError: a record of the log was changed or removed.
        FileError: the log cannot be written; it is as it was.
        """
        said, time = stated(sent), now()

        def values(known: Records) -> Records:
            before = {each["finding"]: each["decision"] for each in known}
            return [
                {
                    **said,
                    "time": time,
                    "session": basis.session,
                    "finding": each.id,
                    "cause": each.cause,
                    "rule": each.rule,
                    "date": each.date,
                    "before": before.get(each.id, OPEN),
                    "inputs": list(basis.inputs),
                }
                for each in findings
            ]

        with store.ALONE:
            return self._add(values, basis.manifest)

    def _examined(self) -> tuple[LogCheck, Records]:
        """Check the whole log; one that is gone has lost what this server wrote to it."""
        if not store.check_plain(self.path):
            return LogCheck(self.path, 0, START, ("record 1: removed, with everything after it",)), []
        return examined(self.path, self._key)

    def _add(self, values: Callable[[Records], Records], manifest: Mapping[str, Any] | None) -> Records:
        if not self.check.ok or not store.check_plain(self.path):
            self.check, self._known = self._examined()
            if not self.check.ok:
                raise BrokenLogError(_CHANGED)
        try:
            with store.connected(self.path) as connection:
                connection.execute("BEGIN IMMEDIATE")
                end = connection.execute("SELECT n, hash FROM record ORDER BY n DESC LIMIT 1").fetchone() or (0, START)
                if _mark(self.path) != self._seen or end != (self.check.count, self.check.head):
                    self.check, self._known = read(self.path, connection, self._key)
                if not self.check.ok:
                    raise BrokenLogError(_CHANGED)
                rests_on = _keep(connection, manifest)
                added, last = [], self.check.head
                for n, each in enumerate(values(self._known), start=self.check.count + 1):
                    record = made({**each, "n": n, "manifest": rests_on, "previous": last})
                    last = seal(written(record), self._key)
                    connection.execute("INSERT INTO record VALUES (?, ?, ?)", (n, written(record), last))
                    added.append(record | {"hash": last})
                connection.execute("COMMIT")
        except sqlite3.DatabaseError:
            self._seen = None
            self.check, self._known = self._examined()
            raise BrokenLogError(_CHANGED) from None
        self._known = [*self._known, *added]
        self.check = LogCheck(self.path, len(self._known), last)
        self._seen = _mark(self.path)
        return added

    def _take_in(self, records: Records) -> None:
        """Read a log of the older text format in; nothing takes its place before all of it is on disk."""
        draft = self.path.with_name(f".timeline-{secrets.token_hex(8)}.new")
        try:
            taken = DecisionLog.__new__(DecisionLog)
            taken.path, taken._key, taken._seen, taken._known = draft, self._key, None, []
            store.make(draft, keyed=self._key is not None)
            taken.check = LogCheck(draft, 0, START)
            old = [each | {"imported": each.pop("hash"), "session": ""} for each in map(dict, records)]
            taken._add(lambda known: old, None)
            with file_errors(self.path, "read"):
                text = read_plain(self.path)
            _keep_old(self.path, text)
            with file_errors(self.path, "written"):
                os.replace(draft, self.path)
        finally:
            with suppress(OSError):
                os.unlink(draft)
        self.check, _ = examined(self.path, self._key)


def _keep_old(path: Path, text: bytes) -> None:
    """Keep the older log beside the new one; a program that was stopped may have done so already."""
    for number in count(1):
        kept = path.with_name(f"{path.name}.old" + (f"-{number}" if number > 1 else ""))
        if not store.check_plain(kept):
            write_private(kept, text)
            return
        with file_errors(kept, "read"):
            if read_plain(kept) == text:
                return


def _is_text(path: Path) -> bool:
    if not path.exists() or not path.stat().st_size:
        return False
    with file_errors(path, "read"), path.open("rb") as file:
        return file.read(len(store.MAGIC)) != store.MAGIC


def _mark(path: Path) -> tuple[int, ...] | None:
    """Return what changes when anybody writes the file."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _keep(connection: sqlite3.Connection, manifest: Mapping[str, Any] | None) -> str:
    """Store what the decision rests on, once, and return its hash."""
    if manifest is None:
        return ""
    content = written(_nameless(manifest))
    sha256 = seal(content, None)
    connection.execute("INSERT OR IGNORE INTO manifest VALUES (?, ?)", (sha256, content))
    return sha256


def _nameless(content: Any) -> Any:
    """Leave the names of files out: they may name a person, and the hashes say which they were."""
    if isinstance(content, Mapping):
        return {name: _nameless(each) for name, each in content.items() if name != "file"}
    return [_nameless(each) for each in content] if isinstance(content, list | tuple) else content
