"""`timeline rules`: the values in force, with their sources."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from timeline.cli.options import format_option


@click.command("rules")
@click.argument("payer", required=False)
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Date of service; default: all through time."
)
@click.option("--policy", type=click.Path(path_type=Path), metavar="FILE.toml", help="A clinic's own policy file.")
@format_option("table", "json")
def command(payer: str | None, on: datetime | None, policy: Path | None, kind: str) -> None:
    """Show a payer's rules with periods and sources; without a payer, list the policies."""
    from timeline.cli.pages import policies_text, policy_dict, policy_text
    from timeline.policies import load_policy, load_policy_file, policy_names

    if payer is None and policy is None:
        listed = [load_policy(name) for name in policy_names()]
        told = [{"payer": p.payer, "title": p.title, "verified_through": str(p.verified_through or "")} for p in listed]
        click.echo(json.dumps(told, indent=1, ensure_ascii=False) if kind == "json" else policies_text(listed))
        return
    chosen = load_policy_file(policy) if policy is not None else load_policy(payer or "")
    day = on.date() if on else None
    if day is not None:
        chosen.on(day)  # refuses a date nothing is in force on, naming what is known
    document = policy_dict(chosen, day)
    click.echo(json.dumps(document, indent=1, ensure_ascii=False) if kind == "json" else policy_text(document))
