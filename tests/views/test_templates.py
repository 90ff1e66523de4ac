from __future__ import annotations

import sys

import jinja2
import pytest

from timeline.errors import MissingExtraError
from timeline.views import templates


def test_a_name_without_a_value_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        templates.render("evidence.html.j2", {}, page="A page", extra="web")


def test_every_page_has_its_template_in_the_one_environment() -> None:
    for name in ("print.html.j2", "evidence.html.j2", "viewer/page.html.j2"):
        assert templates._environment().get_template(name)


def test_a_missing_engine_is_named_with_the_page_and_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    templates._environment.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(MissingExtraError, match=r"A page.*clinic-timeline\[web\]"):
        templates.render("print.html.j2", {}, page="A page", extra="web")
