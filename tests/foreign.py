"""Small invented files under the headers that real systems write, with everything a proposal must cope with."""

# ruff: noqa: RUF005 - rows are written as rows

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.foreign_rows import SURNAMES, name_of, slots_of, table, twelve_hours, us_date, us_moment


def operating_room() -> str:
    header = [
        *("index", "Encounter ID", "Date", "OR Suite", "Service", "CPT Code", "CPT Description", "Booked Time (min)"),
        *("OR Schedule", "Wheels In", "Start Time", "End Time", "Wheels Out"),
    ]
    rows = [
        [n, 10001 + n, us_moment(s)[:-5].strip(), n % 3 + 1, "Podiatry", 28110, "partial ostectomy", 90, us_moment(s)]
        + [
            us_moment(s + timedelta(minutes=2)),
            us_moment(s + timedelta(minutes=12)),
            us_moment(e),
            us_moment(e + timedelta(minutes=3)),
        ]
        for n, s, e in slots_of(40, 40)
    ]
    return table(header, rows)


def synthea() -> str:
    header = ["Id", "START", "STOP", "PATIENT", "ORGANIZATION", "PROVIDER", "PAYER", "ENCOUNTERCLASS", "CODE"]
    rows = [
        [f"{n:08x}-aa", f"{s:%Y-%m-%dT%H:%M:%SZ}", f"{e:%Y-%m-%dT%H:%M:%SZ}", f"{n % 9:08x}-bb", f"{n % 2:08x}-cc"]
        + [f"{n % 3:08x}-dd", f"{n % 2:08x}-ee", ("wellness", "ambulatory")[n % 2], 185345009 + n % 2]
        for n, s, e in slots_of(40)
    ]
    return table(header, rows)


def eventdatar() -> str:
    header = ["handling", "patient", "employee", "handling_id", "registration_type", "time"]
    rows = []
    for word in ("start", "complete"):
        rows += [
            ["Triage", n % 9 + 1, f"r{n % 3}", n + 1, word, f"{s if word == 'start' else e:%Y-%m-%dT%H:%M:%SZ}"]
            for n, s, e in slots_of(30)
        ]
    return table(header, rows)


def sepsis() -> str:
    header = ["Case ID", "Activity", "Complete Timestamp", "lifecycle:transition", "org:group", "Age"]
    return table(
        header, [[f"A{n}", "ER Triage", f"{s:%Y/%m/%d %H:%M:%S.000}", "complete", "B", 80] for n, s, _ in slots_of(20)]
    )


def contacts() -> str:
    header = ["from", "to", "date_posix_first", "date_posix_last", "length", "wardType"]
    rows = [
        [f"00{n % 9}-PA", f"10{n % 3}-PE", f"{s:%Y-%m-%d %H:%M:%S}", "", 600 + 30 * n, "ICU"]
        for n, s, _ in slots_of(30)
    ]
    return table(header, rows)


def badges() -> str:
    header = ["id", "DATEREMISEJ1", "DATERECJ1", "DATEREMISEJ2", "DATERECJ2"]
    rows = []
    for n, s, e in slots_of(20):
        later = timedelta(days=40)
        second = ["NA", "NA"] if n % 3 else [f"{s + later:%Y-%m-%d %H:%M:%S}", f"{e + later:%Y-%m-%d %H:%M:%S}"]
        rows.append([f"B{n:03}", f"{s:%Y-%m-%d %H:%M:%S}", f"{e:%Y-%m-%d %H:%M:%S}", *second])
    return table(header, rows)


def therapy_sessions() -> str:
    header = [
        *("session_id", "therapist_id", "therapist_name", "client_id", "session_date", "session_time", "session_type"),
        *("duration_minutes", "status"),
    ]
    words = ["Completed"] * 7 + ["Cancelled", "No-Show", "Rescheduled"]
    rows = [
        [f"S{n}", f"T{n % 3}", name_of(n), f"C{n % 9}", f"{s:%Y-%m-%d}", f"{s:%H:%M}"]
        + [("Individual Therapy", "Group Therapy")[n % 5 == 0], 50, words[n % 10]]
        for n, s, _ in slots_of(60)
    ]
    return table(header, rows)


def cian_agenda() -> str:
    header = ["id", "patient_id", "professional_id", "service_id", "date", "start_time", "end_time", "status"]
    rows = [
        [n + 1, n % 9 + 1, n % 3 + 1, n % 4 + 1, f"{s:%Y-%m-%d}", f"{s:%H:%M:%S}", f"{e:%H:%M:%S}"]
        + [("programada", "cancelada")[n % 7 == 6]]
        for n, s, e in slots_of(40)
    ]
    return table(header, rows)


