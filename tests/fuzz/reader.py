"""Fuzz one reader by coverage: `python -m tests.fuzz.reader schedule CORPUS [OPTIONS OF LIBFUZZER]`."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    """Start from a good file, which the corpus gets first."""
    import atheris  # a tool of the night, which the tests do not need

    read = ["timeline.sheets", "timeline.schedules", "timeline.toml"]
    with atheris.instrument_imports(include=read):
        from tests.fuzz.targets import targets

    target, corpus = targets()[sys.argv.pop(1)], Path(sys.argv[1])
    (corpus / "good").write_bytes(target.good)
    target.read(target.good)  # what it imports takes longer than any file may
    atheris.Setup(sys.argv, target.read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
