"""One self-contained file of an analysis: the viewer page, the printable audit, or a trace."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from timeline.analysis.given import facts_of
from timeline.errors import Fault, FaultyInputError
from timeline.files import write_private
from timeline.views.decided import Decided, decided_in
from timeline.views.progress import Progress, unseen
from timeline.views.trace import trace_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timeline.arguments import DateRange
    from timeline.result import Analysis

AnyPath = str | PathLike[str]
_ENDINGS = (".html", ".pdf", ".trace.json")


def report(
    result: Analysis,
    path: AnyPath,
    *,
    overwrite: bool = False,
    pseudonyms: AnyPath | None = None,
    level: str = "ids",
    log: AnyPath | None = None,
    log_key: AnyPath | None = None,
    goals: Mapping[str, float] | None = None,
    benchmark: DateRange | None = None,
    whole: bool | None = None,
    progress: Progress = unseen,
) -> None:
    """Write an analysis as one self-contained file: it needs no program, no network and no other files.

    Parameters
    ----------
    result
        An analysis.
    path
        `.html`: the viewer page. `.pdf`: the audit to print. `.trace.json`: the spans as trace events, as Perfetto has
        them, with ids alone; the others hold names where the schedule has them. Only the owner can read the file.
    overwrite
        Write over a file that exists.
    pseudonyms, level
        A key file: pseudonyms are shown in place of people, and the level (see `timeline.pseudonymise`) is kept.
    log, log_key
        A log of decisions and the key that it was made with: shown with the findings, in the PDF with its last hash.
    goals, benchmark
        What the page's trends are held against, as `timeline.trends` takes them.
    whole
        For a PDF of several dates: every date, finding and visit, not only the worst days with what is left to correct.
    progress
        Told what is being done, how much of it is done, and how much there is; 0 of 0 where that is not counted.

    Raises
    ------
    WrongTypeError: `result` is no analysis.
    FaultyInputError: another ending, a file that exists, or a folder that cannot be written.
    MissingExtraError: the extra `pdf` is needed and not installed.
    """
    facts_of(result, "report")
    target = Path(path)
    ending = _ending(target)
    if pseudonyms is not None:
        from timeline.privacy.pseudonyms import pseudonymise

        result = pseudonymise(result, pseudonyms, level=level)
    decided = _decided(log, log_key)
    if ending == ".html":
        content: str | bytes = report_html(result, goals=goals, benchmark=benchmark, decided=decided, progress=progress)
    elif ending == ".trace.json":
        content = trace_json(result) + "\n"
    else:
        from timeline.views.pdf import render_pdf

        content = render_pdf(result, decided=decided, whole=whole, progress=progress)
    progress("writing", 0, 0)
    write_private(target, content, overwrite=overwrite)


def _decided(log: AnyPath | None, key: AnyPath | None) -> Decided | None:
    return None if log is None else decided_in(Path(log), None if key is None else Path(key))


def _ending(target: Path) -> str:
    ending = next((ending for ending in _ENDINGS if target.name.lower().endswith(ending)), None)
    if ending is None:
        problem = "a report is a page, a printable audit or a trace"
        repair = "The name must end in .html, .pdf or .trace.json."
        raise FaultyInputError([Fault(target.name, None, "", "", problem, repair)])
    return ending


def report_html(
    result: Analysis,
    *,
    goals: Mapping[str, float] | None = None,
    benchmark: DateRange | None = None,
    decided: Decided | None = None,
    progress: Progress = unseen,
) -> str:
    """Return the viewer page of an analysis as text; its trends are held against goals and a benchmark period.

    Parameters
    ----------
    result
        An analysis.
    goals, benchmark
        As `timeline.analysis.trends.trends` takes them; without them the trends are shown alone.
    decided
        A log of decisions, shown with the findings.
    progress
        Told which date is being drawn.
    """
    from timeline.views.viewer import page_payload, render_page

    progress("auditing", 0, 0)
    _ = result.finding_list
    payload = page_payload(result, goals=goals, benchmark=benchmark, progress=progress)
    if decided is not None:
        payload["decided"] = decided.about({each.id for each in result.finding_list})
    return render_page(payload, home="file")
