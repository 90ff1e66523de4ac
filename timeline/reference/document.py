"""A document of the reference: plain data, shown as text in a console and as tables in a notebook."""

from __future__ import annotations

import textwrap
from abc import ABC, abstractmethod
from collections.abc import Mapping
from html import escape
from typing import Any

_WIDTH = 100


class Document(ABC):
    """One thing looked up, with everything known about it."""

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """Return the document as plain lists, dicts, text and numbers: the JSON of the command line."""

    def _repr_html_(self) -> str:
        return html_of(self.to_dict())


def wrapped(text: str, *, indent: str = "  ") -> list[str]:
    """Break a text into lines of a page, each indented."""
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )


def html_of(value: object) -> str:
    """Show plain data as HTML: a mapping as a table of two columns, a list as a list, text escaped.

    >>> html_of({"code": "97110", "pairs": ["a", "b"], "none": None})
    '<table><tr><th>code</th><td>97110</td></tr><tr><th>pairs</th><td><ul><li>a</li><li>b</li></ul></td></tr></table>'
    """
    if isinstance(value, Mapping):
        rows = (
            f"<tr><th>{escape(str(name)).replace('_', ' ')}</th><td>{html_of(held)}</td></tr>"
            for name, held in value.items()
            if held not in (None, "", [], {})
        )
        return f"<table>{''.join(rows)}</table>"
    if isinstance(value, list | tuple):
        return f"<ul>{''.join(f'<li>{html_of(item)}</li>' for item in value)}</ul>"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return escape(str(value))
