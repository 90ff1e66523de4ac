"""Codes and pairs of codes as the public tables have them, for the readings of the unit rules under test."""

from __future__ import annotations

from tests.oracle_units import Code, Pair

#: Codes of the 15-minute pool, all of them one-on-one.
POOL = (
    *("97110", "97112", "97113", "97116", "97124", "97140", "97530", "97535"),
    *("97750", "97755", "97760", "97763"),
)
CODES = {
    **{code: Code("pool") for code in POOL},
    **{code: Code("once", attended="supervised") for code in ("97012", "97014", "97022", "G0283")},
    **{code: Code("once", attended="group") for code in ("97150", "G0239", "G0543")},
    **{code: Code("once", discipline="PT", evaluation=True) for code in ("97161", "97162", "97164")},
    **{code: Code("once", discipline="OT", evaluation=True) for code in ("97165", "97168")},
    "95992": Code("once", discipline="PT"),
    "92507": Code("once", discipline="SLP"),
    "97610": Code("once", discipline="PT"),
    "97597": Code("area"),
    "97598": Code("area", partner="97597"),
    "96125": Code("own", 60),
    "96105": Code("own", 60, discipline="SLP"),
    "97129": Code("first", 15, "97130"),
    "97130": Code("further", 15, "97129"),
    "97545": Code("first", 120, "97546"),
    "97546": Code("further", 60, "97545"),
    "97550": Code("first", 30, "97551"),
    "97551": Code("further", 15, "97550"),
    "90912": Code("first", 15, "90913", discipline="PT"),
    "90913": Code("further", 15, "90912", discipline="PT"),
    "G0541": Code("first", 30, "G0542"),
    "G0542": Code("further", 15, "G0541"),
    "96112": Code("first", 60, "96113"),
    "96113": Code("further", 30, "96112"),
    "92607": Code("first", 60, "92608", discipline="SLP", evaluation=True),
    "92608": Code("further", 30, "92607", discipline="SLP", evaluation=True),
}
#: Some pairs of CMS's tables of 2024-07-01, the column of practitioners; whirlpool and debridement ask for two sites.
PAIRS = (
    *(Pair("97150", code, 1) for code in ("97110", "97112", "97116", "97124", "97140", "97530")),
    *(Pair("97161", code, 0) for code in ("97164", "97750", "97755", "97763")),
    *(Pair("97760", code, 1) for code in ("97110", "97112", "97116", "97124", "97140", "97164")),
    *(Pair("97763", code, 1) for code in ("97110", "97112", "97116", "97124", "97140")),
    *(Pair("95992", code, 1) for code in ("97110", "97112", "97140", "97530")),
    *(Pair("97755", code, 1) for code in ("97110", "97112", "97140", "97530", "97535", "97760", "97763")),
    *(Pair(code, "97164", 1) for code in ("97012", "97129", "97130", "97597", "97598", "G0283")),
    *(Pair(code, "97022", 1, site=True) for code in ("97597", "97598")),
    *(Pair("97140", "97124", 0), Pair("97140", "97750", 1), Pair("97530", "97750", 1), Pair("97113", "97110", 1)),
    *(Pair("97113", "97022", 1), Pair("97112", "97022", 1), Pair("97164", "97750", 0), Pair("97750", "97150", 0)),
    *(Pair("97755", "97750", 0), Pair("97760", "97763", 0), Pair("90912", "97110", 1), Pair("97597", "97610", 1)),
)
#: Modifiers the record decides, and those that say the same: two services were apart.
DECIDED = frozenset({"CQ", "CO", "GP", "GO", "GN", "59", "XE", "XP", "XS", "XU"})
APART = frozenset({"59", "XE", "XP", "XS", "XU"})
