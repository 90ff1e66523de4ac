"""The key to pseudonyms: a file that never loses a line.

It is written anew as a whole whenever people are added, so that a disk that is full or a program that is stopped
leaves the key that was there.
"""

from __future__ import annotations

import csv
import io
import os
import re
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, NoReturn

from timeline.errors import Fault, ScheduleError
from timeline.files import check_free, file_errors, read_plain, write_private
from timeline.privacy.lock import locked
from timeline.wrapped import wrapped

HEADER = ["kind", "id", "pseudonym"]
#: Kind -> the word of its pseudonyms, and how many digits they begin with.
KINDS = {
    "patient": ("Patient", 4),
    "provider": ("Provider", 2),
    "group": ("Group", 3),
    "site": ("Site", 2),
    "payer": ("Payer", 2),
    "code": ("Code", 2),
}
#: By how much dates are moved.
_MOVE = ("dates", "moved")
_DAYS = re.compile(r"(\d{1,4}) days (earlier|later)")


class Person(NamedTuple):
    """Someone or something a pseudonym stands for: `kind` is one of `KINDS`."""

    kind: str
    key: str


def assign(path: str | os.PathLike[str], people: Iterable[Person]) -> dict[Person, str]:
    """Assign everyone a pseudonym: the one in the key file, or a new one that is added to it.

    Several processes may share one key: the file is locked while it is read and extended.

    Raises
    ------
    ScheduleError: the file is not a key, or is damaged.
    FileError: it cannot be read or written, or is a link; the key is as it was.
    """
    with _held(Path(path)) as key:
        return key.people | key.add(_draw(set(people) - key.people.keys(), set(key.known.values())))


def kept_move(path: Path) -> int | None:
    """Return by how many days dates are moved, where the key says so."""
    with _held(path) as key:
        return _days(key.known.get(Person(*_MOVE)))


def keep_move(path: Path, days: int) -> int:
    """Keep by how many days dates are moved; return what the key holds: another program may have been first."""
    with _held(path) as key:
        moved = Person(*_MOVE)
        if moved not in key.known:
            key.add({moved: f"{abs(days)} days {'later' if days > 0 else 'earlier'}"})
        return _days(key.known[moved]) or 0


def _days(text: str | None) -> int | None:
    found = _DAYS.fullmatch(text or "")
    return None if found is None else int(found[1]) * (1 if found[2] == "later" else -1)


class _Key:
    """A key while it is locked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._text = _text(path)
        self.known = _read(path.name, self._text)

    @property
    def people(self) -> dict[Person, str]:
        """Everything with a pseudonym."""
        return {person: name for person, name in self.known.items() if person != _MOVE}

    def add(self, new: dict[Person, str]) -> dict[Person, str]:
        """Write the key with what is new in it; one that is empty becomes a key."""
        if new or not self._text:
            self.known |= new
            self._text = _written(self.known)
            write_private(self._path, self._text, overwrite=True)
        return new


@contextmanager
def _held(path: Path) -> Iterator[_Key]:
    check_free([path], overwrite=True)
    with locked(path):
        yield _Key(path)


def _text(path: Path) -> str:
    with file_errors(path, "read"):
        if not path.exists():
            return ""
        os.chmod(path, 0o600)
        content = read_plain(path)
    try:
        return content.decode()
    except UnicodeDecodeError:
        _refuse(path.name, 1, "is not a key to pseudonyms")


def _written(names: Mapping[Person, str]) -> str:
    written = io.StringIO(newline="")
    written.write(",".join(HEADER) + "\n")
    # By pseudonym: in the order of the draw the lines would tell the order of the schedule.
    lines = sorted((name, person.kind, _shielded(person.key)) for person, name in names.items())
    # Quoted throughout: a bare carriage return in an id would end the line.
    table = csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL)
    table.writerows((kind, key, name) for name, kind, key in lines)
    return written.getvalue()


def _read(name: str, text: str) -> dict[Person, str]:
    """Read the key; nothing is guessed, since a wrong key would mix people up."""
    if not text:
        return {}
    if not text.startswith(",".join(HEADER)):
        _refuse(name, 1, "is not a key to pseudonyms")
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        _refuse(name, None, "the key is damaged")
    known: dict[Person, str] = {}
    taken: set[str] = set()
    for row, record in enumerate(records[1:], start=2):
        if len(record) != len(HEADER) or not record[1] or not record[2]:
            _refuse(name, row, "the key is damaged")
        if record[0] not in KINDS and (tuple(record[:2]) != _MOVE or _days(record[2]) is None):
            _refuse(name, row, "the key is damaged")
        person = Person(record[0], _unshielded(record[1]))
        if person in known or record[2] in taken:
            _refuse(name, row, "the key is damaged")
        known[person] = record[2]
        taken.add(record[2])
    if not text.endswith("\n"):
        _refuse(name, len(records), "the key is damaged")
    return known


def _refuse(name: str, row: int | None, problem: str) -> NoReturn:
    repair = "Restore the key from a copy, or name a new file, which gives everyone a new pseudonym."
    raise ScheduleError([Fault(name, row, "", "", problem, repair)])


def _draw(people: Iterable[Person], taken: set[str]) -> dict[Person, str]:
    """Draw a free number for each; once half of the numbers are taken, longer ones are drawn."""
    drawn: dict[Person, str] = {}
    count = Counter(name.partition("-")[0] for name in taken)
    for person in people:
        word, digits = KINDS[person.kind]
        while count[word] * 2 >= 10**digits:
            digits += 1
        lowest = 1 if digits == KINDS[person.kind][1] else 10 ** (digits - 1)
        name = _number(word, digits, lowest)
        while name in taken:
            name = _number(word, digits, lowest)
        drawn[person] = name
        taken.add(name)
        count[word] += 1
    return drawn


def _number(word: str, digits: int, lowest: int) -> str:
    return f"{word}-{lowest + secrets.randbelow(10**digits - lowest):0{digits}}"


def _shielded(key: str) -> str:
    """Keep a spreadsheet from running an id as a formula; `_unshielded` undoes it exactly."""
    return wrapped(key)


def _unshielded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") else cell
