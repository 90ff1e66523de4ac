from __future__ import annotations

import asyncio
import logging
from urllib.parse import urlsplit

import pytest

from tests.web.conftest import HOME, OWN, PORT, VIEWER, Browser, Serve, csv_of
from timeline.web.app import Viewer
from timeline.web.security import POLICY, Guard, quiet_loop, where

PATHS = ("/", "/static/viewer.js", "/api/result", "/api/decisions", "/favicon.ico", "/nowhere")


@pytest.mark.parametrize("host", [f"127.0.0.1:{PORT}", f"localhost:{PORT}", f"LOCALHOST:{PORT}"])
def test_the_server_answers_to_its_own_address(browser: Browser, host: str) -> None:
    assert browser.get("/", Host=host).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", f"127.0.0.1:{PORT + 1}", ""])
def test_another_name_that_points_here_is_misdirected(browser: Browser, host: str) -> None:
    answer = browser.get("/", Host=host)
    assert answer.status_code == 421
    assert answer.headers["content-security-policy"] == POLICY


def test_two_host_headers_are_misdirected(browser: Browser) -> None:
    both = [("Host", f"127.0.0.1:{PORT}"), ("Host", "evil.example")]
    assert browser.ask("GET", "/", headers=both).status_code == 421


@pytest.mark.parametrize(
    "path", ["/", "/api/result", "/api/decisions", "/static/viewer.js", "/favicon.ico", "/nowhere"]
)
def test_nothing_is_shown_without_a_session(serve: Serve, path: str) -> None:
    answer = serve().stranger().get(path)
    assert answer.status_code == 403
    assert "Open the last link" in answer.text


def test_nothing_is_changed_without_a_session(serve: Serve) -> None:
    assert serve().stranger().put(csv_of()).status_code == 403


def test_a_link_becomes_a_cookie_that_scripts_and_other_sites_do_not_get(serve: Serve) -> None:
    server = serve()
    link = urlsplit(server.links[-1])
    assert (link.scheme, link.netloc, link.path) == ("http", f"127.0.0.1:{PORT}", "/")
    answer = server.stranger().get(f"/?{link.query}")
    cookie = answer.headers["set-cookie"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert cookie.startswith(f"timeline-{PORT}=")
    assert link.query.removeprefix("token=") not in cookie


def test_a_link_works_once_and_the_next_one_is_announced(serve: Serve) -> None:
    server = serve()
    server.browser()
    first, second = server.links
    assert first != second
    again = server.stranger().get("/?" + urlsplit(first).query)
    assert (again.status_code, "set-cookie" in again.headers) == (403, False)
    server.browser()
    assert len(server.links) == 3


@pytest.mark.parametrize("token", ["", "x", "%00", "%F0%9F%A6%84", "a" * 5000])
def test_a_wrong_token_opens_nothing(serve: Serve, token: str) -> None:
    server = serve()
    answer = server.stranger().get(f"/?token={token}")
    assert (answer.status_code, "set-cookie" in answer.headers, len(server.links)) == (403, False, 1)


def test_who_has_a_session_does_not_use_up_a_link(serve: Serve) -> None:
    server = serve()
    inside = server.browser()
    answer = inside.get("/?" + urlsplit(server.links[-1]).query)
    assert (answer.status_code, len(server.links)) == (303, 2)
    assert inside.get("/?token=wrong").status_code == 303


@pytest.mark.parametrize("value", ["", "x", '"', "=;=", "\x7f"])
def test_a_made_up_cookie_is_no_session(serve: Serve, value: str) -> None:
    answer = serve().stranger().get("/", Cookie=f"timeline-{PORT}={value}")
    assert answer.status_code == 403


def test_cookies_of_other_programs_on_this_machine_do_no_harm(browser: Browser) -> None:
    own = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    other = Browser(browser.app, browser.links)
    assert other.get("/", Cookie=f'broken "one; x=[1]; {own}').status_code == 200


@pytest.mark.parametrize(
    "foreign",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": f"https://127.0.0.1:{PORT}"},
        {"Origin": f"http://127.0.0.1:{PORT + 1}"},
        {"Origin": f"http://localhost:{PORT}"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"X-Timeline": "0"},
        {"X-Timeline": ""},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/api/schedule"), ("DELETE", "/api/schedule"), ("POST", "/api/decisions")]
)
def test_a_change_must_come_from_the_page(browser: Browser, method: str, path: str, foreign: dict[str, str]) -> None:
    assert browser.ask(method, path, headers=OWN | foreign, content=b"").status_code == 403


def test_a_change_without_the_page_s_own_header_is_refused(browser: Browser) -> None:
    foreign = {name: value for name, value in OWN.items() if name != "X-Timeline"}
    assert browser.ask("PUT", "/api/schedule", content=csv_of(), headers=foreign).status_code == 403
    assert browser.get("/api/result").status_code == 204


def test_a_script_on_this_machine_may_import_with_the_header_alone(browser: Browser) -> None:
    answer = browser.ask("PUT", "/api/schedule", content=csv_of(), headers={"X-Timeline": "1"})
    assert answer.status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_may_lead_to_the_page_but_not_read_from_it(browser: Browser, site: str) -> None:
    found = {path: browser.get(path, **{"Sec-Fetch-Site": site}).status_code for path in ("/", "/api/result")}
    assert found == {"/": 200, "/api/result": 403}


def test_preflights_get_no_leave(browser: Browser) -> None:
    asked = {"Origin": "http://evil.example", "Access-Control-Request-Method": "PUT"}
    answer = browser.ask("OPTIONS", "/api/schedule", headers=asked)
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PATCH", "PROPFIND", "get"])
def test_other_methods_are_refused(browser: Browser, method: str) -> None:
    async def ask() -> int:
        scope = {"type": "http", "method": method, "path": "/", "query_string": b""}
        scope["headers"] = [(b"host", HOME.removeprefix("http://").encode())]
        said: list[dict[str, object]] = []

        async def send(message: dict[str, object]) -> None:
            said.append(message)

        await browser.app(scope, None, send)  # type: ignore[arg-type]
        return int(str(said[0]["status"]))

    assert asyncio.run(ask()) == 405


@pytest.mark.parametrize(
    "path", ["/", "/static/viewer.js", "/api/result", "/api/decisions", "/favicon.ico", "/nowhere"]
)
def test_every_answer_carries_the_same_safe_headers(browser: Browser, path: str) -> None:
    headers = browser.get(path).headers
    assert {name: headers.get(name) for name in EXPECTED} == EXPECTED
    assert not {"server", "set-cookie", "x-powered-by"} & set(headers)


EXPECTED = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src data: blob:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}


