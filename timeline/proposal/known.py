"""Whether a mapping of the package is for the header of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from timeline.schedules.shipped import ShippedMapping, shipped_mappings
from timeline.sheets.headers import plain
from timeline.toml import read_toml

#: Keys of a column's table that are no columns.
_NO_COLUMN = frozenset({"after", "before", "unit", "pattern", "prefix", "kind"})


def known_mapping(headers: Iterable[str], use: str) -> str:
    """Name the mapping all of whose columns are in a header, the one with the most; else an empty text.

    Parameters
    ----------
    use
        `--map` or `--claims-map`.
    """
    there = {plain(header) for header in headers}
    fits = [each for each in shipped_mappings() if each.use == use and _columns(each) <= there]
    return max(fits, key=lambda each: len(_columns(each))).name if fits else ""


@cache
def _columns(shipped: ShippedMapping) -> frozenset[str]:
    tree = read_toml(shipped.path).table
    texts = list(_texts(tree.get("columns", {})))
    texts += [text for span in tree.get("spans", ()) for text in _texts(span)]
    texts += [rule["column"] for rule in tree.get("leave_out", ())]
    transitions = tree.get("transitions", {})
    texts += [*transitions.get("key", ()), *(transitions[name] for name in ("moment", "event") if name in transitions)]
    return frozenset(plain(text) for text in texts if text and not text.startswith("<"))


def _texts(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        if key in _NO_COLUMN:
            continue
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from value
        elif isinstance(value, dict):
            yield from _texts(value)
