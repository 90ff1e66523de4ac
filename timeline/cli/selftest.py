"""`timeline selftest`: the shipped worked examples, each with its source."""

from __future__ import annotations

import click

from timeline.cli.output import Output, shows


@click.command("selftest")
@shows("table", "json")
def command(output: Output) -> int:
    """Run every shipped worked example and show what it rests on.

    published: minutes and answer were read; chart: a bound in a printed table; partly_derived: part of the answer is
    ours; derived: the answer is ours; memory: nothing was read. Only the first two are evidence.
    """
    from timeline.analysis.conformance import selftest
    from timeline.cli.pages import selftest_text

    ran = selftest()
    output.show(lambda: selftest_text(ran["cases"]), lambda: ran)
    return int(bool(ran["failed"]))
