"""`timeline compare`: units under several policies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from timeline.cli.options import (
    contest_option,
    files_argument,
    narrowing_options,
    policy_option,
    read,
    reading_options,
    shown_by,
)
from timeline.cli.output import TABLES, Output, shows


@click.command("compare")
@files_argument
@click.option("--payers", required=True, metavar="A,B", help="Policies to compare; differences are from the first.")
@policy_option
@contest_option
@reading_options
@narrowing_options
@shows("table", "json", *TABLES)
def command(
    files: tuple[Path, ...], payers: str, policy: Path | None, contest: str, output: Output, **options: Any
) -> None:
    """Count the same minutes under several policies; the payers in the file are ignored."""
    from timeline.analysis.comparison import compare, comparison_dict
    from timeline.cli.pages import comparison_text

    names = [name.strip() for name in payers.split(",") if name.strip()]
    shown = shown_by(options)
    table = compare(read(files, options), payers=names, contest=contest, policy=policy, shown=shown)
    output.show(
        lambda: comparison_text(comparison_dict(table, names)), lambda: comparison_dict(table, names), lambda: table
    )
