"""One strict reader of tables: files and frames as sheets, and lists under a declared contract."""

from timeline.sheets.headers import Fix
from timeline.sheets.layout import FileFormat
from timeline.sheets.listing import Field, Listing, read_listing, sheet_of_mapping
from timeline.sheets.sheet import Sheet
from timeline.sheets.sources import AnyPath, Input, MemoryFile, Opened, open_any

__all__ = [
    "AnyPath",
    "Field",
    "FileFormat",
    "Fix",
    "Input",
    "Listing",
    "MemoryFile",
    "Opened",
    "Sheet",
    "open_any",
    "read_listing",
    "sheet_of_mapping",
]
