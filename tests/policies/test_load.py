from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.errors import NotInForceError, PolicyError, UnknownPayerError
from timeline.policies import Method, load_policy, load_policy_file, policy_names

ASSISTANT = """
[[rule]]
name = "assistant"
value = {{ required = false }}
start = {start}
{until}
sources = [{{ id = "cms-claims-5", at = "§20.1" }}]
"""


def assistant(start: str, until: str = "") -> str:
    return ASSISTANT.format(start=start, until=f"until = {until}" if until else "")


def test_a_policy_needs_only_a_payer_and_a_units_rule(load) -> None:
    rules = load("").on(date(2024, 1, 1))
    assert (rules.units.method, rules.units.unit_minutes, rules.units.threshold) == (Method.TOTAL_MINUTES, 15, 8)
    assert (rules.coverage, rules.caps, rules.edits) == (None, None, None)


def test_every_fault_is_reported_at_once_with_its_path(faults) -> None:
    text = """
[[rule]]
name = "assistant"
value = { required = "yes", share_over = 0.10, paid = "0.85" }
start = "2020-01-01"
sources = [{ id = "cms-claims-5" }]

[[rule]]
name = "assistents"
value = {}
start = 2020-01-01
"""
    assert faults(text) == [
        "rule[1].start: expected a date such as 2024-01-31 without quotes, got '2020-01-01'",
        "rule[1].sources[0].at: is missing",
        "rule[1].value.required: expected true or false, got 'yes'",
        'rule[1].value.share_over: expected a number in quotes such as "0.10", got 0.1',
        "rule[1].value.paid: unknown key; known: required, modifiers, share_over, therapist_minutes",
        "rule[2].name: unknown rule",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("surprise = 1\n", "surprise: unknown key; known: payer, title"),
        ("title = 7\n", "title: expected text in quotes, got 7"),
        ("verified_through = 2026-01-01T00:00:00\n", "verified_through: expected a date such as 2024-01-31"),
        ('extends = "nobody"\n', "extends: no such policy"),
        ('extends = "own"\n', "extends: no such policy"),
    ],
)
def test_a_wrong_head_is_a_fault(faults, text: str, fault: str) -> None:
    assert faults(head='payer = "own"\n' + text)[0].startswith(fault)


def test_a_policy_without_a_payer_is_a_fault(faults) -> None:
    assert faults(head="") == ["payer: is missing"]


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ('{ method = "eights", unit_minutes = 15 }', "rule[0].value.method: expected one of total_minutes, midpoint"),
        ('{ method = "total_minutes", unit_minutes = 15 }', "rule[0].value.threshold: total_minutes needs"),
        ('{ method = "total_minutes", unit_minutes = 15, threshold = 16 }', "rule[0].value.threshold: total_minutes"),
        ('{ method = "midpoint", unit_minutes = 15, threshold = 8 }', "rule[0].value.threshold: midpoint takes no"),
        ('{ method = "midpoint", unit_minutes = 0 }', "rule[0].value.unit_minutes: a unit must last a minute or more"),
        ('{ method = "midpoint", unit_minutes = 15.0 }', "rule[0].value.unit_minutes: expected a whole number"),
        ('{ method = "midpoint" }', "rule[0].value.unit_minutes: is missing"),
    ],
)
def test_a_wrong_units_rule_is_a_fault(faults, value: str, fault: str) -> None:
    units = f"""
[[rule]]
name = "units"
value = {value}
start = 2020-01-01
sources = [{{ id = "cms-claims-5", at = "" }}]
"""
    assert faults(units=units)[0].startswith(fault)


def test_a_policy_without_a_units_rule_is_a_fault(faults) -> None:
    assert faults(units="") == ["rule: no units rule"]


def test_two_entries_in_force_at_once_are_a_fault(faults) -> None:
    assert faults(assistant("2020-01-01") + assistant("2022-01-01")) == [
        "assistant: two entries are in force on 2022-01-01"
    ]


def test_a_hole_between_two_entries_is_a_fault_unless_declared(load, faults) -> None:
    text = assistant("2020-01-01", "2021-01-01") + assistant("2022-01-01")
    assert faults(text) == ["assistant: nothing is in force from 2021-01-01 up to 2022-01-01"]
    gap = '\n[[gap]]\nname = "assistant"\nstart = 2021-01-01\nuntil = 2022-01-01\nwhy = "Unknown."\n'
    assert load(text + gap).on(date(2021, 6, 1)).assistant is None


def test_an_entry_that_ends_before_it_starts_is_a_fault(faults) -> None:
    assert "rule[1].until: ends before it starts" in faults(assistant("2020-01-01", "2020-01-01"))


def test_a_verified_value_without_a_source_is_a_fault(faults) -> None:
    text = '[[rule]]\nname = "assistant"\nvalue = { required = false }\nstart = 2020-01-01\n'
    assert faults(text) == ["rule[1].sources: a verified value needs a source"]
    assert faults(text + "verified = false\n") == ["rule[1].note: an unverified value needs a note"]