def test_plotly_alone_may_be_kept_by_the_browser(browser: Browser) -> None:
    assert browser.get("/static/plotly.js").headers["cache-control"] == "private, max-age=86400"


def failing(name: str, content: bytes) -> None:
    raise KeyError("Secret, Jane")


def test_a_fault_of_ours_is_a_plain_answer_and_a_log_line_without_values(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = serve(analyse=failing).browser().put(csv_of(), name="jane_secret.csv")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    lines = [record.getMessage() for record in caplog.records if record.name != "httpx"]
    assert [line.rpartition(":")[0] for line in lines if "selector" not in line] == ["KeyError at test_security.py"]
    assert "ecret" not in answer.text + "".join(lines)


def test_a_fault_before_anything_was_answered_is_a_500(serve: Serve) -> None:
    def page() -> str:
        raise ZeroDivisionError

    viewer = Viewer(page, VIEWER.payload, VIEWER.assets)
    assert serve(viewer=viewer).browser().get("/").status_code == 500


def test_a_fault_outside_the_application_is_a_500_with_every_header(browser: Browser) -> None:
    guard = browser.app
    assert isinstance(guard, Guard)

    async def broken(*_: object) -> None:
        raise RuntimeError("Secret, Jane")

    guard._app = broken
    answer = browser.get("/")
    assert (answer.status_code, answer.text) == (500, "Something went wrong; nothing was changed.")
    assert answer.headers["content-security-policy"] == POLICY


def test_what_a_loop_cannot_hand_over_is_logged_without_values(caplog: pytest.LogCaptureFixture) -> None:
    loop = asyncio.new_event_loop()
    quiet_loop(loop, {"message": "Secret, Jane", "exception": ValueError("Secret, Jane")})
    quiet_loop(loop, {"message": "Secret, Jane"})
    loop.close()
    assert [record.getMessage() for record in caplog.records] == ["ValueError", "the event loop reported a fault"]


def test_an_exception_is_told_by_class_and_place() -> None:
    try:
        raise LookupError("Secret, Jane")
    except LookupError as error:
        told = where(error)
    assert told.startswith("LookupError at test_security.py:")
    assert "Jane" not in told


def test_other_protocols_get_no_answer(browser: Browser) -> None:
    said: list[object] = []
    asyncio.run(browser.app({"type": "websocket"}, None, said.append))  # type: ignore[arg-type]
    assert said == []
