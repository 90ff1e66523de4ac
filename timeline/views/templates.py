"""The templates of every page: one environment that escapes what it writes and fails on a missing value."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any


def render(name: str, shown: dict[str, Any]) -> str:
    """Write a page from its template.

    Parameters
    ----------
    name
        The template's file, from `timeline/views` on.
    shown
        What the template names; a name without a value is an error.
    """
    return str(_environment().get_template(name).render(shown))


@cache
def _environment() -> Any:
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_source), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    environment.filters["drawing"] = Markup  # our own SVG, its texts escaped where it is drawn
    return environment


def _source(name: str) -> str:
    return resources.files("timeline.views").joinpath(name).read_text(encoding="utf-8")
