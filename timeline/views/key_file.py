"""The key of pseudonyms: a file that grows by lines and never loses one."""

from __future__ import annotations

import csv
import io
import os
import secrets
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, NoReturn

from timeline.errors import Fault, ScheduleError
from timeline.exports import FORMULA_STARTS

try:
    import fcntl
except ImportError:  # systems without file locks: one process at a time
    fcntl = None  # type: ignore[assignment]

HEADER = ["kind", "id", "pseudonym"]
#: Kind -> the word of its pseudonyms, and how many digits they begin with.
KINDS = {"patient": ("Patient", 4), "provider": ("Provider", 2), "group": ("Group", 3)}

_ONE_AT_A_TIME = threading.Lock()


class Person(NamedTuple):
    """Somebody a pseudonym stands for: `kind` is patient, provider or group."""

    kind: str
    key: str


def assign(path: str | os.PathLike[str], people: Iterable[Person]) -> dict[Person, str]:
    """Give everybody a pseudonym: the one in the key file, or a new one that is added to it.

    Several processes may share one key: the file is locked while it is read and extended.

    Raises
    ------
    ScheduleError: the file is not a key, is damaged, or cannot be read or written.
    """
    target = Path(path)
    with _ONE_AT_A_TIME, _opened(target) as file:
        known = _read(target.name, file.read())
        new = {person: known[person] for person in ()} | _draw(set(people) - known.keys(), known)
        written = io.StringIO(newline="")
        lines = csv.writer(written, lineterminator="\n")
        if file.tell() == 0:
            lines.writerow(HEADER)
        lines.writerows((person.kind, _shielded(person.key), name) for person, name in sorted(new.items(), key=_by_name))
        file.write(written.getvalue())
        file.flush()
        os.fsync(file.fileno())
    return known | new


def _by_name(item: tuple[Person, str]) -> str:
    return item[1]


@contextmanager
def _opened(path: Path) -> Iterator[io.TextIOWrapper]:
    """Open the key to read and extend it, private and locked."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "r+", encoding="utf-8", newline="") as file:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX)
            os.chmod(path, 0o600)
            yield file
    except UnicodeDecodeError:
        _refuse(path.name, 1, "is not a key of pseudonyms")
    except OSError as error:
        problem = f"the key file cannot be opened or written ({error.strerror})"
        raise ScheduleError([Fault(path.name, None, "", "", problem, "Check the folder and its rights")]) from None


def _read(name: str, text: str) -> dict[Person, str]:
    """Read the key; nothing is guessed, since a wrong key would mix people up."""
    if not text:
        return {}
    if not text.startswith(",".join(HEADER)):
        _refuse(name, 1, "is not a key of pseudonyms")
    known: dict[Person, str] = {}
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        _refuse(name, None, "the key is damaged")
    for row, record in enumerate(records[1:], start=2):
        whole = len(record) == len(HEADER) and record[0] in KINDS and record[1] and record[2]
        if not whole or Person(record[0], _unshielded(record[1])) in known or record[2] in known.values():
            _refuse(name, row, "the key is damaged")
        known[Person(record[0], _unshielded(record[1]))] = record[2]
    if not text.endswith("\n"):
        _refuse(name, len(records), "the key is damaged")
    return known


def _refuse(name: str, row: int | None, problem: str) -> NoReturn:
    repair = "Restore the key from a copy, or name a new file: then everybody gets another pseudonym"
    raise ScheduleError([Fault(name, row, "", "", problem, repair)])


def _draw(people: Iterable[Person], known: dict[Person, str]) -> dict[Person, str]:
    """Draw a free number for each; where half of the numbers are taken, longer ones are drawn."""
    taken = set(known.values())
    drawn: dict[Person, str] = {}
    for person in people:
        word, digits = KINDS[person.kind]
        while sum(name.startswith(f"{word}-") for name in taken) * 2 >= 10**digits:
            digits += 1
        name = ""
        while not name or name in taken:
            name = f"{word}-{secrets.randbelow(10**digits - 1) + 1:0{digits}}"
        drawn[person] = name
        taken.add(name)
    return drawn


def _shielded(key: str) -> str:
    """Keep a spreadsheet from running an id as a formula; `_unshielded` undoes it exactly."""
    return f"'{key}" if key.lstrip(" ").startswith((*FORMULA_STARTS, "'")) else key


def _unshielded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") else cell
