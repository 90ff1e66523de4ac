"""`timeline codes`: what a code is for, how it must be attended, its pairs and ceilings."""

from __future__ import annotations

from datetime import datetime

import click

from timeline.cli.options import date_type
from timeline.cli.output import Output, shows


@click.command("codes")
@click.argument("codes", nargs=-1, metavar="[CODE]…")
@click.option("--family", metavar="NAME", help="List the codes of one family only.")
@click.option(
    "--on",
    type=date_type,
    metavar="DATE",
    help="Date of service; default: the last date Medicare's rules were checked for.",
)
@shows("table", "json")
def command(codes: tuple[str, ...], family: str | None, on: datetime | None, output: Output) -> None:
    """List the codes; or show for each code named what it is for, how it is attended and counted, what it may not
    be claimed with, and what its note must show. Pairs and ceilings are Medicare's.
    """  # noqa: D205 - one paragraph of help
    from timeline.cli.code_pages import details_text, list_text
    from timeline.reference.codes import code_details, code_list

    if codes:
        if family is not None:
            raise click.UsageError("--family lists codes; leave it out when codes are named.")
        document = code_details(codes, on).to_dict()
        output.show(lambda: details_text(document), lambda: document)
    else:
        if on is not None:
            raise click.UsageError("--on needs a code, for example timeline codes 97110 --on 2024-07-01.")
        listed = code_list(family)
        output.show(lambda: list_text(listed), lambda: listed)
