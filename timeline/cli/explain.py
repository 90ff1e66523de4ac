"""`timeline explain`: why these minutes and units."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from timeline.cli.options import analysis_of, analysis_options, file_argument
from timeline.cli.output import Output, shows


@click.command("explain")
@file_argument
@click.option("--patient", required=True, metavar="ID", help="Whose visit.")
@click.option("--code", metavar="C", help="Only this code.")
@click.option("--date", metavar="YYYY-MM-DD", help="Only this date.")
@analysis_options
@shows("table", "json")
def command(file: Path, patient: str, code: str | None, date: str | None, output: Output, **options: Any) -> None:
    """Explain why a visit has these minutes and units: spans, source rows, rule and source."""
    from timeline.cli.terminal import harmless

    explanation = analysis_of(file, options).explain(patient, code=code and code.upper(), date=date)
    output.show(lambda: harmless(explanation.text), explanation.to_dict)
