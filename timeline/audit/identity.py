"""Ids that may be one person's, or one place's, written in two ways. Ids are opaque: nothing is merged by itself."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence

from timeline.clock import duration
from timeline.finding import Finding, FindingRule
from timeline.record import Record
from timeline.spans import shared, union
from timeline.vocabulary import Severity

ALIKE = FindingRule(
    "id.alike",
    "Two ids differ only in case, blanks, punctuation, zeros or characters that cannot be seen: if they are one "
    "person's, time claimed twice goes unseen.",
    "Find out whether they are one. If so, write one of them in the export, or say so in the mapping file under "
    "[values].",
)
#: Columns of ids, and what each names.
_NAMED = {
    "provider": "provider",
    "patient": "patient",
    "group": "group session",
    "clinic": "site",
    "stated_payer": "payer",
}
_WHOLE = re.compile(r"(\d+)\.0+", re.ASCII)
_PARTS = re.compile(r"[^\W\d_]+|\d+")


def alike(record: Record) -> Iterator[Finding]:
    """Report each pair of ids of one kind that differ only in how they are written."""
    for column, named in _NAMED.items():
        cells: list[str] = getattr(record.rows, column)
        by_look: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for identity in sorted(set(cells) - {""}):
            by_look[look_of(identity)].append(identity)
        for look, listed in by_look.items():
            if look and len(listed) > 1:
                rows = {identity: [row for row, cell in enumerate(cells) if cell == identity] for identity in listed}
                for other in listed[1:]:
                    yield _alike(record, column, named, (listed[0], other), (rows[listed[0]], rows[other]))


def look_of(identity: str) -> tuple[str, ...]:
    """Return what is left of an id without case, blanks, punctuation, leading zeros and what cannot be seen.

    The sign of a negative number stays, and so does where figures are apart: 12-3 is not 1-23.

    >>> look_of("PT-01"), look_of("pt 1"), look_of("17.0"), look_of("-17")
    (('pt', '1'), ('pt', '1'), ('17',), ('-', '17'))
    """
    text = unicodedata.normalize("NFKC", identity).casefold()
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf").strip()
    whole = _WHOLE.fullmatch(text)
    text = whole[1] if whole else text
    sign = ("-",) if re.fullmatch(r"-\d.*", text) else ()
    return sign + tuple(part.lstrip("0") or "0" for part in _PARTS.findall(text))


def _alike(
    record: Record, column: str, named: str, ids: tuple[str, str], rows: tuple[Sequence[int], Sequence[int]]
) -> Finding:
    one, other = ids
    seconds = _at_once(record, *rows) if column in ("provider", "patient") else 0
    told = f"{duration(seconds)} of both are recorded at once" if seconds else "nothing of both is recorded at once"
    stake = f"; {told}" if column in ("provider", "patient") else ""
    key = "payer" if column == "stated_payer" else column
    stated = {"patients": ids} if column == "patient" else {"providers": ids} if column == "provider" else {}
    return record.finding(
        ALIKE,
        Severity.REVIEW,
        [rows[0][0], rows[1][0]],
        f"The ids {one!r} and {other!r} are nearly the same and may be one {named}{stake}.",
        seconds=seconds,
        about=f"{key} {one} {other}",
        own_remedy=f'Find out. If they are one {named}, state in the mapping file: [values.{key}] "{other}" = "{one}".',
        **stated,  # type: ignore[arg-type]
    )


def _at_once(record: Record, ones: Sequence[int], others: Sequence[int]) -> int:
    """Add up the time in which rows of both are open: what would be contested, or doubled, if they were one."""
    rows = record.rows

    def by_date(listed: Sequence[int]) -> dict[tuple[str, str], list[tuple[int, int]]]:
        found: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        for row in listed:
            if rows.evidence[row] and rows.nature[row].attended:
                found[rows.date[row], rows.evidence[row]].append((rows.start[row], rows.end[row]))
        return found

    mine, theirs = by_date(ones), by_date(others)
    return sum(
        sum(shared(span, union(theirs[key])) for span in union(spans)) for key, spans in mine.items() if key in theirs
    )
