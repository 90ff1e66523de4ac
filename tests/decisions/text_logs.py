"""Decision logs as the first version wrote them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path


def write_text_log(path: Path, count: int = 3, *, head: int | None = None) -> list[str]:
    """Write a log of the text format and its end of the chain; return the hashes."""
    hashes, lines = ["0" * 64], []
    for n in range(1, count + 1):
        record = {
            "n": n,
            "time": "2026-03-02T10:00:00Z",
            "finding": "abc123",
            "rule": "overlap.contested",
            "date": "2026-03-02",
            "decision": "accepted",
            "reason": f"reason {n}",
            "initials": "AB",
            "inputs": ["f" * 64],
            "version": "0.1.0",
            "previous": hashes[-1],
        }
        hashes.append(hashlib.sha256(_line(record)).hexdigest())
        lines.append(_line(record | {"hash": hashes[-1]}) + b"\n")
    path.write_bytes(b"".join(lines))
    end = count if head is None else head
    path.with_name(path.name + ".head").write_text(f"{end} {hashes[end]}\n")
    return hashes


def _line(record: dict[str, object]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
