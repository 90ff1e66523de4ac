from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run
from timeline.policies import policy_names


def test_without_a_payer_every_policy_is_listed(run: Run) -> None:
    ran = run("rules")
    assert ran.status == 0
    assert all(name in ran.out for name in policy_names())
    assert [p["payer"] for p in json.loads(run("rules", "--format", "json").out)] == list(policy_names())


def test_the_rules_of_a_date_are_those_in_force_on_it(run: Run) -> None:
    before, after = (run("rules", "medicare", "--on", day).out for day in ("2019-06-01", "2024-03-01"))
    assert "No modifier for assistants." in before
    assert "8 minutes of it or more" in after
    assert "2,330 USD" in after


def test_what_nobody_verified_is_marked(run: Run) -> None:
    assert "[NOT VERIFIED]" in run("rules", "medicare", "--on", "2024-03-01").out
    document = json.loads(run("rules", "medicare", "--on", "2024-03-01", "--format", "json").out)
    weak = {"two_units", "staff", "telehealth", "conversion_factor", "programme_share", "sequestration"}
    assert {rule["rule"] for rule in document["rules"] if not rule["verified"]} == weak


def test_every_rule_shown_names_its_source_with_the_place(run: Run) -> None:
    rules = json.loads(run("rules", "medicare", "--format", "json").out)["rules"]
    verified = [rule["sources"] for rule in rules if rule["verified"]]
    assert len(verified) >= 10
    assert all(sources and all(source["id"] and source["at"] for source in sources) for sources in verified)


def test_a_date_before_the_first_rule_is_refused_with_the_known_periods(run: Run) -> None:
    ran = run("rules", "medicare", "--on", "1999-01-01")
    assert ran.status == 2
    assert "2004-01-01" in ran.err


def test_an_unknown_payer_is_refused_with_the_known_ones(run: Run) -> None:
    ran = run("rules", "nobody")
    assert ran.status == 2
    assert "medicare" in ran.err


def test_a_clinics_own_policy_is_shown_like_any_other(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'payer = "own"\ntitle = "Our contract"\nextends = "medicare"\nverified_through = 2026-12-31\n\n'
        '[[rule]]\nname = "caps"\nvalue = { limits = [{ scope = "timed", max_units = 4, on_excess = "deny" }] }\n'
        'start = 2004-01-01\nverified = false\nnote = "as agreed"\n'
    )
    shown = run("rules", "--policy", path, "--on", "2024-03-01").out
    assert "At most 4 units of timed codes per visit; more are not counted." in shown
    assert "Our contract (own)" in shown


def test_the_standing_of_every_state_is_listed_with_the_policies(run: Run) -> None:
    """C10."""
    told = " ".join(run("rules").out.split())
    assert "no limit found (5): AL, AR, CA, CT, FL not looked up (39): AS, GU, IL," in told


def test_the_table_of_states_is_shown_like_a_policy(run: Run) -> None:
    """C10."""
    assert "WV West Virginia: 4 assistants and aides together" in run("rules", "oversight").out
    document = json.loads(run("rules", "oversight", "--format", "json").out)
    assert {state["state"]: state["standing"] for state in document["states"]}["TX"] == "not_looked_up"
    assert "oversight_states" in run("tables").out


def test_what_not_verified_means_and_asks_for_is_said_where_it_stands(run: Run) -> None:
    assert "NOT VERIFIED: no source that says so was read" in run("rules", "medicare").out
    assert "NOT VERIFIED" not in run("rules", "cpt-midpoint").out
    told = " ".join(run("rules").out.split())
    assert "`timeline rules NAME` says what each such value rests on and what to do" in told


def test_staff_whose_services_are_not_covered_are_named(run: Run) -> None:
    assert "Time furnished by SLPA earns no unit, whatever the code." in run("rules", "medicare").out
    told = run("rules", "tricare", "--on", "2019-03-02").out
    assert "Time furnished by PTA and OTA earns no unit, whatever the code." in told


def test_the_list_names_the_table_that_dates_a_policy_and_how_to_become_current(run: Run) -> None:
    told = run("rules").out
    assert "2024-09-30" in told
    assert "(ptp_practitioner.csv)" in told
    assert "To become current: `timeline import-ncci --help`." in told
