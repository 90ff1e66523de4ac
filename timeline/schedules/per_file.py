"""Which mapping serves which file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePath

from timeline.errors import Fault, ScheduleError, WrongTypeError
from timeline.schedules.layout import has_wanted
from timeline.schedules.mapping import ColumnMapping, read_mapping
from timeline.schedules.shipped import shipped_mapping, shipped_mappings
from timeline.sheets import AnyPath, FileFormat


@dataclass(frozen=True)
class FileMappings:
    """The mappings of some files; a mapping without a pattern serves those that no pattern matches.

    Parameters
    ----------
    listed
        (pattern of file names, or empty; mapping).
    """

    listed: tuple[tuple[str, ColumnMapping], ...] = ()

    def of(self, name: str) -> ColumnMapping:
        """Return the mapping of a file; one that states nothing where none serves it."""
        own = self._matching(name)
        return own[0] if own else next((mapping for pattern, mapping in self.listed if not pattern), ColumnMapping())

    def form(self, name: str) -> FileFormat:
        """Return what is stated of a file's layout."""
        return self.of(name).file

    def wants(self, name: str, header: Sequence[str]) -> bool:
        """Whether a header has the columns a schedule needs, as the mapping of its file names them."""
        return has_wanted(header, self.of(name))

    def _matching(self, name: str) -> list[ColumnMapping]:
        return [mapping for pattern, mapping in self.listed if pattern and fnmatchcase(PurePath(name).name, pattern)]

    def faults(self, names: Iterable[str]) -> Iterator[Fault]:
        """Yield what is wrong: a file that two patterns match, and a pattern that matches none."""
        files = list(names)
        for name in files:
            if len(self._matching(name)) > 1:
                yield Fault(name, None, "", "", "two mappings match this file", "Use narrower patterns with --map.")
        for pattern, mapping in self.listed:
            if pattern and not any(fnmatchcase(PurePath(name).name, pattern) for name in files):
                problem = f"no file matches the pattern {pattern!r}"
                yield Fault(mapping.name, None, "", "", problem, "Correct the pattern before the = sign.")

    @property
    def label(self) -> str | None:
        """Their names and hashes, for a manifest; None without any."""
        return "; ".join(dict.fromkeys(mapping.label for _, mapping in self.listed)) or None

    def zones(self) -> list[str]:
        """Return the time zones they state, each once."""
        return list(dict.fromkeys(mapping.format.time_zone for _, mapping in self.listed if mapping.format.time_zone))


#: A mapping for every file, several with patterns, or "PATTERN=FILE.toml" texts as on the command line.
Mappings = AnyPath | ColumnMapping | FileMappings | Sequence[AnyPath] | Mapping[str, AnyPath | ColumnMapping]


def file_mappings(stated: Mappings | None) -> FileMappings:
    """Read the mappings of some files.

    Raises
    ------
    ScheduleError: everything wrong with the mapping files, at once.
    WrongTypeError: nothing of that kind is a mapping.
    """
    if isinstance(stated, FileMappings):
        return stated
    faults: list[Fault] = []
    listed: list[tuple[str, ColumnMapping]] = []
    for pattern, each in _stated(stated):
        try:
            listed.append((pattern, each if isinstance(each, ColumnMapping) else _read(each)))
        except ScheduleError as wrong:
            faults += wrong.fault_list
    if sum(not pattern for pattern, _ in listed) > 1:
        problem = "two mappings have no pattern"
        faults.append(Fault("--map", None, "", "", problem, "Say which files each serves: PATTERN=FILE.toml."))
    if faults:
        raise ScheduleError(faults)
    return FileMappings(tuple(listed))


def _stated(stated: Mappings | None) -> Iterator[tuple[str, AnyPath | ColumnMapping]]:
    if stated is None:
        return
    if isinstance(stated, ColumnMapping):
        yield "", stated
    elif isinstance(stated, str):
        pattern, sign, rest = stated.partition("=")
        yield (pattern, rest) if sign else ("", stated)
    elif isinstance(stated, os.PathLike):
        yield "", stated
    elif isinstance(stated, Mapping):
        yield from stated.items()
    elif isinstance(stated, Sequence):
        for each in stated:
            yield from _stated(each)
    else:
        known = "a mapping file, the name of a shipped one, read_mapping's result, or patterns of file names with these"
        raise WrongTypeError(f"mapping: expected {known}, got {type(stated).__name__}")


def _read(stated: AnyPath) -> ColumnMapping:
    """Read a file, or a shipped mapping: text that ends in .toml or holds a / is a file."""
    text = os.fspath(stated)
    if isinstance(stated, os.PathLike) or text.lower().endswith(".toml") or "/" in text or os.sep in text:
        return read_mapping(stated)
    found = shipped_mapping(text)
    if found is None:
        known = ", ".join(each.name for each in shipped_mappings())
        problem = f"no mapping of that name is shipped; known: {known}"
        raise ScheduleError([Fault(text, None, "", "", problem, "Name one of them, or a file that ends in .toml.")])
    return read_mapping(found.path)
