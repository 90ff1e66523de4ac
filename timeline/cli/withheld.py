"""Lines that a pair of codes keeps off a claim, and the claim that somebody might be able to show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from timeline.units.model import EditState

if TYPE_CHECKING:
    from timeline.units.model import Line, VisitUnits
    from timeline.visits import VisitAccount, VisitKey


def withheld_rows(
    accounts: Iterable[VisitAccount], who: Mapping[VisitKey, Sequence[str]]
) -> tuple[list[list[str]], list[str]]:
    """Return a row for every visit of which a code stays off the claim, or more could be claimed if somebody shows it.

    Parameters
    ----------
    who
        The cells that name each visit.

    Returns
    -------
    The rows, and the questions somebody would have to answer.
    """
    rows, asks = list[list[str]](), dict[str, None]()
    for account in accounts:
        counted = account.units[account.contest] if account.units and not account.is_scheduled else None
        if counted is None or not (counted.removed or counted.conditional):
            continue
        might = counted.conditional
        rows.append([*who[account.key], _withheld(counted), _lines(might.lines) if might else "–"])
        asks |= dict.fromkeys(might.asks if might else ())
    return rows, list(asks)


def _withheld(counted: VisitUnits) -> str:
    """Name each code withheld, with the code beside which it does not stand where the record leaves that open."""
    open_pairs = [edit for edit in counted.edits if edit.state != EditState.PROVED]
    told = []
    for code in sorted(counted.removed):
        billed = counted.billed_as.get(code, code)
        pairs = [{edit.column_one, edit.column_two} for edit in open_pairs]
        others = {other for pair in pairs if billed in pair for other in pair - {billed}}
        told.append(f"{code} (beside {', '.join(sorted(others))})" if others else code)
    return "; ".join(told) or "–"


def _lines(lines: Iterable[Line]) -> str:
    return "; ".join(f"{line.code}×{line.units} {' '.join(line.modifiers)}".rstrip() for line in lines)
