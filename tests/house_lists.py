"""What the rules of the house make an exception of, and why."""

from __future__ import annotations

#: Test files that mirror no module, and what they are about.
CROSS_CUTTING = {
    "test_house.py": "the rules of the house",
    "test_oracle_reading.py": "tests/oracle_reading.py, and the mapping contract",
    "test_oracle_transitions.py": "tests/oracle_transitions.py, and transitions of the mapping contract",
    "test_oracle.py": "tests/oracle.py",
    "test_oracle_units.py": "tests/oracle_units.py and the oracles of pairs, caps, lines and claims",
    "analysis/test_denials_order.py": "the order of a biller's work",
    "analysis/test_denials_words.py": "what a biller is told of a line",
    "units/test_claim_laws.py": "C1 to C7",
    "units/test_dates.py": "several visits of one date: the engine, pairs, limits and lines together",
    "test_broken_disk.py": "everything that writes, killed at every step or with a full disk",
    "test_reconcile_pairs.py": "C5: claims of codes that are not paid together",
    "audit/test_oversight_evaluations.py": "evaluations recorded with assistants",
    "browser/test_hands.py": "what pointer, wheel, keys, filters and links do to a day on the page",
    "browser/test_room.py": "many sites, phones and keys: what is left of the page where there is little room",
    "web/test_imports.py": "imports that wait, run, and are stopped: app, workers and worker together",
    "test_readme.py": "the README's commands and help texts",
    "attendance/test_laws.py": "L1 to L8",
    "decisions/test_attacks.py": "the log under kills, full disks and tampering",
    "attendance/test_meaning.py": "attendance/meaning.md",
    "claims/test_meaning.py": "claims/meaning.md",
    "attendance/test_oracle_agreement.py": "engine = oracle",
    "units/test_oracle_agreement.py": "units and reconciliation = oracle_units",
    "policies/test_payers.py": "the payers shipped as examples",
    "analysis/test_laws.py": "L9 and L10",
    "sheets/test_fuzz.py": "bent files, for every reader of bytes",
    "browser/test_viewer.py": "the page as a file, in a browser",
    "browser/test_names.py": "names that are markup, words of the language of the page or turn the line, in a browser",
    "browser/test_home.py": "the page at the server, in a browser",
    "browser/test_chart.py": "the chart of a day, in a browser",
    "browser/test_plans.py": "plans previewed on the page, in a browser",
    "browser/test_preview.py": "changes of bookings previewed on the chart, in a browser",
    "browser/test_month.py": "the month of several days, in a browser",
    "browser/test_worklist.py": "the worklist, in a browser",
    "browser/test_mapping.py": "a foreign file at the server, in a browser",
    "browser/test_trends.py": "the trends of several days, in a browser",
}
#: Files that may be longer than others.
LONG_FILES = {
    "tests/views/test_gantt.py": "every mark of one figure",
    "tests/oracle.py": "one literal reading of the meaning, in its order",
}
