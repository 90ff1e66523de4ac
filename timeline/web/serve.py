"""The server as a process: a socket on this machine, Uvicorn, and a clean shutdown."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Callable
from functools import partial

import uvicorn

from timeline.errors import Fault, FaultyInputError
from timeline.web import processes
from timeline.web.app import Service, create_app, tried
from timeline.web.connections import HeadLimited
from timeline.web.security import HOST, quiet_loop
from timeline.web.workers import warm

#: Connections at once; more are told to come back.
_CONNECTIONS = 512


def bind(port: int) -> socket.socket:
    """Bind a port of this machine's own address; 0 picks a free one.

    The address is never read from the environment.

    Raises
    ------
    FaultyInputError: the port is taken, or this user may not use it.
    """
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere this would let two programs share the port
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((HOST, port))
    except OSError as error:
        taken.close()
        problem = f"cannot be used ({error.strerror})"
        raise FaultyInputError(
            [Fault("", None, f"port {port}", "", problem, "Choose another, or 0 for any free one.")]
        ) from None
    return taken


def serve(service: Service, taken: socket.socket, announce: Callable[[str], None]) -> None:
    """Serve until Ctrl-C; analyses under way are dropped.

    Parameters
    ----------
    service
        What is served.
    taken
        A socket from `bind`.
    announce
        Called with the link that opens a session, and with the next one each time a link was used.
    """
    try:
        asyncio.run(_run(service, taken, announce))
    except KeyboardInterrupt:
        return
    finally:
        taken.close()
        processes.end()


async def _run(service: Service, taken: socket.socket, announce: Callable[[str], None]) -> None:
    asyncio.get_running_loop().set_exception_handler(quiet_loop)
    held = _Held(announce)
    app = create_app(service, port=taken.getsockname()[1], announce=held.tell)
    config = uvicorn.Config(
        app,
        http=HeadLimited,
        ws="none",
        lifespan="off",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        log_config=None,
        # Its messages may quote requests; faults are logged by the guard.
        log_level=logging.CRITICAL,
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=1,
    )
    processes.thread(warm, partial(tried, service.viewer.payload))
    await _Server(config, held).serve(sockets=[taken])


class _Held:
    """Links that are held back until somebody can open them."""

    def __init__(self, announce: Callable[[str], None]) -> None:
        self._announce, self._links, self._listening = announce, list[str](), False

    def tell(self, link: str) -> None:
        """Announce a link, or hold it."""
        if self._listening:
            self._announce(link)
        else:
            self._links.append(link)

    def release(self) -> None:
        """Announce what was held, and from now on everything at once."""
        self._listening = True
        for link in self._links:
            self._announce(link)


class _Server(uvicorn.Server):
    """A server that says when it listens, and leaves no process behind."""

    def __init__(self, config: uvicorn.Config, held: _Held) -> None:
        super().__init__(config)
        self._held = held

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then announce the link."""
        await super().startup(sockets)
        self._held.release()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the connections, then end the processes; a signal that stopped the server is raised again after."""
        await super().shutdown(sockets)
        processes.end()
