"""The evidence of one finding as a page to read, print and file.

It says what the evidence pack says, from the same pack, and draws everybody's spans on one axis. It loads nothing and
runs nothing: a content security policy holds it to that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any

from timeline.clock import clock, duration, to_wall
from timeline.privacy.names import without_names
from timeline.views.by_date import ByDate
from timeline.views.cells import privacy, row_cells
from timeline.views.drawing import Focus, Strip, draw_legend, draw_people
from timeline.views.marks import By, Marks, marks
from timeline.views.people import People
from timeline.views.templates import render
from timeline.views.titles import TITLES
from timeline.vocabulary import ContestRule, Severity
from timeline.words import counted, plural_of, weekday

if TYPE_CHECKING:
    from timeline.audit import Finding
    from timeline.result import Analysis

_IDS_ALONE = People({}, {}, {})
#: What is shown of a day on either side of a finding and its rows, in milliseconds.
_MARGIN = 5 * 60_000
_KINDS: tuple[By, ...] = ("provider", "patient")


class EvidencePages:
    """Makes the pages of one analysis. People appear as ids: no name, no note."""

    def __init__(self, result: Analysis) -> None:
        self._result = without_names(result)
        self._days = ByDate(self._result)
        self._marks: dict[tuple[By, str], Marks] = {}
        rows = self._result.record.rows
        self._spans = dict(zip(rows.id, zip(rows.start, rows.end, strict=True), strict=True))

    def page(self, finding: Finding, pack: Mapping[str, Any]) -> str:
        """Return the page of one finding as HTML.

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
            "title": TITLES[finding.rule.id],
            "when": self._when(finding),
            "length": duration(finding.seconds),
            "privacy": privacy(self._result, names=False),
            "strips": strips,
            "legend": draw_legend({drawn for strip in strips for drawn in strip.drawn}) if strips else "",
            "rows": [row_cells(row, _IDS_ALONE) for row in pack["rows"]],
            "visits": pack["visits"],
            "contests": [(str(rule), rule.meaning) for rule in ContestRule],
            "rule": pack["rule"],
            "manifest": pack["manifest"],
        }
        return render("evidence.html.j2", shown)

    def index(self, findings: Sequence[Finding], files: Mapping[str, str]) -> str:
        """Return a page that leads to the page of each finding: by date, the most severe first, in the finding's words.

        Parameters
        ----------
        findings
            Findings of the analysis.
        files
            The name of each one's page, by its id.
        """
        by_date: dict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            by_date[finding.date].append(finding)
        days = [
            {
                "title": f"{weekday(date)} {date}",
                "groups": [
                    (plural_of(len(own), str(severity)).capitalize(), [(files[each.id], each.message) for each in own])
                    for severity in Severity
                    if (own := [each for each in listed if each.severity == severity])
                ],
            }
            for date, listed in sorted(by_date.items())
        ]
        told = {"count": counted(len(findings), "finding"), "privacy": privacy(self._result, names=False), "days": days}
        return render("evidence_index.html.j2", told)

    def _strips(self, finding: Finding) -> list[Strip]:
        """Draw the people of a finding, providers first, on one scale."""
        band = self._wall(finding.start), self._wall(finding.end)
        edges = [self._wall(edge) for row in finding.intervals if row in self._spans for edge in self._spans[row]]
        window = min([*edges, band[0]]) - _MARGIN, max([*edges, band[1]]) + _MARGIN
        found: list[Strip] = []
        for by in _KINDS:
            people = finding.providers if by == "provider" else finding.patients
            focus = Focus(people, window, band)
            found.extend(draw_people(self._days, self._marks_of(by, finding.date), by, focus))
        return found

    def _marks_of(self, by: By, date: str) -> Marks:
        if (by, date) not in self._marks:
            self._marks[by, date] = marks(self._days, by, date)
        return self._marks[by, date]

    def _wall(self, second: int) -> int:
        """Return a second on the clinic's line as milliseconds of the wall clock."""
        return int(to_wall(second, self._result.record.zone).replace(tzinfo=UTC).timestamp()) * 1000

    def _when(self, finding: Finding) -> str:
        start, end = (to_wall(at, self._result.record.zone) for at in (finding.start, finding.end))
        if start == end:
            return f"{start:%Y-%m-%d}"
        last = clock(end) if start.date() == end.date() else f"{end:%Y-%m-%d} {clock(end)}"
        return f"{start:%Y-%m-%d}, {clock(start)}–{last}"
