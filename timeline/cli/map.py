"""`timeline map`: a mapping for another system's file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from timeline.cli.options import PATH
from timeline.cli.output import Output, shows
from timeline.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timeline.proposal import Proposal
    from timeline.schedules.shipped import ShippedMapping


@click.command("map")
@click.argument("file", required=False, type=PATH)
@click.option("--list", "listed", is_flag=True, help="List the mappings that are part of the program.")
@shows("text", "json")
def command(file: Path | None, *, listed: bool, output: Output) -> None:
    """Propose how another system's file is read, from the names and the contents of its columns.

    Prints a mapping file that works, with remarks where a person must choose, and the first rows as they would be
    understood. People are never named.
    """
    if listed == (file is not None):
        raise click.UsageError("name one file, or ask for --list.")
    if file is None:
        _show_list(output)
        return
    from timeline.proposal import map_file

    proposal = map_file(file)
    output.show(lambda: proposal_text(proposal), proposal.to_dict)
    click.echo(_told(proposal, file, output), err=True)


def _show_list(output: Output) -> None:
    from timeline.schedules.shipped import shipped_mappings

    known = shipped_mappings()
    output.show(lambda: shipped_text(known), lambda: [each.to_dict() for each in known])


def shipped_text(known: Sequence[ShippedMapping]) -> str:
    """List the mappings of the package."""
    from timeline.cli.terminal import Page

    page = Page()
    rows = [[each.name, each.title, each.use, each.verified.partition(";")[0].partition(",")[0]] for each in known]
    page.table("Mappings that come with the program", ["Name", "What it reads", "Option", "Verified"], rows)
    page.line("Verified: tried on a file that the system itself made. The others rest on published names of columns.")
    return page.text


def proposal_text(proposal: Proposal) -> str:
    """Show a proposal: the mapping, and below it, as remarks, the first rows as they would be understood."""
    table = proposal.preview
    if table.empty:
        return proposal.toml
    rows = [list(table.columns), *([str(cell) for cell in row] for row in table.to_numpy().tolist())]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    remarks = "\n".join(f"# {line}" for line in ("The first rows as they are understood:", *lines))
    return f"{proposal.toml}\n{remarks}"


def _told(proposal: Proposal, file: Path, output: Output) -> str:
    mapping = output.path if output.path and output.kind == "text" else "map.toml"
    asked = counted(len(proposal.questions), "question") if proposal.questions else "no question"
    if proposal.kind == "claims":
        then = f"timeline audit DAY.csv --claims {file} --claims-map {mapping}"
        return f"a list of charges, without clocks: {asked}. Next: {then}"
    return f"{asked}. Next: timeline check {file} --map {mapping}"
