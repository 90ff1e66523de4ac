"""A payer of our own: each code alone, within the limits that a test asks for."""

from __future__ import annotations

from pathlib import Path

_POLICY = """
payer = "own"

[[rule]]
name = "units"
value = {{ method = "midpoint", unit_minutes = 15 }}
start = 2020-01-01
verified = false
note = "Invented."

[[rule]]
name = "caps"
value = {{ limits = [{limits}] }}
start = 2020-01-01
verified = false
note = "Invented."
"""


def limited_policy(folder: Path, limits: str) -> Path:
    """Write the policy, its limits as TOML has them, and return its file."""
    file = folder / "own.toml"
    file.write_text(_POLICY.format(limits=limits), encoding="utf-8")
    return file
