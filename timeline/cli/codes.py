"""`timeline codes`: what a code is for, how it must be attended, its pairs and ceilings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import click

from timeline.cli.options import format_option

if TYPE_CHECKING:
    from timeline.code_table import Code


@click.command("codes")
@click.argument("codes", nargs=-1, metavar="[CODE]…")
@click.option("--family", metavar="NAME", help="List the codes of one family only.")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Date of service; default: the first day of the quarter the shipped tables of pairs and ceilings are of.",
)
@format_option("table", "json")
def command(codes: tuple[str, ...], family: str | None, on: datetime | None, kind: str) -> None:
    """List the codes; or tell of each code named what it is for, how it is attended and counted, what it may not
    stand beside, and what its note must show. Pairs and ceilings are Medicare's.
    """  # noqa: D205 - one paragraph of help
    if codes:
        if family is not None:
            raise click.UsageError("--family lists codes; leave it out where codes are named.")
        document, text = _details(codes, on)
    else:
        if on is not None:
            raise click.UsageError("--on needs a code, e.g. timeline codes 97110 --on 2024-07-01.")
        document, text = _listed(family)
    click.echo(json.dumps(document, indent=1, ensure_ascii=False) if kind == "json" else text)


def _listed(family: str | None) -> tuple[object, str]:
    from timeline.cli.code_pages import list_dict, list_text
    from timeline.code_table import code_table

    table = code_table()
    families = sorted({code.family for code in table.values()})
    if family is not None and family not in families:
        raise click.UsageError(f"no family {family!r}; the code table has {', '.join(families)}.")
    listed = [code for code in table.values() if family in (None, code.family)]
    document = list_dict(listed)
    return document, list_text(document)


def _details(codes: Iterable[str], on: datetime | None) -> tuple[object, str]:
    from timeline.cli.code_pages import details_text
    from timeline.reference.code_details import details_dict

    document = details_dict(known_codes(codes), on.date() if on is not None else None)
    return document, details_text(document)


def known_codes(names: Iterable[str]) -> list[Code]:
    """Look codes up, each once, in the order they were named.

    Raises
    ------
    click.UsageError: codes outside the code table, all of them named; no other code is put in their place.
    """
    from timeline.code_table import code_table

    table = code_table()
    asked = list(dict.fromkeys(name.strip().upper() for name in names))
    unknown = [name for name in asked if name not in table]
    if unknown:
        what = "is" if len(unknown) == 1 else "are"
        raise click.UsageError(
            f"{', '.join(map(repr, unknown))} {what} not in the code table, and no guess is made. "
            "Codes have five characters, as 97110 or G0283; `timeline codes` lists all that are known."
        )
    return [table[name] for name in asked]
