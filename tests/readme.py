"""The parts of the README that the program itself says: `python -m tests.readme` writes them anew."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from timeline import contracts
from timeline.cli import COMMANDS
from timeline.schedules.headers import INPUT, REQUIRED

ROOT = Path(__file__).parent.parent
FILE = ROOT / "README.md"
#: How many lines of a command's output the README shows; the rest is cut.
SHOWN = {
    "analyze sample_schedules/scenario_5.csv": 35,
    "at sample_schedules/scenario_5.csv 10:57": 14,
    "map sample_schedules/practice_export.csv": 45,
}


def column_table() -> str:
    """Say the contract of the input columns."""
    docs = {column.name: column.doc for column in contracts.INTERVALS.columns}
    lines = ["| column | required | meaning |", "|---|---|---|"]
    lines += [f"| `{name}` | {'yes' if name in REQUIRED else ''} | {docs[name]} |" for name in INPUT]
    return "\n".join(lines)


def command_table() -> str:
    """Say what each command does."""
    lines = ["| command | does |", "|---|---|"]
    return "\n".join([*lines, *(f"| `timeline {name}` | {told} |" for name, (_, told) in COMMANDS.items())])


def output_of(command: str) -> str:
    """Run a command as a reader would, in a terminal of 120 columns."""
    run = subprocess.run(
        [sys.executable, "-m", "timeline", *command.split()],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


def shown_output(command: str) -> str:
    """Give the first lines of a command's output."""
    lines = output_of(command).rstrip("\n").split("\n")
    return "\n".join(line.rstrip() for line in lines[: SHOWN[command]])


def refreshed(text: str) -> str:
    """Write the generated parts of the README anew."""
    for name, table in (("columns", column_table()), ("commands", command_table())):
        marked = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- end of {name} -->)", re.DOTALL)
        text = marked.sub(lambda found, table=table: found[1] + table + found[2], text)
    for command in SHOWN:
        block = re.compile(rf"(```text\n\$ timeline {re.escape(command)}\n).*?(```)", re.DOTALL)
        text = block.sub(lambda found, command=command: found[1] + shown_output(command) + "\n" + found[2], text)
    return text


if __name__ == "__main__":
    FILE.write_text(refreshed(FILE.read_text(encoding="utf-8")), encoding="utf-8")
