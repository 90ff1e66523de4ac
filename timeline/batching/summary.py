"""What a run says of itself when it is done: its manifest, and the rows it left out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from timeline.analysis.manifest import manifest, policies_of
from timeline.batching.folder import OutputFolder
from timeline.batching.known import Known
from timeline.batching.tasks import Done
from timeline.exports import arrow_table, parquet_bytes
from timeline.found import Findings
from timeline.schedules.claims import ClaimList
from timeline.schedules.schedule import skipped_table


def write_skipped(known: Known, folder: OutputFolder) -> int:
    """Write the rows that were left out, with the reason of each; return how many."""
    left_out = [] if known.job.claims is None else known.job.claims.left_out
    whole = skipped_table([*(row for each in known.files for row in each.skipped), *left_out])
    if len(whole):
        folder.put("skipped.parquet", parquet_bytes(arrow_table(whole)))
    return len(whole)


def manifest_of(
    known: Known, done: Sequence[Done], across: Findings, skipped: int, folder: OutputFolder
) -> dict[str, Any]:
    """Describe a run: what it was made of and with, what it holds, and the SHA-256 of every file of it.

    No clock, no path and no count of workers, so that it repeats.
    """
    job = known.job
    record = replace(known.record_of(()), money=job.money)
    payers = sorted({payer for each in done for payer in each.payers})
    rules, hashes = across.by_rule, dict(folder.hashes)
    for each in done:
        rules.update(each.rules)
        hashes.update(each.hashes)
    told = manifest(record)
    told["policies"] = policies_of(payers, job.policies)
    told["claims"] = None if job.claims is None else _claims(job.claims)
    return told | {
        "rows": sum(each.rows for each in done),
        "skipped": skipped,
        "visits": sum(each.visits for each in done),
        "findings": sum(rules.values()),
        "findings_by_rule": dict(sorted(rules.items())),
        "dates": sum(each.dates for each in done),
        "files": dict(sorted(hashes.items())),
    }


def _claims(claims: ClaimList) -> dict[str, Any]:
    """Count and hash the claim lines, whatever their order."""
    lines = sorted("\x1f".join(map(str, line)) for line in claims.lines.astype("str").itertuples(index=False))
    return {"lines": len(lines), "sha256": hashlib.sha256("\n".join(lines).encode()).hexdigest()}
