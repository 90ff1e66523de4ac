"""Options that several commands share, and what they make of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from timeline.vocabulary import ContestRule, Severity

if TYPE_CHECKING:
    from timeline.audit import Finding
    from timeline.result import Analysis
    from timeline.schedules import Schedule

Command = TypeVar("Command", bound=Callable[..., Any])
_PATH = click.Path(path_type=Path)

files_argument = click.argument("files", nargs=-1, required=True, type=_PATH, metavar="FILE…")
file_argument = click.argument("file", type=_PATH)


def _options(*decorators: Callable[[Any], Any]) -> Callable[[Command], Command]:
    def decorate(function: Command) -> Command:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


reading_options = _options(
    click.option(
        "--map", "mapping", type=_PATH, metavar="FILE.toml", help="Columns, formats and spellings of a foreign file."
    ),
    click.option("--clinic", type=_PATH, metavar="FILE.toml", help="What the clinic states once: time zone, payers, …"),
    click.option("--payer", metavar="P", help="Policy of rows without a payer."),
    click.option(
        "--on-fault",
        type=click.Choice(["stop", "skip"]),
        default="stop",
        show_default=True,
        help="Stop at faults, or leave faulty rows out and list them.",
    ),
)

contest_option = click.option(
    "--contest",
    type=click.Choice([str(rule) for rule in (ContestRule.NESTED, ContestRule.EXCLUSIVE, ContestRule.DOCUMENTED)]),
    default=str(ContestRule.NESTED),
    show_default=True,
    help="Who keeps a provider claimed by two engagements at once.",
)

analysis_options = _options(
    reading_options,
    click.option("--policy", type=_PATH, metavar="FILE.toml", help="A clinic's own payer policy."),
    contest_option,
    click.option(
        "--claims",
        type=_PATH,
        metavar="FILE.csv",
        help="Claim lines sent: date, patient, code, units; also modifiers, provider.",
    ),
    click.option(
        "--fees", type=_PATH, metavar="FILE.csv", help="The clinic's own fees (code, fee), to value differences."
    ),
)

output_options = _options(
    click.option("-o", "--output", type=_PATH, metavar="PATH", help="File or, for tables, folder to write."),
    click.option("--overwrite", is_flag=True, help="Write over files that exist."),
)

fail_option = click.option(
    "--fail-on",
    type=click.Choice([str(severity) for severity in Severity]),
    help="Exit with status 1 where a finding is at least this severe.",
)


def format_option(*kinds: str) -> Callable[[Command], Command]:
    """Offer output formats; the first is the default."""
    return click.option("--format", "kind", type=click.Choice(kinds), default=kinds[0], show_default=True)


def read(files: tuple[Path, ...] | Path, options: dict[str, Any]) -> Schedule:
    """Read a schedule with the shared reading options, taking them out of `options`."""
    from timeline.schedules import read_schedule

    names = ("mapping", "clinic", "payer", "on_fault")
    return read_schedule(
        list(files) if isinstance(files, tuple) else files, **{name: options.pop(name) for name in names}
    )


def analysis_of(files: tuple[Path, ...] | Path, options: dict[str, Any]) -> Analysis:
    """Read and analyse with the shared options, taking them out of `options`."""
    from timeline.policies import policies_with
    from timeline.result import analyze
    from timeline.schedules.clinic import policy_of

    payer = options.get("payer")
    schedule = read(files, options)
    if payer:  # a name mistyped here would leave every visit's units open
        policies_with(options["policy"])(policy_of(payer, schedule.clinic.payers))
    return analyze(schedule, **{name: options.pop(name) for name in ("contest", "policy", "claims", "fees")})


def emit(text: str, output: Path | None, *, overwrite: bool) -> None:
    """Write data to stdout, or to a private file."""
    if output is None:
        click.echo(text)
        return
    from timeline.files import write_private

    write_private(output, text if text.endswith("\n") else text + "\n", overwrite=overwrite)
    click.echo(f"wrote {output}", err=True)


class Audited(Protocol):
    """A result that has findings."""

    @property
    def finding_list(self) -> Sequence[Finding]:
        """Every finding with its id."""


def status_of(result: Audited, fail_on: str | None) -> int:
    """Give the exit status: 1 where a finding is at least as severe as `fail_on`."""
    if fail_on is None:
        return 0
    order = list(Severity)
    limit = order.index(Severity(fail_on))
    return int(any(order.index(finding.severity) <= limit for finding in result.finding_list))
