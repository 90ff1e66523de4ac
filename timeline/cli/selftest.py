"""`timeline selftest`: the shipped worked examples, each with its source."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from timeline.cli.options import format_option

if TYPE_CHECKING:
    from timeline.analysis.conformance import DayCase
    from timeline.units.cases import Case, PairCase


@click.command("selftest")
@format_option("table", "json")
def command(kind: str) -> int:
    """Run every shipped worked example and show what it rests on.

    published: minutes and answer were read; chart: a bound of a printed table; partly_derived: part of the answer is
    ours; derived: the answer is ours; memory: nothing was read. Only the first two are evidence.
    """
    from timeline.analysis.conformance import day_differences, worked_days
    from timeline.units.cases import differences, worked_cases

    ran: list[tuple[Case | PairCase | DayCase, list[str]]] = [(case, differences(case)) for case in worked_cases()]
    ran += [(day, day_differences(day)) for day in worked_days()]
    results = [
        {
            "id": case.id,
            "kind": str(case.kind),
            "source": str(case.source),
            "gist": case.gist,
            "differences": found,
        }
        for case, found in ran
    ]
    failed = [result for result in results if result["differences"]]
    if kind == "json":
        click.echo(json.dumps({"cases": results, "failed": len(failed)}, indent=1, ensure_ascii=False))
    else:
        from timeline.cli.pages import selftest_text

        click.echo(selftest_text(results))
    return int(bool(failed))
