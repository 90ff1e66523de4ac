from __future__ import annotations

from typing import Any

from timeline.reference.document import Document, html_of


class Note(Document):
    def to_dict(self) -> dict[str, Any]:
        return {"code": "97110", "verified": True, "remarks": "", "pairs": [{"column_one": "<b>"}]}


def test_a_notebook_shows_every_field_that_says_something() -> None:
    shown = Note()._repr_html_()
    assert "<th>code</th><td>97110</td>" in shown
    assert "<th>verified</th><td>yes</td>" in shown
    assert "remarks" not in shown


def test_text_is_escaped_and_names_are_words() -> None:
    assert html_of([{"column_one": "<b>"}]) == (
        "<ul><li><table><tr><th>column one</th><td>&lt;b&gt;</td></tr></table></li></ul>"
    )
