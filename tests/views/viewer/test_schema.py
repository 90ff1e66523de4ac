from __future__ import annotations

import json
import runpy
import typing
from pathlib import Path
from typing import Any

import pytest

from tests.views.conftest import analyzed
from timeline import Analysis
from timeline.views.viewer import schema
from timeline.views.viewer.payload import page_payload

DECLARATIONS = Path(__file__).parents[3] / ".ci" / "js"
DAYS = (
    "9:00-9:30 P1 PT1 97110",
    "9:10-9:20 P2 PT1 97112",
    "9:30-9:50 P3 PT1 97150 group=G",
    "10:00-10:30 P1 PT1 97110 next",
)


def test_the_declarations_of_the_scripts_are_those_of_the_payload() -> None:
    written = (DECLARATIONS / "payload.d.ts").read_text(encoding="utf-8")
    assert runpy.run_path(str(DECLARATIONS / "declarations.py"))["declarations"]() == written


def faults(value: Any, hint: Any, where: str = "payload") -> list[str]:
    """List where a value read from JSON is not of its type."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    container = {list: list, tuple: list, dict: dict}.get(dict if typing.is_typeddict(hint) else origin)
    if container and type(value) is not container:
        return [f"{where}: {value!r}"]
    if typing.is_typeddict(hint):
        return fields(value, hint, where)
    if origin is dict:
        return [fault for each in value.values() for fault in faults(each, inner[1], f"{where}{{}}")]
    if container:
        types = inner if origin is tuple else inner * len(value)
        return [f for each, of in zip(value, types, strict=True) for f in faults(each, of, f"{where}[]")]
    if inner:
        options = [faults(value, option, where) for option in inner]
        return [] if [] in options else options[0]
    known = (int, float) if hint is float else (hint,)
    return [] if hint is Any or type(value) in known else [f"{where}: {value!r}"]


def fields(value: dict[str, Any], hint: Any, where: str) -> list[str]:
    """List what is wrong in an object: a key too many or too few, and what stands under the others."""
    hints = typing.get_type_hints(hint, include_extras=True)
    optional = {key for key, of in hints.items() if typing.get_origin(of) is typing.NotRequired}
    wrong = [f"{where}: {key}" for key in (value.keys() - hints) | (hints.keys() - optional - value.keys())]
    plain = typing.get_type_hints(hint)
    return wrong + [f for key in value.keys() & plain for f in faults(value[key], plain[key], f"{where}.{key}")]


def told(result: Analysis) -> Any:
    """Give the payload as the page reads it."""
    return json.loads(json.dumps(page_payload(result)))


@pytest.mark.parametrize(
    "lines", [DAYS, ("9:00-9:30 P1 PT1 appointment", "8:00-12:00 PT1 shift")], ids=["days", "plan"]
)
def test_a_payload_is_of_its_type_to_the_last_value(lines: tuple[str, ...]) -> None:
    assert faults(told(analyzed(*lines)), schema.Payload) == []


def test_a_busy_day_is_of_its_type_to_the_last_value(tuesday: Analysis) -> None:
    assert faults(told(tuesday), schema.Payload) == []
