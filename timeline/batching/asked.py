"""The function that a run is asked for with, and what its arguments become."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from timeline.analysis.establish import money_of
from timeline.arguments import contest_rule
from timeline.batching.inputs import sources_of
from timeline.batching.job import Job
from timeline.batching.run import Batch, Progress, run
from timeline.errors import MissingExtraError, ScheduleError, WrongValueError
from timeline.files import AnyPath
from timeline.schedules import (
    AllowedAmounts,
    Claims,
    ClaimsMap,
    ClinicFile,
    Fees,
    YearToDate,
    read_claim_list,
    read_clinic,
    read_fees,
)
from timeline.schedules.clinic import policy_of
from timeline.schedules.per_file import Mappings, file_mappings
from timeline.vocabulary import ContestRule


def batch(
    inputs: AnyPath | Sequence[AnyPath],
    output: AnyPath,
    *,
    mapping: Mappings | None = None,
    clinic: AnyPath | ClinicFile | None = None,
    payer: str | None = None,
    on_fault: Literal["stop", "skip"] = "stop",
    contest: ContestRule | str = ContestRule.NESTED,
    policy: Path | str | None = None,
    claims: Claims | None = None,
    claims_map: ClaimsMap | None = None,
    fees: Fees | None = None,
    year_to_date: YearToDate | None = None,
    allowed: AllowedAmounts | None = None,
    workers: int = 1,
    cluster: bool | str = False,
    resume: bool = False,
    overwrite: bool = False,
    allow_empty: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Batch:
    """Analyze any number of files into Parquet tables: those of `analyze` on all of them, a few dates at a time.

    Parameters
    ----------
    inputs, output
        Files or folders of files; a new or empty folder, or with `resume` one in which a run was stopped.
    mapping, clinic, payer, on_fault, contest, policy, claims, claims_map, fees, year_to_date, allowed
        As for `read_schedule` and `analyze`.
    workers, cluster
        In how many processes, to the same bytes; whether as a `dask.distributed` cluster, or its scheduler's address.
    resume, overwrite
        Go on with a run that was stopped, or return a finished one; replace the run that stands in the folder.
    allow_empty
        Whether files without a row to analyze are no error.
    progress
        Called with how far it is.

    Raises
    ------
    ScheduleError, PolicyError: everything wrong with what is read, at once; no row can be analyzed.
    FileError: the folder cannot be used or written.
    MissingExtraError: nothing installed writes Parquet.
    WrongValueError: fewer workers than one.
    """
    _check_installed(cluster=bool(cluster))
    if workers < 1:
        raise WrongValueError(f"workers: must be at least 1, got {workers}.")
    job = _job(
        inputs,
        output,
        reading={"mapping": mapping, "clinic": clinic, "payer": payer, "on_fault": on_fault},
        counting={"contest": contest, "policy": policy, "fees": fees},
        stated={"claims": claims, "claims_map": claims_map, "year_to_date": year_to_date, "allowed": allowed},
    )
    going: dict[str, Any] = {"resume": resume, "overwrite": overwrite, "allow_empty": allow_empty, "progress": progress}
    return run(job, workers=workers, cluster=cluster, **going)


def _check_installed(*, cluster: bool) -> None:
    """Refuse a run for which a package is missing, with the line that installs it."""
    if not importlib.util.find_spec("pyarrow"):
        raise MissingExtraError("timeline batch", "batch")
    if cluster and not importlib.util.find_spec("distributed"):
        raise MissingExtraError("timeline batch --cluster", "cluster")


def _job(
    inputs: AnyPath | Sequence[AnyPath],
    output: AnyPath,
    *,
    reading: dict[str, Any],
    counting: dict[str, Any],
    stated: dict[str, Any],
) -> Job:
    """Read everything that is not a schedule; arguments as for `batch`."""
    sources, mapping, clinic = sources_of(inputs), reading["mapping"], reading["clinic"]
    mappings = None if mapping is None else file_mappings(mapping)
    faults = [] if mappings is None else list(mappings.faults(source.name for source in sources))
    if faults:
        raise ScheduleError(faults)
    known = clinic if isinstance(clinic, ClinicFile) else ClinicFile() if clinic is None else read_clinic(clinic)
    policy, fees, claims = counting["policy"], counting["fees"], stated["claims"]
    job = Job(
        sources=sources,
        folder=Path(output),
        mappings=mappings,
        clinic=known,
        payer=reading["payer"],
        skip_faults=reading["on_fault"] == "skip",
        contest=contest_rule(counting["contest"]),
        policy=None if policy is None else Path(policy),
        claims=None if claims is None else read_claim_list(claims, stated["claims_map"]),
        fees={} if fees is None else read_fees(fees),
        money=money_of(known, stated["year_to_date"], stated["allowed"]),
    )
    if job.payer:  # a name mistyped here would leave every visit's units open
        job.policies(policy_of(job.payer, known.payers))
    return job
