"""The evidence of one finding as a page for people: to read, to print, to file.

It says what the evidence pack says, from the same pack, and draws everybody's spans on one axis. It loads nothing and
runs nothing: a content security policy holds it to that.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from timeline.clock import clock, duration, to_wall
from timeline.privacy.names import without_names
from timeline.views.drawing import Focus, Strip, draw_legend, draw_people
from timeline.views.marks import By, Marks, marks
from timeline.views.viewer.payload import CONTEST_RULES
from timeline.vocabulary import Activity, ContestRule, Kind

if TYPE_CHECKING:
    from timeline.audit import Finding
    from timeline.result import Analysis

#: What is shown of a day on either side of a finding and its rows, in milliseconds.
_MARGIN = 5 * 60_000
_KINDS: tuple[By, ...] = ("provider", "patient")


class EvidencePages:
    """Makes the pages of one analysis. Ids stand for people: no name, no note."""

    def __init__(self, result: Analysis) -> None:
        self._result = without_names(result)
        self._marks: dict[tuple[By, str], Marks] = {}
        rows = self._result.record.rows
        self._spans = dict(zip(rows.id, zip(rows.start, rows.end, strict=True), strict=True))

    def page(self, finding: Finding, pack: Mapping[str, Any]) -> str:
        """Give the page of one finding as HTML.

        Parameters
        ----------
        finding
            A finding of the analysis.
        pack
            Its evidence, as `timeline.analysis.evidence.EvidencePacks` gives it.
        """
        strips = self._strips(finding) if pack["people"] else []
        shown = {
            "id": finding.id,
            "finding": finding,
            "severity": str(finding.severity),
            "when": self._when(finding),
            "length": duration(finding.seconds),
            "privacy": _privacy(self._result),
            "strips": strips,
            "legend": draw_legend({drawn for strip in strips for drawn in strip.drawn}) if strips else "",
            "rows": [_row(row) for row in pack["rows"]],
            "visits": pack["visits"],
            "contests": [(str(rule), CONTEST_RULES[rule]) for rule in ContestRule],
            "rule": pack["rule"],
            "manifest": pack["manifest"],
        }
        return str(_template().render(shown))

    def _strips(self, finding: Finding) -> list[Strip]:
        """Draw the people of a finding, providers first, on one scale."""
        band = self._wall(finding.start), self._wall(finding.end)
        edges = [self._wall(edge) for row in finding.intervals if row in self._spans for edge in self._spans[row]]
        window = min([*edges, band[0]]) - _MARGIN, max([*edges, band[1]]) + _MARGIN
        found: list[Strip] = []
        for by in _KINDS:
            people = finding.providers if by == "provider" else finding.patients
            focus = Focus(people, window, band)
            found.extend(draw_people(self._result, self._marks_of(by, finding.date), by, focus))
        return found

    def _marks_of(self, by: By, date: str) -> Marks:
        if (by, date) not in self._marks:
            self._marks[by, date] = marks(self._result, by, date)
        return self._marks[by, date]

    def _wall(self, second: int) -> int:
        """Give a second on the clinic's line as milliseconds of the wall clock."""
        return int(to_wall(second, self._result.record.zone).replace(tzinfo=UTC).timestamp()) * 1000

    def _when(self, finding: Finding) -> str:
        start, end = (to_wall(at, self._result.record.zone) for at in (finding.start, finding.end))
        if start == end:
            return f"{start:%Y-%m-%d}"
        last = clock(end) if start.date() == end.date() else f"{end:%Y-%m-%d} {clock(end)}"
        return f"{start:%Y-%m-%d}, {clock(start)}–{last}"


def _privacy(result: Analysis) -> str:
    if result.schedule.pseudonymised:
        return "Pseudonymised: people have pseudonyms; dates, clocks and codes are real"
    return "Contains patient data: ids, no names"


def _row(row: Mapping[str, Any]) -> list[str]:
    """Give a source row as cells: row, clock, patient, provider, role, code, what it was, claimed."""
    kind = "" if row["kind"] == Kind.SERVICE else row["kind"]
    activity = "" if row["activity"] == Activity.INTERVENTION else row["activity"]
    what = ", ".join(text.replace("_", "-") for text in (kind, row["mode"], activity) if text)
    start, end = (datetime.fromisoformat(row[edge]) for edge in ("start", "end"))
    claimed = "" if row["billed_units"] is None else f"{row['billed_units']} {row['billed_modifiers']}".strip()
    when = f"{row['date']} {clock(start)}–{clock(end)}"
    return [
        row["interval_id"],
        when,
        row["patient"],
        row["provider"] or "nobody",
        row["role"],
        row["code"],
        what,
        claimed,
    ]


@cache
def _template() -> Any:
    import jinja2
    from markupsafe import Markup

    text = resources.files("timeline.views").joinpath("evidence.html.j2").read_text(encoding="utf-8")
    surroundings = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    surroundings.filters["drawing"] = Markup  # our own SVG, its texts escaped where it is drawn
    return surroundings.from_string(text)
