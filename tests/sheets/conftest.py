"""Writes small schedules and reads them."""

from tests.written import faults_of, read, write

__all__ = ["faults_of", "read", "write"]
