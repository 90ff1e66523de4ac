from __future__ import annotations

import hashlib
import json
import re
import stat
import subprocess
import sys
from base64 import b64encode
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import timeline as tl
from tests.pages import inflated, unpacked
from tests.views.conftest import SAMPLES, analyzed
from timeline import Analysis
from timeline.cli import main
from timeline.errors import FaultyInputError
from timeline.views.viewer import page
from timeline.views.viewer.modules import page_script
from timeline.views.viewer.page import assets, render_page
from timeline.views.viewer.payload import page_payload

HOSTILE = """O'Neil </script><img src=x onerror=alert(1)> & "Co" <!-- \u2028 $x$ {{ 7 * 7 }}"""


class Parsed(HTMLParser):
    """A page taken apart: every element with its attributes, and the text of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag
        if tag == "script":
            self.scripts.append((dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            attrs, text = self.scripts.pop()
            self.scripts.append((attrs, text + data))

    def policy(self) -> dict[str, str]:
        """Give the content security policy as a dict."""
        (told,) = (a["content"] for tag, a in self.elements if a.get("http-equiv") == "Content-Security-Policy")
        return dict(rule.strip().split(" ", 1) for rule in str(told).split(";"))  # type: ignore[misc]

    def payload(self) -> Any:
        """Give the data the page shows."""
        (text,) = (text for attrs, text in self.scripts if attrs.get("type") == "application/json")
        return unpacked(json.loads(text))


@pytest.fixture(scope="module")
def hostile() -> Analysis:
    rows = ("10:00-10:30 P1 PT1 97110", "10:15-10:45 P2 PT1 97116")
    return analyzed(*rows, patient_name=[HOSTILE, ""], note=[HOSTILE, ""], provider_name=[HOSTILE, ""])


@pytest.fixture(scope="module")
def parsed(hostile: Analysis) -> Parsed:
    return Parsed(render_page(page_payload(hostile), home="file"))


def test_no_element_of_a_file_loads_anything(parsed: Parsed) -> None:
    loading = [
        (tag, name) for tag, attrs in parsed.elements for name in attrs if name in ("src", "srcset", "data", "action")
    ]
    assert loading == []
    links = [attrs.get("href", "") for tag, attrs in parsed.elements if "href" in attrs]
    assert all(str(link).startswith("#") for link in links)


def test_a_file_may_run_its_own_scripts_and_nothing_else(parsed: Parsed) -> None:
    run = [text for attrs, text in parsed.scripts if "type" not in attrs]
    digests = ["'sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'" for text in run]
    assert len(digests) == 1
    assert parsed.policy() == {
        "default-src": "'none'",
        "script-src": digests[0],
        "style-src": "'unsafe-inline'",
        "img-src": "data: blob:",
        "connect-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_a_file_of_several_days_brings_what_draws_its_trends() -> None:
    days = analyzed("10:00-10:30 P1 PT1 97110", "10:00-10:30 P1 PT1 97110 next")
    parsed = Parsed(render_page(page_payload(days), home="file"))
    (packed,) = (text for attrs, text in parsed.scripts if attrs.get("id") == "plotly")
    digest = b64encode(hashlib.sha256(inflated(packed).encode()).digest()).decode()
    assert f"'sha256-{digest}'" in parsed.policy()["script-src"].split()


def test_the_policy_stands_before_every_script(parsed: Parsed) -> None:
    tags = [tag if tag != "meta" else str(attrs.get("http-equiv")) for tag, attrs in parsed.elements]
    assert tags.index("Content-Security-Policy") < min(tags.index("script"), tags.index("style"))


def test_no_element_has_a_handler_of_its_own(parsed: Parsed) -> None:
    assert [name for _, attrs in parsed.elements for name in attrs if name.startswith("on")] == []


def test_a_hostile_name_stays_data(parsed: Parsed, hostile: Analysis) -> None:
    harmless = Parsed(render_page(page_payload(analyzed("10:00-10:30 P1 PT1 97110")), home="file"))
    assert [tag for tag, _ in parsed.elements] == [tag for tag, _ in harmless.elements]
    assert parsed.payload() == json.loads(json.dumps(page_payload(hostile)))
    assert parsed.payload()["patients"]["P1"] == " ".join(HOSTILE.split())


def test_the_data_holds_no_sign_that_could_end_it(parsed: Parsed) -> None:
    (text,) = (text for attrs, text in parsed.scripts if attrs.get("type") == "application/json")
    assert not set(text) & set("<>&\u2028\u2029")


def test_our_scripts_write_text_and_never_markup() -> None:
    script = page.viewer_script()
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|localStorage|sessionStorage",
        script,
    )


def test_the_title_names_nobody(parsed: Parsed, hostile: Analysis) -> None:
    text = render_page(page_payload(hostile), home="file")
    assert "<title>Timeline 2026-03-02</title>" in text


def test_the_page_of_a_busy_day_is_a_small_file(tuesday: Analysis) -> None:
    assert len(render_page(page_payload(tuesday), home="file").encode()) < 700_000


def test_the_servers_page_inlines_no_script_and_may_talk_to_the_server() -> None:
    shell = Parsed(render_page(None, home="server"))
    assert [attrs["src"] for attrs, _ in shell.scripts] == ["/static/viewer.js"]
    assert all(not text.strip() for _, text in shell.scripts)
    assert (shell.policy()["script-src"], shell.policy()["connect-src"]) == ("'self'", "'self'")


def test_the_servers_page_finds_its_files_among_the_assets() -> None:
    shell = Parsed(render_page(None, home="server"))
    named = {str(attrs.get("src") or attrs.get("href")) for tag, attrs in shell.elements if tag in ("script", "link")}
    assert named | {"/static/plotly.js"} == {f"/static/{name}" for name in assets()}
    # The page asks for what is large when it is wanted.
    assert '"/static/plotly.js"' in page_script()


def test_a_nonce_is_allowed_where_it_is_given() -> None:
    assert Parsed(render_page(None, home="server", nonce="abc123")).policy()["script-src"] == "'self' 'nonce-abc123'"


def test_only_the_server_has_a_page_without_data() -> None:
    with pytest.raises(ValueError, match="needs one"):
        render_page(None, home="file")


def test_every_field_has_a_label_and_every_button_a_name(parsed: Parsed) -> None:
    text = render_page(page_payload(analyzed("10:00-10:30 P1 PT1 97110")), home="file")
    body = text[text.index("<body") : text.index('<script type="application/json"')]
    fields = re.findall(r"<(?:input|select)[^>]*>", body)
    labelled = re.findall(r"<label[^>]*>(?:(?!</label>).)*?(<(?:input|select)[^>]*>)", body, re.DOTALL)
    assert [field for field in fields if field not in labelled and "aria-label" not in field] == []
    buttons = re.findall(r"(<button[^>]*>)(.*?)</button>", body, re.DOTALL)
    assert all("aria-label" in tag or re.sub(r"<[^>]+>", "", inside).strip() for tag, inside in buttons)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_colour_of_text_stands_out_from_what_lies_behind_it(scheme: int) -> None:
    style = assets()["viewer.css"][1].decode()
    tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", re.findall(r":root \{(.*?)\}", style, re.DOTALL)[scheme]))
    behind = ("card", "page", "sunken")
    pairs = [
        (ink, ground) for ink in ("ink", "muted", "accent", "error", "review", "note", "warn") for ground in behind
    ]
    pairs += [("warn", "warn-tint"), ("ink", "warn-tint"), ("muted", "warn-tint"), ("accent-ink", "accent")]
    pairs += [("accent", "accent-tint"), ("ink", "accent-tint"), ("muted", "accent-tint")]
    # What stands on the chart: names on visits, dimmed ones too, and what overlaps say.
    pairs += [("ink", "visit"), ("muted", "visit"), ("on-twice", "twice"), ("twice", "card")]
    assert {
        pair: ratio(*(tokens[name] for name in pair)) for pair in pairs if ratio(*(tokens[n] for n in pair)) < 4.5
    } == {}


def test_importing_timeline_loads_no_part_of_the_page() -> None:
    asked = "import sys, timeline; print([name for name in ('jinja2', 'plotly', 'starlette') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_report_is_a_private_file(hostile: Analysis, tmp_path: Path) -> None:
    tl.report(hostile, tmp_path / "day.html")
    assert stat.S_IMODE((tmp_path / "day.html").stat().st_mode) == 0o600
    assert Parsed((tmp_path / "day.html").read_text(encoding="utf-8")).payload()["version"] == tl.__version__


def test_a_report_is_never_written_over_a_file_by_accident(hostile: Analysis, tmp_path: Path) -> None:
    (tmp_path / "day.html").write_text("kept")
    with pytest.raises(FaultyInputError, match="exists"):
        tl.report(hostile, tmp_path / "day.html")
    tl.report(hostile, tmp_path / "day.html", overwrite=True)
    assert (tmp_path / "day.html").stat().st_size > 100_000


def test_a_report_is_html_or_pdf(hostile: Analysis, tmp_path: Path) -> None:
    with pytest.raises(FaultyInputError, match=r"end in \.html, \.pdf or"):
        tl.report(hostile, tmp_path / "day.docx")
    tl.report(hostile, tmp_path / "day.pdf")
    assert (tmp_path / "day.pdf").read_bytes().startswith(b"%PDF-")


def test_a_pseudonymised_report_names_nobody(tmp_path: Path) -> None:
    result = analyzed("10:00-10:30 ZZANN:PT 97110 P1", patient_name=["Sample, Ann"], provider_name=["Sample, Ben"])
    tl.report(result, tmp_path / "day.html", pseudonyms=tmp_path / "key.csv")
    payload = Parsed((tmp_path / "day.html").read_text(encoding="utf-8")).payload()
    assert payload["privacy"] == "pseudonymised"
    assert not re.search("ZZANN|Sample", json.dumps(payload))


def test_the_command_writes_the_page_and_says_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "day.html"
    with pytest.raises(SystemExit) as ended:
        main(["report", str(SAMPLES / "scenario_5.csv"), "-o", str(target), "--fail-on", "error"])
    said = capsys.readouterr()
    assert (ended.value.code, said.out, said.err) == (1, "", f"wrote {target}\n")
    assert len(Parsed(target.read_text(encoding="utf-8")).payload()["days"][0]["visits"]) == 2


def test_the_command_pseudonymises_with_a_key_kept_apart(tmp_path: Path) -> None:
    target, key = tmp_path / "day.html", tmp_path / "key.csv"
    with pytest.raises(SystemExit):
        main(["report", str(SAMPLES / "scenario_5.csv"), "-o", str(target), "--pseudonymise", str(key)])
    assert "PT1" in key.read_text()
    assert '"PT1"' not in target.read_text(encoding="utf-8")


def test_a_notebook_shows_the_page_in_a_frame_that_may_only_run_scripts(hostile: Analysis) -> None:
    shown = tl.replay(hostile, height=700)
    (frame,) = (attrs for tag, attrs in Parsed(shown._repr_html_()).elements if tag == "iframe")
    assert frame["sandbox"] == "allow-scripts"
    assert frame["srcdoc"] == shown.page
    assert "height: 700px" in str(frame["style"])


def test_a_replay_prints_as_a_count(hostile: Analysis) -> None:
    assert repr(tl.replay(hostile)) == "Replay(2 visits)"
