from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest
from starlette.requests import Request

from timeline.web.uploads import RefusedUpload, check_rows, file_name, read_body


def body(pieces: Iterable[bytes], stated: str | None = None, *, limit: int = 10, drained: int = 0) -> bytes:
    """Read a body that comes in pieces, with or without its stated length."""
    pending = [
        *({"type": "http.request", "body": piece, "more_body": True} for piece in pieces),
        {"type": "http.request"},
    ]

    async def receive() -> dict[str, object]:
        return pending.pop(0)

    headers = [(b"content-length", stated.encode())] if stated is not None else []
    request = Request({"type": "http", "method": "PUT", "path": "/", "headers": headers}, receive)
    return asyncio.run(read_body(request, limit=limit, seconds=5, drained=drained))


def test_a_body_comes_together_from_its_pieces() -> None:
    assert body([b"abc", b"", b"def"]) == b"abcdef"
    assert body([b"0123456789"], "10") == b"0123456789"
    assert body([]) == b""


@pytest.mark.parametrize(("pieces", "stated"), [([b"x" * 11], "11"), ([b"x" * 6] * 2, None), ([b"x" * 6] * 2, "3")])
@pytest.mark.parametrize("drained", [0, 100])
def test_a_byte_too_many_is_refused_whatever_was_stated(pieces: list[bytes], stated: str | None, drained: int) -> None:
    with pytest.raises(RefusedUpload) as refused:
        body(pieces, stated, drained=drained)
    assert refused.value.status == 413


@pytest.mark.parametrize("stated", ["9" * 400, "111"])
def test_a_stated_length_beyond_all_measure_is_refused_unread(stated: str) -> None:
    with pytest.raises(RefusedUpload, match="Larger than 10 bytes"):
        body([b"x"], stated, drained=100)


@pytest.mark.parametrize("stated", ["-1", "ten", "1.5", ""])
def test_a_length_that_is_no_number_is_refused(stated: str) -> None:
    with pytest.raises(RefusedUpload) as refused:
        body([b"x"], stated)
    assert refused.value.status == 400


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_lines_are_counted_whatever_ends_them(end: bytes) -> None:
    check_rows(b"a" + end + b"b" + end, 2)
    with pytest.raises(RefusedUpload) as refused:
        check_rows(b"a" + end + b"b" + end, 1)
    assert refused.value.status == 413


@pytest.mark.parametrize(
    ("stated", "kept"),
    [("a/b.csv", "b.csv"), ("..", "schedule.csv"), ("a\nb\x00\u202ec.csv", "abc.csv"), ("x" * 999, "x" * 120)],
)
def test_a_name_is_print_and_short(stated: str, kept: str) -> None:
    assert file_name(stated) == kept
