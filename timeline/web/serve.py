"""The server as a process: a socket on this machine, Uvicorn, and a clean shutdown."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Callable

import uvicorn

from timeline.errors import Fault, FaultyInputError
from timeline.web.app import Service, create_app
from timeline.web.security import HOST, quiet_loop

#: Connections at once; more are told to come back.
_CONNECTIONS = 64


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


async def _run(service: Service, taken: socket.socket, announce: Callable[[str], None]) -> None:
    asyncio.get_running_loop().set_exception_handler(quiet_loop)
    app = create_app(service, port=taken.getsockname()[1], announce=announce)
    config = uvicorn.Config(
        app,
        http="h11",
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
    await uvicorn.Server(config).serve(sockets=[taken])
