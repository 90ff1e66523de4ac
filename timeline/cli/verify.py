"""`timeline verify`: whether a decision log is as it was written, or an analysis can be repeated."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.options import PATH, analysis_options
from timeline.words import counted

if TYPE_CHECKING:
    from timeline.decisions import LogCheck

#: Exit statuses: a record was changed or a re-run differs; a write was cut short, and nothing acknowledged is missing.
CHANGED, INTERRUPTED = 3, 4


@click.command("verify")
@click.argument("path", type=PATH, metavar="LOG|MANIFEST")
@click.argument("files", nargs=-1, type=PATH, metavar="[FILE…]")
@click.option("--head", metavar="HASH", help="What the log's last hash should be, kept elsewhere; 16 digits or more.")
@click.option("--key", type=PATH, metavar="FILE", help="The key that the log was made with.")
@click.option("--list", "listed", is_flag=True, help="Show every decision of the log.")
@click.option(
    "--pseudonymise", "pseudonyms", type=PATH, metavar="KEY.csv", help="The key of pseudonyms of a manifest's run."
)
@click.option(
    "--pseudonymise-level", "level", type=click.Choice(["ids", "sites", "dates"]), help="The level of a manifest's run."
)
@analysis_options
def command(
    path: Path,
    files: tuple[Path, ...],
    head: str | None,
    key: Path | None,
    listed: bool,
    pseudonyms: Path | None,
    level: str | None,
    **options: Any,
) -> int:
    """Check a decision log, or repeat the analysis that a manifest or evidence pack (.json) came from.

    Exit status: 0 sound; 3 changed, or the analysis cannot be repeated to the byte; 4 a write was interrupted, and no
    decision that was acknowledged is missing.

    Without --head or a log with a key, nobody can tell whether the whole log was written anew, or whether somebody who
    knew how took records from its end. `timeline serve --log` shows the last hash when it starts and ends.

    For a manifest, FILE… and the options are those of the analysis; without FILE, the files of its inputs are looked
    for in its folder.
    """
    if path.suffix.lower() == ".json" and not _is_log(path):
        return _manifest(path, files, (pseudonyms, level), options)
    if files:
        raise click.UsageError("a log is checked alone: FILE… goes with a manifest.")
    from timeline.decisions.check import examined
    from timeline.decisions.record import read_key

    if not path.exists():
        raise click.UsageError(f"{path.name}: there is no such file.")
    check, records = examined(path, read_key(key), head)
    for each in records if listed else ():
        told = (each["n"], each["time"], each["initials"], each["finding"], each.get("before") or "open")
        click.echo(" ".join(map(str, told)) + f" -> {each['decision']}: {each['reason']}")
    return _told(check, proved=head is not None or key is not None)


def _told(check: LogCheck, *, proved: bool) -> int:
    click.echo(f"{check.path.name}: {counted(check.count, 'sound record')}, last hash {check.head}")
    for problem in check.problems:
        click.echo(f"  changed: {problem}")
    if check.interrupted:
        click.echo(f"  interrupted: {check.interrupted}; every record that was acknowledged is there")
    if not check.problems and not proved:
        click.echo("  not proved without --head or --key: that the log was not written anew, or shortened with skill")
    return CHANGED if check.problems else INTERRUPTED if check.interrupted else 0


def _is_log(path: Path) -> bool:
    """Say whether a .json file is a log and no document."""
    from timeline.files import file_errors, read_plain

    with file_errors(path, "read"):
        return read_plain(path).startswith((b'{"n":1,', b"SQLite format 3"))


def _manifest(
    path: Path, files: tuple[Path, ...], pseudonyms: tuple[Path | None, str | None], options: dict[str, Any]
) -> int:
    """Repeat the analysis behind a manifest and name every part that differs."""
    from timeline.analysis.repeat import differences, stated
    from timeline.cli.options import analysis_of, pseudonymised
    from timeline.result import Analysis

    told = stated(path)
    found = files or tuple(path.parent / Path(each["file"]).name for each in told["manifest"]["inputs"])
    options["contest"] = told["manifest"].get("contest", options["contest"])
    repeated = pseudonymised(Analysis(analysis_of(found, options).record.whole), *pseudonyms)
    different = differences(told, path.parent, repeated.manifest, repeated.to_json())
    for each in different:
        click.echo(f"{path.name}: {each}")
    if not different:
        click.echo(f"{path.name}: repeated, and everything is the same to the byte")
    return CHANGED if different else 0
