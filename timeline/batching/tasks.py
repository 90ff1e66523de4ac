"""What the processes of a run do: read a file, begin some dates, finish them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, cast

import numpy as np

from timeline.audit.across import PATTERNS, Collected, collect
from timeline.audit.likeness import Pair
from timeline.audit.parts import rows_shown
from timeline.audit.registry import audit_dates
from timeline.audit.seen import seen
from timeline.batching.folder import OutputFolder
from timeline.batching.job import Task
from timeline.batching.kept_rows import rows_name
from timeline.batching.known import Held, Known
from timeline.batching.tables import write_dates
from timeline.collector import collector_paused
from timeline.files import force_all
from timeline.visits import Accounts
from timeline.yearly import Amounts, Passed, Years, amounts_of, attest


class Done(NamedTuple):
    """What a finished task leaves for the rest of the run; `hashes` are those of the files it has written."""

    dates: int
    rows: int
    visits: int
    rules: Counter[str]
    payers: frozenset[str]
    after: Years
    collected: Collected
    hashes: dict[str, str]

    def without_years(self) -> Done:
        """Leave out where the patients stand, which is large: the run knows it once it has gone on."""
        return self._replace(after=Years([], self.after.stands[:0]))


@collector_paused()
def begin(known: Known, task: Task) -> Amounts:
    """Work out some whole dates, but for what other dates decide; this process holds the facts for `finish`.

    Returns what they add to the amounts of the year.
    """
    held = known.held[task.number] = _begun(known, task)
    for number in list(known.held)[: -_most_held()]:
        known.held.pop(number, None)
    return held.amounts


def _begun(known: Known, task: Task) -> Held:
    record = known.record_of(task.dates)
    return Held(record, amounts_of(cast(Accounts, record.accounts), known.job.money.pricing))


def _most_held() -> int:
    """Return how many tasks a process may hold: those of a cluster may have a thread for each core."""
    return 1 + (os.cpu_count() or 1)


@collector_paused()
def finish(known: Known, task: Task, passed: Passed, after: Years, pairs: Sequence[Pair]) -> Done:
    """Apply the yearly threshold, audit and write some whole dates.

    Facts that another process holds are worked out again: they are the same.

    Parameters
    ----------
    passed
        How the amounts that `begin` gave were gone through.
    after
        Where the patients stand after the last date.
    pairs
        The ids of the whole run that look alike.
    """
    folder = OutputFolder(known.job.folder)
    earlier: Done | None = folder.kept(done_name(task))
    if earlier is not None:  # by a worker that ended before it could say so
        return earlier
    held = known.held.pop(task.number, None)
    begun, amounts = _begun(known, task) if held is None else held
    accounts = attest(cast(Accounts, begun.accounts), amounts, passed, known.job.money.pricing)
    record = replace(begun, accounts=accounts)
    findings = audit_dates(record)
    write_dates(folder, record, findings, task.dates)
    visits = record.visit_arrays
    collected = collect(record, pairs, task.number)
    folder.keep(tallies_name(task.number), list(collected.pop(PATTERNS)), forced=False)
    folder.keep(seen_name(task.number), seen(record), forced=False)
    folder.keep(rows_name(task.number), rows_shown(record), forced=False)
    done = Done(
        dates=len(task.dates),
        rows=len(record.rows),
        visits=len(visits),
        rules=findings.by_rule,
        payers=frozenset(visits.payer.words[np.unique(visits.payer.codes)].tolist()),
        after=after,
        collected=collected,
        hashes=folder.hashes,
    )
    force_all()  # all of it stands before the task is said to be done
    folder.keep(done_name(task), done)
    return done


def tallies_name(number: int) -> str:
    """Return under which name the numbers are kept in which patterns over days are sought."""
    return f"tallies-{number:06d}"


def seen_name(number: int) -> str:
    """Return under which name the visits are kept that these numbers count."""
    return f"seen-{number:06d}"


def done_name(task: Task) -> str:
    """Return under which name a finished task is kept."""
    return f"done-{task.number:06d}"
