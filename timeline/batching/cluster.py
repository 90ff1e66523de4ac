"""Steps carried out by the workers of a `dask.distributed` cluster: one of this machine, or one that is there already.

Workers share the output folder with the process that was started, and each has the program installed. A worker that
ends in the midst of a step loses nothing: the step is carried out again by another, and writes the same bytes. A task
holds whole dates, so that no date is ever divided among workers.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from timeline.batching.known import Known

#: How often a step is tried again after its worker ended.
_TRIES = 5


class Cluster:
    """Workers of a cluster, each of which is told the job once.

    Parameters
    ----------
    address
        Of the scheduler, like `tls://10.0.0.5:8786`; None begins workers of this machine that listen on it alone.
    """

    def __init__(self, known: Known, workers: int, address: str | None) -> None:
        distributed: Any = import_module("distributed")
        self._own: Any = None
        if address is None:
            self._own = distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
            )
        self._client: Any = distributed.Client(address if self._own is None else self._own)
        self.tell(known)

    def tell(self, known: Known) -> None:
        """Send it to every worker."""
        self._known = self._client.scatter(known, broadcast=True, hash=False)

    def submit(self, call: Callable[..., Any], /, *arguments: Any) -> Any:
        """Begin a call on one of the workers."""
        del call  # a worker is given what the job is with each step; it has it already
        step, given = arguments
        return self._client.submit(_carry_out, self._known, step, given, pure=False, retries=_TRIES)

    def shutdown(self) -> None:
        """Leave the cluster; one that was begun here ends."""
        self._client.close()
        if self._own is not None:
            self._own.close()


def _carry_out(known: Known, step: Callable[..., Any], given: tuple[Any, ...]) -> Any:
    return step(known, *given)