def test_an_unknown_source_is_a_fault_and_an_own_one_is_not(load, faults) -> None:
    text = assistant("2020-01-01").replace("cms-claims-5", "our-contract")
    assert faults(text) == ["rule[1].sources[0].id: unknown source"]
    own = (
        '\n[[source]]\nid = "our-contract"\ntitle = "Contract"\npublisher = "us"\nurl = ""\n'
        'published = "2020"\nparaphrase = "Says so."\n'
    )
    assert load(text + own).on(date(2024, 1, 1)).source("assistant") == "our-contract §20.1"


def test_a_share_that_is_no_number_is_a_fault(faults) -> None:
    text = assistant("2020-01-01").replace("required = false", 'required = true, share_over = "a tenth"')
    assert faults(text) == ["rule[1].value.share_over: expected a number in quotes such as \"0.10\", got 'a tenth'"]


def test_a_gap_in_the_units_rule_is_not_in_force(load) -> None:
    policy = load('[[gap]]\nname = "units"\nstart = 2019-01-01\nuntil = 2020-01-01\n')
    with pytest.raises(NotInForceError, match="units: no value in force on 2019-06-01"):
        policy.on(date(2019, 6, 1))


def test_a_gap_for_an_unknown_rule_is_a_fault(faults) -> None:
    assert faults('[[gap]]\nname = "unit"\nstart = 2020-01-01\n') == ["gap[0].name: unknown rule"]


def test_what_is_no_toml_and_what_is_not_there_are_faults(tmp_path: Path, faults) -> None:
    assert faults(head="payer = \n")[0].startswith(": not TOML: ")
    with pytest.raises(PolicyError, match="no such file"):
        load_policy_file(tmp_path / "missing.toml")


def test_a_rule_that_is_no_table_is_a_fault(faults) -> None:
    assert faults(units="rule = 3\n")[0] == "rule: expected [[rule]] entries"
    assert faults(units="rule = [3]\n")[0].startswith("rule[0]: ")


def test_a_date_before_the_first_entry_is_not_in_force_and_names_the_known_periods(load) -> None:
    policy = load(assistant("2020-01-01", "2021-01-01"))
    with pytest.raises(
        NotInForceError, match=r"assistant: no value in force on 2021-01-01; known: 2020-01-01 to 2020-12-31"
    ):
        policy.on(date(2021, 1, 1))
    with pytest.raises(NotInForceError, match=r"units: no value in force on 2019-12-31; known: 2020-01-01 to open"):
        policy.on(date(2019, 12, 31))


def test_until_is_exclusive(load) -> None:
    later = assistant("2021-01-01").replace("false", "true")
    policy = load(assistant("2020-01-01", "2021-01-01") + later)
    assert [policy.on(date(2020, 12, 31)).assistant.required, policy.on(date(2021, 1, 1)).assistant.required] == [
        False,
        True,
    ]


def test_rules_of_one_period_are_one_object(load) -> None:
    policy = load(assistant("2020-01-01", "2022-01-01") + assistant("2022-01-01"))
    assert policy.on(date(2020, 5, 1)) is policy.on(date(2021, 12, 31))
    assert policy.on(date(2020, 5, 1)) is not policy.on(date(2022, 1, 1))


def test_a_policy_may_extend_another_and_change_one_value_from_a_date(load) -> None:
    policy = load(
        "",
        head='payer = "own"\nextends = "medicare"\n',
        units="""
[[rule]]
name = "units"
value = { method = "midpoint", unit_minutes = 15 }
start = 2023-01-01
until = 2024-01-01
verified = false
note = "A pilot."
""",
    )
    methods = [policy.on(date(year, 6, 1)).units.method for year in (2022, 2023, 2024)]
    assert methods == [Method.TOTAL_MINUTES, Method.MIDPOINT, Method.TOTAL_MINUTES]
    assert policy.on(date(2023, 6, 1)).assistant == load_policy("medicare").on(date(2023, 6, 1)).assistant
    assert "units" in policy.on(date(2023, 6, 1)).unverified


def test_a_child_may_fill_its_parent_s_gap(load) -> None:
    policy = load(
        """
[[rule]]
name = "threshold"
value = { modifier = "KX", pt_and_slp = "2600", ot = "2600" }
start = 2027-01-01
verified = false
note = "Invented."
""",
        head='payer = "own"\nextends = "medicare"\n',
        units="",
    )
    assert policy.on(date(2027, 6, 1)).threshold is not None
    assert load_policy("medicare").on(date(2027, 6, 1)).threshold is None


