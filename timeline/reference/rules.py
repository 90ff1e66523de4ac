"""A payer's rules looked up: what each says, its period, its sources, and what is not verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from os import PathLike
from typing import Any, Literal, overload

import pandas as pd

from timeline import contracts
from timeline.arguments import date_of
from timeline.errors import WrongValueError
from timeline.policies import Policy, load_policy, load_policy_file, policy_names
from timeline.policies.checked import HOLDS, file_names, verified_through, weakest_table
from timeline.policies.oversight import oversight
from timeline.reference.document import Document, wrapped
from timeline.reference.oversight import NAME, OversightPage
from timeline.reference.rule_words import gaps, paragraphs

#: What the mark of a rule means, and what to do about it.
NOT_VERIFIED = (
    "no source that says so was read, or only one at second hand; the note says what the value rests on and what to do "
    "before you rely on it."
)


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class PolicyPage(Document):
    """A policy in words.

    Parameters
    ----------
    policy
        The policy.
    on
        Date of service: the rules in force on it; None is all of them through time.
    """

    policy: Policy
    on: date | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the document of `timeline rules PAYER --format json`."""
        policy, on = self.policy, self.on
        through = verified_through(policy, on)
        return {
            "payer": policy.payer,
            "title": policy.title,
            "on": on.isoformat() if on else None,
            "verified_through": through.isoformat() if through else None,
            "weakest": weakest(policy, on),
            "rules": [paragraph.to_dict() for paragraph in paragraphs(policy, on)],
            "without_value": list(gaps(policy, on)),
        }

    @property
    def text(self) -> str:
        """Every rule with its period, its sources, and a mark where it is not verified."""
        document = self.to_dict()
        when = f"in force for services on {document['on']}" if document["on"] else "through time"
        lines = [
            f"{document['title']} ({document['payer']})",
            f"Rules {when}; checked through {document['verified_through'] or 'no stated date'}",
            *wrapped(_limits(document)),
        ]
        if not all(rule["verified"] for rule in document["rules"]):
            lines += wrapped(f"NOT VERIFIED: {NOT_VERIFIED}", indent="")
        cited: dict[str, dict[str, str]] = {}
        for rule in document["rules"]:
            mark = ("" if rule["verified"] else "  [NOT VERIFIED]") + _COVERS[rule["table"] and rule["table"]["covers"]]
            lines += ["", f"{rule['title']}, {rule['period']}{mark}", *wrapped(rule["text"])]
            lines += wrapped(f"Note: {rule['note']}") if rule["note"] else []
            lines += [f"  Source: {s['id']} {s['at']}" for s in rule["sources"]]
            cited.update({s["id"]: s for s in rule["sources"]})
        if document["without_value"]:
            lines += ["", "Without a value", *(line for told in document["without_value"] for line in wrapped(told))]
        lines += ["", "Sources"]
        for source in cited.values():
            lines += [f"  {source['id']}: {source['title']}", f"    {source['url']}"]
            lines += wrapped(source["paraphrase"], indent="    ")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.text


#: How a table's check goes with the date asked for.
_COVERS = {
    None: "",
    "all": "",
    "some": "  [CHECKED FOR SOME CODES ONLY]",
    "none": "  [NOT CHECKED FOR THIS DATE]",
}


def weakest(policy: Policy, on: date | None = None) -> dict[str, Any] | None:
    """Describe the table that ends a policy's verified dates before the rules around it; None where none does."""
    table = weakest_table(policy, on)
    if table is None:
        return None
    horizon = policy.verified_through
    return {
        "rule": table.name,
        "holds": HOLDS[table.name],
        "files": file_names(table.rule),
        "through": table.through.isoformat() if table.through else None,
        "rules_through": horizon.isoformat() if horizon else None,
    }


def _limits(document: Mapping[str, Any]) -> str:
    """Write which table ends a policy's verified dates before its rules, or leaves codes out; nothing if none does."""
    weak = document["weakest"]
    if weak is None:
        short = [HOLDS[rule["rule"]] for rule in document["rules"] if rule["table"] and rule["table"]["not_checked"]]
        return f"That is not so for every code in the tables of {' and '.join(short)}: see there." if short else ""
    rules = f"are checked through {weak['rules_through']}" if weak["rules_through"] else "have no stated date"
    return (
        f"Through that date, every code of the table of {weak['holds']} ({weak['files']}) was compared with the "
        f"published table; the other rules {rules}."
    )


@overload
def rules() -> pd.DataFrame: ...


@overload
def rules(payer: Literal["oversight"]) -> OversightPage: ...  # type: ignore[overload-overlap]


@overload
def rules(
    payer: str | None = None, *, on: date | str | None = None, policy: str | PathLike[str] | None = None
) -> PolicyPage: ...


def rules(
    payer: str | None = None, *, on: date | str | None = None, policy: str | PathLike[str] | None = None
) -> pd.DataFrame | PolicyPage | OversightPage:
    """Look a payer's rules up; without a payer, list the shipped policies.

    Parameters
    ----------
    payer
        Name of a shipped policy, e.g. `medicare`; or `oversight`: what payers and states ask of those who oversee
        assistants.
    on
        Date of service: only the rules in force on it.
    policy
        A clinic's own policy file, in place of a shipped one.

    Returns
    -------
    `POLICIES`, sorted by name, or the policy in words, or oversight with its table of states.

    Raises
    ------
    UnknownPayerError: no policy has that name.
    NotInForceError: nothing is in force on that date.
    PolicyError: the policy file is wrong.
    WrongValueError: `on` without a payer, or no date.
    """
    if payer is None and policy is None:
        if on is not None:
            raise WrongValueError("on: a date needs a payer, for example medicare on 2026-03-02.")
        return contracts.conform(contracts.POLICIES, policy_list())
    if payer == NAME and policy is None:
        return OversightPage(oversight())
    day = None if on is None else date_of(on, "on")
    chosen = load_policy_file(str(policy)) if policy is not None else load_policy(payer or "")
    if day is not None:
        chosen.on(day)  # refuses a date nothing is in force on, naming what is known
    return PolicyPage(chosen, day)


def policy_list() -> list[dict[str, Any]]:
    """List the shipped policies as plain records."""
    listed = (load_policy(name) for name in policy_names())
    return [
        {
            "payer": policy.payer,
            "title": policy.title,
            "verified_through": str(verified_through(policy) or ""),
            "weakest": (weakest(policy) or {}).get("files", ""),
        }
        for policy in listed
    ]
