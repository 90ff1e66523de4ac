"""The checks before a commit that no tool of the environment has: `hooks.py toml FILE…`, `hooks.py notebooks FILE…`."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path


def is_toml(file: Path) -> bool:
    """Tell whether a file can be read as TOML; say why not."""
    try:
        tomllib.loads(file.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        sys.stderr.write(f"{file}: {problem}\n")
        return False
    return True


def is_stripped(file: Path) -> bool:
    """Tell whether a notebook carries no output; strip it where it does."""
    notebook = json.loads(file.read_text(encoding="utf-8"))
    outputs = [cell for cell in notebook["cells"] if cell.get("outputs") or cell.get("execution_count")]
    for cell in outputs:
        cell["outputs"], cell["execution_count"] = [], None
    if outputs:
        file.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        sys.stderr.write(f"{file}: stripped the output of {len(outputs)} cells\n")
    return not outputs


if __name__ == "__main__":
    check = {"toml": is_toml, "notebooks": is_stripped}[sys.argv[1]]
    passed = [check(Path(name)) for name in sys.argv[2:]]
    sys.exit(not all(passed))
