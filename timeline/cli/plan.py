"""`timeline plan`: the smallest changes with which every booking can be what it claims."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.options import PATH, analysis_of, analysis_options, files_argument
from timeline.cli.output import Output, shows

if TYPE_CHECKING:
    from timeline.cli.terminal import Page
    from timeline.planning import Plan


def _listed(_: click.Context, __: click.Parameter, text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


waiting_option = click.option(
    "--waiting",
    type=PATH,
    metavar="FILE.csv",
    help="Patients to place: patient, minutes, role or discipline; code, dates, times, weekdays, priority.",
)


@click.command("plan")
@files_argument
@analysis_options
@waiting_option
@click.option("--step", type=click.IntRange(min=1), default=5, show_default=True, help="Minutes bookings move by.")
@click.option("--move", type=click.IntRange(min=0), default=30, show_default=True, help="Most minutes a booking moves.")
@click.option("--keep", callback=_listed, default="", metavar="PATIENT,…", help="Patients whose bookings stay.")
@click.option("--plans", type=click.IntRange(1, 9), default=3, show_default=True, help="Most plans to show.")
@click.option("--group", callback=_listed, default="", metavar="CODE,…", help="Codes to have side by side.")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0.1),
    default=30,
    show_default=True,
    metavar="S",
    help="Seconds to search.",
)
@shows("table", "json")
def command(files: tuple[Path, ...], output: Output, **options: Any) -> None:
    """Show up to three plans for bookings of days to come, the smallest change first; none is chosen.

    With -o DIR, each plan is also written as a schedule (plan_1.csv) and as a list to phone through
    (plan_1_changes.csv). A recorded past is never edited.
    """
    from timeline.planning import plan

    names = ("step", "move", "keep", "plans", "group", "time_limit", "waiting")
    asked = {name: options.pop(name) for name in names}
    found = plan(analysis_of(files, options), **asked)
    if output.path is not None:
        _write(found, output)
        output = Output(output.kind)
    output.show(lambda: plan_text(found), found.to_dict)


def _write(found: Plan, output: Output) -> None:
    """Write each plan as a schedule, and its changes."""
    from timeline import exports
    from timeline.planning.told import files_of

    tables = files_of(found)
    exports.write_tables(tables, output.path or Path(), "csv", overwrite=output.overwrite)
    click.echo(f"wrote {len(tables)} tables to {output.path}", err=True)


def plan_text(found: Plan) -> str:
    """Show plans: what each changes for whom, and its effects before and after."""
    from timeline.cli.terminal import Page

    page = Page()
    document = found.to_dict()
    if not document["before"]["contested_minutes"]:
        page.line("No provider is claimed twice: nothing needs to change.")
    for number, one in enumerate(document["plans"], start=1):
        if len(document["plans"]) > 1 or one["changes"]:
            page.line()
            page.line(f"Plan {number}", "bold")
            _changes(page, one["changes"])
            _effects(page, document["before"], one)
        _placed(page, one)
    if found.reason:
        page.line()
        page.line(found.reason)
    if len(document["plans"]) > 1:
        page.line()
        page.line("None is chosen: the clinic knows whether patients can come and plans of care allow it.")
    return page.text


def _changes(page: Page, changes: list[dict[str, Any]]) -> None:
    ordered = sorted(changes, key=lambda one: (one["date"], one["patient"], one["start"]))
    earlier = [None, *((one["date"], one["patient"]) for one in ordered)]
    rows = [
        [
            one["date"],
            "" if (one["date"], one["patient"]) == before else one["patient"],
            _clock(one["start_before"]),
            _span(one),
            one["provider_before"],
            "" if one["provider"] == one["provider_before"] else f"{one['provider']} ({one['role']})",
        ]
        for one, before in zip(ordered, earlier, strict=False)
    ]
    if rows:
        page.table("To phone through", ["Date", "Patient", "Booked", "New time", "With", "Now with"], rows)
    else:
        page.line("  Nothing changes.")


def _effects(page: Page, before: dict[str, Any], one: dict[str, Any]) -> None:
    from timeline.planning.told import effects_of

    numbers = ["Before", "After"]
    rows = [[each.title, f"{each.before:g}", f"{each.after:g}", each.proof] for each in effects_of(before, one)]
    page.table("Effect", ["", *numbers, "Proof"], rows, right=numbers)


def _placed(page: Page, one: dict[str, Any]) -> None:
    rows = [
        [each["date"], each["patient"], _span(each), f"{each['provider']} ({each['role']})"] for each in one["placed"]
    ]
    if rows:
        page.table("Placed from the waiting list", ["Date", "Patient", "Time", "With"], rows)
    for each in one["not_placed"]:
        page.line(f"  Not placed: {each['patient']}: {each['why']}.")


def _span(one: dict[str, Any]) -> str:
    return f"{_clock(one['start'])}–{_clock(one['end'])}"


def _clock(text: str) -> str:
    return text[11:16]
