"""A mapping proposed for a foreign file, from the names and the contents of its columns."""

from timeline.proposal.draft import Question
from timeline.proposal.proposal import Proposal, map_file

__all__ = ["Proposal", "Question", "map_file"]