def school_log() -> str:
    header = [
        *("SessionId", "Date", "StartTime", "EndTime", "ClientId", "TherapistId", "SessionType", "TherapyType", "Type"),
        *("BillableGroupSize", "Duration"),
    ]
    rows = []
    for n, s, e in slots_of(40):
        away = n % 8 == 7
        kind = ["Indirect", "", "Meeting", ""] if away else ["Direct", "Speech", "Therapy", 1]
        rows.append(
            [
                n,
                f"{us_date(s)} 0:00",
                twelve_hours(s),
                twelve_hours(e),
                "" if away else f"C{n % 9}",
                f"T{n % 3}",
                *kind,
                30,
            ]
        )
    return table(header, rows)


def evv() -> str:
    header = [
        *("Patient ID", "Member ID", "Admission ID", "Caregiver ID", "3rd Party Caregiver Code", "Schedule Start"),
        *("Schedule End", "Visit Start", "Visit End", "Billing Service Code", "Missed Visit"),
    ]
    rows = []
    for n, s, e in slots_of(40, 60):
        seen = [] if n % 8 == 7 else [s + timedelta(minutes=4), e - timedelta(minutes=1)]
        clocks = [f"{each:%m/%d/%Y %H:%M}" for each in seen] or ["", ""]
        rows.append(
            [7000 + n % 9, f"M{n % 9}", f"A{n % 9}", 300 + n % 3, f"X{n % 3}", f"{s:%m/%d/%Y %H:%M}"]
            + [f"{e:%m/%d/%Y %H:%M}", *clocks, "T1019", "No" if seen else "Yes"]
        )
    return table(header, rows)


def webpt_appointments() -> str:
    header = [
        *("appointmnet_id", "parent_appointment_id", "start_date", "end_date", "check_in_time", "check_out_time"),
        *("calendar_title", "clinic_id", "therapist_id", "appointment_type", "case_id", "patient_id"),
        *("appointment_status", "appointment_creator_id", "apt_apttype", "visit_comment", "reason", "time_stamp"),
    ]
    rows = [
        [
            -n - 1,
            "",
            f"{s:%Y-%m-%d %H:%M:%S}",
            f"{e:%Y-%m-%d %H:%M:%S}",
            "",
            "",
            ("Gym A", name_of(n))[n % 2],
            5,
            40 + n % 3,
        ]
        + [
            "Daily Visit",
            900 + n % 9,
            100 + n % 9,
            ("Active", "Inactive")[n % 9 == 8],
            1,
            2,
            "",
            "",
            f"{s:%Y-%m-%d %H:%M:%S}",
        ]
        for n, s, e in slots_of(40)
    ]
    return table(header, rows)


def ais_visits() -> str:
    header = [
        "visitdate",
        "patientvisitid",
        "patientname",
        "therapistid",
        "visittypenames",
        "professionalclassificationname",
    ]
    rows = [[us_date(s), n, name_of(n), n % 3, "PT Visit", "Physical Therapist"] for n, s, _ in slots_of(20)]
    return table(header, rows)


def open_pm() -> str:
    header = ["startdate", "enddate", "pat_id", "NPI", "Resource Last Name", "Apt Type"]
    rows = [
        [
            f"{s:%Y-%m-%d %H:%M:%S.000}",
            f"{e:%Y-%m-%d %H:%M:%S.000}",
            n % 9,
            1000000000 + n % 3,
            SURNAMES[n % 3],
            "PT Eval",
        ]
        for n, s, e in slots_of(40)
    ]
    return table(header, rows)


def hirasmus() -> str:
    header = ["Client", "User", "Session", "Status", "Start time", "End time", "Duration"]
    rows = [
        [
            f"C-{n % 9}",
            f"U-{n % 3}",
            "Play",
            ("Completed", "Started")[n % 2],
            f"{s:%Y-%m-%d %H:%M}",
            f"{e:%Y-%m-%d %H:%M}",
            "0:30",
        ]
        for n, s, e in slots_of(40)
    ]
    return table(header, rows)


def epic() -> str:
    header = ["Visit Date", "Time", "MRN", "Provider/Resource", "Visit Type"]
    return table(header, [[us_date(s), f"{s:%I:%M %p}", 7000 + n, name_of(n), "RETURN PT"] for n, s, _ in slots_of(20)])


def hike() -> str:
    header = ["Appt Date", "Start Time, Sortable", "Patient ID", "Treating Practitioner", "Appt Type", "Status"]
    rows = [[f"{s:%Y-%m-%d}", f"{s:%H:%M}", n % 9, name_of(n), "Fitting", "Completed"] for n, s, _ in slots_of(20)]
    return table(header, rows)


def slots() -> str:
    header = ["name", "Date", "Start", "End", "location"]
    return table(header, [[name_of(n), f"{s:%Y-%m-%d}", n % 8 + 1, n % 8 + 2, "Gym"] for n, s, _ in slots_of(20)])


