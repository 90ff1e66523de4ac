"""A lock that every system has, held between reading a file and writing it anew.

It is SQLite's own, on an empty file beside the one concerned: the same on every system, and the system itself lets go
of it when a program ends in whatever way, so that nobody ever has to remove one that was left behind.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from timeline.errors import Fault, FileError
from timeline.files import check_free, file_errors

#: How long one program waits for another, in seconds; a key is written within one.
_PATIENCE = 60.0
_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def locked(path: Path, *, patience: float = _PATIENCE) -> Iterator[None]:
    """Keep other threads and programs that use the same lock from changing a file meanwhile.

    An empty file `PATH.lock` stays beside it: removing it while a program waits would give two programs a lock each.

    Parameters
    ----------
    path
        The file; it need not exist.
    patience
        How long to wait for another program, in seconds.

    Raises
    ------
    FileError: the lock cannot be made, something else has its name, or another program holds it for too long.
    """
    lock = path.with_name(path.name + ".lock")
    with _ONE_AT_A_TIME:
        check_free([lock], overwrite=True)
        with file_errors(path, "opened"), suppress(FileExistsError):
            os.close(os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        address = f"file:{quote(os.fsencode(lock.absolute()))}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, timeout=patience, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.DatabaseError as error:
                raise FileError([_fault(path, error)]) from None
            yield


def _fault(path: Path, error: sqlite3.DatabaseError) -> Fault:
    if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
        return Fault(path.name, None, "", "", "is in use by another program", "Try again in a moment.")
    repair = f"Check the folder, and that {path.name}.lock is an empty file of yours."
    return Fault(path.name, None, "", "", "cannot be locked", repair)
