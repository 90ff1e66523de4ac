"""Procedure codes as people write them: with modifiers, a name, or the word CPT."""

from __future__ import annotations

import re

_CODE = r"(?:[0-9]{5}|[A-Z][0-9]{4}|[0-9]{4}[A-Z])"
_MODIFIER = r"(?:[A-Z][A-Z0-9]|[0-9]{2})"
_WITH_MODIFIERS = re.compile(
    rf"(?:CPT|HCPCS|HC)?[\s:#]*({_CODE})((?:\s*[-:,;/ ]\s*{_MODIFIER}){{1,4}})", re.IGNORECASE | re.ASCII
)
_WITH_WORD = re.compile(rf"(?:CPT|HCPCS|HC)[\s:#-]*({_CODE})", re.IGNORECASE | re.ASCII)
_WITH_NAME = re.compile(rf"({_CODE})\s*(?:[-–—:]\s+|\s[-–—:]\s*|\s+\()\D.*", re.IGNORECASE | re.ASCII | re.DOTALL)
_BETWEEN = re.compile(r"[\s:,;/-]+")


def code_and_modifiers(text: str) -> tuple[str, str]:
    """Take a code from the text of a cell, and the modifiers beside it; anything else stays as it stands.

    >>> code_and_modifiers("97110:GP:59"), code_and_modifiers("CPT 97110"), code_and_modifiers("97110 - Exercise")
    (('97110', 'GP 59'), ('97110', ''), ('97110', ''))
    """
    found = _WITH_MODIFIERS.fullmatch(text)
    if found:
        return found[1], " ".join(part for part in _BETWEEN.split(found[2].upper()) if part)
    found = _WITH_WORD.fullmatch(text) or _WITH_NAME.fullmatch(text)
    return (found[1], "") if found else (text, "")
