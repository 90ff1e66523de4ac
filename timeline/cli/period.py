"""A period on a terminal: what a month has, by site, provider and date, instead of a list of everything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from timeline.cli.terminal import whole_minutes_cell
from timeline.clock import MINUTE
from timeline.words import counted

if TYPE_CHECKING:
    from timeline.analysis.overview import Glance
    from timeline.audit import Finding
    from timeline.cli.terminal import Page
    from timeline.record import Record

#: How many providers and dates are listed, the worst first, and how many findings.
WORST = 10
#: How many findings of one date are listed: nobody reads more, and a terminal needs a second for a few thousand.
MOST_OF_A_DATE = 1_000
_NUMBERS = ("Visits", "Units", "Claimed twice", "Not credited", "Exposed units", "Errors", "Reviews")

all_option = click.option("--all", "everything", is_flag=True, help="Of several dates, list every visit and finding.")


def overview_tables(page: Page, record: Record, findings: Sequence[Finding]) -> None:
    """Add the sites, the worst dates and the worst providers of a period."""
    from timeline.analysis.overview import overview

    found = overview(record, findings)
    if len(found.sites) > 1:
        _table(page, "By site", "Site", found.sites)
    for title, name, listed in (("dates", "Date", found.dates), ("providers", "Provider", found.providers)):
        worst = [glance for glance in listed if any(glance.badness)]
        told = f"Worst {title}" if len(worst) <= WORST else f"Worst {WORST} of {len(listed)} {title}"
        _table(page, told, name, worst[:WORST])
    if found.dates:
        page.line("Minutes: of providers claimed twice, of patients not credited.", "dim")


def more_line(left: int) -> str:
    """Say how to see what is not listed."""
    return f"… and {counted(left, 'more finding')}; list them with --all, or write tables with --format csv -o DIR."


def _table(page: Page, title: str, name: str, listed: Sequence[Glance]) -> None:
    rows = [
        [
            one.name,
            str(one.visits),
            str(one.timed_units),
            whole_minutes_cell(round(one.claimed_twice * MINUTE)),
            whole_minutes_cell(round(one.not_credited * MINUTE)),
            str(one.exposed_units),
            str(one.errors),
            str(one.reviews),
        ]
        for one in listed
    ]
    if rows:
        page.table(title, [name, *_NUMBERS], rows, right=_NUMBERS)
