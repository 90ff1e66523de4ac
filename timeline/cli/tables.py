"""`timeline tables`: what every table and column means."""

from __future__ import annotations

import click

from timeline.cli.output import Output, shows


@click.command("tables")
@click.argument("name", required=False)
@shows("text", "json", "csv")
def command(name: str | None, output: Output) -> None:
    """List the tables of a result; or show for the table named what a row is and what each column means.

    The same tables come from --format csv and parquet, and in Python as DataFrames.
    """
    from timeline.cli.pages import table_text, tables_text
    from timeline.reference.tables import table_list, tables

    listed = table_list(name)
    output.show(
        lambda: table_text(listed[0]) if name else tables_text(listed),
        lambda: listed[0] if name else listed,
        lambda: tables(name),
    )
