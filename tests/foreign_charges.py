"""Small invented lists of charges under the headers that real systems write."""

# ruff: noqa: RUF005 - rows are written as rows

from __future__ import annotations

from collections.abc import Callable

from tests.foreign_rows import name_of, slots_of, table, us_date


def webpt_documented_units() -> str:
    header = [
        *("patient_name", "date_of_service", "documenting_therapist", "finalizing_therapist", "cpt_code", "modifier"),
        "units",
    ]
    rows = [[name_of(n), us_date(s), name_of(n + 1), name_of(n + 1), 97110, "GP", 2] for n, s, _ in slots_of(200)]
    return table(header, rows)


def charges() -> str:
    header = ["encounter_id", "encounter_dos", "patient_id", "provider_id", "procedure_code", "procedure_units"]
    return table(header, [[n, f"{s:%Y-%m-%d}", n % 9, n % 3, 97110, n % 3 + 1] for n, s, _ in slots_of(40)])


def webpt_charges() -> str:
    header = [
        *("record_id", "visit_date", "record_pointer", "cpt", "clinic_id", "patient_id", "case_id", "visit_id"),
        *("therapist_id", "cosign_therapist_id", "insurance_id", "insurance_type_id", "units", "charge_amount"),
        *("cpt_code_id", "note_type", "cpt_prefix", "cpt_suffix", "cpt_modifier", "modified_date", "PrimaryIns"),
    ]
    rows = [
        [
            n,
            f"{s:%Y-%m-%d}",
            n,
            97110,
            5,
            100 + n % 9,
            900,
            800 + n,
            40 + n % 3,
            41,
            7,
            3,
            2,
            "80.00",
            12,
            "DN",
            "",
            "",
            "GP",
        ]
        + [f"{s:%Y-%m-%d}", "Medicare"]
        for n, s, _ in slots_of(40)
    ]
    return table(header, rows)


def webpt_billing_charges() -> str:
    header = [
        *("date_of_service", "charge_date", "cpt_code", "mod1", "mod2", "units", "treating_therapist_id"),
        *("billing_therapist_id", "visit_id", "patient_id"),
    ]
    rows = [
        [f"{s:%Y-%m-%d}", f"{s:%Y-%m-%d}", 97110, "GP", ("", "CQ")[n % 2], 2, 40 + n % 3, 40, 800 + n, 100 + n % 9]
        for n, s, _ in slots_of(40)
    ]
    return table(header, rows)


#: Lists of charges: no schedule, and claim lines.
CHARGES: dict[str, Callable[[], str]] = {
    each.__name__: each for each in (webpt_documented_units, charges, webpt_charges, webpt_billing_charges)
}
