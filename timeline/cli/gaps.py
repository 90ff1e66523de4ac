"""`timeline gaps`: when therapists and assistants are free."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.options import analysis_of, analysis_options, files_argument
from timeline.cli.output import Output, shows
from timeline.cli.plan import waiting_option

if TYPE_CHECKING:
    import pandas as pd


@click.command("gaps")
@files_argument
@analysis_options
@waiting_option
@shows("table", "json", "csv")
def command(files: tuple[Path, ...], output: Output, waiting: Path | None, **options: Any) -> None:
    """Show the free spans of therapists and assistants beside their bookings, the longest first."""
    from timeline.contracts import GAPS, as_text
    from timeline.exports import plain_records
    from timeline.planning import gaps

    found = gaps(analysis_of(files, options), waiting=waiting)
    shown = as_text(GAPS, found)
    output.show(lambda: gaps_text(found), lambda: {"gaps": plain_records(shown)}, lambda: shown)


def gaps_text(found: pd.DataFrame) -> str:
    """Show free spans."""
    from timeline.cli.terminal import Page

    page = Page()
    rows = [
        [
            f"{one['date']:%Y-%m-%d}",
            one["provider"],
            one["role"],
            one["clinic"],
            f"{one['start']:%H:%M}–{one['end']:%H:%M}",
            str(one["minutes"]),
            one["would_fit"],
        ]
        for one in found.to_dict("records")
    ]
    if rows:
        headers = ["Date", "Provider", "Role", "Site", "Free", "Min", "Would fit"]
        page.table("Free spans, the longest first", headers, rows, right=["Min"])
    else:
        page.line("Nobody is free.")
    return page.text
