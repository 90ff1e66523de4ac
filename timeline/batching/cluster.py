"""Steps carried out by the workers of a `dask.distributed` cluster: one of this machine, or one that is there already.

Workers share the output folder with the process that was started, and each has the program installed. A worker that
ends in the midst of a step loses nothing: the step is carried out again by another, and writes the same bytes. A task
holds whole dates, so that no date is ever divided among workers.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import Any

from timeline.batching.known import Known
from timeline.batching.pool import Begun, Step
from timeline.errors import WrongValueError

#: How often a step is tried again after its worker ended.
_TRIES = 5


class Cluster:
    """Workers of a cluster, each of which is told the job once.

    Parameters
    ----------
    address
        Of the scheduler, like `tls://10.0.0.5:8786`; None begins workers of this machine that listen on it alone.

    Raises
    ------
    WrongValueError: no scheduler answers at the address, or not in the way it says; it has no worker.
    """

    def __init__(self, known: Known, workers: int, address: str | None) -> None:
        distributed: Any = import_module("distributed")
        self.ended: tuple[type[Exception], ...] = (
            distributed.KilledWorker,
            distributed.client.FutureCancelledError,
            distributed.comm.CommClosedError,
        )
        self._own: Any = None
        if address is None:
            self._own = distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
            )
        self._client: Any = distributed.Client(self._own) if address is None else _client_of(address)
        self.tell(known)

    def tell(self, known: Known) -> None:
        """Send it to every worker."""
        try:
            self._known = self._client.scatter(known, broadcast=True, hash=False)
        except TimeoutError as failure:
            told = "the cluster has no worker that answers. Start workers with its scheduler's address; see README."
            raise WrongValueError(told) from failure

    def submit(self, step: Step, arguments: tuple[Any, ...], after: Begun[Any] | None) -> Begun[Any]:
        """Begin a step on one of the workers: where the one before it was carried out, unless that worker has ended."""
        begun: Begun[Any] = self._client.submit(
            _carry_out, self._known, step, arguments, after, pure=False, retries=_TRIES
        )
        return begun

    def shutdown(self) -> None:
        """Leave the cluster; one that was begun here ends."""
        self._client.close()
        if self._own is not None:
            self._own.close()


def _client_of(address: str) -> Any:
    """Connect to a scheduler; what is not an address, and what a certificate is missing for, fails in many ways."""
    distributed = import_module("distributed")
    for name in ("distributed", "distributed.client"):  # of what they would trace we say one sentence
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return distributed.Client(address)
    except (OSError, TypeError, ValueError) as failure:
        told = f"--scheduler {address}: no scheduler can be reached there ({type(failure).__name__}). Check the address"
        if address.startswith("tls"):
            told += ", and name the client's certificate: DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT, its __KEY and the"
            told += " authority's DASK_DISTRIBUTED__COMM__TLS__CA_FILE"
        raise WrongValueError(f"{told}.") from failure


def _carry_out(known: Known, step: Step, arguments: tuple[Any, ...], after: object) -> Any:
    del after  # what that step gave is here because it was carried out here, as a rule
    return step(known, *arguments)
