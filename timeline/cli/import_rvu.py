"""`timeline import-rvu`: CMS's yearly file of relative values, made ready for a clinic's own policy."""

from __future__ import annotations

from pathlib import Path

import click

from timeline.cli.options import file_argument
from timeline.cli.output import Output, shows


@click.command("import-rvu")
@file_argument
@click.option("--all-codes", is_flag=True, help="Also keep codes outside the code table; the result is large.")
@shows()
def command(file: Path, all_codes: bool, output: Output) -> None:
    """Read CMS's relative value file (PPRRVU…) as published: .csv, .xlsx, or the plain text.

    Notices and column headings are skipped. Put the result next to a policy file and name it there: table =
    "TABLE.csv" in the value of its rule `relative_values`. The conversion factor found in the file is printed; state
    it in the rule `conversion_factor`.
    """
    from timeline.code_table import code_table
    from timeline.exports import csv_text
    from timeline.policies.yearly_values import import_rvu

    table, factors = import_rvu(file, codes=() if all_codes else code_table().keys())
    kept = "of any kind" if all_codes else "of the code table (--all-codes keeps the others)"
    click.echo(f"{len(table)} codes {kept}; conversion factor {', '.join(factors) or 'not stated'}", err=True)
    output.emit(csv_text(table).rstrip("\n"))
