"""`timeline import-ncci`: CMS's quarterly table of code pairs, made ready for a clinic's own policy."""

from __future__ import annotations

from pathlib import Path

import click

from timeline.cli.options import files_argument
from timeline.cli.output import Output, shows


@click.command("import-ncci")
@files_argument
@click.option(
    "--column",
    type=click.Choice(["practitioner", "outpatient_hospital"]),
    default="practitioner",
    show_default=True,
    help="Which of CMS's two tables this is.",
)
@click.option(
    "--all-codes", is_flag=True, help="Also keep pairs with codes outside the code table; the result is large."
)
@shows()
def command(files: tuple[Path, ...], column: str, all_codes: bool, output: Output) -> None:
    """Read CMS's table of code pairs (procedure-to-procedure edits) as published: tab-separated text, or .xlsx.

    CMS splits the table into several files: name them all. The result keeps effective and deletion dates. Put it
    next to a policy file and name it there: tables = ["TABLE.csv"] in the value of its rule `edits`.
    """
    import pandas as pd

    from timeline.code_table import code_table
    from timeline.errors import Fault, PolicyError
    from timeline.exports import csv_text
    from timeline.policies.quarterly import import_ncci

    known = () if all_codes else code_table().keys()
    tables: list[pd.DataFrame] = []
    faults: list[Fault] = []
    for file in files:
        try:
            tables.append(import_ncci(file, column=column, codes=known))
        except PolicyError as wrong:
            faults += wrong.fault_list
    if faults:
        raise PolicyError(faults)
    joined = pd.concat(tables, ignore_index=True)
    kept = "of any codes" if all_codes else "of codes in the code table (--all-codes keeps the others)"
    click.echo(f"{len(joined)} pairs {kept}", err=True)
    output.emit(csv_text(joined).rstrip("\n"))
