"""Parts of a resource, whatever a damaged file has in their place."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

#: A resource, or a part of one, as JSON has it.
Json = Mapping[str, Any]

_CPT = ("http://www.ama-assn.org/go/cpt", "urn:oid:2.16.840.1.113883.6.12")
_HCPCS = (
    "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "urn:oid:2.16.840.1.113883.6.285",
    "urn:oid:2.16.840.1.113883.6.14",
)
_TAXONOMY = ("http://nucc.org/provider-taxonomy", "urn:oid:2.16.840.1.113883.6.101")
_ROLES_FILE = Path(__file__).with_name("taxonomy.csv")


@cache
def _roles() -> Mapping[str, str]:
    """Load which beginning of a taxonomy code is which role; what follows it is a specialty."""
    with _ROLES_FILE.open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["begins"]: row["role"] for row in csv.DictReader(file)})


def text_of(part: Json, key: str) -> str:
    """Return a text; empty where there is none.

    >>> text_of({"status": " booked "}, "status"), text_of({"status": 7}, "status")
    ('booked', '')
    """
    found = part.get(key)
    return found.strip() if isinstance(found, str) else ""


def part_of(part: Json, *keys: str) -> Json:
    """Return the first of some parts that is there; empty where none is."""
    return next((found for key in keys if isinstance(found := part.get(key), dict)), {})


def parts_of(part: Json, *keys: str) -> list[Json]:
    """Return the parts of the first list that is there; a part by itself is a list of one."""
    for key in keys:
        found = part.get(key)
        if isinstance(found, dict):
            return [found]
        if isinstance(found, list):
            return [each for each in found if isinstance(each, dict)]
    return []


def codings(concepts: list[Json]) -> Iterator[tuple[str, str]]:
    """Walk the codings of concepts: (system, code)."""
    for concept in concepts:
        for coding in parts_of(concept, "coding"):
            if code := text_of(coding, "code"):
                yield text_of(coding, "system"), code


def procedure_codes(concepts: list[Json]) -> list[str]:
    """List the CPT and HCPCS codes of concepts, each once."""
    return list(dict.fromkeys(code for system, code in codings(concepts) if system in _CPT + _HCPCS))


def other_codes(concepts: list[Json]) -> str:
    """List the codes of other systems as `system|code`, separated by blanks."""
    return " ".join(f"{system}|{code}" for system, code in codings(concepts) if system not in _CPT + _HCPCS)


def role_of(concepts: list[Json]) -> str:
    """Return the role that a coded qualification states; empty where none or several do."""
    coded = [code for system, code in codings(concepts) if system in _TAXONOMY]
    found = {role for code in coded for begins, role in _roles().items() if code.startswith(begins)}
    return found.pop() if len(found) == 1 else ""
