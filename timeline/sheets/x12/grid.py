"""Bytes of X12 -> a grid: claims or remittances; anything else is named, with the way out."""

from __future__ import annotations

from typing import NoReturn

from timeline.sheets.entries import Entries
from timeline.sheets.sheet import CLAIMS, REMITTANCE, Grid, refuse
from timeline.sheets.x12 import claims, remittances
from timeline.sheets.x12.segments import Transaction, looks_like_x12, transactions

__all__ = ["looks_like_x12", "x12_grid"]

_PROFESSIONAL, _CLAIMS, _REMITTANCE = "837P", "837", "835"
#: Part of the version -> which claims they are, and the segment that only those have.
_CLAIM_TYPES = {
    "X222": (_PROFESSIONAL, "SV1"),
    "X098": (_PROFESSIONAL, "SV1"),
    "X223": ("837I (institutional claims)", "SV2"),
    "X096": ("837I (institutional claims)", "SV2"),
    "X224": ("837D (dental claims)", "SV3"),
    "X097": ("837D (dental claims)", "SV3"),
}
#: Other transactions under HIPAA.
_OTHERS = {
    "270": "270 (an eligibility question)",
    "271": "271 (an eligibility answer)",
    "276": "276 (a claim status question)",
    "277": "277 (a claim status answer)",
    "278": "278 (an authorization)",
    "820": "820 (a premium payment)",
    "834": "834 (an enrollment)",
    "997": "997 (an acknowledgment)",
    "999": "999 (an acknowledgment)",
}


def x12_grid(name: str, content: bytes) -> Grid:
    """Read the professional claims, or the remittances, of a file.

    Raises
    ------
    ScheduleError: another transaction, both kinds in one file, or a file that was cut off.
    """
    found = transactions(name, content)
    kinds = {_kind(name, each) for each in found}
    if len(kinds) > 1:
        refuse(name, "claims (837P) and remittances (835) are in one file", "Split it by transaction.")
    claimed = kinds != {_REMITTANCE}
    entries = Entries(name, claims.COLUMNS if claimed else remittances.COLUMNS)
    # A replacement may be in another transaction than what it replaces.
    segments = [segment for each in found for segment in each.segments]
    (claims.add_claims if claimed else remittances.add_remittances)(entries, segments)
    return entries.grid(CLAIMS if claimed else REMITTANCE)


def _kind(name: str, transaction: Transaction) -> str:
    """Say whether a transaction is one that is read."""
    if transaction.kind == _REMITTANCE:
        return _REMITTANCE
    if transaction.kind == _CLAIMS:
        kind = _kind_of_claims(transaction)
        return kind if kind == _PROFESSIONAL else _refuse(name, transaction, kind)
    return _refuse(name, transaction, _OTHERS.get(transaction.kind, "another transaction"))


def _kind_of_claims(transaction: Transaction) -> str:
    for part, (kind, _) in _CLAIM_TYPES.items():
        if part in transaction.version.upper():
            return kind
    present = {segment.name for segment in transaction.segments}
    return next((kind for kind, segment in _CLAIM_TYPES.values() if segment in present), _PROFESSIONAL)


def _refuse(name: str, transaction: Transaction, kind: str) -> NoReturn:
    repair = "Of X12, professional claims (837P) are read with --claims, and remittances (835) with --remittance."
    refuse(name, f"this is an X12 {kind}, which is not read", repair, row=transaction.segments[0].number)
