"""`timeline import-ncci`: CMS's quarterly tables of code pairs and ceilings, made ready for a clinic's own policy."""

from __future__ import annotations

from pathlib import Path

import click

from timeline.cli.options import files_argument
from timeline.cli.output import Output, shows

#: A policy that names an imported table; the mark before it keeps its lines as they are.
_POLICY = """\b
extends = "medicare"                # whatever is not stated here
payer = "medicare"                  # rows of this payer are counted by this file
[[rule]]
name = "edits"                      # code pairs; "ceilings" takes table = "ceilings.csv"
start = 2004-01-01
sources = [{ id = "cms-ncci-manual", at = "ch. 1" }]
[rule.value]
tables = ["pairs.csv"]              # timeline import-ncci ccipra*.txt -o pairs.csv
column = "practitioner"
modifier = "59"
also = ["XE", "XP", "XS", "XU"]
checked = [{ start = 2004-01-01, through = 2026-12-31 }]   # through the end of the table's quarter
"""


@click.command("import-ncci", epilog=_POLICY)
@files_argument
@click.option(
    "--column",
    type=click.Choice(["practitioner", "outpatient_hospital"]),
    default="practitioner",
    show_default=True,
    help="Whose table this is: CMS publishes one for each setting.",
)
@click.option(
    "--all-codes", is_flag=True, help="Also keep rows with codes outside the code table; the result is large."
)
@shows()
def command(files: tuple[Path, ...], column: str, all_codes: bool, output: Output) -> None:
    """Read a table of CMS as published: code pairs (procedure-to-procedure edits) or ceilings (MUE).

    Unpack CMS's archive first. The table may be the text, a CSV of it, or the workbook (.xlsx; needs the extra
    `excel`). CMS splits the table of pairs into several files: name them all. The result keeps effective and
    deletion dates. Put it next to a policy file like the one below, which says for which dates of service it is
    checked, and pass that to any command with --policy.
    """
    from timeline.code_table import code_table
    from timeline.exports import csv_text
    from timeline.policies.quarterly import import_ncci

    table = import_ncci(files, column=column, codes=() if all_codes else code_table().keys())
    kept = "of any codes" if all_codes else "of codes in the code table (--all-codes keeps the others)"
    what = "ceilings" if "code" in table.columns else "pairs"
    click.echo(f"{len(table)} {what} {kept}", err=True)
    output.emit(csv_text(table).rstrip("\n"))
