"""The first lines of a list of charges as a proposed mapping would have them understood."""

from __future__ import annotations

from timeline.errors import ScheduleError
from timeline.proposal.draft import Tree
from timeline.proposal.preview import SHOWN, Preview, pseudonym, row_of
from timeline.schedules import MemoryFile, read_claims
from timeline.schedules.claims import ClaimsMapping
from timeline.toml import understood
from timeline.toml.document import Document


def claims_preview(source: MemoryFile, tree: Tree) -> Preview:
    """Read a list with a proposed mapping, as `--claims-map` would."""
    try:
        mapping = understood(Document("the proposed mapping", tree, ""), ClaimsMapping)
        lines = read_claims(source, mapping=mapping)
    except ScheduleError as wrong:
        return Preview([], wrong.fault_list, 0)
    people: dict[str, dict[str, str]] = {"P": {}, "S": {}}
    rows = [
        {
            "row": row_of(line["claim_id"]),
            "date": f"{line['date']:%Y-%m-%d}",
            "code": line["code"],
            "units": int(line["units"]),
            "modifiers": "" if line["modifiers"] != line["modifiers"] else line["modifiers"],
            "patient": pseudonym(people, "P", line["patient"]),
            "provider": pseudonym(people, "S", line["provider"]),
        }
        for line in lines.head(SHOWN).to_dict("records")
    ]
    return Preview(rows, (), len(lines))
