"""The run manifest: everything a result depends on, so that a re-run can be compared byte for byte."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from timeline.claimed import ClaimedLine
from timeline.errors import UnknownPayerError
from timeline.policies.checked import verified_through
from timeline.record import Record
from timeline.version import __version__
from timeline.visits import PolicySource
from timeline.yearly import digest_of

#: Shipped data that decides minutes, units or findings, apart from the policies.
_TABLES = ("code_table/codes.csv", "units/chains.csv", "policies/*.csv", "policies/*.toml", "policies/*/*.csv")


def manifest(record: Record) -> dict[str, Any]:
    """List what a result was made from and with; the same manifest means the same result.

    Keys: `version` of the software, `contest` rule, `inputs` (file, sha256, rows), `mapping`, `clinic`, `claims`,
    `fees`, `year_to_date`, `allowed` (hash or null), `policies` in use (payer, file, sha256, verified_through, and the
    hashes of tables of its own) and `tables`, the hash of every shipped table of codes, rules and thresholds. No clock
    and no path, so that it repeats.
    """
    record = record.whole  # a re-run needs all of it
    schedule = record.schedule
    used, allowed = digest_of(record.money)
    mapping, _, mapping_hash = (schedule.mapping or "").partition(" sha256:")
    return {
        "version": __version__,
        "contest": str(record.contest),
        "inputs": schedule.input_list(),
        "mapping": {"file": mapping, "sha256": mapping_hash} if mapping else None,
        "clinic": {"file": schedule.clinic.name, "sha256": schedule.clinic.sha256} if schedule.clinic.name else None,
        "claims": _claims(record) if record.claims.complete else None,
        "fees": _digest({code: str(fee) for code, fee in record.fees.items()}) if record.fees else None,
        "year_to_date": _digest(used) if used else None,
        "allowed": _digest(allowed) if allowed else None,
        "policies": policies_of({account.payer for account in record.accounts.values()}, record.policies),
        "tables": shipped_tables(),
    }


@cache
def shipped_tables() -> dict[str, str]:
    """Hash every shipped table of codes, rules and thresholds, by its name within the package."""
    package = Path(str(files("timeline")))
    found = sorted({path for pattern in _TABLES for path in package.glob(pattern)})
    return {path.relative_to(package).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def policies_of(payers: Iterable[str], policies: PolicySource) -> list[dict[str, Any]]:
    """Describe the policies that count visits of some payers; a payer without a policy has only its name."""
    listed: list[dict[str, Any]] = []
    for payer in sorted(payers):
        try:
            policy = policies(payer)
        except UnknownPayerError:
            listed.append({"payer": payer, "file": None, "sha256": None, "verified_through": None})
            continue
        through = verified_through(policy)
        checked = through.isoformat() if through else None
        described: dict[str, Any] = {"payer": payer, "file": policy.origin}
        described |= {"sha256": policy.sha256 or None, "verified_through": checked}
        if policy.tables:
            described["tables"] = dict(policy.tables)
        listed.append(described)
    return listed


def _claims(record: Record) -> dict[str, Any]:
    """Count and hash the claim lines, whatever their order and file."""
    claimed = record.claims
    lines = [(*key, *_line(line)) for key, listed in claimed.lines.items() for line in listed]
    lines += [(*day, "", *_line(line)) for day, listed in claimed.without_visit.items() for line in listed]
    return {"lines": len(lines), "sha256": _digest(sorted(lines))}


def _line(line: ClaimedLine) -> tuple[str, int, str, str]:
    modifiers = "?" if line.modifiers is None else " ".join(sorted(line.modifiers))
    return line.code, line.units, modifiers, line.provider


def _digest(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
