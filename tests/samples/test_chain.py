"""A chain: what its clinics share, and that it repeats."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date

import pandas as pd
import pytest

import timeline as tl
from timeline.samples import chain
from timeline.samples.chain import chain_months

ASKED: Mapping[str, int | date] = {"clinics": 4, "days": 4, "seed": 7, "start": date(2026, 3, 30)}


def frame_of(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False)


@pytest.fixture(scope="module", autouse=True)
def few_days() -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chain, "DAYS_OF_A_MONTH", 3)
        yield


@pytest.fixture(scope="module")
def parts() -> dict[str, str]:
    return dict(chain_months(**ASKED))


@pytest.fixture(scope="module")
def rows(parts: dict[str, str]) -> pd.DataFrame:
    return pd.concat(map(frame_of, parts.values()), ignore_index=True)


def test_a_chain_has_a_file_for_each_clinic_and_month_and_repeats(parts: dict[str, str]) -> None:
    assert list(parts) == [f"C{clinic}/2026-{month}" for clinic in (1, 2, 3, 4) for month in ("03", "04")]
    assert dict(chain_months(**ASKED)) == parts
    assert dict(chain_months(**{**ASKED, "seed": 8})) != parts


def test_every_row_of_a_clinic_is_its_own_and_can_be_read(rows: pd.DataFrame) -> None:
    for column in ("patient", "group"):
        named = rows[rows[column] != ""]
        assert (named[column].str.partition("-")[0] == named["clinic"]).all()
    assert "CLINIC" not in rows.to_csv()
    assert sorted(rows["date"].unique()) == ["2026-03-30", "2026-03-31", "2026-04-01", "2026-04-02"]
    assert not len(tl.read_schedule(rows).faults)


def test_an_assistant_is_lent_for_half_a_day_and_never_at_two_sites_at_once(rows: pd.DataFrame) -> None:
    lent = rows[rows["provider"].str.startswith("FLOAT")]
    assert set(lent["provider"]) == {"FLOAT1", "FLOAT2"}
    for _, own in lent.groupby(["provider", "date"]):
        sites = own.groupby("clinic")[["start", "end"]].agg({"start": "min", "end": "max"}).sort_values("start")
        assert len(sites) == 2
        assert sites["end"].iloc[0] <= sites["start"].iloc[1]
        assert (own.groupby("clinic")["kind"].agg(lambda kinds: (kinds == "shift").sum()) == 1).all()


def test_a_chain_knows_everything_that_minutes_depend_on(rows: pd.DataFrame) -> None:
    assert {"shift", "appointment", "away", "service"} == set(rows["kind"])
    assert (rows["group"] != "").any()
    assert (rows["activity"] == "rest").any()
    assert rows["start"].str.fullmatch(r"\d\d:\d\d:\d\d").any()
    minutes = [
        tl.analyze(tl.read_schedule(rows), contest=rule).codes["minutes"].sum()
        for rule in ("exclusive", "nested", "documented")
    ]
    assert minutes[0] < minutes[1] < minutes[2]


def test_a_clean_chain_has_neither_contests_nor_seconds_and_one_clinic_no_names_of_sites() -> None:
    text = dict(chain_months(clinics=1, days=2, seed=3, start=date(2026, 3, 2), clean=True))["C1/2026-03"]
    found = frame_of(text)
    assert set(found["clinic"]) == {"clinic"}
    assert not found["start"].str.count(":").gt(1).any()
    assert not tl.analyze(tl.read_schedule(found)).findings["rule"].str.startswith("overlap").any()


def test_dates_of_a_month_do_not_depend_on_how_many_are_asked_for() -> None:
    few = dict(chain_months(clinics=2, days=2, seed=7, start=date(2026, 3, 2)))["C1/2026-03"]
    more = dict(chain_months(clinics=3, days=3, seed=7, start=date(2026, 3, 2)))["C1/2026-03"]
    assert more.startswith(few)
