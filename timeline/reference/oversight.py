"""Oversight of assistants looked up: what payers ask for, and what is known of every state's law."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from timeline import contracts
from timeline.jurisdictions import JURISDICTIONS
from timeline.policies.oversight import Oversight, PayerLevel
from timeline.policies.shipped import sources
from timeline.policies.states import Standing, StateRule
from timeline.reference.document import Document, wrapped
from timeline.words import counted

#: What it is called where policies are.
NAME = "oversight"
#: What to do about a state that has no limit here.
TO_DO = (
    "Where no limit stands here, look it up in the state's practice act and its board's rules before relying on any "
    "number; until then the audit uses its own threshold and says so."
)


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class OversightPage(Document):
    """Payers' levels and the table of states."""

    oversight: Oversight

    @property
    def states(self) -> pd.DataFrame:
        """`OVERSIGHT_STATES`: every state and territory, in the order of their names."""
        return contracts.conform(contracts.OVERSIGHT_STATES, self.to_dict()["states"])

    def to_dict(self) -> dict[str, Any]:
        """Return the document of `timeline rules oversight --format json`."""
        known = self.oversight
        return {
            "payer": NAME,
            "title": known.title,
            "verified_through": known.verified_through.isoformat(),
            "levels": [_level(entry) for entry in known.levels],
            "states": [_state(rule) for rule in sorted(known.states, key=_by_name)],
            "to_do": TO_DO,
        }

    @property
    def text(self) -> str:
        """Every payer's level with its period, then every state with its standing."""
        document = self.to_dict()
        lines = [f"{document['title']} ({NAME})", f"Payers' levels checked through {document['verified_through']}"]
        for level in document["levels"]:
            mark = "" if level["verified"] else "  [NOT VERIFIED]"
            lines += ["", f"{', '.join(level['payers'])}, {level['period']}{mark}"]
            lines += wrapped(f"{_settings(level['settings'])}: {level['level']} supervision of assistants.")
            lines += [f"  Source: {source['id']} {source['at']}" for source in level["sources"]]
        lines += ["", "States and territories: how many one therapist may oversee at one time, and how near"]
        for state in document["states"]:
            lines += _state_lines(state)
        lines += ["", *wrapped(document["to_do"]), "", "Sources"]
        cited = {source["id"] for level in document["levels"] for source in level["sources"]}
        for name in sorted(cited | {state["source"] for state in document["states"]} - {""}):
            lines += [f"  {name}: {sources()[name].title}", f"    {sources()[name].url}"]
            lines += wrapped(sources()[name].paraphrase, indent="    ")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.text


def by_standing(states: Iterable[StateRule]) -> dict[Standing, list[str]]:
    """List the states of each standing for all payers; those with a limit for some payers only stand with it."""
    return {
        standing: [rule.state for rule in sorted(states, key=_by_name) if rule.standing is standing and not rule.payers]
        for standing in Standing
    }


def _by_name(rule: StateRule) -> tuple[str, tuple[str, ...], str]:
    return JURISDICTIONS[rule.state], rule.payers, str(rule.start or "")


def _level(entry: PayerLevel) -> dict[str, Any]:
    return {
        "payers": list(entry.payers),
        "settings": list(entry.settings),
        "level": str(entry.level),
        "period": entry.period,
        "verified": entry.verified,
        "note": entry.note,
        "sources": [{"id": cited.id, "at": cited.at} for cited in entry.sources],
    }


def _state(rule: StateRule) -> dict[str, Any]:
    return {
        "state": rule.state,
        "name": JURISDICTIONS[rule.state],
        "standing": str(rule.standing),
        "as_of": rule.as_of.isoformat(),
        "assistants": rule.assistants,
        "aides": rule.aides,
        "together": rule.together,
        "level": str(rule.level or ""),
        "except_settings": " ".join(rule.except_settings),
        "payers": " ".join(rule.payers),
        "start": str(rule.start or ""),
        "until": str(rule.until or ""),
        "source": rule.source.id if rule.source else "",
        "at": rule.source.at if rule.source else "",
        "verified": rule.verified,
        "note": rule.note,
    }


def _state_lines(state: dict[str, Any]) -> list[str]:
    numbers = [counted(state[name], name[:-1]) for name in ("assistants", "aides") if state[name] is not None]
    if state["together"] is not None:
        numbers.append(f"{state['together']} assistants and aides together")
    told = ", ".join(numbers) or Standing(state["standing"]).words
    if state["except_settings"]:
        told += f", not in {_settings(state['except_settings'].split())}"
    if state["payers"]:
        told += f", for {state['payers']} only"
    if state["level"]:
        told += f"; {state['level']} supervision"
    mark = "" if state["verified"] else "  [NOT VERIFIED]"
    lines = wrapped(f"{state['state']} {state['name']}: {told} (as of {state['as_of']}){mark}")
    lines += wrapped(f"Note: {state['note']}", indent="    ") if state["note"] else []
    return lines + ([f"    Source: {state['source']} {state['at']}"] if state["source"] else [])


def _settings(settings: Iterable[str]) -> str:
    return ", ".join(setting.replace("_", " ") for setting in settings)
