"""What visits support: minutes, units, lines, and how the claim compares."""

from __future__ import annotations

from timeline.contracts.columns import (
    CLINIC,
    CODE,
    DATE,
    END,
    EVIDENCE,
    PATIENT,
    PAYER,
    SECONDS,
    START,
    VISIT,
    minutes,
    seconds,
    text,
)
from timeline.contracts.contract import Column, Table
from timeline.vocabulary import ContestRule


def _outcome(name: str, doc: str) -> Column:
    return Column(name, "str", f"{doc}: paid, unknown, reduced, recouped, returned or denied", kind="outcome")


VISITS = Table(
    "visits",
    "one patient, one date, one discipline",
    ("date", "patient", "discipline"),
    (
        *VISIT,
        text("clinic", "site of the visit's first row"),
        text("payer", "policy that counts its units"),
        EVIDENCE,
        START,
        END,
        seconds("one_on_one_seconds", "credited, one provider and one patient"),
        seconds("group_seconds", "credited, group time"),
        seconds("other_discipline_seconds", "the patient was credited to another discipline"),
        seconds("contested_seconds", "recorded as attended, but the provider is not engaged here"),
        seconds("supervised_seconds", "only a supervised modality runs"),
        seconds("unskilled_seconds", "recorded, but nothing a claim can carry"),
        seconds("waiting_seconds", "nothing recorded, under an hour"),
        seconds("away_seconds", "nothing recorded for an hour or more"),
        minutes("timed_minutes", "whole minutes of the codes in the 15-minute pool"),
        minutes("treatment_minutes", "whole minutes of credited and supervised time together"),
        Column(
            "timed_units",
            "Int64",
            "units of the timed codes under the payer's rule; <NA> if no rule is in force",
            "units",
        ),
        minutes("uncoded_minutes", "credited to rows without a code"),
        minutes("unearned_minutes", "credited, but not earning for the row's code"),
        Column(
            "exposure_cents",
            "Int64",
            "units with every contested minute minus those with none, at the clinic's own fees; <NA> without fees",
            "cents",
        ),
    ),
)

CODES = Table(
    "codes",
    "one code of one visit",
    ("date", "patient", "discipline", "code"),
    (
        *VISIT,
        EVIDENCE,
        text("code", "CPT/HCPCS code; empty for the one entry of a scheduled visit"),
        Column("timed", "bool", "whether its minutes make units"),
        SECONDS,
        minutes("minutes", "whole minutes under the contest rule in force"),
        minutes("minutes_exclusive", "the same if every contested minute is lost"),
        minutes("minutes_nested", "the same if a nested contact wins"),
        minutes("minutes_documented", "the same if nothing is lost"),
        minutes("assistant_minutes", "code minutes minus the therapists' whole minutes"),
        seconds("assistant_seconds", "credited to assistants, exact: the tests of shares use these"),
        Column("units", "Int64", "units under the visit's policy; <NA> if no rule is in force", "units"),
        Column("units_exclusive", "Int64", "the same rule on minutes_exclusive", "units"),
        Column("units_nested", "Int64", "the same rule on minutes_nested", "units"),
        Column("units_documented", "Int64", "the same rule on minutes_documented", "units"),
        Column("billed_units", "Int64", "what was or will be claimed", "units"),
        text("billed_as", "the code on the line, if the payer requires a different one"),
    ),
    joined=(
        CLINIC,
        PAYER,
    ),
)

LINES = Table(
    "lines",
    "one line a claim would carry, in every permitted allocation; alternative 0 is the chosen one",
    ("date", "patient", "discipline", "alternative", "line"),
    (
        *VISIT,
        Column("alternative", "int64", "which permitted allocation; 0 is the chosen one"),
        Column("line", "int64", "position on the claim, from 0"),
        CODE,
        Column("units", "int64", "units on the line", "units"),
        text("modifiers", "separated by spaces"),
        text("payer", "policy that produced it"),
    ),
    joined=(CLINIC,),
)

ALTERNATIVES = Table(
    "alternatives",
    "units of one timed code in one permitted allocation",
    ("date", "patient", "discipline", "alternative", "code"),
    (*VISIT, Column("alternative", "int64", "0 is the chosen one"), CODE, Column("units", "int64", "units", "units")),
    joined=(
        CLINIC,
        PAYER,
    ),
)

EDITS = Table(
    "edits",
    "two codes of a visit that a claim may carry together only where they were furnished apart",
    ("date", "patient", "discipline", "column_one", "column_two"),
    (
        *VISIT,
        text("column_one", "code that stands in any case, as billed"),
        text("column_two", "code that carries the modifier, as billed"),
        text("state", "proved, confirm (somebody must be able to show it) or blocked"),
        text("interval_ids", "the rows that decide it, separated by spaces"),
    ),
    joined=(
        CLINIC,
        PAYER,
    ),
)

RECONCILIATION = Table(
    "reconciliation",
    "a code of a visit: what was claimed, next to what the record supports",
    ("date", "patient", "discipline", "code"),
    (
        *VISIT,
        text("code", "code as it is, or would be, on the claim"),
        Column(
            "supported_units",
            "int64",
            "units the record supports, in the permitted allocation nearest to the claim",
            "units",
        ),
        Column("billed_units", "int64", "units claimed", "units"),
        Column("difference", "int64", "billed minus supported", "units"),
        text("supported_lines", "units and modifiers of the supported lines"),
        text("billed_lines", "units and modifiers of the claimed lines, as they were sent"),
        text("result", "agrees, over, under, missing, wrong_modifiers, wrong_code or not_recorded"),
        Column("amount_cents", "Int64", "difference at the clinic's own fee; <NA> without one", "cents"),
        _outcome("payer_does", "the worst the payer would do with a claimed line of the code; empty without one"),
    ),
    joined=(
        CLINIC,
        PAYER,
    ),
)

