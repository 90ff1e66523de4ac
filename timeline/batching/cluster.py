"""Steps carried out by the workers of a `dask.distributed` cluster: one of this machine, or one that is there already.

Workers share the output folder with the process that was started, and each has the program installed. A worker that
ends in the midst of a step loses nothing: the step is carried out again by another, and writes the same bytes. A task
holds whole dates, so that no date is ever divided among workers.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from timeline.batching.known import Known
from timeline.batching.pool import Begun, Step

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


def _carry_out(known: Known, step: Step, arguments: tuple[Any, ...], after: object) -> Any:
    del after  # what that step gave is here because it was carried out here, as a rule
    return step(known, *arguments)
