"""`timeline serve`: the viewer on this machine, with import."""

from __future__ import annotations

import logging
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.options import (
    COUNTING,
    PATH,
    counting_options,
    held_against,
    held_options,
    narrowing_options,
    pseudonymise_option,
    read,
    reading_options,
    shown_by,
)

if TYPE_CHECKING:
    from timeline.decisions import DecisionLog
    from timeline.narrowing import Narrowing
    from timeline.result import Analysis
    from timeline.schedules import Schedule
    from timeline.web.app import Service


@click.command("serve")
@click.argument("files", nargs=-1, type=PATH, metavar="[FILE…]")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="Port; 0, the default, picks a free one."
)
@click.option("--log", type=PATH, metavar="FILE", help="Record reviewers' decisions in this file.")
@click.option("--key", "seal", type=PATH, metavar="FILE", help="Chain the log with this secret key, kept elsewhere.")
@reading_options
@counting_options
@held_options
@narrowing_options
@pseudonymise_option
def command(
    files: tuple[Path, ...],
    port: int,
    log: Path | None,
    seal: Path | None,
    key: Path | None,
    level: str | None,
    **options: Any,
) -> None:
    """Show schedules in a browser on this machine, and import more of them there.

    Prints a link that works once; open it. The server listens only on this machine's own address, and what is
    imported stays in memory. Press Ctrl-C to stop it.

    The last hash of the log is shown at the start and the end: kept where others cannot change it, it proves with
    `timeline verify LOG --head HASH` that no decision was changed or removed. So does --key, which only its holder can
    continue.

    --claims and the other lists hold for what is imported as well. A benchmark is a period of FILE….

    --clinic-only, --provider, --from and --to narrow what is shown of FILE…; an import is shown whole.
    """
    from timeline.web.serve import bind, serve

    if seal is not None and log is None:
        raise click.UsageError("--key belongs to a log: name one with --log.")
    if level is not None and key is None:
        raise click.UsageError("--pseudonymise-level belongs to --pseudonymise KEY.csv.")
    kept = _log(log, seal)
    service = _service(files, kept, {"key": key, "level": level or "ids"}, options)
    taken = bind(port)
    _log_quietly()
    click.echo("Press Ctrl-C to stop the server.", err=True)
    try:
        serve(service, taken, _announce)
    finally:
        if kept is not None:
            kept.records([])
            _tell(kept)


def _service(
    files: tuple[Path, ...], log: DecisionLog | None, hiding: dict[str, Any], options: dict[str, Any]
) -> Service:
    from timeline.policies import load_policy_file
    from timeline.schedules import read_clinic
    from timeline.schedules.per_file import file_mappings
    from timeline.web.app import Service

    # Read once and now: a fault in them is the console's business, not that of the first import.
    options["mapping"] = file_mappings(list(options["mapping"]))
    options["clinic"] = read_clinic(options["clinic"]) if options["clinic"] else None
    if options["policy"]:
        load_policy_file(options["policy"])
    held = held_against(options)
    counting = {name: options.pop(name) for name in COUNTING} | hiding
    _check_lists(counting)
    first = _first(files, options, shown_by(options), counting)
    return Service(_viewer(*held), partial(_imported, options, counting), first, log)


def _check_lists(counting: dict[str, Any]) -> None:
    from timeline.schedules import read_claims, read_fees
    from timeline.schedules.amounts import read_allowed, read_year_to_date

    if counting["claims"]:
        read_claims(counting["claims"], mapping=counting["claims_map"])
    for name, reads in (("fees", read_fees), ("year_to_date", read_year_to_date), ("allowed", read_allowed)):
        if counting[name]:
            reads(counting[name])


