"""One strict reader of TOML: every fault of a file at once, each with its file, its path and its repair."""

from timeline.toml.document import Document, parse_toml, read_toml
from timeline.toml.entries import NotRead, Problem, entry, unread, whole
from timeline.toml.structure import structured, understood

__all__ = [
    "Document",
    "NotRead",
    "Problem",
    "entry",
    "parse_toml",
    "read_toml",
    "structured",
    "understood",
    "unread",
    "whole",
]
