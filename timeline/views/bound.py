"""Parts of a print, each laid out by itself, bound into one PDF with its pages numbered through.

Laying out takes far more memory than what is laid out: the largest part is the bound, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from timeline.errors import MissingExtraError

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader, PdfWriter

#: Where the number of a page ends and stands, in points, as the margin boxes of `print.html.j2` have it.
_RIGHT, _BASELINE, _SIZE = 34.0, 19.0, 7.5
_INK = "0.322 0.376 0.427 rg"
#: Widths of Helvetica in thousandths of its size; a digit has that of most letters.
_WIDTHS = {" ": 278, "f": 278, "P": 667}
_LETTER = 556


def bound(parts: Iterable[bytes]) -> bytes:
    """Join PDFs in their order, with their bookmarks, and write `Page 3 of 12` on every page.

    Parameters
    ----------
    parts
        At least one PDF, of which each has one page or more; title and language are those of the first.

    Raises
    ------
    MissingExtraError: the extra `pdf` is not installed.
    """
    try:
        import pypdf
    except ImportError:
        raise MissingExtraError("A PDF", "pdf") from None
    writer = pypdf.PdfWriter()
    for part in parts:
        reader = pypdf.PdfReader(BytesIO(part))
        if not writer.pages:
            _describe(writer, reader)
        writer.append(reader)
    pages = list(writer.pages)
    font = writer._add_object(_helvetica())
    for number, page in enumerate(pages, start=1):
        _stamp(writer, page, font, f"Page {number} of {len(pages)}")
    content = BytesIO()
    writer.write(content)
    return content.getvalue()


def _describe(writer: PdfWriter, first: PdfReader) -> None:
    """Say what the whole is called, and in which language a screen reader reads it."""
    from pypdf.generic import NameObject

    if first.metadata and first.metadata.title:
        writer.add_metadata({"/Title": first.metadata.title})
    if "/Lang" in first.root_object:
        writer.root_object[NameObject("/Lang")] = first.root_object["/Lang"].clone(writer)


def _helvetica() -> Any:
    """Return the font that every reader of PDFs has."""
    from pypdf.generic import DictionaryObject, NameObject

    told = {"Type": "Font", "Subtype": "Type1", "BaseFont": "Helvetica", "Encoding": "WinAnsiEncoding"}
    return DictionaryObject({NameObject(f"/{name}"): NameObject(f"/{value}") for name, value in told.items()})


def _stamp(writer: PdfWriter, page: PageObject, font: Any, text: str) -> None:
    """Write a text at the lower right edge of a page, over what is there."""
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject

    resources: Any = page["/Resources"].get_object()
    fonts = resources.setdefault(NameObject("/Font"), DictionaryObject()).get_object()
    fonts[NameObject("/PageNumber")] = font
    wide = sum(_WIDTHS.get(letter, _LETTER) for letter in text) * _SIZE / 1000
    left = float(page.mediabox.width) - _RIGHT - wide
    written = f"Q q {_INK} BT /PageNumber {_SIZE} Tf {left:.2f} {_BASELINE} Td ({text}) Tj ET Q"
    drawn = page.raw_get("/Contents")
    parts = list(drawn) if isinstance(drawn, ArrayObject) else [drawn]
    page[NameObject("/Contents")] = ArrayObject([_stream(writer, "q"), *parts, _stream(writer, written)])


def _stream(writer: PdfWriter, text: str) -> Any:
    from pypdf.generic import DecodedStreamObject

    stream = DecodedStreamObject()
    stream.set_data(f"{text}\n".encode("ascii"))
    return writer._add_object(stream)
