"""`timeline compare`: units under several policies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.options import (
    contest_option,
    emit,
    files_argument,
    format_option,
    output_options,
    read,
    reading_options,
)
from timeline.errors import TimelineError

if TYPE_CHECKING:
    import pandas as pd


@click.command("compare")
@files_argument
@click.option("--payers", required=True, metavar="A,B", help="Policies to compare; differences are from the first.")
@click.option("--policy", type=click.Path(path_type=Path), metavar="FILE.toml", help="A clinic's own payer policy.")
@contest_option
@reading_options
@format_option("table", "json", "csv")
@output_options
def command(
    files: tuple[Path, ...],
    payers: str,
    policy: Path | None,
    contest: str,
    kind: str,
    output: Path | None,
    overwrite: bool,
    **options: Any,
) -> None:
    """Count the same minutes under several policies; the payers in the file are set aside."""
    from timeline.analysis.comparison import compare
    from timeline.exports import csv_text

    names = [name.strip() for name in payers.split(",") if name.strip()]
    schedule = read(files, options)
    try:
        comparison = compare(schedule, payers=names, contest=contest, policy=policy)
    except TimelineError:
        raise
    except ValueError as wrong:
        raise click.UsageError(str(wrong)) from None
    if kind == "csv":
        emit(csv_text(comparison).rstrip("\n"), output, overwrite=overwrite)
    elif kind == "json":
        emit(json.dumps(comparison_dict(comparison, names), indent=1, ensure_ascii=False), output, overwrite=overwrite)
    else:
        from timeline.cli.pages import comparison_text

        emit(comparison_text(comparison_dict(comparison, names)), output, overwrite=overwrite)


def comparison_dict(comparison: pd.DataFrame, names: list[str]) -> dict[str, Any]:
    """Give a comparison as JSON: the totals, and every code of every visit."""
    codes: dict[tuple[str, ...], dict[str, Any]] = {}
    for record in comparison.astype(object).where(comparison.notna(), None).to_dict("records"):
        key = tuple(record[name] for name in ("date", "patient", "discipline", "code"))
        entry = codes.setdefault(
            key,
            {
                "date": key[0],
                "patient": key[1],
                "discipline": key[2],
                "code": key[3] or None,
                "minutes": record["minutes"],
                "units": {},
            },
        )
        entry["units"][record["payer"]] = record["units"]
    listed = list(codes.values())
    return {
        "payers": names,
        "total_units": {name: sum(entry["units"][name] or 0 for entry in listed) for name in names},
        "codes": listed,
        "differences": [entry for entry in listed if len(set(entry["units"].values())) > 1],
    }
