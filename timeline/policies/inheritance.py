"""What a policy inherits from the one it extends: everything on the days it does not govern itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from timeline.policies.model import Dated, Gap, Policy

Piece = TypeVar("Piece", Dated, Gap)


def inherited(parent: Policy, entries: Mapping[str, Dated], gaps: Sequence[Gap]) -> dict[str, Dated]:
    """Keep the parent's entries where the child has none of its own; the keys name the parent's file."""
    own: list[Dated | Gap] = [*entries.values(), *gaps]
    kept = [piece for old in parent.history.values() for entry in old for piece in _outside(entry, own)]
    return {f"{parent.origin}[{place}]": entry for place, entry in enumerate(kept)}


def inherited_gaps(parent: Policy, entries: Mapping[str, Dated], gaps: Sequence[Gap]) -> list[Gap]:
    """Keep those parts of the parent's gaps that the child does not fill."""
    own: list[Dated | Gap] = [*entries.values(), *gaps]
    return [piece for gap in parent.gaps for piece in _outside(gap, own)]


def _outside(old: Piece, own: Iterable[Dated | Gap]) -> list[Piece]:
    """Cut the periods of `own` with the same name out of an entry or gap of the parent."""
    pieces = [old]
    for new in own:
        if new.name == old.name:
            pieces = [piece for rest in pieces for piece in _cut(rest, new)]
    return pieces


def _cut(old: Piece, new: Dated | Gap) -> list[Piece]:
    pieces: list[Piece] = []
    if old.start < new.start:
        pieces.append(replace(old, until=min(old.until or date.max, new.start)))
    if new.until is not None and (old.until is None or new.until < old.until):
        pieces.append(replace(old, start=max(old.start, new.until)))
    return pieces
