"""The look of each state: one color, one pattern and one word, so that no meaning depends on color alone.

The colors are Okabe and Ito's, lightened where text is on them: they stay distinct for color-blind
readers, and the patterns keep them apart on a gray printout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Drawn(StrEnum):
    """What a mark of the chart shows; the order is the order of the legend."""

    ONE_ON_ONE = "one_on_one"
    GROUP = "group"
    SUPERVISED = "supervised"
    UNSKILLED = "unskilled"
    REST = "rest"
    BUSY = "busy"
    BOOKING = "booking"
    SHIFT = "shift"
    CONTESTED = "contested"
    INTERRUPTION = "interruption"


@dataclass(frozen=True, slots=True)
class Look:
    """How one thing is drawn.

    Parameters
    ----------
    label
        The word in the legend.
    colour
        Fill, `#RRGGBB`; empty for none.
    pattern
        Plotly's pattern letter; empty for a plain fill.
    text
        Color of text on the fill.
    line
        Color of the outline.
    line_width
        Its width in pixels.
    ink
        Share of black in the lines of the pattern: light under black text, strong under white.
    """

    label: str
    colour: str
    pattern: str = ""
    text: str = "#000000"
    line: str = "#FFFFFF"
    line_width: float = 0.6
    ink: float = 0.28

    @property
    def fill(self) -> str:
        """The fill in Plotly's form; a mark without one is transparent."""
        return self.colour or "rgba(0,0,0,0)"


BLACK = "#000000"
WHITE = "#FFFFFF"
INK = "#1F2933"
MUTED = "#52606D"
GRID = "#D9DFE5"
BAND = "#F3F5F7"
#: Vermillion: the one warning color, used for nothing else.
WARNING = "#D55E00"

LOOKS: Mapping[Drawn, Look] = MappingProxyType(
    {
        Drawn.ONE_ON_ONE: Look("One-on-one", "#0072B2", text=WHITE),
        Drawn.GROUP: Look("Group", "#F0B93A", "x"),
        Drawn.SUPERVISED: Look("Supervised", "#9CCBEB", "/"),
        Drawn.UNSKILLED: Look("Unskilled", "#D3D7DC", "."),
        Drawn.REST: Look("Resting", "#F5F0DC", "-", line="#8A8468", line_width=1),
        Drawn.BUSY: Look("Busy", "#B4BCC5", "|", line="#8D98A4"),
        Drawn.BOOKING: Look("Booked", "#FFFFFF", line="#7B8794", line_width=1),
        Drawn.SHIFT: Look("On shift", "#F1F4F7", line="#DDE3E9", line_width=1),
        Drawn.CONTESTED: Look("Contested", "", line=WARNING, line_width=2.5),
        Drawn.INTERRUPTION: Look("Interruption", "#FFFFFF", line=BLACK, line_width=1.6),
    }
)