def _first(
    files: tuple[Path, ...], reading: dict[str, Any], shown: Narrowing, counting: dict[str, Any]
) -> Analysis | None:
    """Return what is shown before anything is imported."""
    from timeline.analysis.narrowed import narrowed
    from timeline.privacy.pseudonyms import pseudonymise
    from timeline.result import Analysis

    if not files:
        if shown:
            raise click.UsageError("name the files of which a part is to be shown; an import is shown whole.")
        return None
    schedule = read(files, dict(reading))
    if not shown:
        return _analysis(schedule, **counting)
    shown.check(schedule)
    part = Analysis(narrowed(_analysis(schedule, **counting | {"key": None}).record, shown))
    return pseudonymise(part, counting["key"], level=counting["level"]) if counting["key"] else part


def _imported(
    reading: dict[str, Any],
    counting: dict[str, Any],
    name: str,
    content: bytes,
    answers: tuple[int, ...] | None = None,
) -> Analysis:
    """Analyze a file as the server was told to read files, or with `answers` as its own proposal says."""
    from timeline.proposal import map_file
    from timeline.proposal.preview import mapping_of
    from timeline.schedules import MemoryFile, read_schedule
    from timeline.schedules.emptiness import refuse_empty

    name = "schedule.csv" if counting["key"] else name
    stated = {key: value for key, value in reading.items() if key != "allow_empty"}
    if answers is not None:
        stated["mapping"] = mapping_of(map_file(MemoryFile(name, content), answers=answers).mapping)
    schedule = read_schedule(MemoryFile(name, content), **stated)
    if not reading["allow_empty"]:
        refuse_empty(schedule)
    return _analysis(schedule, **counting)


def _analysis(schedule: Schedule, *, key: Path | None, level: str, **counting: Any) -> Analysis:
    from timeline.privacy.levels import Level
    from timeline.privacy.pseudonyms import pseudonymise
    from timeline.result import analyze

    if key is None:
        return analyze(schedule, **counting)
    # Lists name patients as the schedule does, and of moved dates it must be seen that units stay what they were.
    if counting["claims"] or counting["year_to_date"] or level == Level.DATES:
        return pseudonymise(analyze(schedule, **counting), key, level=level)
    return analyze(pseudonymise(schedule, key, level=level, policy=counting["policy"]), **counting)


def _viewer(benchmark: tuple[str, str] | None, goals: dict[str, float]) -> Any:
    from timeline.views.viewer.page import assets, render_page
    from timeline.views.viewer.plans import find_plans
    from timeline.web.app import Viewer

    # What is imported need not have the dates of the benchmark.
    imported, first = partial(_payload, goals, None), partial(_payload, goals, benchmark)
    return Viewer(partial(render_page, None, home="server"), imported, assets(), first, find_plans)


def _payload(goals: dict[str, float], benchmark: tuple[str, str] | None, analysis: Analysis) -> Any:
    from timeline.views.viewer.pack import packed
    from timeline.views.viewer.payload import page_payload

    return packed(page_payload(analysis, goals=goals, benchmark=benchmark))


def _log(path: Path | None, seal: Path | None) -> DecisionLog | None:
    if path is None:
        return None
    from timeline.decisions import DecisionLog

    log = DecisionLog(path, key=seal)
    if log.interrupted:
        click.echo(f"{path.name}: {log.interrupted}; every decision that was acknowledged is there.", err=True)
    _tell(log)
    return log


def _tell(log: DecisionLog) -> None:
    """Show how many decisions there are, and the hash that proves them; or what was changed."""
    name, check = log.path.name, log.check
    if check.ok:
        click.echo(f"{name}: decisions so far: {check.count}, last hash {check.head}", err=True)
        return
    told = "".join(f"\n  {problem}" for problem in check.problems)
    click.echo(f"{name}: the log was changed by something other than timeline.{told}", err=True)
    click.echo("Nothing will be added to it; name another file with --log to record decisions.", err=True)


def _announce(link: str) -> None:
    click.echo(link)
    sys.stdout.flush()


def _log_quietly() -> None:
    """Send the server's log to stderr; it names no one."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    logger = logging.getLogger("timeline.web")
    logger.addHandler(handler)
    logger.propagate = False
