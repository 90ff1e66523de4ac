"""Fixtures of the attendance tests."""

from __future__ import annotations

from tests.engines import engine

__all__ = ["engine"]
