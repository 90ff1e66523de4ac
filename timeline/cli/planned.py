"""`timeline planned`: what became of every booking, and who came without one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.options import analysis_of, analysis_options, files_argument
from timeline.cli.output import Output, shows
from timeline.words import counted

if TYPE_CHECKING:
    import pandas as pd

    from timeline.analysis.planned import Key
    from timeline.result import Analysis


@click.command("planned")
@files_argument
@click.option(
    "--by",
    multiple=True,
    type=click.Choice(["provider", "patient", "clinic", "date"]),
    help="Add up by this; repeat to combine. Default: by provider, and every booking that did not go as planned.",
)
@analysis_options
@shows("table", "json", "csv")
def command(files: tuple[Path, ...], by: tuple[Key, ...], output: Output, **options: Any) -> None:
    """Lay bookings beside what happened: late starts, overruns, early ends, no-shows, walk-ins, hand-overs.

    A booking is compared with the service rows of the same patient, date and discipline that overlap it longest, or
    else begin nearest; never with those of anybody else. csv has one row a booking, or with --by the sums.
    """
    from timeline.analysis.planned import planned_dict, planned_summary

    analysis, by = analysis_of(files, options), tuple(dict.fromkeys(by))
    output.show(
        lambda: planned_text(analysis, by, plain=output.plain),
        lambda: planned_dict(analysis, by=by),
        lambda: planned_summary(analysis, by=by) if by else analysis.planned,
    )


def planned_text(analysis: Analysis, by: Sequence[Key] = (), *, plain: bool = False) -> str:
    """Show how many bookings went as planned, sums by some keys, and one by one those that did not."""
    from timeline.analysis.planned import not_counted, planned_summary
    from timeline.cli.terminal import Page

    page = Page(plain=plain)
    totals = planned_summary(analysis, by=()).to_dict("records")
    if not totals:
        page.line("No booking and no visit to compare.")
    for told in totals:
        page.line(_told(told), "bold")
    left = not_counted(analysis.record)
    if left > 0:
        page.line(f"Cancelled or no-show rows that do not say whom they expected, or when: {left}", "dim")
    keys: Sequence[Key] = by or ("provider",)
    if totals:
        _sums(page, planned_summary(analysis, by=keys), keys)
    if not by:
        _bookings(page, analysis)
    return page.text


def _told(told: dict[Any, Any]) -> str:
    names = {"seen": "seen", "joined": "joined to another", "not_seen": "not seen", "no_show": "no-show"}
    names |= {"cancelled": "cancelled", "open": "still open"}
    parts = [f"{told[name]} {said}" for name, said in names.items() if told[name]]
    walk_ins = f" · {counted(told['walk_in'], 'walk-in')}" if told["walk_in"] else ""
    return f"{counted(told['booked'], 'booking')}: {', '.join(parts) or 'none'}{walk_ins}"


_HEADER = {
    "booked": "Booked",
    "seen": "Seen",
    "joined": "Joined",
    "not_seen": "Not seen",
    "no_show": "No-show",
    "cancelled": "Cancelled",
    "open": "Open",
    "walk_in": "Walk-in",
    "handed_over": "Handed over",
    "late": "Late",
    "median_late_seconds": "Median late min",
    "overrun_seconds": "Overrun min",
    "short_seconds": "Ended early min",
    "no_show_share": "Missed",
}
#: Columns that are shown even where every figure is 0.
_ALWAYS = ("booked", "seen", "late", "overrun_seconds", "no_show_share")


def _sums(page: Any, table: pd.DataFrame, by: Sequence[Key]) -> None:
    shown = {name: said for name, said in _HEADER.items() if name in _ALWAYS or table[name].fillna(0).any()}
    rows = [
        [_key(record[key]) for key in by] + [_figure(name, record[name]) for name in shown]
        for record in table.to_dict("records")
    ]
    header = [*(key.capitalize() for key in by), *shown.values()]
    page.table(f"Bookings by {', '.join(by)}", header, rows, right=shown.values())


def _key(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else str(value) or "–"


def _figure(name: str, value: Any) -> str:
    """Format a figure; whole minutes of exact seconds.

    >>> _figure("overrun_seconds", 119), _figure("no_show_share", 0.25), _figure("median_late_seconds", float("nan"))
    ('1', '25 %', '–')
    """
    if value != value:  # not a number: nothing to divide by
        return "–"
    if name == "no_show_share":
        return f"{100 * value:.0f} %"
    return str(int(value) // 60 if name.endswith("_seconds") else value)


def _bookings(page: Any, analysis: Analysis) -> None:
    from timeline.analysis.planned import cases

    rows = []
    several = len({case.date for case in cases(analysis.record)}) > 1
    for case in cases(analysis.record):
        said = _went(case)
        if said:
            clocks = [
                "–" if span is None else "–".join(analysis.record.clock(at) for at in span)
                for span in (case.booked, case.actual)
            ]
            who = [case.patient, case.discipline, case.provider or "–"]
            rows.append([case.date] * several + [*who, *clocks, ", ".join(said)])
    if rows:
        header = ["Date"] * several + ["Patient", "For", "Booked with", "Booked", "Actual", "What happened"]
        page.table("Not as planned", header, rows)


def _went(case: Any) -> list[str]:
    """Say in words how a booking did not go as planned; nothing where it did, to the minute."""
    from timeline.vocabulary import Booked

    said = [] if case.state in (Booked.SEEN, Booked.OPEN) else [_STATES[case.state]]
    late, _, short, over = case.apart or (0,) * 4
    named = ((late, "min late"), (short, "min early end"), (over, "min over"))
    said += [f"{seconds // 60} {words}" for seconds, words in named if seconds >= 60]
    if case.handed_over:
        said.append(f"seen by {', '.join(case.attending) or 'nobody named'}")
    return said


_STATES = {
    "joined": "treated in one run with another booking",
    "not_seen": "nobody came",
    "no_show": "no-show",
    "cancelled": "cancelled",
    "walk_in": "no booking",
}
