"""Connections that ask for nothing: they are closed after a few seconds, and never keep others out."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

#: How long the head of a request may take, in seconds; not longer for coming in pieces.
HEAD_SECONDS = 5.0
#: Connections that may wait for a request at once: four for each of fifty people. One more closes the one that waits
#: longest, of those that never asked for anything if there are any: what asks may be on its way on the others.
MOST_WAITING = 200


class HeadLimited(H11Protocol):
    """A connection that must send the whole head of a request in time, and gives way while it does not."""

    served = False
    waiting: ClassVar[dict[HeadLimited, asyncio.TimerHandle]] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request from the first moment on."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Stop the clock once a whole head is there."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()

    def on_response_complete(self) -> None:
        """Wait for the next request; a browser's idle connection gives way to others too."""
        super().on_response_complete()
        self.served = True
        if not self.transport.is_closing() and (self.cycle is None or self.cycle.response_complete):
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._stop_waiting()
        if len(self.waiting) >= MOST_WAITING:
            next((each for each in self.waiting if not each.served), next(iter(self.waiting)))._close()
        self.waiting[self] = self.loop.call_later(HEAD_SECONDS, self._close)

    def _close(self) -> None:
        self._stop_waiting()
        self.transport.abort()

    def _stop_waiting(self) -> None:
        clock = self.waiting.pop(self, None)
        if clock is not None:
            clock.cancel()
