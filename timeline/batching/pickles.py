"""Facts between two steps of a task: as bytes in which rules are named, not copied.

Rules are compared by identity and much is remembered about each, so what comes back must hold the very rules that
the process already knows.
"""

from __future__ import annotations

import copyreg
import io
import pickle
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace
from datetime import date
from typing import Any

from timeline.policies import Policy, Rules
from timeline.record import Record
from timeline.visits import PolicySource

#: Where rules come from while something is unpacked.
_SOURCE: ContextVar[PolicySource] = ContextVar("source")


def packed(record: Record) -> bytes:
    """Write a record, without the rules themselves and where they come from."""
    names = {id(visit.rules): (visit.payer, visit.key[0]) for visit in record.accounts.values() if visit.rules}
    memory = io.BytesIO()
    pickler = pickle.Pickler(memory, protocol=5)
    reduced: dict[type, Callable[[Any], Any]] = dict(copyreg.dispatch_table)
    reduced[Rules] = lambda rules: (_rules_of, names[id(rules)])
    pickler.dispatch_table = reduced
    pickler.dump(replace(record, policies=_given))
    return memory.getvalue()


def unpacked(content: bytes, policies: PolicySource) -> Record:
    """Return what was packed, with the rules that `policies` gives."""
    before = _SOURCE.set(policies)
    try:
        record: Record = pickle.loads(content)  # noqa: S301 - packed by this program, in a folder that is ours alone
    finally:
        _SOURCE.reset(before)
    return replace(record, policies=policies)


def _given(name: str, /) -> Policy:
    """Stand for the source of policies in what is packed."""
    return _SOURCE.get()(name)


def _rules_of(payer: str, day: str) -> Rules:
    """Return the rules that a name stands for."""
    return _SOURCE.get()(payer).on(date.fromisoformat(day))