def test_a_table_that_is_not_there_or_lacks_the_column_is_a_fault(faults) -> None:
    text = """
[[rule]]
name = "edits"
start = 2020-01-01
verified = false
note = "Invented."

[rule.value]
tables = ["nowhere.csv", "a\\u0000b.csv", "ncci/ptp_practitioner.csv"]
column = "dentist"
modifier = "59"
checked = [{ start = 2024-07-01, through = 2024-09-30 }]
"""
    first, impossible, second = faults(text)
    assert first == "rule[1].value.tables[0]: no such table"
    assert impossible == "rule[1].value.tables[1]: no such table"
    assert second.startswith("dentist: no such column")


EDITS = """
[[rule]]
name = "edits"
start = 2020-01-01
verified = false
note = "Invented."

[rule.value]
tables = ["pairs.csv", "more.csv"]
column = "practitioner"
modifier = "59"
"""
CHECKED = "checked = [{ start = 2024-07-01, through = 2024-09-30 }]\n"


def test_a_table_beside_the_policy_file_comes_first(tmp_path: Path, load) -> None:
    (tmp_path / "pairs.csv").write_text("column_one,column_two,practitioner,start,until\n97110,97112,0,,\n")
    policy = load(EDITS.replace(', "more.csv"', "") + CHECKED)
    assert policy.on(date(2024, 1, 1)).edits.tables == (str(tmp_path / "pairs.csv"),)


def test_what_is_wrong_with_a_table_is_told_with_the_policy_s_own_faults(tmp_path: Path, faults) -> None:
    (tmp_path / "pairs.csv").write_text("column_one,column_two,practitioner,start,until\n97110,97112,x,,\n")
    told = faults(EDITS.replace(', "more.csv"', "") + CHECKED, head='payer = "own"\nsurprise = 1\n')
    assert [line.partition(":")[0] for line in told] == ["surprise", "practitioner"]


def test_a_policy_says_for_which_dates_its_table_is_checked_or_is_a_fault(tmp_path: Path, faults) -> None:
    for name in ("pairs.csv", "more.csv"):
        (tmp_path / name).write_text("column_one,column_two,practitioner,start,until\n")
    assert faults(EDITS) == ["rule[1].value.checked: is missing"]


def test_everything_wrong_with_what_a_table_is_checked_for_comes_at_once(tmp_path: Path, faults) -> None:
    for name in ("pairs.csv", "more.csv"):
        (tmp_path / name).write_text("column_one,column_two,practitioner,start,until\n")
    checked = """checked = [
    { start = 2026-10-01, through = 2026-09-30, codes = ["97110"] },
    { start = 2026-10-01, through = 2026-12-31, codes = ["97110", "97112"], source = "nowhere" },
    { start = 2026-10-01, through = 2026-12-31 },
    { start = 2026-10-01, through = 2026-12-31 },
]
"""
    assert faults(EDITS + checked) == [
        "rule[1].value.checked[0].through: is before start",
        "rule[1].value.checked[1].source: unknown source",
        "rule[1].value.checked[1].codes: is named more than once",
        "rule[1].value.checked[3].codes: a second entry for every other code",
    ]


def test_two_tables_with_the_same_pair_on_one_date_are_a_fault(tmp_path: Path, faults) -> None:
    for name in ("pairs.csv", "more.csv"):
        (tmp_path / name).write_text("column_one,column_two,practitioner,start,until\n97110,97112,1,,\n")
    told = faults(EDITS + "checked = []\n")
    assert told == ["start: this pair has another row for some of these dates"]


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf", b""])
def test_a_policy_saved_with_a_byte_order_mark_is_read(tmp_path: Path, content: bytes, load) -> None:
    load("")
    file = tmp_path / "own.toml"
    file.write_bytes(content + file.read_bytes())
    assert load_policy_file(file).payer == "own"


@given(st.text(alphabet="[]{}=.\"'\nabruleunitsvalue0123-: #"))
def test_no_text_in_a_policy_ends_in_anything_but_a_policy_or_faults(tmp_path_factory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_text('payer = "any"\n' + text, encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load_policy_file(file)
    assert caught.value.fault_list


def test_an_unknown_payer_lists_the_known_ones() -> None:
    with pytest.raises(UnknownPayerError, match=f"known: {', '.join(policy_names())}"):
        load_policy("blue")


def test_a_period_of_the_parent_that_is_replaced_to_its_last_day_leaves_nothing_behind(load) -> None:
    policy = load(assistant("2004-01-01", "2020-01-01"), head='payer = "own"\nextends = "medicare"\n', units="")
    starts = [entry.start.year for entry in policy.history["assistant"]]
    assert starts == [2004, 2020, 2022]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ceilings", 'table = "nowhere.csv"\ncolumn = "practitioner"\nchecked = []'),
        ("relative_values", 'table = "nowhere.csv"'),
    ],
)
def test_a_table_that_is_not_there_is_one_fault_and_is_not_read(faults, name: str, value: str) -> None:
    text = (
        f'[[rule]]\nname = "{name}"\nstart = 2020-01-01\nverified = false\nnote = "Invented."\n[rule.value]\n{value}\n'
    )
    assert "rule[1].value.table: no such table" in faults(text)
