"""The command line. Each command lives in a module of its own and is loaded when it is called."""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import click

from timeline.errors import TimelineError
from timeline.version import __version__

#: Exit statuses: bad input or a refused file; a failure of the program itself; Ctrl-C.
UNREADABLE, FAILED, STOPPED = 2, 70, 130

#: Command -> (module, one line of help). The help is here so that `--help` loads nothing heavy.
COMMANDS = {
    "analyze": ("analyze", "Minutes, units and findings of a schedule: the main job."),
    "check": ("check", "Read and validate only; list every fault."),
    "at": ("at", "Who is with whom at an instant."),
    "explain": ("explain", "Why these minutes and units: spans, source rows, rule, source."),
    "units": ("units", "The unit engine alone: minutes by code in, units and lines out."),
    "compare": ("compare", "Units under several policies, with the differences."),
    "audit": ("audit", "What a reviewer would find over a period, by rule, with evidence packs."),
    "batch": ("batch", "Many files, a few dates at a time, into Parquet tables; resumable, in several processes."),
    "denials": ("denials", "What a payer would do with each claim line, the worst first, and what to do about it."),
    "planned": ("planned", "Bookings beside what happened: late starts, overruns, no-shows, walk-ins."),
    "diff": ("diff", "What changed between two exports of one schedule, and what it did to units."),
    "ledger": ("ledger", "Timed units claimed per staffed hour, next to what the minutes support."),
    "trends": ("trends", "Visits, units, contests, idle time and exposure from week to week."),
    "forecast": ("forecast", "What bookings would expose, and which small changes would clear a contest."),
    "plan": ("plan", "The smallest changes of bookings with which each can be what it claims."),
    "gaps": ("gaps", "When therapists and assistants are free, and who of a waiting list would fit."),
    "payment": ("payment", "What a payer would pay for each line: a preview, exact to the cent."),
    "rules": ("rules", "A payer's rules in force, with their sources."),
    "codes": ("codes", "What a code is for, how it must be attended, its pairs and ceilings."),
    "findings": ("findings", "Every finding the audit can make."),
    "tables": ("tables", "Every table of a result: what a row is, and each column's type, unit and meaning."),
    "import-ncci": ("import_ncci", "Read CMS's quarterly tables of code pairs and ceilings into tables for a policy."),
    "import-rvu": ("import_rvu", "Read CMS's yearly file of relative values into a table for a policy."),
    "report": ("report", "The viewer page as one self-contained file, or the audit to print."),
    "selftest": ("selftest", "Run the shipped worked examples, each with its source."),
    "verify": ("verify", "Check a decision log, or repeat the analysis behind a manifest."),
    "serve": ("serve", "Show schedules in a browser on this machine, with import."),
    "sample": ("sample", "Write a synthetic schedule."),
    "map": ("map", "Propose a mapping for another system's file, or list those that come with the program."),
    "template": ("template", "Write an empty schedule to fill in, with help for every column."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"timeline.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from their one line of help, without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="timeline")
def timeline() -> None:
    """Show minute by minute what a therapy schedule supports on a claim.

    Exit status: 0 clean; 1 findings at or above --fail-on; 2 unreadable input, bad arguments, a full disk or closed
    output; 70 the program itself failed; 130 stopped.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; faults go to stderr, one line each, never as a traceback."""
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except Exception as failure:
        status = _failed(failure)
    sys.exit(status)


def _run(arguments: list[str] | None) -> int:
    try:
        status = timeline.main(args=arguments, prog_name="timeline", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        return STOPPED
    except click.ClickException as wrong:
        wrong.show()
        return UNREADABLE
    except TimelineError as fault:
        click.echo(str(fault), err=True)
        return UNREADABLE
    return status if isinstance(status, int) else 0


def _failed(failure: Exception) -> int:
    """Tell in one line what stopped the program; what a failure quotes may name a person, so that is left out."""
    if isinstance(failure, OSError):
        told, status = f"stopped: {failure.strerror or 'the system refused'}.", UNREADABLE
        told += " Check the disk, the folder you are in, and where the output goes."
    elif isinstance(failure, MemoryError):
        told, status = "stopped: not enough memory. Analyze fewer days at once.", UNREADABLE
    elif isinstance(failure, UnicodeEncodeError):
        told, status = "stopped: a file's name is not UTF-8, and the result would hold it. Rename the file.", UNREADABLE
    else:
        frames = traceback.extract_tb(failure.__traceback__)
        ours = [each for each in frames if "timeline" in Path(each.filename).parts]
        place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "an unknown place"
        told = f"timeline {__version__} failed: {type(failure).__name__} at {place}."
        told, status = f"{told} This is a fault of the program, not of your file; please report this line.", FAILED
    with suppress(OSError, ValueError):
        click.echo(told, err=True)
    _let_go()
    return status


def _let_go() -> None:
    """Send what is still to be written nowhere, or Python would fail once more while it ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
