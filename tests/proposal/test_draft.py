from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from timeline.proposal.draft import Draft, toml_text, toml_value

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
VALUES = st.recursive(
    st.one_of(TEXTS, st.booleans(), st.integers(-(2**40), 2**40)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=3))
def test_what_is_written_reads_back(table: dict[str, Any]) -> None:
    assert tomllib.loads(toml_text({"columns": table})) == {"columns": table}


def test_signs_that_nobody_sees_are_escaped() -> None:
    assert toml_value("a\u202eb\x1b\U000e0001") == '"a\\u202Eb\\u001b\\U000E0001"'


def test_tables_and_lists_of_tables_read_back() -> None:
    tree = {
        "columns": {"start": ["Date", "Time"], "end": {"after": "start", "length": "Min", "unit": "minutes"}},
        "values": {"status": {"No Show": "no_show"}, "role": {"PT": "PT"}},
        "leave_out": [
            {"column": "x", "when": "filled", "why": "y"},
            {"all": [{"column": "a", "when": "empty"}], "why": "z"},
        ],
    }
    assert tomllib.loads(toml_text(tree)) == tree


def test_a_question_stands_beside_its_line_with_the_other_choices() -> None:
    draft = Draft()
    draft.put("defaults", "role", value="PT")
    draft.ask("staff", "Who is staff?", [{"defaults": {"role": role}} for role in ("PT", "PTA")], ("defaults", "role"))
    assert draft.toml() == '[defaults]\n# ? Who is staff?\n#     role = "PTA"\nrole = "PT"\n'
    assert draft.questions[0].to_dict() == {
        "about": "staff",
        "choices": ['[defaults]\nrole = "PT"', '[defaults]\nrole = "PTA"'],
        "why": "Who is staff?",
    }


def test_many_values_for_one_key_stand_in_one_line() -> None:
    draft = Draft()
    draft.put("defaults", "role", value="PT")
    choices = [{"defaults": {"role": role}} for role in ("PT", "PTA", "OT", "OTA", "SLP")]
    draft.ask("staff", "Who?", choices, ("defaults", "role"))
    assert '#     or "PTA", "OT", "OTA", "SLP"' in draft.toml()
