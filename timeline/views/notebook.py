"""The viewer inside a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from timeline.analysis.given import facts_of

if TYPE_CHECKING:
    from timeline.result import Analysis


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Replay:
    """A viewer page that a notebook shows.

    The page is in a frame that may run its own scripts and nothing else: it cannot read the
    notebook, open windows or reach the network. It holds patient data, and so does a notebook saved with it.

    Parameters
    ----------
    page
        The page as HTML.
    visits
        How many visits it shows.
    height
        Height of the frame in pixels.
    """

    page: str
    visits: int
    height: int

    def _repr_html_(self) -> str:
        return (
            f'<iframe title="Timeline viewer" sandbox="allow-scripts" srcdoc="{escape(self.page)}" '
            f'style="width: 100%; height: {self.height}px; border: 0"></iframe>'
        )

    def __repr__(self) -> str:
        return f"Replay({self.visits} visits)"


def replay(result: Analysis, *, height: int = 1000) -> Replay:
    """Show an analysis as the viewer: who was with whom, minute by minute, with findings and their proof.

    Parameters
    ----------
    result
        An analysis.
    height
        Height of the frame in pixels.

    Raises
    ------
    WrongTypeError: `result` is no analysis.
    """
    facts_of(result, "replay")
    from timeline.views.viewer import page_payload, render_page

    return Replay(render_page(page_payload(result), home="notebook"), len(result.record.accounts), height)
