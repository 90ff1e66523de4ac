from __future__ import annotations

import gzip

import pytest

from tests.written import zipped
from timeline.errors import ScheduleError
from timeline.sheets import archives
from timeline.sheets.archives import open_zip, unpacked_gz, unpacked_zip


def unpacked(content: bytes) -> bytes:
    return unpacked_zip("day.zip", open_zip("day.zip", content), len(content))


def test_the_one_file_of_an_archive_is_unpacked() -> None:
    assert unpacked_gz("day.gz", gzip.compress(b"a,b")) == b"a,b"
    assert unpacked(zipped(**{"day.csv": b"a,b", "__MACOSX/day.csv": b"x", "sub/.DS_Store": b"x"})) == b"a,b"


@pytest.mark.parametrize(("members", "held"), [({}, "no file"), ({"a": b"", "b": b""}, "2 files")])
def test_an_archive_holds_exactly_one_schedule(members: dict[str, bytes], held: str) -> None:
    with pytest.raises(ScheduleError, match=f"the zip archive holds {held}"):
        unpacked(zipped(**members))


@pytest.mark.parametrize("content", [gzip.compress(b"a,b" * 99, mtime=0)[:-9], b"\x1f\x8b\x08" + bytes(20), b""])
def test_a_damaged_gz_file_is_one_sentence_or_nothing(content: bytes) -> None:
    if not content:
        assert unpacked_gz("day.gz", content) == b""
        return
    with pytest.raises(ScheduleError, match="the archive is damaged"):
        unpacked_gz("day.gz", content)


def test_a_damaged_zip_archive_is_one_sentence() -> None:
    content = bytearray(zipped(a=b"a,b" * 99))
    with pytest.raises(ScheduleError, match="the archive is damaged"):
        open_zip("day.zip", bytes(content[:20]))
    content[40] ^= 0xFF
    with pytest.raises(ScheduleError, match="the archive is damaged"):
        unpacked(bytes(content))


def test_an_entry_whose_name_a_damage_took_is_one_sentence() -> None:
    content = bytearray(zipped(a=b"a,b"))
    content[content.index(b"PK\x01\x02") + 46] = 0  # its name in the directory, which a zero ends
    with pytest.raises(ScheduleError, match="the archive is damaged"):
        unpacked(bytes(content))


def test_what_unpacks_to_far_more_than_a_schedule_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_FREE", 1000)
    for packed, unpack in (
        (gzip.compress(bytes(10**6), mtime=0), lambda c: unpacked_gz("a", c)),
        (zipped(a=bytes(10**6)), unpacked),
    ):
        with pytest.raises(ScheduleError, match="far more than a schedule"):
            unpack(packed)