DENIALS = Table(
    "denials",
    "one claim line, and what a payer would do with it",
    ("date", "patient", "discipline", "line"),
    (
        DATE,
        PATIENT,
        text("discipline", "PT, OT or SLP; empty where nothing is recorded for the patient's date"),
        Column("line", "int64", "number among the visit's lines, by code and modifiers, from 0"),
        CODE,
        Column("units", "int64", "units claimed", "units"),
        text("modifiers", "as sent, separated by spaces; empty also where they are unknown"),
        _outcome("outcome", "what the payer would do"),
        Column("units_concerned", "int64", "units of the line that this is about", "units"),
        text("rule", "what it follows from: a finding, a remark, or `line.…`; empty where nothing is wrong"),
        text("why", "in a sentence or two"),
        text("remedy", "what to do"),
        text("also", "rules of what else is wrong with the line, separated by spaces"),
        text("source", "sources of the consequence and of the rule, separated by semicolons"),
        Column("verified", "bool", "whether a source states what this payer does"),
    ),
    joined=(
        CLINIC,
        PAYER,
    ),
)

REMITTANCE = Table(
    "remittance",
    "one claim line: what our rules say a payer would do, next to what it did; what differs stands first",
    ("number",),
    (
        Column("number", "int64", "place in the table, from 0"),
        text(
            "match", "both, no answer (the payer has not answered) or not claimed (answered, but not among the lines)"
        ),
        DATE,
        PATIENT,
        text("discipline", "PT, OT or SLP; empty where nothing is recorded, or the line was not claimed"),
        CODE,
        Column("units", "int64", "units claimed", "units"),
        text("modifiers", "as claimed; those of the remittance where the line was not claimed"),
        text("provider", "rendering provider as the remittance names it, else as the claim does"),
        _outcome("predicted", "what the payer would do by our rules; empty if not claimed"),
        text("rule", "what the prediction follows from"),
        text("payer_did", "paid, reduced or denied, by amounts and units; empty without an answer"),
        Column("agrees", "boolean", "whether the two agree; <NA> where one is missing, or the rules leave it open"),
        Column("paid_units", "Int64", "units paid", "units"),
        Column("charged_cents", "Int64", "charged", "cents"),
        Column("paid_cents", "Int64", "paid", "cents"),
        text("adjustments", "group, reason and amount as they stand, separated by spaces"),
        text("remarks", "remark codes as they stand, separated by spaces"),
        text("remitted_id", "the line of the remittance; empty without an answer"),
    ),
    joined=(CLINIC, PAYER),
)

COMPARISON = Table(
    "comparison",
    "units of one code of one visit under one policy",
    ("date", "patient", "discipline", "code", "payer"),
    (
        *VISIT,
        CODE,
        minutes("minutes", "whole minutes; the same under every policy"),
        text("payer", "policy"),
        Column("units", "Int64", "units under that policy; <NA> if it has no rule in force", "units"),
        Column("difference", "Int64", "units minus those under the first policy named", "units"),
    ),
)

EXPOSURE = Table(
    "exposure",
    "one patient, one date: what depends on contested time",
    ("date", "patient"),
    (
        DATE,
        PATIENT,
        text("clinic", "site of the date's first visit"),
        *(seconds(f"seconds_{rule}", f"credited in all disciplines under contest rule {rule}") for rule in ContestRule),
        seconds("seconds", "documented minus exclusive, never negative: what a reviewer may disallow"),
        seconds("seconds_least", "documented minus nested, never negative: what no reading of the record supports"),
        Column("units", "int64", "the same for timed units, summed over visits, none negative", "units"),
        Column("units_least", "int64", "timed units, documented minus nested", "units"),
    ),
)
SENSITIVITY = Table(
    "sensitivity",
    "one visit that a policy counts",
    ("date", "patient", "discipline"),
    (
        *VISIT,
        text("clinic", "site of the visit's first row"),
        text("payer", "policy that counts its units"),
        minutes("timed_minutes", "whole minutes of the codes in the 15-minute pool"),
        Column("units", "int64", "timed units as recorded", "units"),
        Column("units_less", "int64", "the fewest, with the minutes of one code shortened", "units"),
        Column("units_more", "int64", "the most, with the minutes of one code lengthened", "units"),
        Column("on_edge", "bool", "whether either differs from what is recorded"),
    ),
)
PAYMENT = Table(
    "payment",
    "one line of a claim, as supported or as sent: what the payer would allow and pay for it; a preview",
    ("date", "patient", "discipline", "claim", "line"),
    (
        *VISIT,
        text("claim", "supported: what a claim would carry; sent: what was claimed"),
        Column("line", "int64", "position on the claim, from 0"),
        CODE,
        Column("units", "int64", "units on the line", "units"),
        text("modifiers", "separated by spaces"),
        Column("allowed_cents", "Int64", "allowed amount after the reduction; <NA> if it is not known", "cents"),
        Column("reduced_units", "Int64", "units whose practice expense is reduced", "units"),
        Column("reduction_cents", "Int64", "what the reduction for several procedures took away", "cents"),
        Column("programme_cents", "Int64", "the payer's share of the allowed amount, before what follows", "cents"),
        Column("assistant_cents", "Int64", "taken off that share because an assistant furnished it", "cents"),
        Column("sequestration_cents", "Int64", "withheld of what is left", "cents"),
        Column("paid_cents", "Int64", "what the payer would pay", "cents"),
        Column("patient_cents", "Int64", "the patient's share; the deductible is taken as met", "cents"),
        text("why", "which value is missing for the date; empty if none is"),
    ),
    joined=(CLINIC, PAYER),
)
