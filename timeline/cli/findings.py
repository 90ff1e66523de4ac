"""`timeline findings`: every finding the audit can make."""

from __future__ import annotations

import click

from timeline.cli.output import Output, shows


@click.command("findings")
@shows("table", "json", "csv")
def command(output: Output) -> None:
    """List every pattern the audit looks for: what it means, how to correct it, and the source behind it."""
    from timeline.cli.pages import findings_text
    from timeline.reference.findings import finding_list, findings

    output.show(lambda: findings_text(finding_list()), finding_list, findings)
