"""How a command shows what it found: as text, as JSON, or as tables; on stdout or in files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.errors import WrongValueError

if TYPE_CHECKING:
    import pandas as pd

_PATH = click.Path(path_type=Path)
#: What text is called among the formats.
TEXT = ("table", "text")
#: Formats of tables.
TABLES = ("csv", "parquet", "xlsx")
_BINARY = ("parquet", "xlsx")
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command's result goes, and in which format.

    Parameters
    ----------
    kind
        `table` or `text`, `json`, `csv`, `parquet` or `xlsx`.
    path
        A file, or for several tables a folder; None is stdout.
    overwrite
        Whether files that exist are written over.
    """

    kind: str = "table"
    path: Path | None = None
    overwrite: bool = False

    @property
    def plain(self) -> bool:
        """Whether text goes to a file, and therefore has no colors."""
        return self.path is not None

    def show(
        self,
        text: Callable[[], str],
        document: Callable[[], Any],
        tables: Callable[[], Mapping[str, pd.DataFrame] | pd.DataFrame] | None = None,
    ) -> None:
        """Show a result; only what the format needs is built.

        Parameters
        ----------
        text
            Makes the text for people.
        document
            Makes the plain data of the JSON.
        tables
            Makes one table, written as a file, or several by name, written into a folder.
        """
        from timeline import exports

        if self.kind in TEXT:
            self.emit(text())
        elif self.kind == "json":
            self.emit(exports.json_text(document()))
        elif tables is not None:
            exports.check_writer(self.kind)
            made = tables()
            if isinstance(made, Mapping):
                exports.write_tables(made, self.path or Path(), self.kind, overwrite=self.overwrite)
                click.echo(f"wrote {len(made)} tables to {self.path}", err=True)
            else:
                self.emit(exports.table_content(made, self.kind))

    def emit(self, content: str | bytes) -> None:
        """Write text to stdout, or text or bytes to a private file."""
        if isinstance(content, str):
            content = content.removesuffix("\n") + "\n"
        if self.path is None:
            try:
                if isinstance(content, str):
                    content.encode()  # a terminal's encoding might let half of a character pass
            except UnicodeEncodeError:
                raise WrongValueError(
                    "The result would hold text that is not Unicode. Rename the input files."
                ) from None
            click.echo(content, nl=False)
            return
        from timeline.files import write_private

        write_private(self.path, content, overwrite=self.overwrite)
        click.echo(f"wrote {self.path}", err=True)


def shows(*kinds: str, folder: bool = False) -> Decorator:
    """Add `--format`, `-o` and `--overwrite` to a command, and pass them on as `output`.

    Parameters
    ----------
    *kinds
        The formats it has; the first is the default. With none, `--format` is left out.
    folder
        Whether csv, parquet and xlsx write several tables, and so need a folder.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def command(*, kind: str = "table", path: Path | None, overwrite: bool, **options: Any) -> Any:
            if folder and kind in TABLES and path is None:
                raise click.UsageError(f"--format {kind} writes one file per table: name a folder with -o DIR.")
            if kind in _BINARY and path is None:
                raise click.UsageError(f"--format {kind} is no text: name a file with -o FILE.{kind}.")
            try:
                return function(output=Output(kind, path, overwrite), **options)
            except WrongValueError as wrong:
                raise click.UsageError(str(wrong)) from None

        shown = click.option("--overwrite", is_flag=True, help="Overwrite existing files.")(command)
        what = "File to write, or folder for tables." if folder else "File to write; default: stdout."
        shown = click.option("-o", "--output", "path", type=_PATH, metavar="PATH", help=what)(shown)
        if kinds:
            choice = click.Choice(kinds)
            shown = click.option("--format", "kind", type=choice, default=kinds[0], show_default=True)(shown)
        return shown

    return decorate
