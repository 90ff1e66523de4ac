"""The viewer page: one template for its three homes, a file, the local server and a notebook."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from timeline.views.templates import render
from timeline.views.viewer.modules import page_script
from timeline.views.viewer.pack import compressed, packed
from timeline.views.viewer.schema import Payload

#: The parts of the page's style, in their order.
STYLES = ("viewer", "month", "worklist", "plan")

Home = Literal["file", "server", "notebook"]


def render_page(payload: Payload | None, *, home: Home, nonce: str = "") -> str:
    """Write the viewer as HTML.

    In a file and in a notebook everything is inlined: the page loads nothing and sends nothing, and a
    content security policy with the hashes of its scripts holds it to that. At the server the scripts are
    those of `assets` under `/static/`, and the page may talk to that server.

    Parameters
    ----------
    payload
        What `page_payload` gives; None at the server: the page asks for the result, or offers to import a file.
    home
        Where the page lives.
    nonce
        Also allowed to run: scripts with this nonce. Empty for none.

    Raises
    ------
    ValueError: a page without a payload anywhere but at the server.
    """
    if payload is None and home != "server":
        raise ValueError(f"payload: a page for a {home} needs one; only the server's page fetches its own.")
    inlined = home != "server"
    # Only the trends are drawn by Plotly: a file about one day goes without its five megabytes.
    plots = payload is not None and payload["trends"] is not None
    scripts = [viewer_script(), *([plotly_script()] if plots else [])] if inlined else []
    shown = {
        "home": home,
        "nonce": nonce,
        "inlined": inlined,
        "title": _title(payload),
        "heading": "No schedule yet" if payload is None else "Schedule",
        "style": page_style() if inlined else "",
        "script": viewer_script() if inlined else "",
        "plotly": _packed_plotly() if inlined and plots else "",
        "payload": script_json(packed(payload)) if payload is not None else "",
        "security": _security_policy(scripts, nonce),
    }
    return render("viewer/page.html.j2", shown)


def assets() -> dict[str, tuple[str, bytes]]:
    """Return the files of the server's page: name -> (media type, content)."""
    script = "text/javascript; charset=utf-8"
    return {
        "viewer.js": (script, viewer_script().encode()),
        "viewer.css": ("text/css; charset=utf-8", page_style().encode()),
        "plotly.js": (script, plotly_script().encode()),
    }


def script_json(value: Any) -> str:
    r"""Write JSON that is safe in a script element: without `<`, `>`, `&` and what ends a line of a script.

    >>> print(script_json({"name": "</script>"}))
    {"name":"\u003c/script\u003e"}
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


@cache
def plotly_script() -> str:
    """Return Plotly's script, as the installed package ships it."""
    from plotly.offline import get_plotlyjs

    return _inlinable(get_plotlyjs())


@cache
def viewer_script() -> str:
    """Return the page's own script."""
    return _inlinable(page_script())


@cache
def _packed_plotly() -> str:
    return compressed(plotly_script())


@cache
def page_style() -> str:
    """Return the page's style: its parts, one after the other."""
    return "".join(_part(f"{name}.css") for name in STYLES)


def _part(name: str) -> str:
    return files("timeline.views.viewer").joinpath(name).read_text(encoding="utf-8")


def _inlinable(script: str) -> str:
    """Check that a script is safe in a page, and that the browser's hash of it is ours: it normalizes line ends."""
    script = script.replace("\r\n", "\n").replace("\r", "\n")
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


@cache
def _digest(script: str) -> str:
    return "'sha256-" + b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


def _security_policy(inlined: Sequence[str], nonce: str) -> str:
    allowed = [_digest(script) for script in inlined] or ["'self'"]
    allowed += [f"'nonce-{nonce}'"] if nonce else []
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(allowed),
        "style-src": "'unsafe-inline'" if inlined else "'self' 'unsafe-inline'",
        "img-src": "data: blob:",
        "connect-src": "'none'" if inlined else "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _title(payload: Payload | None) -> str:
    """Return the page's title, which names no person."""
    days = payload["days"] if payload else []
    if not days:
        return "Timeline"
    return f"Timeline {days[0]['date']}" if len(days) == 1 else f"Timeline {days[0]['date']} to {days[-1]['date']}"
