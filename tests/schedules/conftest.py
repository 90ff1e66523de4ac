"""Writes small schedules and reads them, as they are or under a mapping."""

from tests.schedules.mapped import mapped
from tests.written import faults_of, read, write

__all__ = ["faults_of", "mapped", "read", "write"]
