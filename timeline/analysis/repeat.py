"""Repeating an analysis from its manifest: it gives the same bytes, or what differs is named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from timeline.errors import Fault, ScheduleError
from timeline.files import file_errors, read_plain

_PARTS = ("manifest", "document", "files")


def index(manifest: Mapping[str, Any], document: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """List what belongs together: the run's manifest, the SHA-256 of its JSON document, and that of every file written.

    Parameters
    ----------
    manifest
        As `Analysis.manifest` has it.
    document
        The whole result, as `Analysis.to_json` writes it.
    texts
        Text by file name.
    """
    files = {name: _sha256(text.encode(errors="replace")) for name, text in sorted(texts.items())}
    return {"manifest": dict(manifest), "document": _sha256(document.encode(errors="replace")), "files": files}


def stated(path: Path) -> dict[str, Any]:
    """Read an index, an evidence pack or a bare manifest; what it does not hold is empty.

    Raises
    ------
    ScheduleError: the file is none of them.
    FileError: it cannot be read.
    """
    with file_errors(path, "read"):
        content = read_plain(path)
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        bare = "manifest" not in found and "findings" not in found  # with findings: a result, or the run of a batch
        found = {"manifest": found} if bare else {name: found.get(name) for name in _PARTS}
        manifest = found["manifest"]
        inputs = manifest.get("inputs") if isinstance(manifest, dict) else None
        if isinstance(inputs, list) and all(
            isinstance(each, dict) and isinstance(each.get("file"), str) for each in inputs
        ):
            return {"document": None, "files": None} | found
    problem = "is no manifest"
    raise ScheduleError(
        [Fault(path.name, None, "", "", problem, "Name manifest.json of an evidence folder, or a pack.")]
    )


def differences(told: Mapping[str, Any], folder: Path, manifest: Mapping[str, Any], document: str) -> list[str]:
    """Say what is not as it was: parts of the manifest, the result itself, files of the folder.

    Parameters
    ----------
    told
        From `stated`.
    folder
        Where the files of an index are.
    manifest, document
        Of the analysis that was repeated.
    """
    before, now = told["manifest"], json.loads(json.dumps(manifest))
    found = [f"{name} differs" for name in sorted(before.keys() | now.keys()) if before.get(name) != now.get(name)]
    if told["document"] is not None and told["document"] != _sha256(document.encode(errors="replace")):
        found.append("the result differs")
    for name, sha256 in (told["files"] or {}).items():
        try:
            same = _sha256(read_plain(folder / Path(name).name)) == sha256
        except OSError:
            same = False
        if not same:
            found.append(f"{Path(name).name} was changed or is missing")
    return found


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
