"""X12 5010: professional claims (837P) as claim lines, remittances (835) as what was paid for each line.

Our own segment splitter; delimiters are those that the header segment states by its positions. A row's number is the
place of its service line among the segments of the file, which is its line where each segment has one.
"""

from timeline.sheets.x12.grid import looks_like_x12, x12_grid

__all__ = ["looks_like_x12", "x12_grid"]
