"""Words that headers are made of. A header of other words may be somebody's name, as where each person has a column."""

from __future__ import annotations

import re

_WORDS = (
    "account acct active activity actual added address adm admission age aide all allowed am amount appointment "
    "appt apt area arrival arrived assessment assigned assistant attendance attended attendee attendees auth "
    "authorization balance begin billable billed billing birth block body booked booking branch break busy by "
    "bypass calendar cancel canceled cancellation cancelled caregiver case caseload category center charge "
    "charges chart check checked city claim class clinic clinical clinician code codes color comment comments "
    "complete completed confirmed contact copay cost count country county cpt created creation credential "
    "credentials data date datetime day days default deleted department dept description detail details device "
    "diag diagnosis disability discharge discipline distance dob doc doctor document documented documenting dos "
    "duration dx edited email employee employer encounter end ended ends entered entry episode equipment error "
    "evaluation event exam exercise export exported external facility family fee fees field file final finalized "
    "finalizing financial first flag floor followup form free frequency from full gender goal goals group "
    "guarantor guid hcpcs header hour hours icd id identifier ids import in inactive index initial initials "
    "insurance insurer intake interval invoice is item key kind label language last late latitude length level "
    "license line list location log long longitude machine mail manual max measure medicaid medical medicare "
    "meeting member memo message method middle mileage min minute minutes missed mobile mod modality mode "
    "modified modifier modifiers month mrn name narrative network new next no non noshow note notes npi num "
    "number nurse objective of office on online order organization organizer origin other out outcome owner paid "
    "pain parent participant participants password pat patient patients pay payer payment payor phone physician "
    "place plan planned pm position post practice practitioner prescription presence previous price primary prior "
    "private procedure procedures professional program progress provider public qty quantity rate ratio reason "
    "received record recurrence recurring ref reference referral referring region registration related "
    "relationship remark remarks reminder rendered rendering repeat report required resource response result "
    "revenue review role room row rule sales schedule scheduled score second secondary seconds section "
    "sensitivity seq sequence serial series service services session sessions setting sex shift show sign "
    "signature signed since site slot sort source specialty speech staff start started starts state station "
    "status step stop street subject subjective subscriber subtype sum supervised supervising supervisor supply "
    "system table tag tags task tax team tech telehealth telephone temp template text therapist therapy time "
    "times timestamp timezone title to today total transaction transport travel treating treatment type types uid "
    "unit units until update updated urgency url user username value verified version via video virtual "
    "visibility visit visits void waiting ward web weather week weekday weight with work year years zip zone"
)
#: German and Spanish, as calendars and agendas write them.
_FOREIGN = (
    "abteilung adresse anfang anmerkung arzt beginn beginnt behandler bemerkung bereich beschreibung betreff bis "
    "categoria ciudad comentarios datum dauer direccion duracion edad ende endet erinnerung estado fecha "
    "ganztagig hora inicio kategorie kategorien klient lugar mitarbeiter motivo nombre nota notiz ort paciente "
    "patientin privat profesional raum sala servicio status tag telefono terapeuta termin terminart therapeut "
    "tipo uhrzeit um von zeit"
)


_ALL = frozenset({*_WORDS.split(), *_FOREIGN.split()})
_LONGEST_WORD = max(map(len, _ALL))
#: Signs, figures, and letters that stand alone.
_ALONE = re.compile(r"[\W\d_]|(?<![a-z])[a-z](?![a-z])", re.IGNORECASE | re.ASCII)
_LONGEST = 40


def names_no_one(header: str) -> bool:
    """Whether a header is made of words that headers are made of.

    >>> names_no_one("ENCOUNTERCLASS"), names_no_one("visit_reason2"), names_no_one("Tom Testcase")
    (True, True, False)
    """
    return 0 < len(header) <= _LONGEST and header.isprintable() and _is_made_of_words(header)


def _is_made_of_words(header: str) -> bool:
    """Whether words, their plurals and signs fill a header; every place where one may end is looked at once."""
    text = header.lower()
    ends = {0}
    for place in range(len(text)):
        if place not in ends:
            continue
        if _ALONE.match(header, place):
            ends.add(place + 1)
        for end in range(place + 1, min(len(text), place + _LONGEST_WORD) + 1):
            if text[place:end] in _ALL:
                ends |= {end, end + 1} if text[end : end + 1] == "s" else {end}
    return len(text) in ends
