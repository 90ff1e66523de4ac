"""`timeline denials`: what a payer would do with each claim line, to be worked top-down before sending."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.options import PATH, analysis_of, analysis_options, files_argument
from timeline.cli.output import TABLES, Output, shows
from timeline.words import counted

if TYPE_CHECKING:
    import pandas as pd

    from timeline.result import Analysis


@click.command("denials")
@files_argument
@analysis_options
@click.option(
    "--remittance",
    type=PATH,
    metavar="FILE.835",
    help="What the payer did (X12 835): compares it, line by line, with what the rules say.",
)
@shows("table", "json", *TABLES)
def command(files: tuple[Path, ...], output: Output, remittance: Path | None, **options: Any) -> None:
    """Show what a payer would do with each claim line: denied, returned, recouped, reduced, unknown or paid.

    The lines are those of --claims; without it those on the schedule's rows, else what the record supports. Rules
    only: no chance and no price. The table leaves out lines that are paid without question; json and csv have them.
    With --remittance, each line is shown next to what the payer did: paid, reduced or denied.
    """
    from timeline.analysis.denials import denials_dict

    analysis = analysis_of(files, options)
    if remittance is not None:
        from timeline.analysis.remittance import remittance_dict

        table = analysis.remittance(remittance)
        output.show(
            lambda: remittance_text(table, plain=output.plain),
            lambda: denials_dict(analysis) | {"remittance": remittance_dict(table)},
            lambda: table,
        )
        return
    output.show(
        lambda: denials_text(analysis, plain=output.plain), lambda: denials_dict(analysis), lambda: analysis.denials
    )


def denials_text(analysis: Analysis, *, plain: bool = False) -> str:
    """Show how many lines would be paid, the others one by one, and what to do about each kind."""
    from timeline.cli.terminal import Page
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


def remittance_text(table: pd.DataFrame, *, plain: bool = False) -> str:
    """Show what differs from what the rules say, and which lines have no counterpart."""
    from timeline.analysis.remittance import BOTH, NO_ANSWER, NOT_CLAIMED
    from timeline.cli.terminal import Page
    from timeline.contracts import REMITTANCE, as_text

    page = Page(plain=plain)
    lines = as_text(REMITTANCE, table).to_dict("records")
    counts = Counter(line["match"] for line in lines)
    did = Counter(line["payer_did"] for line in lines if line["match"] == BOTH)
    answers = ", ".join(f"{did[word]} {word}" for word in ("denied", "reduced", "paid") if did[word])
    page.line(f"{counted(counts[BOTH], 'claim line')} answered: {answers or 'none'}", "bold")
    for match, meaning in ((NO_ANSWER, "without an answer"), (NOT_CLAIMED, "answered, but not among the claim lines")):
        page.line(f"{counted(counts[match], 'line')} {meaning}") if counts[match] else None
    shown = [line for line in lines if line["match"] != BOTH or line["payer_did"] != "paid" or line["agrees"] is False]
    if shown:
        page.table("", _ANSWERS, [_answer(line) for line in shown], right=["Units paid"])
        page.line("Reasons are the payer's codes as they stand: claim adjustments, then remarks.", "dim")
    return page.text


_ANSWERS = ["", "Date", "Patient", "Line as sent", "Units paid", "Rules say", "Payer did", "Reasons"]


def _answer(line: dict[Any, Any]) -> list[str]:
    sent = " ".join(filter(None, (f"{line['code']}×{line['units']}", line["modifiers"])))
    mark = {"both": "differs" if line["agrees"] is False else ""}.get(line["match"], line["match"])
    who = f"{line['patient']} {line['discipline']}".rstrip()
    units = "" if line["match"] == "no answer" else str(line["paid_units"])
    reasons = " ".join(filter(None, (line["adjustments"], line["remarks"])))
    return [mark, line["date"], who, sent, units, line["predicted"], line["payer_did"], reasons]


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
