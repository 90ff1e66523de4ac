from __future__ import annotations

import asyncio
from typing import Any

import pytest
import uvicorn

from timeline.web import connections


def test_a_connection_without_a_request_is_closed_and_a_request_stops_the_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.05)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.15)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def ask(sent: bytes) -> bytes:
        config = uvicorn.Config(app, http=connections.HeadLimited, lifespan="off", log_config=None)
        config.load()
        state = uvicorn.server.ServerState()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: connections.HeadLimited(config=config, server_state=state, app_state={}), "127.0.0.1", 0
        )
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(sent)
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""
        finally:
            writer.close()
            server.close()

    assert asyncio.run(ask(b"GET / HTTP/1.1\r\nHost: x")) == b""
    assert asyncio.run(ask(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")).startswith(b"HTTP/1.1 204")


class Transport:
    """A connection without a network."""

    def __init__(self) -> None:
        self.aborted = False

    def abort(self) -> None:
        self.aborted = True

    def close(self) -> None:
        pass

    def get_extra_info(self, name: str) -> None:
        return None


def test_one_connection_more_than_may_wait_closes_the_one_that_waits_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST_WAITING", 2)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError("nobody asks for anything")

    async def connect() -> list[bool]:
        config = uvicorn.Config(app, http=connections.HeadLimited, lifespan="off", log_config=None)
        config.load()
        transports = [Transport() for _ in range(3)]
        made = []
        for transport in transports:
            protocol = connections.HeadLimited(config=config, server_state=uvicorn.server.ServerState(), app_state={})
            protocol.connection_made(transport)  # type: ignore[arg-type]
            made.append(protocol)
        waited = len(connections.HeadLimited.waiting)
        for protocol in made[1:]:
            protocol.connection_lost(None)
        assert waited == 2
        return [transport.aborted for transport in transports]

    assert asyncio.run(connect()) == [True, False, False]
    assert not connections.HeadLimited.waiting
