from __future__ import annotations

import jinja2
import pytest

from timeline.views import templates


def test_a_name_without_a_value_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        templates.render("evidence.html.j2", {})


def test_every_page_has_its_template_in_the_one_environment() -> None:
    for name in ("print.html.j2", "evidence.html.j2", "viewer/page.html.j2"):
        assert templates._environment().get_template(name)