def outlook() -> str:
    header = [
        *("Subject", "Start Date", "Start Time", "End Date", "End Time", "All day event", "Reminder on/off"),
        *("Reminder Date", "Reminder Time", "Meeting Organizer", "Required Attendees", "Optional Attendees"),
        *("Meeting Resources", "Billing Information", "Categories", "Description", "Location", "Private"),
    ]
    rows = []
    for n, s, e in slots_of(120):
        whole = n % 10 == 9
        rows.append(
            [
                name_of(n),
                us_date(s),
                twelve_hours(s),
                us_date(e),
                twelve_hours(e),
                str(whole),
                "False",
                us_date(s),
                twelve_hours(s),
            ]
            + [f"Therapist {SURNAMES[n % 3]}", "", "", "", "", "", "first\nvisit", "Gym", "False"]
        )
    return table(header, rows)


def outlook_german() -> str:
    header = [
        *("Betreff", "Beginnt am", "Beginnt um", "Endet am", "Endet um", "Ganztägiges Ereignis", "Erinnerung Ein/Aus"),
        *("Erinnerung am", "Erinnerung um", "Besprechungsplanung", "Erforderliche Teilnehmer", "Kategorien", "Ort"),
    ]
    rows = [
        [name_of(n), f"{s.day}.{s.month}.{s:%Y}", f"{s:%H:%M:%S}", f"{e.day}.{e.month}.{e:%Y}", f"{e:%H:%M:%S}"]
        + [("Aus", "Ein")[n % 10 == 9], "Aus", "", "", f"Praxis {SURNAMES[n % 3]}", "", "", "Raum"]
        for n, s, e in slots_of(40)
    ]
    return table(header, rows)


def google_calendar() -> str:
    header = [
        *("Subject", "Start Date", "Start Time", "End Date", "End Time", "All Day Event", "Description", "Location"),
        "Private",
    ]
    rows = [
        [
            name_of(n),
            f"{s:%m/%d/%Y}",
            twelve_hours(s),
            f"{e:%m/%d/%Y}",
            twelve_hours(e),
            str(n % 10 == 9),
            "",
            "Gym",
            "False",
        ]
        for n, s, e in slots_of(40)
    ]
    return table(header, rows)


def clockify() -> str:
    header = ["Client", "Description", "User", "Start Date", "Start Time", "End Date", "End Time", "Duration (h)"]
    rows = [
        [
            f"K{n % 9}",
            "stretching",
            SURNAMES[n % 3],
            us_date(s),
            twelve_hours(s),
            us_date(e),
            twelve_hours(e),
            "00:30:00",
        ]
        for n, s, e in slots_of(120)
    ]
    return table(header, rows)


def mimic() -> str:
    header = [
        "subject_id",
        "hadm_id",
        "stay_id",
        "caregiver_id",
        "starttime",
        "endtime",
        "storetime",
        "itemid",
        "value",
    ]
    rows = []
    for n, s, e in slots_of(40):
        shifted = [f"{each.replace(year=2150):%Y-%m-%d %H:%M:%S}" for each in (s, e, e)]
        rows.append([10000 + n % 9, 20000 + n, 30000 + n, 500 + n % 3, *shifted, 225752, 1])
    return table(header, rows)


def cliniko() -> str:
    header = [
        *(
            "id",
            "starts_at",
            "ends_at",
            "patient",
            "practitioner",
            "appointment_type",
            "cancelled_at",
            "did_not_arrive",
        ),
        *("created_at", "updated_at", "notes"),
    ]
    rows = [
        [n, f"{s:%Y-%m-%dT%H:%M:%SZ}", f"{e:%Y-%m-%dT%H:%M:%SZ}", name_of(n), f"Dr {SURNAMES[n % 3]}", "Follow up"]
        + [f"{s:%Y-%m-%dT%H:%M:%SZ}" if n % 9 == 8 else "", str(n % 9 == 7).lower(), f"{s:%Y-%m-%dT%H:%M:%SZ}"]
        + [f"{s:%Y-%m-%dT%H:%M:%SZ}", ""]
        for n, s, e in slots_of(40)
    ]
    return table(header, rows)


#: Exports from which a schedule can be had, by what they are of.
SCHEDULES: dict[str, Callable[[], str]] = {
    each.__name__: each
    for each in (
        *(operating_room, synthea, eventdatar, contacts, badges, therapy_sessions, cian_agenda, school_log, evv),
        *(webpt_appointments, open_pm, hirasmus, outlook, outlook_german, google_calendar, clockify, mimic, cliniko),
    )
}
#: Exports from which no end can be had.
WITHOUT_END: dict[str, Callable[[], str]] = {each.__name__: each for each in (sepsis, ais_visits, epic, hike, slots)}
