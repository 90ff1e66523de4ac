"""The printable audit of a schedule, as a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from timeline.errors import MissingExtraError, TimelineError, WrongValueError
from timeline.views.bound import bound
from timeline.views.decided import Decided
from timeline.views.printed import printed
from timeline.views.progress import Progress, unseen
from timeline.views.templates import render

if TYPE_CHECKING:
    from timeline.result import Analysis

Paper = Literal["letter", "A4"]
PAPERS: tuple[Paper, ...] = ("letter", "A4")


def render_pdf(
    result: Analysis,
    *,
    names: bool = False,
    paper: Paper = "letter",
    decided: Decided | None = None,
    whole: bool | None = None,
    progress: Progress = unseen,
) -> bytes:
    """Print an audit, for a compliance officer to file and a clinic manager to bring to a meeting.

    A summary on one page, and one on each site; per date who was with whom (a strip per provider), findings with the
    recorded rows that prove them, visits with minutes, units and claim lines; at the end what it rests on: contest
    rules, policies and how far they were checked, hashes of the files, sources, version. Pages are numbered.

    Nothing is loaded from anywhere, fonts are the system's, and the same analysis gives the same bytes on one system.

    Parameters
    ----------
    names
        Whether names are next to the ids. By default there are only ids: paper is left on desks, and every finding
        can be followed without names. A pseudonymized result has none. Notes are never printed.
    paper
        `letter` or `A4`, both landscape.
    decided
        A log of decisions: those on the findings printed, and the last hash of the log.
    whole
        Every date, finding and visit. Of several dates, unless asked for: the ten worst, with the errors that are left
        to correct, up to forty a day, and the providers and visits in them. Dates are laid out one by one, so that a
        month takes hardly more memory than its largest date.
    progress
        Told which part is being laid out.

    Raises
    ------
    MissingExtraError: the extra `pdf` is not installed.
    TimelineError: WeasyPrint lacks a library of the system.
    WrongValueError: an unknown paper.
    """
    if paper not in PAPERS:
        raise WrongValueError(f"paper: no such size, got {paper!r}; known: {', '.join(PAPERS)}.")
    weasyprint = _weasyprint()
    # What a text of the schedule might smuggle into the page finds no door to the disk or the network.
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    progress("auditing", 0, 0)
    _ = result.finding_list
    if len(result.record.dates) < 2:
        pages = [render_html(result, names=names, paper=paper, decided=decided, whole=whole)]
    else:
        pages = _parts(_shown(result, names=names, paper=paper, decided=decided, whole=whole))
    # One after the other: what was laid out for a part is let go before the next.
    laid_out = []
    for done, part in enumerate(pages):
        progress("laying out parts", done, len(pages))
        laid_out.append(bytes(weasyprint.HTML(string=part, url_fetcher=fetcher).write_pdf()))
    return laid_out[0] if len(laid_out) == 1 else bound(laid_out)


def render_html(
    result: Analysis,
    *,
    names: bool = False,
    paper: Paper = "letter",
    decided: Decided | None = None,
    whole: bool | None = None,
) -> str:
    """Return the pages as the HTML they are printed from; parameters as for `render_pdf`."""
    shown = _shown(result, names=names, paper=paper, decided=decided, whole=whole)
    return render("print.html.j2", shown | {"first": True, "last": True, "numbered": True})


def _parts(shown: dict[str, Any]) -> list[str]:
    """Write the pages in parts to be laid out by themselves: the summaries, each date, what it rests on."""
    days = shown["days"]
    parts = [shown | {"days": [], "first": True, "last": False}]
    parts += [shown | {"days": [day], "first": False, "last": False} for day in days]
    parts.append(shown | {"days": [], "first": False, "last": True})
    return [render("print.html.j2", part | {"numbered": False}) for part in parts]


def _shown(
    result: Analysis, *, names: bool, paper: Paper, decided: Decided | None, whole: bool | None
) -> dict[str, Any]:
    last = {each["finding"]: each["decision"] for each in decided.records} if decided is not None else {}
    several = len(set(result.record.rows.date)) > 1
    shown = printed(result, names=names, whole=not several if whole is None else whole, decided=last)
    ids = {each.id for each in result.finding_list}
    shown["decided"] = decided.about(ids) if decided is not None else None
    return shown | {"paper": paper, "privacy_short": shown["privacy"].partition(":")[0]}


def _weasyprint() -> Any:
    try:
        import weasyprint
    except ImportError:
        raise MissingExtraError("A PDF", "pdf") from None
    except OSError:
        raise TimelineError("A PDF needs the system library Pango. Run: apt-get install libpangoft2-1.0-0") from None
    return weasyprint
