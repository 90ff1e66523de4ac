"""The policies an analysis uses: the shipped ones, and a clinic's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from timeline.policies.load import load_policy, load_policy_file
from timeline.policies.model import Policy


@dataclass(frozen=True, slots=True)
class Policies:
    """Policies by name; a clinic's own counts for the payer it states."""

    own: Policy | None = None

    def __call__(self, name: str, /) -> Policy:
        """Return a payer's policy; raises UnknownPayerError."""
        return self.own if self.own is not None and name == self.own.payer else load_policy(name)


def policies_with(path: Path | str | None) -> Policies:
    """Return the shipped policies, and a clinic's own from its file.

    Raises
    ------
    PolicyError: every fault of the file with its path.
    """
    return Policies() if path is None else Policies(load_policy_file(path))
