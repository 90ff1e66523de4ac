"""Facts between two steps of a task: as bytes in which rules are named, not copied.

Rules are compared by identity and much is remembered about each, so what comes back must hold the very rules that
the process already knows.
"""

from __future__ import annotations

import io
import pickle
from datetime import date
from typing import Any

from timeline.policies import Rules
from timeline.record import Record
from timeline.visits import PolicySource


def packed(record: Record) -> bytes:
    """Write a record, without the rules themselves and where they come from."""
    names = {id(visit.rules): (visit.payer, visit.key[0]) for visit in record.accounts.values() if visit.rules}
    memory = io.BytesIO()
    _Packer(memory, names, record.policies).dump(record)
    return memory.getvalue()


def unpacked(content: bytes, policies: PolicySource) -> Record:
    """Return what was packed, with the rules that `policies` gives."""
    record: Record = _Unpacker(io.BytesIO(content), policies).load()
    return record


class _Packer(pickle.Pickler):
    def __init__(self, file: io.BytesIO, names: dict[int, tuple[str, str]], policies: PolicySource) -> None:
        super().__init__(file, protocol=5)
        self._names, self._policies = names, policies

    def persistent_id(self, obj: Any) -> tuple[str, ...] | None:
        """Name rules by payer and date of service, and the source of policies as such."""
        if obj is self._policies:
            return ("policies",)
        return self._names.get(id(obj)) if isinstance(obj, Rules) else None


class _Unpacker(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, policies: PolicySource) -> None:
        super().__init__(file)
        self._policies = policies

    def persistent_load(self, pid: tuple[str, ...]) -> Any:
        """Return what a name stands for."""
        if pid == ("policies",):
            return self._policies
        payer, day = pid
        return self._policies(payer).on(date.fromisoformat(day))
