"""What is known without a schedule: codes, policies, finding rules, and the tables themselves."""

from __future__ import annotations

from timeline.contracts.columns import text
from timeline.contracts.contract import Column, Table

CODE_LIST = Table(
    "code_list",
    "one code of the code table",
    ("code",),
    (
        text("code", "CPT/HCPCS code"),
        text("short_name", "what it is for, in our words; the official descriptors belong to the AMA"),
        text("family", "kind of service, e.g. evaluation, therapeutic_procedure, supervised_modality"),
        Column("timed", "bool", "whether its minutes make units"),
        text("attended", "one-on-one, group, supervised, or off the floor"),
        Column("unit_minutes", "Int64", "minutes of one unit; <NA> for untimed codes", "minutes"),
        text("medicare_status", "what Medicare does with it: payable, bundled, use_instead:CODE, …"),
        Column("verified", "bool", "whether a source was read for family, time and attendance"),
    ),
)

POLICIES = Table(
    "policies",
    "one shipped policy",
    ("payer",),
    (
        text("payer", "name of the policy, as the column `payer` of a schedule states it"),
        text("title", "what it is"),
        text(
            "verified_through", "last date its rules and all of its tables were checked for, YYYY-MM-DD; empty if none"
        ),
        text("weakest", "the table that ends these dates before the other rules; empty if none does"),
    ),
)

OVERSIGHT_STATES = Table(
    "oversight_states",
    "what is known of one state's law on overseeing assistants and aides",
    ("state", "payers", "start"),
    (
        text("state", "postal abbreviation of a state or territory"),
        text("name", "its name"),
        text("standing", "what is known of its limit: limit, no_limit_found, not_looked_up"),
        text("as_of", "day on which that was so, YYYY-MM-DD"),
        Column("assistants", "Int64", "assistants one therapist may oversee at one time; <NA> if no limit is known"),
        Column("aides", "Int64", "the same for aides"),
        Column("together", "Int64", "the same for assistants and aides together"),
        text("level", "how near the therapist must be: general, onsite, direct; empty if not known"),
        text("except_settings", "settings in which the limits do not hold, separated by spaces"),
        text("payers", "families of policies it holds for, separated by spaces; empty: all"),
        text("start", "first date of service it governs, YYYY-MM-DD; empty if not known"),
        text("until", "first date of service it no longer governs, YYYY-MM-DD; empty if none is known"),
        text("source", "id of the document; empty where nobody looked"),
        text("at", "place in that document"),
        Column("verified", "bool", "whether a source that says so was read"),
        text("note", "what to know before relying on it"),
    ),
)

FINDING_RULES = Table(
    "finding_rules",
    "one pattern the audit looks for",
    ("id",),
    (
        text("id", "finding rule, e.g. overlap.contested"),
        text("meaning", "what it means in the clinic"),
        text("remedy", "how to correct it"),
        text("source", "id of the document the rule rests on; empty for facts about the record itself"),
        text("at", "place in that document"),
        text("title", "title of that document"),
        text("url", "where that document is published"),
    ),
)

TABLES = Table(
    "tables",
    "one table: of a result, of a schedule, or of this reference",
    ("table",),
    (
        text("table", "name of the table"),
        text("row", "what one row is"),
        text("key", "columns that identify its rows, separated by a comma and a space"),
        Column("columns", "int64", "how many columns it has"),
    ),
)

COLUMNS = Table(
    "columns",
    "one column of a table",
    ("table", "column"),
    (
        text("table", "name of the table"),
        text("column", "name of the column"),
        text("type", "pandas dtype"),
        text("unit", "unit of its numbers; empty for text and flags"),
        Column("key", "bool", "whether it is one of the columns that identify rows"),
        text("meaning", "what it means"),
    ),
)
