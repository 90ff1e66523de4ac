"""`timeline denials`: what a payer would do with each claim line, to be worked top-down before sending."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.options import analysis_of, analysis_options, files_argument
from timeline.cli.output import TABLES, Output, shows
from timeline.words import counted

if TYPE_CHECKING:
    from timeline.result import Analysis


@click.command("denials")
@files_argument
@analysis_options
@shows("table", "json", *TABLES)
def command(files: tuple[Path, ...], output: Output, **options: Any) -> None:
    """Show what a payer would do with each claim line: denied, returned, recouped, reduced, unknown or paid.

    The lines are those of --claims; without it those on the schedule's rows, else what the record supports. Rules
    only: no chance and no price. The table leaves out lines that are paid without question; json and csv have them.
    """
    from timeline.analysis.denials import denials_dict

    analysis = analysis_of(files, options)
    output.show(
        lambda: denials_text(analysis, plain=output.plain), lambda: denials_dict(analysis), lambda: analysis.denials
    )


def denials_text(analysis: Analysis, *, plain: bool = False) -> str:
    """Show how many lines would be paid, the others one by one, and what to do about each kind."""
    from timeline.cli.render import Page
    from timeline.contracts import DENIALS, as_text
    from timeline.vocabulary import Outcome

    page = Page(plain=plain)
    lines = as_text(DENIALS, analysis.denials).to_dict("records")
    counts = Counter(line["outcome"] for line in lines)
    told = ", ".join(f"{counts[outcome]} {outcome}" for outcome in reversed(Outcome) if counts[outcome])
    page.line(f"{counted(len(lines), 'claim line')}: {told or 'none'}", "bold")
    page.line(_MEANING, "dim")
    shown = [line for line in lines if line["rule"]]
    if not shown:
        page.line("Nothing to do: every line is supported and complete.") if lines else None
        return page.text
    page.table("", _HEADER, [_row(line) for line in shown], right=["Units"])
    remedies = list(dict.fromkeys((line["rule"], line["remedy"]) for line in shown))
    page.table("", ["Rule", "What to do"], remedies)
    if not all(line["verified"] for line in shown):
        page.line(_UNVERIFIED, "dim")
    return page.text


_MEANING = (
    "denied: not paid · returned: sent back to be corrected · recouped: paid, and taken back in an audit · "
    "reduced: paid less · unknown: left to the payer"
)
_UNVERIFIED = (
    "*: no source that was read states what this payer does; `timeline denials --format json` has the sources."
)
_HEADER = ["Payer does", "Date", "Patient", "Line as sent", "Units", "Why", "Rule"]


def _row(line: dict[Any, Any]) -> list[str]:
    sent = " ".join(filter(None, (f"{line['code']}×{line['units']}", line["modifiers"])))
    outcome = line["outcome"] if line["verified"] else f"{line['outcome']}*"
    who = f"{line['patient']} {line['discipline']}".rstrip()
    return [outcome, line["date"], who, sent, str(line["units_concerned"]), line["why"], line["rule"]]
