"""Mappings that are part of the package, for exports whose header is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

_FOLDER = Path(str(files("timeline").joinpath("schedules", "mappings")))
_REMARK = re.compile(r"# (use|header|verified): (.+)")


@dataclass(frozen=True, slots=True)
class ShippedMapping:
    """A mapping of the package.

    Parameters
    ----------
    name
        What `--map` or `--claims-map` takes.
    title
        Of what it is a mapping.
    use
        `--map` or `--claims-map`.
    header, verified
        Where the names of the columns are from; whether it was tried on a file of that system.
    path
        The file.
    """

    name: str
    title: str
    use: str
    header: str
    verified: str
    path: Path

    def to_dict(self) -> dict[str, str]:
        """Return it as plain data."""
        told = {name: getattr(self, name) for name in ("name", "title", "use", "header", "verified")}
        return {name: str(value) for name, value in told.items()}


@cache
def shipped_mappings() -> Sequence[ShippedMapping]:
    """List the mappings of the package, by name."""
    return tuple(_described(path) for path in sorted(_FOLDER.glob("*.toml"), key=lambda path: path.stem))


def shipped_mapping(name: str) -> ShippedMapping | None:
    """Return a mapping of the package by its name; None where there is none."""
    return next((each for each in shipped_mappings() if each.name == name.strip().lower()), None)


def _described(path: Path) -> ShippedMapping:
    first, *rest = path.read_text(encoding="utf-8").splitlines()
    told = {match[1]: match[2] for line in rest[:5] if (match := _REMARK.fullmatch(line))}
    return ShippedMapping(path.stem, first.removeprefix("# "), told["use"], told["header"], told["verified"], path)
