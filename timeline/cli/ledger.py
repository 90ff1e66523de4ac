"""`timeline ledger`: units claimed and supported, next to staffed hours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.options import analysis_of, analysis_options, files_argument
from timeline.cli.output import TABLES, Output, shows
from timeline.vocabulary import Evidence

if TYPE_CHECKING:
    import pandas as pd

    from timeline.analysis.ledger import Key
    from timeline.result import Analysis

_SHOWN: tuple[Key, ...] = ("hour", "provider", "payer")


@click.command("ledger")
@files_argument
@click.option(
    "--by",
    multiple=True,
    type=click.Choice(["date", "provider", "hour", "payer", "clinic"]),
    help="Add up by this; repeat to combine. Default: one table each by hour, provider and payer; json and csv: all.",
)
@analysis_options
@shows("table", "json", *TABLES)
def command(files: tuple[Path, ...], by: tuple[Key, ...], output: Output, **options: Any) -> None:
    """Show the timed units claimed per staffed hour, next to what the minutes support."""
    from timeline.analysis.ledger import CELL, ledger, ledger_dict

    analysis = analysis_of(files, options)
    by = tuple(dict.fromkeys(by))
    output.show(
        lambda: ledger_text(analysis, by),
        lambda: ledger_dict(analysis, by=by or CELL),
        lambda: ledger(analysis, by=by or CELL),
    )


def ledger_text(analysis: Analysis, by: Sequence[Key] = ()) -> str:
    """Show the ledger added up by some keys, or by each of hour, provider and payer."""
    from timeline.analysis.ledger import ledger
    from timeline.analysis.totals import totals
    from timeline.cli.render import claimed_twice
    from timeline.cli.terminal import Page

    page = Page()
    page.line(claimed_twice(totals(analysis.record, evidence=Evidence.DOCUMENTED)))
    for keys in [by] if by else [(key,) for key in _SHOWN]:
        _table(page, ledger(analysis, by=keys), keys)
    page.line()
    for line in _NOTES:
        page.line(line)
    left_open = sum(not account.is_scheduled and account.rules is None for account in analysis.record.accounts.values())
    if left_open:
        page.line(f"Visits with no policy in force, whose units are left out: {left_open}")
    return page.text


_NOTES = (
    "Claimed: as billed if the schedule or a claims list says so, otherwise what the record would support if every "
    "minute counted.",
    "Supported: what the credited minutes earn under the payer's rule. Both are divided among hours and providers.",
    "More than four units an hour is not an error in itself: a unit can be earned with fewer than its full minutes. "
    "Units that the minutes do not support are.",
)
_HEADER = {
    "staffed_seconds": "Staffed h",
    "one_on_one_seconds": "1:1 min",
    "documented_seconds": "Recorded 1:1",
    "claimed_units": "Claimed",
    "supported_units": "Supported",
    "claimed_per_staffed_hour": "Claimed/h",
    "supported_per_staffed_hour": "Supported/h",
    "claimed_from": "Claimed from",
}


def _table(page: Any, cells: pd.DataFrame, by: Sequence[Key]) -> None:
    names = [key.capitalize() for key in by]
    rows = [
        [_key(key, record[key]) for key in by] + [_shown(name, record[name]) for name in _HEADER]
        for record in cells.to_dict("records")
    ]
    page.table(f"Timed units by {', '.join(by)}", [*names, *_HEADER.values()], rows, right=list(_HEADER.values())[:-1])


def _key(key: Key, value: Any) -> str:
    if key == "date":
        return f"{value:%Y-%m-%d}"
    return f"{value:02}:00" if key == "hour" else value or "–"


def _shown(name: str, value: Any) -> str:
    """Format a figure in the unit of its heading.

    >>> _shown("staffed_seconds", 5400.0), _shown("one_on_one_seconds", 90), _shown("claimed_units", 2.25)
    ('1.5', '1', '2.2')
    >>> _shown("claimed_per_staffed_hour", float("nan"))
    '–'
    """
    if name == "claimed_from":
        return str(value) or "–"
    if name == "staffed_seconds":
        return f"{value / 3600:.1f}"
    if name.endswith("_seconds"):
        return str(value // 60)
    if value != value:  # not a number: nobody is staffed
        return "–"
    return f"{value:.2f}" if name.endswith("_hour") else f"{value:.1f}"
