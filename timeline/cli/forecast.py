"""`timeline forecast`: what bookings would expose, and which small changes would clear a contest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.options import analysis_of, analysis_options, files_argument
from timeline.cli.output import TABLES, Output, shows

if TYPE_CHECKING:
    from timeline.analysis.forecast import Forecast
    from timeline.cli.terminal import Page


@click.command("forecast")
@files_argument
@analysis_options
@shows("table", "json", *TABLES, folder=True)
def command(files: tuple[Path, ...], output: Output, **options: Any) -> None:
    """Show what bookings for days to come expose, and what could be changed; no change is chosen.

    A recorded past is never edited. csv writes a folder (-o DIR), one file per table.
    """
    from timeline.analysis.forecast import forecast

    expected = forecast(analysis_of(files, options))
    output.show(lambda: forecast_text(expected), expected.to_dict, expected.tables)


def forecast_text(expected: Forecast) -> str:
    """Show a forecast: providers, visits with contested minutes, and the options of each contest."""
    from timeline.cli.render import claimed_twice
    from timeline.cli.terminal import Page

    page = Page()
    page.line(claimed_twice(expected.totals))
    _providers(page, expected)
    _visits(page, expected)
    _contests(page, expected)
    return page.text


def _providers(page: Page, expected: Forecast) -> None:
    numbers = ["Bookings", "Booked min", "Claimed twice", "Units at risk"]
    rows = [
        [
            f"{record['date']:%Y-%m-%d}",
            record["provider"],
            record["role"],
            str(record["bookings"]),
            str(record["booked_seconds"] // 60),
            str(record["contested_seconds"] // 60),
            str(record["units_at_risk"]),
        ]
        for record in expected.providers.to_dict("records")
    ]
    page.table("Bookings by provider", ["Date", "Provider", "Role", *numbers], rows, right=numbers)


def _visits(page: Page, expected: Forecast) -> None:
    numbers = ["Booked min", "Exposed min", "Most units", "Without contested"]
    rows = [
        [
            f"{record['date']:%Y-%m-%d}",
            record["patient"],
            record["discipline"],
            record["payer"],
            str(record["booked_seconds"] // 60),
            str(record["contested_seconds"] // 60),
            _units(record["most_units"]),
            _units(record["most_units_uncontested"]),
        ]
        for record in expected.visits.astype(object).where(expected.visits.notna(), None).to_dict("records")
    ]
    title = "The most timed units each booked visit can support"
    page.table(title, ["Date", "Patient", "For", "Payer", *numbers], rows, right=numbers)


def _units(count: int | None) -> str:
    return "open" if count is None else str(count)


def _contests(page: Page, expected: Forecast) -> None:
    page.line()
    page.line(f"Contests: {len(expected.contests)}", "bold")
    if not expected.contests:
        return
    page.line("Each option clears one booking of contests; the minutes and units are those of the whole date with it.")
    page.line("None is chosen: the clinic knows whether the patient can come and the plan of care allows it.")
    options = expected.options
    for finding in expected.contests:
        own = options[options["contest"] == finding.id]
        rows = [_option(record) for record in own.to_dict("records")]
        page.line()
        page.line(finding.message)
        if rows:
            numbers = ["Claimed twice", "Units at risk"]
            page.table("", ["Option", *numbers], rows, right=numbers)
        else:
            page.line("  No single move or hand-over of a booking clears it.")


def _option(record: dict[Any, Any]) -> list[str]:
    """Describe an option and its effect."""
    minutes = record["shift_minutes"]
    clocks = f"{record['start']:%H:%M}–{record['end']:%H:%M}"
    if record["kind"] == "shift":
        told = f"{record['patient']} {abs(minutes)} minutes {'later' if minutes > 0 else 'earlier'}: {clocks}"
    else:
        told = f"{record['patient']} {clocks} to {record['to_provider']} ({record['to_role']})"
    seconds = (record[f"contested_seconds_{when}"] // 60 for when in ("before", "after"))
    units = (record[f"units_at_risk_{when}"] for when in ("before", "after"))
    return [told, " → ".join(map(str, seconds)), " → ".join(map(str, units))]
