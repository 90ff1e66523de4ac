"""What a synthetic clinic's day is made of, as plain data.

Who works and until when, which bookings there are, what a visit of each kind consists of, and how often
something comes in between. `timeline.samples.clinic_day` lays a day out from it. Clocks are `HH:MM`,
durations whole minutes, pairs the least and the most; all of it is invented.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from timeline.vocabulary import ASSISTANTS, THERAPISTS, Activity, Mode, Role, Status


@dataclass(frozen=True, slots=True)
class Provider:
    """Someone who works in the clinic; the name is obviously invented."""

    id: str
    role: Role
    name: str
    lunch: str

    @property
    def attends(self) -> bool:
        """Whether the provider's time with a patient can count at all."""
        return self.role in THERAPISTS | ASSISTANTS


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a visit: who does it, how many minutes it takes, what is recorded.

    `who` is `lead`, `helper` (an assistant where the visit is handed over, else the lead) or `nobody`;
    `codes` are the choices; `chance` is how often the step occurs. A step with `needs_setup` is
    sometimes preceded by an aide who prepares it.
    """

    who: str
    minutes: tuple[int, int]
    codes: tuple[str, ...] = ("",)
    activity: str = ""
    mode: str = ""
    chance: float = 1.0
    note: str = ""
    needs_setup: bool = False


PROVIDERS = {
    provider.id: provider
    for provider in (
        Provider("PT1", Role.PT, "Demo Therapist One", "12:00-12:45"),
        Provider("PT2", Role.PT, "Demo Therapist Two", "12:15-13:00"),
        Provider("OT1", Role.OT, "Demo Therapist Three", "12:00-13:00"),
        Provider("PTA1", Role.PTA, "Demo Assistant One", "11:45-12:30"),
        Provider("PTA2", Role.PTA, "Demo Assistant Two", "12:30-13:15"),
        Provider("AIDE1", Role.AIDE, "Demo Aide One", "12:00-12:30"),
        Provider("STUDENT1", Role.STUDENT, "Demo Student One", "12:00-12:45"),
    )
}
#: Who prepares the modalities.
AIDE = "AIDE1"
STUDENT = "STUDENT1"
#: When the clinic is open, and the shift of everybody in it.
HOURS = "08:00-17:00"
#: Quarter-hours at which each lead may have a booking; the same one twice is a double-booking.
BOOKINGS = {
    "PT1": "08:00 08:45 09:15 11:00 11:15 13:00 13:45 14:30 15:15 16:00",
    "PT2": "08:00 08:30 09:15 10:00 11:15 13:15 13:15 15:15 16:00",
    "OT1": "08:00 08:45 10:45 11:15 13:15 14:00 14:45 15:30",
    "PTA1": "08:15 09:00 09:30 10:15 13:00 13:45 14:30 14:45 15:30",
    "PTA2": "08:00 08:45 09:30 10:15 11:00 11:30 13:30 14:15 15:00 15:45",
}
FILLED = 0.78  # of these bookings, how many a day has
LENGTHS = (40, 60)  # minutes of a visit, least and most
DELAY = (0, 4)  # minutes after the booking at which a visit begins
PATIENCE = 14  # minutes a patient waits for the next provider before the step is left out
HANDED_OVER = 0.45  # of a therapist's visits, how many an assistant goes on with
SET_UP = 0.45  # of the modalities, how many an aide prepares
CALLS = (1, 2)  # telephone calls a day
RESTS = (3, 5)  # patients who rest inside their exercise
INTERRUPTIONS = (4, 6)  # providers who turn to another patient and come back
SPLIT_RECORDS = 0.3  # of these, how many are recorded as two rows even on a careless day
#: Coded contacts inside the row of another patient, where they are asked for; minutes and code of each.
NESTED_CONTACTS, NESTED_MINUTES, NESTED_CODE = (3, 5), (3, 8), "97110"

MODALITIES = ("G0283", "97010", "97016")
#: Outside Medicare the unattended stimulation has a code of its own.
CODES_OUTSIDE_MEDICARE = {"G0283": "97014"}
HOME_EXERCISE = "home exercise program"
INDEPENDENT = Step("nobody", (5, 10), mode=Mode.UNSKILLED, chance=0.25, note="independent exercise")
MODALITY = Step("nobody", (10, 15), MODALITIES, chance=0.55, needs_setup=True)
ASSESSMENT = Step("lead", (3, 6), activity=Activity.ASSESSMENT, chance=0.65)
INSTRUCTION = Step("lead", (3, 5), ("", "97110"), activity=Activity.INSTRUCTION, chance=0.3, note=HOME_EXERCISE)
MANUAL = Step("lead", (8, 15), ("97140",), chance=0.8)
EXERCISE = Step("helper", (10, 18), ("97110",))
PROCEDURE = Step("helper", (8, 15), ("97112", "97530", "97116"), chance=0.7)
OT_PROCEDURE = Step("lead", (12, 20), ("97530", "97535", "97112"))

TREATMENTS = {
    Role.PT: (ASSESSMENT, MANUAL, EXERCISE, PROCEDURE, INSTRUCTION, INDEPENDENT, MODALITY),
    Role.PTA: (MANUAL, EXERCISE, PROCEDURE, INSTRUCTION, INDEPENDENT, MODALITY),
    Role.OT: (ASSESSMENT, OT_PROCEDURE, replace(EXERCISE, who="lead"), INSTRUCTION, INDEPENDENT, MODALITY),
}
EVALUATIONS = {
    Role.PT: (
        Step("lead", (20, 32), ("97161", "97162", "97163")),
        Step("lead", (8, 12), ("97110",)),
        INSTRUCTION,
        MODALITY,
    ),
    Role.OT: (Step("lead", (20, 32), ("97165",)), Step("lead", (8, 12), ("97530",)), INSTRUCTION),
}
REEVALUATIONS = {
    Role.PT: (Step("lead", (12, 18), ("97164",)), EXERCISE, PROCEDURE, INDEPENDENT),
    # Not every procedure is paid beside a re-evaluation.
    Role.OT: (Step("lead", (12, 18), ("97168",)), replace(OT_PROCEDURE, codes=("97530", "97112")), INDEPENDENT),
}
#: Before and after the group session, by member.
GROUP_LEAD, GROUP_START, GROUP_LENGTH, GROUP_SIZE = "PT2", "14:15", (24, 30), (3, 4)
GROUP_MEMBERS: tuple[tuple[int, tuple[Step, ...], tuple[Step, ...]], ...] = (
    (30, (replace(MANUAL, chance=1.0),), (replace(MODALITY, chance=1.0),)),
    (15, (replace(MANUAL, chance=1.0),), (replace(INDEPENDENT, chance=1.0),)),
    (0, (), (replace(MANUAL, chance=1.0), INSTRUCTION)),
    (0, (), (replace(EXERCISE, chance=1.0), MODALITY)),
)
COTREATMENT_LEADS, COTREATMENT_START = ("PT1", "OT1"), "09:45"
JOINT_LEADS, JOINT_START = ("PT2", "PTA1"), "11:00"
#: Bookings that never became a visit: status of each; the last one is a booking nobody reported on.
MISSED: tuple[str, ...] = (Status.NO_SHOW, Status.CANCELLED, "")
