from __future__ import annotations

from datetime import date, timedelta

import pytest

from timeline.schedules.clock_cells import Cell, as_stated, plain_iso
from timeline.schedules.clock_faults import FRACTION, NO_SUCH_DATE

NINE = Cell(date(2026, 3, 2), 9 * 3600 + 5 * 60)


@pytest.mark.parametrize("text", ["2026-03-02 09:05", "2026-03-02T09:05", "2026-03-02 09:05:00"])
def test_the_usual_iso_form_is_read(text: str) -> None:
    assert plain_iso(text) == NINE


@pytest.mark.parametrize(
    "text",
    ["2026-03-02", "2026-3-2 09:05:00", "2026/03/02 09:05", "2026-13-02 09:05", "2026-03-02 25:05", "1066-03-02 09:05"],
)
def test_any_other_form_and_any_date_there_is_not_is_left_to_others(text: str) -> None:
    assert plain_iso(text) is None


def test_the_first_stated_format_that_fits_is_taken() -> None:
    assert as_stated("02.03.2026 09:05", ["%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%m.%d.%Y %H:%M"]) == NINE
    assert as_stated("soon", ["%Y-%m-%d %H:%M"]) is None


def test_figures_side_by_side_must_be_all_there() -> None:
    assert as_stated("202603020905", ["%Y%m%d%H%M"]) == NINE
    assert as_stated("20260302905", ["%Y%m%d%H%M"]) is None


def test_a_stated_offset_is_kept() -> None:
    assert as_stated("2026-03-02 09:05 -0500", ["%Y-%m-%d %H:%M %z"]) == NINE._replace(offset=timedelta(hours=-5))


def test_a_stated_format_reads_no_fraction_and_no_year_of_another_age() -> None:
    form = ["%Y-%m-%d %H:%M:%S.%f"]
    assert as_stated("2026-03-02 09:05:00.5", form) is FRACTION
    assert as_stated("2026-03-02 09:05:00.5", form, drop=True) == NINE
    assert as_stated("1066-03-02 09:05:00.0", form) is NO_SUCH_DATE
