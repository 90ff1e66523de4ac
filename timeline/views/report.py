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
from timeline.views.room import check_rows
from timeline.views.trace import trace_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timeline.arguments import DateRange
    from timeline.planning import Plan
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
    plans: Plan | None = None,
    progress: Progress = unseen,
) -> None:
    """Write an analysis as one self-contained file: it needs no program, no network and no other files.

    Parameters
    ----------
    result
        An analysis.
    path
        `.html`: the viewer page. `.pdf`: the audit to print. `.trace.json`: the spans as trace events. Only its owner
        can read the file. A page and an audit hold names where the schedule gives them, a trace ids alone.
    overwrite
        Write over an existing file.
    pseudonyms, level
        A key file: people are shown as pseudonyms, without what the level leaves out (`timeline.privacy.pseudonyms`).
    log, log_key
        A log of decisions, and the key it was made with: findings show what was decided, the PDF the last hash.
    goals, benchmark
        What the page's trends are held against, as `timeline.trends` takes them.
    whole
        For a PDF of several dates: every date, finding and visit, not only the worst days with what is left to correct.
    plans
        What `timeline.plan` gives for what is shown: the page previews up to three of them.
    progress
        Told what is being done, how much of it is done, and how much there is; 0 of 0 where that is not counted.

    Raises
    ------
    WrongTypeError, WrongValueError: `result` is no analysis, or more than is shown; `plans` are of another schedule.
    FaultyInputError: another ending, a file that exists, or a folder that cannot be written.
    MissingExtraError: the extra `pdf` is needed and not installed.
    """
    ending = _ending(target := Path(path), result)
    if pseudonyms is not None:
        from timeline.privacy.pseudonyms import pseudonymise

        result = pseudonymise(result, pseudonyms, level=level)
    decided = decided_in(Path(log), None if log_key is None else Path(log_key)) if log is not None else None
    if ending == ".trace.json":
        content: str | bytes = trace_json(result) + "\n"
    elif ending == ".html":
        content = report_html(result, goals=goals, benchmark=benchmark, decided=decided, plans=plans, progress=progress)
    else:
        content = _pdf(result, decided, progress, whole=whole)
    progress("writing", 0, 0)
    write_private(target, content, overwrite=overwrite)


def _pdf(result: Analysis, decided: Decided | None, progress: Progress, *, whole: bool | None) -> bytes:
    from timeline.views.pdf import render_pdf

    return render_pdf(result, decided=decided, whole=whole, progress=progress)


def _ending(target: Path, result: Analysis) -> str:
    """Return which kind of report a name asks for, after a look at whether the analysis is one and finds room in it."""
    facts_of(result, "report")
    ending = next((ending for ending in _ENDINGS if target.name.lower().endswith(ending)), None)
    if ending is None:
        problem = "a report is a page, a printable audit or a trace"
        repair = "The name must end in .html, .pdf or .trace.json."
        raise FaultyInputError([Fault(target.name, None, "", "", problem, repair)])
    if ending != ".trace.json":
        check_rows(result)
    return ending


def report_html(
    result: Analysis,
    *,
    goals: Mapping[str, float] | None = None,
    benchmark: DateRange | None = None,
    decided: Decided | None = None,
    plans: Plan | None = None,
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
    plans
        What `timeline.plan` gives for the analysis, to be previewed.
    progress
        Told which date is being drawn.
    """
    from timeline.views.viewer import page_payload, render_page

    progress("auditing", 0, 0)
    _ = result.finding_list  # first, so that the wait for them has a name
    payload = page_payload(result, goals=goals, benchmark=benchmark, progress=progress)
    if decided is not None:
        payload["decided"] = decided.about({each.id for each in result.finding_list})
    if plans is not None:
        from timeline.views.viewer.plans import plans_of

        payload["plans"] = plans_of(result, plans)
    return render_page(payload, home="file")
