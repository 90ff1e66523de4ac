"""The body of a request, read piece by piece: never more than allowed, never without end, never on disk."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.requests import Request

#: A name longer than this is cut; the page shows it, and no file is ever opened under it.
_LONGEST_NAME = 120
_LOOKED_AT = 4096
_FEWER = "Import fewer days at once."


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one import.

    Parameters
    ----------
    bytes, rows
        Largest schedule: a page shows days, not years.
    upload_seconds, analysis_seconds
        Longest time to send it, and to analyze it.
    running, waiting
        How many schedules are analyzed at once, and how many may wait.
    drained
        Bytes beyond the limit that are read and dropped, so that a browser hears the answer instead of a cut line.
    kept
        Bytes of all sessions' results: a few of the largest imports, or hundreds of days.
    """

    bytes: int = 20_000_000
    rows: int = 20_000
    upload_seconds: float = 60
    analysis_seconds: float = 120
    running: int = 2
    waiting: int = 6
    drained: int = 20_000_000
    kept: int = 500_000_000


class RefusedUpload(Exception):  # noqa: N818 (an answer, not an error)
    """A refused body: the status and the message of the answer."""

    def __init__(self, status: int, told: str) -> None:
        self.status, self.told = status, told
        super().__init__(told)


async def read_body(request: Request, *, limit: int, seconds: float, drained: int = 0, repair: str = _FEWER) -> bytes:
    """Read a body of at most `limit` bytes within `seconds`.

    The stated length is believed only where it refuses: the bytes are counted as they come.

    Raises
    ------
    RefusedUpload: too long (413), too slow (408), or a length that is no number (400).
    """
    stated = request.headers.get("content-length", "0")
    if not stated.isdecimal():
        raise RefusedUpload(400, "The length of the upload is not a number.")
    too_long = len(stated) > 15 or int(stated) > limit
    if too_long and (len(stated) > 15 or int(stated) > limit + drained):
        raise RefusedUpload(413, _too_long(limit, repair))
    content = bytearray()
    count = 0
    try:
        async with asyncio.timeout(seconds):
            async for piece in request.stream():
                count += len(piece)
                if count > limit + drained:
                    break
                if not too_long and count <= limit:
                    content += piece
                else:
                    content.clear()
    except TimeoutError:
        raise RefusedUpload(408, "The upload took too long.") from None
    if too_long or count > limit:
        raise RefusedUpload(413, _too_long(limit, repair))
    return bytes(content)


def _too_long(limit: int, repair: str) -> str:
    return f"Larger than {limit:,} bytes. {repair}"


def check_rows(content: bytes, limit: int) -> None:
    """Refuse a file with more lines than a page can show.

    Raises
    ------
    RefusedUpload: too many lines (413).
    """
    if b"\0" in content[:_LOOKED_AT]:  # a workbook or another packed file: its bytes are no lines
        return
    if max(content.count(b"\n"), content.count(b"\r")) > limit:
        told = f"The file has more than {limit:,} rows. {_FEWER}"
        raise RefusedUpload(413, told)


def file_name(stated: str) -> str:
    r"""Return the last part of a file's name, without unprintable characters.

    >>> file_name("../../etc/passwd"), file_name("C:\\days\\tuesday.csv"), file_name("")
    ('passwd', 'tuesday.csv', 'schedule.csv')
    """
    last = stated.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    return kept[:_LONGEST_NAME] or "schedule.csv"
