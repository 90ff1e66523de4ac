"""Who may request what from the server, and the security headers of every answer.

The server listens on this machine alone, but other programs and other users of the machine can reach it, and so can
any web site that is open in a browser here. So a request must name this server (against names that an attacker points
here), carry a session that somebody with the console opened, and, where it changes something, come from the page.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.requests import ClientDisconnect, cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from timeline.web.faults import where

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: The only address the server listens on.
HOST = "127.0.0.1"
#: The header a changing request carries: another site cannot send it without asking first, and is never allowed to.
HEADER = "x-timeline"
READING = ("GET", "HEAD")
KNOWN_METHODS = (*READING, "PUT", "POST", "DELETE")

#: Plotly sets style attributes, which is why styles are open; scripts are files of this server and nothing else.
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src data: blob:",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
)
SECURITY_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

logger = logging.getLogger("timeline.web")


class Gate:
    """Sessions, and the links that open them.

    A link works once: its token is exchanged for a cookie and is worth nothing afterward, in a browser's history or
    elsewhere. Then the next link is announced, so that a second person, or a second browser, gets a session of its own.

    Parameters
    ----------
    port
        Port of the server: cookies do not tell ports apart, so that it is part of the cookie's name.
    announce
        Called with every link, the first one too.
    """

    def __init__(self, port: int, announce: Callable[[str], None]) -> None:
        self.cookie = f"timeline-{port}"
        self._address = f"http://{HOST}:{port}/"
        self._announce = announce
        self._sessions: set[str] = set()
        self._token = ""

    def open(self) -> None:
        """Create the next link and announce it."""
        self._token = secrets.token_urlsafe(32)
        self._announce(f"{self._address}?token={self._token}")

    def exchange(self, token: str) -> str | None:
        """Return a new session for the token of the last link; None for any other text."""
        if not self._token or not secrets.compare_digest(token.encode(), self._token.encode()):
            return None
        session = secrets.token_urlsafe(32)
        self._sessions.add(session)
        self.open()
        return session

    def session(self, headers: Headers) -> str | None:
        """Return a request's session, if it is one of ours."""
        value = cookie_parser("; ".join(headers.getlist("cookie"))).get(self.cookie)
        return value if value in self._sessions else None


class Guard:
    """Guards the application: refuses stray requests, and sets the headers of every answer.

    A fault of ours becomes a plain 500: the log line names the exception's class and the place in the code, never
    its message, which may quote what was read.

    Parameters
    ----------
    app
        The application; requests that reach it have a session in `scope["state"]["session"]`.
    port, gate
        The server's port, and its sessions.
    """

    def __init__(self, app: App, *, port: int, gate: Gate) -> None:
        self._app, self._gate = app, gate
        self._hosts = (f"{HOST}:{port}", f"localhost:{port}")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _secure(MutableHeaders(scope=message))
            await send(message)

        try:
            refusal = self._refusal(scope)
            await (refusal or self._app)(scope, receive, answer)
        except ClientDisconnect:
            return
        except Exception as error:
            logger.error("%s", where(error))
            if not started:
                await PlainTextResponse("Something went wrong; nothing was changed.", 500)(scope, receive, answer)

    def _refusal(self, scope: Scope) -> Response | None:
        """Return the refusal of a request, or None."""
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return _refuse(421, "This server can only be reached at its own address.")
        if not scope["path"].startswith("/") or scope["method"] not in KNOWN_METHODS:
            return _refuse(400 if scope["method"] in KNOWN_METHODS else 405, "No such request.")
        session = self._gate.session(headers)
        if scope["path"] == "/" and scope["method"] == "GET" and b"token=" in scope["query_string"]:
            return self._exchange(scope, session)
        if session is None:
            return _refuse(403, "Open the last link that `timeline serve` printed; each works once.")
        if not self._is_ours(scope, headers, hosts[0]):
            return _refuse(403, "Only the page from this server may request this.")
        scope.setdefault("state", {})["session"] = session
        return None

    def _exchange(self, scope: Scope, session: str | None) -> Response:
        """Exchange a link's token for a cookie, and redirect to an address without it."""
        onward = RedirectResponse("/", 303)
        if session is not None:
            return onward
        opened = self._gate.exchange(QueryParams(scope["query_string"]).get("token", ""))
        if opened is None:
            return _refuse(
                403, "This link was used already, or is not from this server. The terminal shows one that works."
            )
        onward.set_cookie(self._gate.cookie, opened, httponly=True, samesite="strict", path="/")
        return onward

    def _is_ours(self, scope: Scope, headers: Headers, host: str) -> bool:
        """Whether a request comes from our page, the address bar, or a program that shows that it is not a website."""
        reading = scope["method"] in READING
        site = headers.get("sec-fetch-site", "same-origin")
        # The address bar says "none"; a link on another site may lead to the page, but not to its data.
        if site != "same-origin" and not (reading and (site == "none" or scope["path"] == "/")):
            return False
        if reading:
            return True
        origin = headers.get("origin", f"http://{host}")
        return origin.lower() == f"http://{host.lower()}" and headers.get(HEADER) == "1"


def _refuse(status: int, told: str) -> Response:
    # What was sent with it is not read, so that the connection cannot serve another request.
    return PlainTextResponse(told + "\n", status, headers={"Connection": "close"})


def _secure(headers: MutableHeaders) -> None:
    for name, value in SECURITY_HEADERS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "no-store")


def quiet_loop(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what an event loop could not report to a caller, without messages and values."""
    error = context.get("exception")
    logger.error("%s", where(error) if isinstance(error, BaseException) else "the event loop reported a fault")
