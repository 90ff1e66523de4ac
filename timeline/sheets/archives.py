"""Bytes of a gz or zip file -> the one file in it, within bounds."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from typing import NoReturn

from timeline.sheets.misnamed import WORKBOOK
from timeline.sheets.sheet import refuse
from timeline.words import counted

_MEGABYTE = 1 << 20
#: Nothing that a clinic exports unpacks to more, nor to so many times its size beyond the first megabytes.
_MOST, _TIMES, _FREE = 200 * _MEGABYTE, 200, 10 * _MEGABYTE
_ENCRYPTED = 0x1
_SIDE_FILES = ("__MACOSX/", ".DS_Store", "Thumbs.db")
_DAMAGED = ("the archive is damaged", "Make the export again, or unpack it and name the file in it.")
_DAMAGED_WORKBOOK = ("the workbook is damaged or cut off", "Export it again, and copy it whole.")
_UNPACK = "Unpack it and name the schedule in it."


def unpacked_gz(name: str, content: bytes) -> bytes:
    """Return what a gz file holds.

    Raises
    ------
    ScheduleError: it is damaged or cut off, or unpacks to far more than a schedule.
    """
    most = _most(content)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            found = stream.read(most + 1)
    except (OSError, EOFError, zlib.error):
        _refuse_damaged(name)
    return _bounded(name, found, most)


def unpacked_zip(name: str, archive: zipfile.ZipFile, size: int) -> bytes:
    """Return the one file of a zip archive of `size` bytes; what systems put beside it does not count.

    Raises
    ------
    ScheduleError: it holds no file or several, it is damaged or encrypted, or unpacks to far more than a schedule.
    """
    # Not `is_dir`, which fails where a damaged directory leaves an entry without a name.
    files = [each for each in archive.infolist() if not each.filename.endswith("/") and not _beside(each.filename)]
    if len(files) != 1:
        held = counted(len(files), "file") if files else "no file"
        refuse(name, f"the zip archive holds {held}", _UNPACK)
    if files[0].flag_bits & _ENCRYPTED:
        refuse(name, "the zip archive is encrypted", _UNPACK)
    return read_member(name, archive, files[0], min(_MOST, max(_FREE, _TIMES * size)))


def _beside(path: str) -> bool:
    return path.startswith(_SIDE_FILES[0]) or path.rpartition("/")[2] in _SIDE_FILES


def open_zip(name: str, content: bytes) -> zipfile.ZipFile:
    """Open a zip archive.

    Raises
    ------
    ScheduleError: it is damaged.
    """
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except Exception:  # a broken directory fails in many ways
        _refuse_damaged(name)


def read_member(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """Read one file of an archive, at most so many bytes.

    Raises
    ------
    ScheduleError: it is damaged, packed in a way that cannot be unpacked here, or larger.
    """
    try:
        with archive.open(member) as stream:
            found = stream.read(most + 1)
    except Exception:  # unknown methods, wrong checksums, ends cut off
        _refuse_damaged(name)
    return _bounded(name, found, most)


def _refuse_damaged(name: str) -> NoReturn:
    """Refuse an archive that cannot be unpacked: a workbook is one too, and its name tells."""
    refuse(name, *(_DAMAGED_WORKBOOK if name.lower().endswith(WORKBOOK) else _DAMAGED))


def _most(content: bytes) -> int:
    return min(_MOST, max(_FREE, _TIMES * len(content)))


def _bounded(name: str, found: bytes, most: int) -> bytes:
    if len(found) > most:
        refuse(name, "the archive unpacks to far more than a schedule", _UNPACK)
    return found
