from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.errors import ScheduleError
from timeline.schedules import ClinicFile, ColumnMapping, read_mapping
from timeline.schedules.headers import INPUT
from timeline.toml import structured

FULL = """
[columns]
start = ["Start Date", "Start Time"]
end = "Finish"
code = ""
[format]
date = ["%m/%d/%y", "%Y-%m-%d"]
time = "%I:%M %p"
time_zone = "America/Chicago"
[file]
delimiter = ";"
encoding = "cp1252"
[values.role]
"Phys. Ther." = "pt"
[values.payer]
"Sample Plan" = "medicare"
[defaults]
role = "PTA"
billed_units = "1"
"""


def faults_of(write, text):
    with pytest.raises(ScheduleError) as caught:
        read_mapping(write(text, "map.toml"))
    return {fault.column: fault.problem for fault in caught.value.fault_list}


def test_everything_a_mapping_states_is_read(write):
    mapping = read_mapping(write(FULL, "map.toml"))
    assert {ours: pick.columns for ours, pick in mapping.columns.items()} == {
        "start": ("Start Date", "Start Time"),
        "end": ("Finish",),
        "code": (),
    }
    assert (mapping.format.date, mapping.format.time) == (("%m/%d/%y", "%Y-%m-%d"), ("%I:%M %p",))
    assert (mapping.format.time_zone, mapping.file.delimiter, mapping.file.encoding) == (
        "America/Chicago",
        ";",
        "cp1252",
    )
    assert mapping.values["role"] == {"phys. ther.": "PT"}
    assert mapping.defaults == {"role": "PTA", "billed_units": "1"}


def test_all_faults_of_a_mapping_come_at_once(write):
    text = '[colums]\n[columns]\nbegin = "x"\nend = 3\n[format]\ndate = "%Q"\n'
    text += '[values.role]\nboss = "BOSS"\n[values.start]\na = "b"\n'
    assert sorted(faults_of(write, text)) == [
        "columns.begin",
        "columns.end",
        "colums",
        "format.date",
        "values.role.boss",
        "values.start",
    ]


@pytest.mark.parametrize(
    ("key", "form"),
    [
        ("date", "%d/%m"),
        ("date", "%H:%M"),
        ("date", "2026-11-25"),
        ("time", "%I:%M"),
        ("time", "%H"),
        ("datetime", "%Y-%m-%d"),
        ("datetime", "%d/%m/%Y %I:%M"),
        ("datetime", "%"),
        ("date", ""),
        ("date", "%Y-%m-%d %Y"),
        ("date", "%Y-%m-%Q"),
    ],
)
def test_a_format_that_loses_something_is_a_fault(write, key, form):
    assert "cannot work" in faults_of(write, f'[format]\n{key} = "{form}"')[f"format.{key}"]


@pytest.mark.parametrize(
    ("key", "form"), [("datetime", "%Y-%m-%dT%H:%M:%S%z"), ("time", "%I:%M %p"), ("date", "%d.%m.%y")]
)
def test_a_format_that_keeps_everything_is_taken(write, key, form):
    mapping = read_mapping(write(f'[format]\n{key} = "{form}"', "map.toml"))
    assert getattr(mapping.format, key) == (form,)


@pytest.mark.parametrize("encoding", ["klingon", "hex"])
def test_an_encoding_that_gives_no_text_is_a_fault(write, encoding):
    assert "unknown text encoding" in faults_of(write, f'[file]\nencoding = "{encoding}"')["file.encoding"]


@pytest.mark.parametrize("delimiter", ["", ",,", "\\n", '\\"'])
def test_a_delimiter_is_one_character(write, delimiter):
    assert "one character" in faults_of(write, f'[file]\ndelimiter = "{delimiter}"')["file.delimiter"]


@pytest.mark.parametrize("column", ["patient", "start", "interval_id", "colour"])
def test_no_default_can_make_up_a_person_or_a_clock(write, column):
    assert "cannot have a default" in faults_of(write, f'[defaults]\n{column} = "1"')[f"defaults.{column}"]


def test_a_default_must_be_one_of_our_words(write):
    assert sorted(faults_of(write, '[defaults]\nquantity = "0"\nplace = "2"\nrole = "boss"\nbilled_units = "-1"')) == [
        "defaults.billed_units",
        "defaults.place",
        "defaults.quantity",
        "defaults.role",
    ]


def test_the_repr_shows_no_default(write):
    assert "TherapistX" not in repr(read_mapping(write('[defaults]\nprovider = "TherapistX"', "map.toml")))


KEYS = st.sampled_from([*INPUT, "columns", "format", "file", "values", "defaults", "encoding", "delimiter", "datetime"])
VALUES = st.recursive(
    st.integers() | st.booleans() | st.dates() | st.text(max_size=5) | st.sampled_from(["%H:%M", "utf-8", "PT", ""]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS | st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("kind", [ColumnMapping, ClinicFile])
@given(stated=st.dictionaries(KEYS | st.sampled_from([each.name for each in fields(ClinicFile)]), VALUES, max_size=4))
def test_whatever_stands_in_a_settings_file_is_read_or_a_fault(kind, stated):
    found = []
    built = structured(stated, kind, "", file="any.toml", faults=found)
    assert (built is None) == bool(found)
