from decimal import Decimal
from pathlib import Path

import pytest

from timeline.errors import ScheduleError, WrongValueError
from timeline.schedules import ClinicFile, read_clinic
from timeline.schedules.clinic import Travel

FULL = """
clinic = "North"
time_zone = "America/New_York"
state = "NY"
setting = "private_practice"
default_payer = "medicare"
[payers]
"Sample Health Plan" = "cpt-midpoint"
[[travel]]
from = "North"
to = "South"
minutes = 20
"""


def test_everything_a_clinic_states_is_read(write):
    clinic = read_clinic(write(FULL, "clinic.toml"))
    assert (clinic.clinic, clinic.zone.key, clinic.state, clinic.default_payer) == (
        "North",
        "America/New_York",
        "NY",
        "medicare",
    )
    assert clinic.payers == {"sample health plan": "cpt-midpoint"}
    assert clinic.travel == (Travel("North", "South", 20),)
    assert (clinic.name, len(clinic.sha256)) == ("clinic.toml", 64)


def test_an_empty_clinic_file_is_the_default_clinic(write):
    clinic = read_clinic(write('time_zone = ""', "clinic.toml"))
    assert (clinic.clinic, clinic.zone) == ("clinic", None)


def test_all_faults_of_a_clinic_file_come_at_once(write):
    text = 'timezone = "x"\ntime_zone = "Mars/Base"\nstate = 3\n[payers]\na = 1\n[[travel]]\nfrom = "N"\nminutes = -1\n'
    with pytest.raises(ScheduleError) as caught:
        read_clinic(write(text, "clinic.toml"))
    found = sorted(fault.column for fault in caught.value.fault_list)
    assert found == ["payers.a", "state", "time_zone", "timezone", "travel[0].minutes", "travel[0].to"]


@pytest.mark.parametrize("name", ["../etc/passwd", "America", "/UTC", "a\\u0000b"])
def test_a_strange_time_zone_is_a_fault(write, name):
    with pytest.raises(ScheduleError, match="no such time zone"):
        read_clinic(write(f'time_zone = "{name}"', "clinic.toml"))


def test_the_geographic_indices_and_participation_are_stated(tmp_path: Path) -> None:
    file = tmp_path / "clinic.toml"
    file.write_text("qualifying_participant = true\ngpci = { work = 1.0, pe = 0.958, mp = 0.308 }\n", encoding="utf-8")
    found = read_clinic(file)
    assert found.gpci == {"work": Decimal("1.0"), "pe": Decimal("0.958"), "mp": Decimal("0.308")}
    assert found.qualifying_participant


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("gpci = { work = 1.0 }", "must state work, pe and mp"),
        ("gpci = { work = 1, pe = 0, mp = 1 }", "a number above 0"),
        ("gpci = { work = 1, pe = true, mp = 1 }", "a number above 0"),
        ("gpci = 1", "must be a table"),
        ("qualifying_participant = 1", "must be true or false"),
    ],
)
def test_indices_and_participation_of_another_kind_are_faults(tmp_path: Path, stated: str, said: str) -> None:
    file = tmp_path / "clinic.toml"
    file.write_text(f"{stated}\n", encoding="utf-8")
    with pytest.raises(ScheduleError, match=said):
        read_clinic(file)


@pytest.mark.parametrize("name", ["NY", "ny", "New York", "NEW YORK", " new york ", "N.Y."])
def test_a_state_is_given_by_name_or_postal_abbreviation(write, name):
    """C10."""
    assert read_clinic(write(f'state = "{name}"', "clinic.toml")).state == "NY"
    assert ClinicFile(state=name).state == "NY"


@pytest.mark.parametrize("name", ["ZZ", "Nwe York", "Ontario"])
def test_a_state_nobody_knows_is_a_fault_that_lists_what_is_accepted(write, name):
    """C10."""
    with pytest.raises(ScheduleError) as caught:
        read_clinic(write(f'clinic = "North"\nstate = "{name}"', "clinic.toml"))
    (fault,) = caught.value.fault_list
    assert (fault.file, fault.column) == ("clinic.toml", "state")
    assert fault.problem.startswith("no such state; write a name or a postal abbreviation")
    assert all(code in fault.problem for code in ("AK", "TX", "PR"))
    with pytest.raises(WrongValueError, match="state: no such state; expected a name or a postal abbreviation"):
        ClinicFile(state=name)


def test_a_clinic_without_a_state_has_none(write):
    assert read_clinic(write('state = "  "', "clinic.toml")).state == ClinicFile().state == ""
