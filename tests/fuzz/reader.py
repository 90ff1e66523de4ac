"""Fuzz one reader by coverage: `python -m tests.fuzz.reader csv CORPUS [OPTIONS OF LIBFUZZER]`."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    """Start from a good file, which the corpus gets first."""
    import atheris  # a tool of the night, which the tests do not need

    with atheris.instrument_imports(include=["timeline.sheets"]):
        from tests.sheets.test_fuzz import check, good_files

    kind, corpus = sys.argv.pop(1), Path(sys.argv[1])
    (corpus / "good").write_bytes(good_files()[kind])
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
