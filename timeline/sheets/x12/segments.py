"""Bytes of an interchange -> segments, each with its place; a file that was cut off is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, NoReturn

from timeline.sheets.sheet import refuse

_HEADER_ELEMENTS = 16
_AGAIN = "Ask for the file again."


class Segment(NamedTuple):
    """A segment: its place in the file from 1, its name, its elements from 1 on, and what divides composites."""

    number: int
    name: str
    elements: tuple[str, ...]
    component: str

    def at(self, position: int) -> str:
        """Return an element as the standard numbers them; empty where it is not there."""
        return self.elements[position - 1].strip() if 0 < position <= len(self.elements) else ""

    def parts(self, position: int) -> list[str]:
        """Return the components of an element."""
        return [part.strip() for part in self.at(position).split(self.component)]


class Transaction(NamedTuple):
    """One transaction set: its number (837, 835 …), the version it states, its segments."""

    kind: str
    version: str
    segments: Sequence[Segment]


def looks_like_x12(content: bytes) -> bool:
    r"""Whether bytes begin an interchange.

    >>> looks_like_x12(b"ISA*00*          *00*"), looks_like_x12(b"ISAAC,9:00\n")
    (True, False)
    """
    head = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:6]
    return head.startswith(b"ISA") and len(head) > 5 and not head[3:4].isalnum() and head[4:6].isdigit()


def transactions(name: str, content: bytes) -> list[Transaction]:
    """Split a file into its transaction sets.

    Raises
    ------
    ScheduleError: the header is damaged, or something is missing at the end or between.
    """
    found: list[Transaction] = []
    version, open_set = "", list[Segment]()
    opened = closed = 0
    for segment in _segments(name, content):
        if segment.name == "ISA":
            opened += 1
        elif segment.name == "IEA":
            closed += 1
        elif segment.name == "GS":
            version = segment.at(8)
        elif segment.name == "ST":
            if open_set:
                _refuse_cut(name, segment.number)
            open_set = [segment]
        elif open_set:
            open_set.append(segment)
            if segment.name == "SE":
                _check_count(name, segment, len(open_set))
                found.append(Transaction(open_set[0].at(1), open_set[0].at(3) or version, open_set))
                open_set = []
        elif segment.name not in ("GE", "TA1"):
            refuse(name, "a segment stands outside of any transaction", _AGAIN, row=segment.number)
    if open_set or opened != closed or not opened:
        _refuse_cut(name, None)
    return found


def _check_count(name: str, end: Segment, counted: int) -> None:
    stated = end.at(1)
    if not (stated.isascii() and stated.isdigit() and len(stated) < 11 and int(stated) == counted):
        shown = stated if stated.isascii() and stated.isdigit() and len(stated) < 11 else "no number of"
        problem = f"the end of the transaction states {shown} segments, but there are {counted}"
        refuse(name, problem, f"Something is missing or was added. {_AGAIN}", row=end.number)


def _refuse_cut(name: str, number: int | None) -> NoReturn:
    refuse(name, "the file ends before its transaction does", f"It was cut off. {_AGAIN}", row=number)


def _segments(name: str, content: bytes) -> Iterator[Segment]:
    """Walk the segments; each interchange states delimiters of its own."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeError:
        text = content.decode("latin-1")
    rest, number = text.lstrip(), 0
    while rest:
        element, component, terminator = _delimiters(name, rest)
        interchange, rest = _until_next(rest, terminator, element)
        for raw in interchange.split(terminator):
            plain = raw.strip("\r\n\t ")
            if plain:
                number += 1
                tag, *elements = plain.split(element)
                yield Segment(number, tag.strip().upper(), tuple(elements), component)


def _until_next(text: str, terminator: str, element: str) -> tuple[str, str]:
    """Cut a text behind the first end of an interchange."""
    start = 0
    while (end := text.find(terminator, start)) >= 0:
        if text[start:end].strip().upper().startswith("IEA" + element):
            return text[: end + 1], text[end + 1 :].lstrip()
        start = end + 1
    return text, ""


def _delimiters(name: str, text: str) -> tuple[str, str, str]:
    """Read the delimiters off the positions of the header; its sixteenth element is one character."""
    element = text[3:4]
    place = -1
    for _ in range(_HEADER_ELEMENTS):
        place = text.find(element, place + 1) if element else -1
        if place < 0:
            break
    component, terminator = text[place + 1 : place + 2], text[place + 2 : place + 3]
    found = {element, component, terminator}
    if not text.startswith("ISA") or place < 0 or place > 200 or len(found) < 3:
        refuse(name, "the header segment ISA is damaged", _AGAIN, row=1)
    if any(not each or each.isalnum() or each == " " for each in found):
        refuse(name, "the header segment ISA is damaged", _AGAIN, row=1)
    return element, component, terminator
