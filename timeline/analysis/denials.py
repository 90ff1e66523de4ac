"""What a payer would do with each claim line, by which rule, and what to do about it before it is sent.

Rules only: what is known of a line (`seen_by_payer`, `seen_in_record`) is looked up among the consequences
(`timeline.policies.denials`). No chance is estimated, and no price plays a part, in the order neither.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from timeline import contracts
from timeline.analysis.given import Result, facts_of
from timeline.analysis.handed_out import handed_out
from timeline.analysis.seen_by_payer import seen
from timeline.analysis.seen_in_record import FindingsOf, compared_with_record, explaining_findings, not_recorded
from timeline.analysis.sent_lines import (
    Known,
    KnownOf,
    SentLine,
    lines_of_visits,
    lines_without_visit,
    together,
    visit_sent,
)
from timeline.audit import audit
from timeline.exports import plain_records
from timeline.finding import Finding
from timeline.policies.denials import Consequence, consequences
from timeline.reconcile import Compared
from timeline.record import Record
from timeline.visits import VisitKey
from timeline.vocabulary import Outcome
from timeline.words import counted

_RANK = {outcome: place for place, outcome in enumerate(Outcome)}


@dataclass(frozen=True, slots=True)
class Denial:
    """What a payer would do with one line; fields as in the table `DENIALS`.

    Parameters
    ----------
    sent
        The line.
    concerned
        How many of its units.
    also
        Rules of what else is wrong with it.
    """

    sent: SentLine
    outcome: Outcome
    concerned: int = 0
    rule: str = ""
    why: str = ""
    also: tuple[str, ...] = ()
    source: str = ""
    verified: bool = True
    remedy: str = ""

    @property
    def order(self) -> tuple[object, ...]:
        """Where it stands: the worst outcome first, then date, patient and code."""
        day, patient, discipline = self.sent.key
        return -_RANK[self.outcome], day, patient, self.sent.code, discipline, self.sent.place


def denials(result: Result) -> pd.DataFrame:
    """Say what a payer would do with each claim line, the worst first, so that a biller can work top-down.

    The lines are those of the claims list; without one those that the schedule's rows say, and for visits whose rows
    say nothing, those that the record supports.

    Parameters
    ----------
    result
        An analysis.

    Returns
    -------
    `DENIALS`: one row for each line.

    Raises
    ------
    WrongTypeError: `result` is no analysis.
    """
    record = facts_of(result, "denials")
    found = denial_list(record, result.finding_list)
    return handed_out(record, contracts.DENIALS, denials_table(found))


def denials_dict(result: Result) -> dict[str, Any]:
    """Return the document of `timeline denials`: how many lines of each outcome, and every line."""
    table = denials(result)
    counts = Counter(table["outcome"].astype(str))
    return {
        "contest": str(result.record.contest),
        "outcomes": {str(outcome): counts[outcome] for outcome in reversed(Outcome)},
        "lines": plain_records(contracts.as_text(contracts.DENIALS, table)),
    }


def denial_list(record: Record, findings: Sequence[Finding]) -> list[Denial]:
    """Judge every line that is shown, the worst outcome first; what is worked out together stays together.

    Parameters
    ----------
    findings
        The findings shown; where a part is shown, those of the whole are looked for again.
    """
    whole = record.whole
    sent = lines_of_visits(whole)
    # No line, nothing to explain: of hundreds of patients with one provider, each finding is about most rows.
    explaining = explaining_findings(whole, findings if whole is record else audit(whole)) if any(sent.values()) else {}
    known: dict[SentLine, list[Known]] = defaultdict(list)
    for line, fact in _known(whole, sent, explaining):
        known[line].append(fact)
    lines = [line for key, listed in sent.items() if key in record.accounts for line in listed]
    found = [_judged(line, known[line], whole) for line in lines]
    found += [_judged(line, [not_recorded(line)], whole) for line in lines_without_visit(record)]
    return sorted(found, key=lambda denial: denial.order)


def _known(record: Record, sent: Mapping[VisitKey, Sequence[SentLine]], findings: FindingsOf) -> KnownOf:
    """Yield what is known of every line of a visit."""
    compared: dict[VisitKey, dict[str, Compared]] = defaultdict(dict)
    for item in record.comparison:
        compared[item.key][item.code] = item
    visits = []
    for key, lines in sent.items():
        account = record.accounts[key]
        visit = visit_sent(account, lines)
        if visit is not None:
            visits.append(visit)
            yield from compared_with_record(visit, compared[key], findings)
        else:
            for line in lines:
                yield line, Known(account.refusal, "", line.units) if account.refusal else not_recorded(line)
    for listed in together(visits):
        yield from seen(listed)


def _judged(line: SentLine, known: Iterable[Known], record: Record) -> Denial:
    """Look up what follows from what is known of a line: the worst, and of equals the first of the file."""
    on = date.fromisoformat(line.key[0])
    found = [(case, entry) for case in known if (entry := consequences().on(case.rule, case.when, on)) is not None]
    found = [item for item in found if item[1].settles] or found
    found.sort(key=_worst)
    if not found or not line.units:
        return Denial(line, Outcome.PAID)
    (case, entry), payer = found[0], _payer(line, record)
    facts = defaultdict(
        str, {"code": line.code, "payer": payer, "units": counted(case.units, "unit")} | dict(case.facts)
    )
    cited = [str(place) for place in entry.sources[:1]]
    return Denial(
        sent=line,
        outcome=entry.outcome,
        concerned=line.units if entry.whole_line else case.units,
        rule=case.rule,
        why=entry.why.format_map(facts),
        also=tuple(dict.fromkeys(other.rule for other, _ in found if other.rule != case.rule)),
        source="; ".join(dict.fromkeys(filter(None, [*cited, case.source]))),
        verified=consequences().is_checked_for(entry, payer, on),
        remedy=entry.remedy.format_map(facts) or case.remedy,
    )


def _worst(item: tuple[Known, Consequence]) -> tuple[int, int]:
    return -_RANK[item[1].outcome], consequences().places[item[1]]


def _payer(line: SentLine, record: Record) -> str:
    account = record.accounts.get(line.key)
    return account.payer if account is not None else ""


def denials_table(found: Iterable[Denial]) -> pd.DataFrame:
    """Build `DENIALS` of judged lines, in their order."""
    return contracts.from_records(contracts.DENIALS, [_cells(denial) for denial in found])


def _cells(denial: Denial) -> tuple[Any, ...]:
    sent = denial.sent
    return (
        *sent.key,
        sent.place,
        sent.code,
        sent.units,
        " ".join(sent.modifiers or ()),
        str(denial.outcome),
        denial.concerned,
        denial.rule,
        denial.why,
        denial.remedy,
        " ".join(denial.also),
        denial.source,
        denial.verified,
    )


def worst_by_code(found: Iterable[Denial]) -> dict[tuple[VisitKey, str], Outcome]:
    """Return the worst outcome of the lines of each code of a visit."""
    worst: dict[tuple[VisitKey, str], Outcome] = {}
    for denial in sorted(found, key=lambda denial: _RANK[denial.outcome]):
        worst[denial.sent.key, denial.sent.code] = denial.outcome
    return worst
