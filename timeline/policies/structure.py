"""Turn parsed TOML into dataclasses: strictly, and with every fault as a path and a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

import cattrs
from cattrs.errors import ForbiddenExtraKeysError
from cattrs.v import format_exception

from timeline.errors import Fault
from timeline.policies.rules import CapScope, Method, OnExcess

T = TypeVar("T")


def _exactly(kind: type, words: str) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"expected {words}, got {value!r}")
        return value

    return structure


def _decimal(value: Any, _: Any) -> Decimal:
    if type(value) is not str:
        raise TypeError(f'expected a number in quotes such as "0.10", got {value!r}')
    try:
        return Decimal(value)
    except InvalidOperation:
        raise TypeError(f'expected a number in quotes such as "0.10", got {value!r}') from None


def _date(value: Any, _: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TypeError(f"expected a date such as 2024-01-31 without quotes, got {value!r}")
    return value


def word(value: Any, kind: type[StrEnum]) -> StrEnum:
    """Build one word of a fixed vocabulary, or say which words there are."""
    known = ", ".join(member.value for member in kind)
    if value not in {member.value for member in kind}:
        raise TypeError(f"expected one of {known}, got {value!r}")
    return kind(value)


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook(bool, _exactly(bool, "true or false"))
    converter.register_structure_hook(int, _exactly(int, "a whole number"))
    converter.register_structure_hook(str, _exactly(str, "text in quotes"))
    converter.register_structure_hook(Decimal, _decimal)
    converter.register_structure_hook(date, _date)
    for words in (Method, OnExcess, CapScope):  # each by name: the hook for text would take every StrEnum
        converter.register_structure_hook(words, word)
    return converter


CONVERTER = _converter()


def _sentence(problem: BaseException, kind: type | None) -> str:
    if isinstance(problem, ForbiddenExtraKeysError):
        return "unknown key " + ", ".join(sorted(problem.extra_fields))
    if isinstance(problem, KeyError):
        return f"missing key {problem.args[0]}"
    if isinstance(problem, TypeError) and str(problem).startswith("expected"):
        return str(problem)
    return format_exception(problem, kind)


def structured(raw: Any, kind: type[T], path: str, *, file: str, faults: list[Fault]) -> T | None:
    """Build one `kind` from parsed TOML, or add every reason why it cannot be built to `faults`."""
    try:
        return CONVERTER.structure(raw, kind)
    except cattrs.BaseValidationError as group:
        problems = cattrs.transform_error(group, path, format_exception=_sentence)
    except (TypeError, ValueError, AttributeError) as problem:  # what is no table at all
        problems = [f"{_sentence(problem, kind)} @ {path}"]
    for text in problems:
        problem_text, _, where = text.rpartition(" @ ")
        faults.append(Fault(file, None, where, "", problem_text, "Correct this entry."))
    return None
