"""Options that several commands share, and what they turn into."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from timeline.errors import ScheduleError
from timeline.vocabulary import ContestRule, Severity

if TYPE_CHECKING:
    import pandas as pd

    from timeline.audit import Finding
    from timeline.narrowing import Narrowing
    from timeline.result import Analysis
    from timeline.schedules import Schedule
    from timeline.views.progress import Progress

Command = TypeVar("Command", bound=Callable[..., Any])
PATH = click.Path(path_type=Path)

files_argument = click.argument("files", nargs=-1, required=True, type=PATH, metavar="FILE…")
file_argument = click.argument("file", type=PATH)
date_type = click.DateTime(["%Y-%m-%d"])


def _options(*decorators: Callable[[Any], Any]) -> Callable[[Command], Command]:
    def decorate(function: Command) -> Command:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


reading_options = _options(
    click.option(
        "--map",
        "mapping",
        multiple=True,
        metavar="[PATTERN=]FILE.toml|NAME",
        help="How another system's files are read: columns, formats, spellings; several with patterns of file names.",
    ),
    click.option("--clinic", type=PATH, metavar="FILE.toml", help="What the clinic states once: time zone, payers, …"),
    click.option("--payer", metavar="P", help="Policy for rows without a payer."),
    click.option(
        "--on-fault",
        type=click.Choice(["stop", "skip"]),
        default="stop",
        show_default=True,
        help="Stop at faults, or leave faulty rows out and list them.",
    ),
    click.option("--allow-empty", is_flag=True, help="A schedule without a row to analyze is no error."),
)

faults_option = click.option(
    "--faults",
    type=PATH,
    metavar="FILE.csv",
    help="Write every fault to this file, to send to whoever made the export.",
)

#: What `analyze` takes beside the schedule.
COUNTING = ("contest", "policy", "claims", "claims_map", "fees", "year_to_date", "allowed")

#: Narrow what is shown, never what is analyzed together.
narrowing_options = _options(
    click.option("--clinic-only", metavar="NAME", help="Show one site; everything is analyzed together."),
    click.option("--provider", metavar="ID", help="Show one provider's visits, days and findings."),
    click.option("--from", "first", type=date_type, metavar="DATE", help="First date to show."),
    click.option("--to", "last", type=date_type, metavar="DATE", help="Last date to show."),
)

policy_option = click.option("--policy", type=PATH, metavar="FILE.toml", help="A clinic's own payer policy.")

contest_option = click.option(
    "--contest",
    type=click.Choice([str(rule) for rule in (ContestRule.NESTED, ContestRule.EXCLUSIVE, ContestRule.DOCUMENTED)]),
    default=str(ContestRule.NESTED),
    show_default=True,
    help="Who keeps a provider claimed by two engagements at once.",
)

#: How a schedule is counted.
counting_options = _options(
    policy_option,
    contest_option,
    click.option(
        "--claims",
        type=PATH,
        metavar="FILE.csv",
        help="Claim lines sent: date, patient, code, units; optionally modifiers, provider.",
    ),
    click.option(
        "--claims-map", metavar="FILE.toml|NAME", help="Columns, formats and spellings of a foreign list of claims."
    ),
    click.option(
        "--fees",
        type=PATH,
        metavar="FILE.csv",
        help="The clinic's own fees (code, fee), to put a value on differences.",
    ),
    click.option(
        "--year-to-date",
        type=PATH,
        metavar="FILE.csv",
        help="Used of the year's threshold before: patient, pool (PT_SLP, OT), amount, as_of.",
    ),
    click.option(
        "--allowed",
        type=PATH,
        metavar="FILE.csv",
        help="What the payer allows for a unit (code, amount; optionally start, until), for the yearly threshold.",
    ),
)

#: What trends are held against.
held_options = _options(
    click.option("--benchmark", metavar="FROM..TO", help="Compare with this period of the same data."),
    click.option(
        "--goal",
        "goals",
        multiple=True,
        metavar="METRIC=VALUE",
        help="The clinic's goal; a share may be 2%. Repeat for more.",
    ),
)

analysis_options = _options(reading_options, counting_options, narrowing_options)

pseudonymise_option = _options(
    click.option(
        "--pseudonymise",
        "key",
        type=PATH,
        metavar="KEY.csv",
        help="Replace people with pseudonyms; the key to who is who is kept in this file.",
    ),
    click.option(
        "--pseudonymise-level",
        "level",
        type=click.Choice(["ids", "sites", "dates"]),
        help="ids (default): people; sites: the files' hashes and sites too; dates: dates too, moved by weeks.",
    ),
)

fail_option = click.option(
    "--fail-on",
    type=click.Choice([str(severity) for severity in Severity]),
    help="Exit with status 1 if a finding shown is at least this severe.",
)


def read(files: tuple[Path, ...] | Path, options: dict[str, Any]) -> Schedule:
    """Read a schedule with the shared reading options, taking them out of `options`."""
    from timeline.schedules import read_schedule
    from timeline.schedules.emptiness import refuse_empty

    names = ("mapping", "clinic", "payer", "on_fault")
    if isinstance(options["mapping"], tuple):
        options["mapping"] = list(options["mapping"]) or None
    reading = {name: options.pop(name) for name in names}
    allow_empty, path = options.pop("allow_empty"), options.pop("faults", None)
    try:
        schedule = read_schedule(list(files) if isinstance(files, tuple) else files, **reading)
    except ScheduleError as wrong:
        _write_faults(path, wrong.faults)
        raise
    _write_faults(path, schedule.faults)
    if not allow_empty:
        refuse_empty(schedule)
    return schedule


def _write_faults(path: Path | None, faults: pd.DataFrame) -> None:
    """Write every fault as a private table, where somebody asked for it."""
    if path is None:
        return
    from timeline.exports import csv_text
    from timeline.files import write_private

    overwrite = bool(click.get_current_context().params.get("overwrite"))
    write_private(path, csv_text(faults), overwrite=overwrite)
    click.echo(f"wrote {path}", err=True)


def shown_by(options: dict[str, Any]) -> Narrowing:
    """Return what the shared narrowing options show, taking them out of `options`."""
    from timeline.narrowing import narrowing

    clinic = options.pop("clinic_only")
    return narrowing(clinic=clinic, **{name: options.pop(name) for name in ("provider", "first", "last")})


def analysis_of(files: tuple[Path, ...] | Path, options: dict[str, Any], tell: Progress | None = None) -> Analysis:
    """Read, analyze and narrow with the shared options, taking them out of `options`; `tell` shows the steps."""
    from timeline.analysis.narrowed import narrowed
    from timeline.policies import policies_with
    from timeline.result import Analysis, analyze
    from timeline.schedules.clinic import policy_of

    payer, shown = options.get("payer"), shown_by(options)
    schedule = read(files, options)
    shown.check(schedule)
    if payer:  # a name mistyped here would leave every visit's units open
        policies_with(options["policy"])(policy_of(payer, schedule.clinic.payers))
    if tell is not None:
        tell(f"analyzing {len(schedule.interval_table):,} rows", 0, 0)
    result = analyze(schedule, **{name: options.pop(name) for name in COUNTING})
    return Analysis(narrowed(result.record, shown)) if shown else result


def pseudonymised(analysis: Analysis, key: Path | None, level: str | None) -> Analysis:
    """Replace people as the shared options say.

    Raises
    ------
    UsageError: a level without a key.
    """
    if key is None:
        if level is not None:
            raise click.UsageError("--pseudonymise-level belongs to --pseudonymise KEY.csv.")
        return analysis
    from timeline.privacy.pseudonyms import pseudonymise

    return pseudonymise(analysis, key, level=level or "ids")


def held_against(options: dict[str, Any]) -> tuple[tuple[str, str] | None, dict[str, float]]:
    """Return the benchmark period and the goals, taking them out of `options`."""
    return _period(options.pop("benchmark")), dict(_goal(text) for text in options.pop("goals"))


def _period(text: str | None) -> tuple[str, str] | None:
    if text is None:
        return None
    first, dots, last = text.partition("..")
    if not (first and dots and last):
        raise click.UsageError("--benchmark: write the first and the last date as FROM..TO, each YYYY-MM-DD.")
    return first, last


def _goal(text: str) -> tuple[str, float]:
    """Read a goal.

    >>> _goal("contested_share=2%"), _goal("visits_per_clinician_day=11")
    (('contested_share', 0.02), ('visits_per_clinician_day', 11.0))
    """
    name, _, value = text.partition("=")
    try:
        return name.strip(), float(value.removesuffix("%")) / (100 if value.endswith("%") else 1)
    except ValueError:
        raise click.UsageError("--goal: write METRIC=VALUE, for example timed_units_per_visit=3.") from None


class Audited(Protocol):
    """A result that has findings."""

    @property
    def finding_list(self) -> Sequence[Finding]:
        """Every finding with its id."""


def status_of(result: Audited, fail_on: str | None) -> int:
    """Return the exit status: 1 where a finding is at least as severe as `fail_on`."""
    if fail_on is None:
        return 0
    order = list(Severity)
    limit = order.index(Severity(fail_on))
    return int(any(order.index(finding.severity) <= limit for finding in result.finding_list))
