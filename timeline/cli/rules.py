"""`timeline rules`: the values in force, with their sources."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from timeline.cli.options import PATH, date_type
from timeline.cli.output import Output, shows


@click.command("rules")
@click.argument("payer", required=False)
@click.option("--on", type=date_type, metavar="DATE", help="Date of service; default: all dates.")
@click.option("--policy", type=PATH, metavar="FILE.toml", help="A clinic's own policy file.")
@shows("table", "json")
def command(payer: str | None, on: datetime | None, policy: Path | None, output: Output) -> None:
    """Show a payer's rules with periods and sources; without a payer, list the policies.

    `timeline rules oversight` shows what payers and states ask of those who oversee assistants.
    """
    from timeline.cli.pages import policies_text
    from timeline.reference.document import Document
    from timeline.reference.rules import policy_list, rules

    page = rules(payer, on=on, policy=policy)
    if isinstance(page, Document):
        output.show(lambda: page.text, page.to_dict)
    else:
        output.show(policies_text, policy_list)
