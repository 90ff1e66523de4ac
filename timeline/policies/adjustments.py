"""Reasons of a remittance for which an allowed line is not paid in full and yet not reduced; as data, with sources."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from timeline.errors import PolicyError
from timeline.policies.entries import provenance_faults
from timeline.policies.model import Sourced
from timeline.policies.shipped import SHIPPED
from timeline.toml import read_toml, understood


class AdjustmentKind(StrEnum):
    """Who bears an amount that is no reduction: the patient, or the provider on every claim."""

    SHARE = "share"
    USUAL = "usual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment(Sourced):
    """One reason.

    Parameters
    ----------
    reason
        Code of the list of claim adjustment reasons.
    kind
        Who bears the amount.
    meaning
        What it is, in a phrase of our own.
    """

    reason: str
    kind: AdjustmentKind
    meaning: str


@dataclass(frozen=True, slots=True)
class _Adjustments:
    title: str
    adjustment: tuple[Adjustment, ...]


@cache
def no_reductions(kind: AdjustmentKind) -> frozenset[str]:
    """Return the reasons of a kind, whatever the date: a code of the list keeps its meaning.

    >>> sorted(no_reductions(AdjustmentKind.SHARE))
    ['1', '2', '3']
    """
    return frozenset(each.reason for each in load_adjustments(SHIPPED / "adjustments.toml") if each.kind == kind)


def load_adjustments(path: Path) -> tuple[Adjustment, ...]:
    """Load the reasons of a TOML file.

    Raises
    ------
    PolicyError: every fault of the file with its path.
    """
    found = understood(read_toml(path, PolicyError), _Adjustments, PolicyError)
    entries = {f"adjustment[{place}]": entry for place, entry in enumerate(found.adjustment)}
    faults = list(provenance_faults(entries, path.name))
    if faults:
        raise PolicyError(faults)
    return found.adjustment
