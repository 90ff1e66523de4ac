"""`timeline explain`: why these minutes and units."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from timeline.cli.options import analysis_of, analysis_options, file_argument, format_option


@click.command("explain")
@file_argument
@click.option("--patient", required=True, metavar="ID", help="Whose visit.")
@click.option("--code", metavar="C", help="One code of it.")
@click.option("--date", metavar="YYYY-MM-DD", help="One date of several.")
@analysis_options
@format_option("table", "json")
def command(file: Path, patient: str, code: str | None, date: str | None, kind: str, **options: Any) -> None:
    """Tell why a visit has these minutes and units: spans, source rows, rule and source."""
    analysis = analysis_of(file, options)
    try:
        explanation = analysis.explain(patient, code=code and code.upper(), date=date)
    except ValueError as wrong:
        raise click.UsageError(str(wrong)) from None
    if kind == "json":
        click.echo(json.dumps(explanation.to_dict(), indent=1, ensure_ascii=False))
    else:
        from timeline.cli.render import harmless

        click.echo(harmless(explanation.text))
