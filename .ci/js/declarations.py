"""Writes payload.d.ts, the payload as the page's scripts see it, from its classes in Python.

Run `python .ci/js/declarations.py` after a change of a `*schema.py` in `timeline/views/viewer`; a test fails till then.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Any

from timeline.views.viewer import month_schema, plan_schema, schema

FILE = Path(__file__).parent / "payload.d.ts"
_WORDS = {str: "string", int: "number", float: "number", bool: "boolean", NoneType: "null", Any: "any"}
_MODULES = (schema, month_schema, plan_schema)
#: Types that are another name for a list or a tuple.
_NAMED = ("Shift", "ProviderSpan", "PatientSpan", "Cell")


def declarations() -> str:
    """Give the declarations of every type of the payload."""
    head = "// Written by declarations.py from timeline/views/viewer/*schema.py: change those files, not this one.\n"
    named = (f"type {name} = {_type(_found(name))};\n" for name in _NAMED)
    return "\n".join([head, "".join(named), *_interfaces()])


def _interfaces() -> Iterator[str]:
    own = ((module, *each) for module in _MODULES for each in vars(module).items())
    for module, name, found in own:
        if typing.is_typeddict(found) and found.__module__ == module.__name__:
            hints = typing.get_type_hints(found, include_extras=True)
            fields = "".join(f"  {_field(field, hint)};\n" for field, hint in hints.items())
            yield f"/** {inspect.getdoc(found)} */\ninterface {name} {{\n{fields}}}\n"


def _found(name: str) -> Any:
    return next(getattr(module, name) for module in _MODULES if hasattr(module, name))


def _field(name: str, hint: Any) -> str:
    if typing.get_origin(hint) is typing.NotRequired:
        return f"{name}?: {_type(typing.get_args(hint)[0])}"
    return f"{name}: {_type(hint)}"


def _type(hint: Any) -> str:
    """Say a Python type in TypeScript."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint in _WORDS:
        return _WORDS[hint]
    if typing.is_typeddict(hint):
        return str(hint.__name__)
    if origin is list:
        return f"({_type(inner[0])})[]" if " | " in _type(inner[0]) else f"{_type(inner[0])}[]"
    if origin is tuple:
        return f"[{', '.join(map(_type, inner))}]"
    if origin is dict:
        return f"Record<{_type(inner[0])}, {_type(inner[1])}>"
    if origin in (UnionType, typing.Union):
        return " | ".join(map(_type, inner))
    raise TypeError(f"no such type in a payload, got {hint!r}; add it to declarations.py.")


if __name__ == "__main__":
    FILE.write_text(declarations(), encoding="utf-8")
