"""The words of the field, each with one spelling."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Who a provider is."""

    PT = "PT"
    OT = "OT"
    SLP = "SLP"
    PTA = "PTA"
    OTA = "OTA"
    SLPA = "SLPA"
    AIDE = "AIDE"
    ATC = "ATC"
    STUDENT = "STUDENT"
    OTHER = "OTHER"


THERAPISTS = frozenset({Role.PT, Role.OT, Role.SLP})
ASSISTANTS = frozenset({Role.PTA, Role.OTA, Role.SLPA})


class Discipline(StrEnum):
    """Whose plan of care a service belongs to; the order is the one ties follow."""

    PT = "PT"
    OT = "OT"
    SLP = "SLP"


#: The discipline a role works in; aides, athletic trainers, students and others have none of their own.
DISCIPLINE_OF_ROLE = {
    Role.PT: Discipline.PT,
    Role.PTA: Discipline.PT,
    Role.OT: Discipline.OT,
    Role.OTA: Discipline.OT,
    Role.SLP: Discipline.SLP,
    Role.SLPA: Discipline.SLP,
}


class Mode(StrEnum):
    """How a span is attended."""

    ONE_ON_ONE = "one_on_one"
    GROUP = "group"
    SUPERVISED = "supervised"
    UNSKILLED = "unskilled"


#: Two modes are in the code table only: services that never take place on the clinic floor …
OFF_FLOOR = "off_floor"
#: … and attended services that one patient need not have alone: one-on-one or in a group, as the row says.
EITHER = "either"


#: Place-of-service codes of telehealth: the patient is not at home, or at home. Every other place is in person.
TELEHEALTH_PLACES = frozenset({"02", "10"})


class Activity(StrEnum):
    """What was done in a span."""

    INTERVENTION = "intervention"
    ASSESSMENT = "assessment"
    INSTRUCTION = "instruction"
    DOCUMENTATION = "documentation"
    REST = "rest"
    SETUP = "setup"
    WAITING = "waiting"
    DOCUMENTATION_AWAY = "documentation_away"


#: Activities that are never skilled treatment.
UNSKILLED_ACTIVITIES = frozenset({Activity.REST, Activity.SETUP, Activity.WAITING, Activity.DOCUMENTATION_AWAY})
#: Of these, the ones in which the patient rests from everybody …
PAUSING_ACTIVITIES = frozenset({Activity.REST, Activity.WAITING})
#: … and the ones that keep their own provider busy.
BUSY_ACTIVITIES = frozenset({Activity.SETUP, Activity.DOCUMENTATION_AWAY})


class Kind(StrEnum):
    """What a row of a schedule is."""

    SERVICE = "service"
    APPOINTMENT = "appointment"
    SHIFT = "shift"
    AWAY = "away"


class Status(StrEnum):
    """Whether an appointment took place."""

    KEPT = "kept"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class State(StrEnum):
    """What is true of a patient's visit at an instant; the order is the order of precedence."""

    ONE_ON_ONE = "one_on_one"
    GROUP = "group"
    OTHER_DISCIPLINE = "other_discipline"
    CONTESTED = "contested"
    SUPERVISED = "supervised"
    UNSKILLED = "unskilled"
    WAITING = "waiting"
    AWAY = "away"


class Doing(StrEnum):
    """What a provider is doing at an instant, before any contest rule."""

    ONE_ON_ONE = "one_on_one"
    GROUP = "group"
    CONTESTED = "contested"
    BUSY = "busy"
    IDLE = "idle"


class ContestRule(StrEnum):
    """Who keeps a provider claimed by two engagements at once; the order is from strictest to most generous."""

    EXCLUSIVE = "exclusive"
    NESTED = "nested"
    DOCUMENTED = "documented"

    @property
    def meaning(self) -> str:
        """What the rule leaves a provider with who is claimed twice, in words."""
        return _CONTESTED_MINUTES[self]


_CONTESTED_MINUTES = {
    ContestRule.EXCLUSIVE: "a contested minute counts for nobody",
    ContestRule.NESTED: "a contact recorded wholly inside a longer one counts; in any other contest nobody does",
    ContestRule.DOCUMENTED: "every contested minute counts for everybody, as recorded",
}

#: Every contest rule, in order: minutes are worked out under all of them side by side.
CONTEST_RULES = tuple(ContestRule)


class Engine(StrEnum):
    """What works attendance out; the answers are the same."""

    #: The tree for a day, columns for many rows where numba is installed.
    AUTO = "auto"
    TREE = "tree"
    COLUMNAR = "columnar"


class Evidence(StrEnum):
    """What a minute rests on: a record of what happened, or a booking."""

    DOCUMENTED = "documented"
    SCHEDULED = "scheduled"


class Booked(StrEnum):
    """What became of a booking, or of a visit nobody booked."""

    #: The patient was treated, and the record says when.
    SEEN = "seen"
    #: Treated in one run with another booking: the record does not say where the one ended and the other began.
    JOINED = "joined"
    #: Nothing is recorded of the patient in that discipline, though the day is recorded.
    NOT_SEEN = "not_seen"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    #: Nothing is recorded of the day yet.
    OPEN = "open"
    #: Treated without a booking.
    WALK_IN = "walk_in"


class Severity(StrEnum):
    """How much a finding matters; the order is from most to least."""

    ERROR = "error"
    REVIEW = "review"
    NOTE = "note"


class Pool(StrEnum):
    """The disciplines whose allowed amounts a payer adds up in a calendar year."""

    PT_SLP = "PT_SLP"
    OT = "OT"

    @property
    def words(self) -> str:
        """Its disciplines, in words."""
        return "PT and SLP" if self is Pool.PT_SLP else "OT"


def pool_of(discipline: str) -> Pool:
    """Return the pool that a discipline's amounts are added to.

    >>> pool_of("SLP"), pool_of("OT")
    (<Pool.PT_SLP: 'PT_SLP'>, <Pool.OT: 'OT'>)
    """
    return Pool.OT if discipline == Discipline.OT else Pool.PT_SLP


class Outcome(StrEnum):
    """What a payer would do with a claim line; the order is from least to most for a biller to mend."""

    PAID = "paid"
    #: The rules leave it to the payer, or no rules of the payer are known.
    UNKNOWN = "unknown"
    REDUCED = "reduced"
    #: Paid at first, and taken back once somebody compares it with the record.
    RECOUPED = "recouped"
    #: Sent back unprocessed, to be corrected and sent again.
    RETURNED = "returned"
    DENIED = "denied"
