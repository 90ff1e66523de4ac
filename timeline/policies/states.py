"""State law on how many assistants and aides one therapist may oversee, and how near (claims §8).

In `oversight_states.csv` every state, the District of Columbia and every territory has a row, which says what its
number rests on: a limit that was read, none found where somebody looked, or nobody looked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from timeline.errors import Fault
from timeline.jurisdictions import JURISDICTIONS
from timeline.period import Period
from timeline.policies.model import Citation
from timeline.policies.shipped import sources
from timeline.sheets import Field, Fix, read_listing
from timeline.sheets.cells import above_zero, each, iso_date, one_of


class Level(StrEnum):
    """How near the therapist must be while an assistant treats, from loosest to strictest."""

    #: Overall direction; presence is not required.
    GENERAL = "general"
    #: On site, not necessarily in the same room (a state's word).
    ONSITE = "onsite"
    #: In the office suite and at once available (Medicare's word).
    DIRECT = "direct"

    @property
    def needs_presence(self) -> bool:
        """Whether a therapist must be on site."""
        return self is not Level.GENERAL


class Standing(StrEnum):
    """What is known of a state's limit on assistants and aides."""

    LIMIT = "limit"
    NO_LIMIT_FOUND = "no_limit_found"
    NOT_LOOKED_UP = "not_looked_up"

    @property
    def words(self) -> str:
        """The standing as people say it."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRule(Period):
    """What a state's law says; None and empty where no source was read, an open period where it has no date.

    Parameters
    ----------
    standing, as_of
        What is known of its limit, and the day on which that was so.
    assistants, aides, together
        How many of them one therapist may supervise at one time; `together` counts both.
    except_settings
        Settings in which the limits do not hold.
    payers
        Families of policies it holds for; empty: all.
    source
        None where nobody looked it up.
    """

    state: str
    standing: Standing
    as_of: date
    level: Level | None
    assistants: int | None
    aides: int | None
    together: int | None
    except_settings: tuple[str, ...]
    payers: tuple[str, ...]
    source: Citation | None
    verified: bool
    note: str

    @property
    def limits(self) -> dict[str, int]:
        """The limits it sets, by whom they count."""
        numbers = {"assistants": self.assistants, "aides": self.aides, "together": self.together}
        return {name: most for name, most in numbers.items() if most is not None}

    @property
    def limits_assistants(self) -> bool:
        """Whether one of its limits counts assistants."""
        return not self.limits.keys() <= {"aides"}


def _state(text: str) -> str | Fix:
    return text if text in JURISDICTIONS else Fix("is not a postal abbreviation of a state", "Correct the cell.")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_STANDING = one_of({str(one): one for one in Standing}, f"is not one of {', '.join(Standing)}", "Correct the cell.")
_LEVEL = one_of({str(level): level for level in Level}, f"is not one of {', '.join(Level)}", "Correct the cell.")
_VERIFIED = one_of({"Y": True, "N": False}, "is neither Y nor N", "Correct the cell.")
_COLUMNS = (
    Field(name="state", kind=each(_state)),
    Field(name="standing", kind=each(_STANDING)),
    Field(name="as_of", kind=each(iso_date)),
    Field(name="level", kind=each(_LEVEL), blank=None),
    Field(name="assistants", kind=each(above_zero), blank=None),
    Field(name="aides", kind=each(above_zero), blank=None),
    Field(name="together", kind=each(above_zero), blank=None),
    Field(name="except_settings", kind=each(_words), blank=()),
    Field(name="payers", kind=each(_words), blank=()),
    Field(name="start", kind=each(iso_date), blank=None),
    Field(name="until", kind=each(iso_date), blank=None),
    Field(name="source", blank=""),
    Field(name="at", blank=""),
    Field(name="verified", kind=each(_VERIFIED)),
    Field(name="note", blank=""),
)


def read_states(path: Path, faults: list[Fault]) -> list[StateRule]:
    """Read the table of state law; every cell that cannot be read, or contradicts another, is a fault."""
    listing = read_listing(path, _COLUMNS, frame_name="states", whole_rows=True)
    rules: list[StateRule] = []
    for number, record in listing.records():
        cited, at = record.pop("source"), record.pop("at")
        rule = StateRule(**record, source=Citation(cited, at) if cited else None)
        for column, value, problem, repair in _problems(rule, rules):
            listing.note(number, column, value, problem, repair)
        rules.append(rule)
    faults += listing.in_order()
    return rules


def _problems(rule: StateRule, others: Sequence[StateRule]) -> list[tuple[str, str, str, str]]:
    """List what is wrong with a row as a whole: column, value, problem and repair."""
    found = []
    if rule.source is not None and rule.source.id not in sources():
        found.append(("source", rule.source.id, "unknown source", "Describe it in sources.toml."))
    if rule.source is None and (rule.standing is not Standing.NOT_LOOKED_UP or rule.level or rule.verified):
        found.append(("source", "", "is missing", "Only what nobody looked up has none, and is not verified."))
    if (rule.standing is Standing.LIMIT) != bool(rule.limits):
        repair = "State a number with `limit`, and none without."
        found.append(("standing", rule.standing.value, "does not fit the numbers", repair))
    if rule.ends_before_it_starts:
        found.append(("until", str(rule.until), "ends before it starts", "`until` is exclusive."))
    if any(_contradict(rule, other) for other in others):
        found.append(("state", rule.state, "appears twice for one day", "Give each its own dates."))
    return found


def _contradict(one: StateRule, two: StateRule) -> bool:
    return (one.state, one.payers) == (two.state, two.payers) and one.overlaps(two)
