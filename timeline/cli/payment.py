"""`timeline payment`: what a payer would pay for each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from timeline.cli.options import analysis_of, analysis_options, files_argument
from timeline.cli.output import TABLES, Output, shows


@click.command("payment")
@files_argument
@analysis_options
@shows("table", "json", *TABLES)
def command(files: tuple[Path, ...], output: Output, **options: Any) -> None:
    """Preview what a payer would allow and pay for each line, exact to the cent.

    With --claims, also for the lines as sent. Amounts are the payer's where --allowed states them, else relative
    values times the conversion factor of the year, after the reduction for several procedures on one date. It decides
    nothing: no code, unit or tie.
    """
    from timeline.analysis.payment import payment_dict

    analysis = analysis_of(files, options)
    document = payment_dict(analysis.record)
    output.show(lambda: payment_text(document), lambda: document, lambda: analysis.payment)


#: Columns of amounts: key -> heading.
_AMOUNTS = {
    "allowed": "Allowed",
    "reduction": "Reduction",
    "programme": "Payer's share",
    "assistant": "Assistant",
    "sequestration": "Sequestration",
    "paid": "Paid",
    "patient": "Patient",
}
_CLAIMS = {"supported": "What the record supports (USD)", "sent": "As sent (USD)"}
_NOTES = (
    "Allowed: after the reduction. Payer's share: before what is taken off for an assistant and for sequestration.",
    "A preview: the deductible is taken as met, and no denial is foreseen. Amounts decide no code, unit or tie.",
)


def payment_text(document: Mapping[str, Any]) -> str:
    """Show the lines of each claim with their amounts, the totals, and why amounts are missing."""
    from timeline.cli.terminal import Page
    from timeline.words import counted

    page = Page()
    for claim, title in _CLAIMS.items():
        lines = [line for line in document["lines"] if line["claim"] == claim]
        if lines:
            _table(page, title, lines, document["totals"][claim])
    if not document["lines"]:
        page.line("No lines.")
    page.line()
    reasons = dict.fromkeys(line["why"] for line in document["lines"] if line["why"])
    for reason in reasons:
        own = sum(line["why"] == reason for line in document["lines"])
        page.line(f"empty in {counted(own, 'line')}: {reason}", "yellow")
    for note in _NOTES:
        page.line(note, "dim")
    return page.text


def _table(page: Any, title: str, lines: Sequence[Mapping[str, Any]], totals: Mapping[str, Any]) -> None:
    rows = [
        [
            *(line[name] for name in ("date", "patient", "discipline")),
            f"{line['code']}×{line['units']} {line['modifiers']}".strip(),
            *(line["usd"][name] or "–" for name in _AMOUNTS),
        ]
        for line in lines
    ]
    rows.append(["Total", "", "", "", *(totals["usd"][name] for name in _AMOUNTS)])
    page.table(title, ["Date", "Patient", "For", "Line", *_AMOUNTS.values()], rows, right=_AMOUNTS.values())
