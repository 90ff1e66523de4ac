"""How much a pseudonymized page leaves out, and whose words a code or a payer may be."""

from __future__ import annotations

import re
from enum import StrEnum

from timeline.errors import UnknownPayerError, WrongValueError
from timeline.policies.oversight import oversight, plain_word
from timeline.visits import PolicySource

#: How a procedure code looks, known or not: five signs, four of them digits. Anything else may be a misplaced name.
_CODE = re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}")


class Level(StrEnum):
    """What is left out; each level leaves out what those before it do, too."""

    #: People's ids and names, notes, the order of the file, and what is no code or payer and may be somebody's name.
    IDS = "ids"
    #: Sites as well, the clinic's setting, and the hashes of the files, by which a holder of a file could confirm it.
    SITES = "sites"
    #: Dates as well: they are moved by whole weeks.
    DATES = "dates"

    @property
    def hides_sites(self) -> bool:
        """Whether sites and hashes are left out."""
        return self is not Level.IDS


def level_of(name: str) -> Level:
    """Return a level by its name.

    Raises
    ------
    WrongValueError: there is none of that name.
    """
    try:
        return Level(name)
    except ValueError:
        raise WrongValueError(f"level: no such level; known: {', '.join(Level)}.") from None


def is_code(text: str) -> bool:
    """Say whether a text can only be a code.

    >>> is_code("97110"), is_code("G0283"), is_code("MARIA"), is_code("12 Lopez")
    (True, True, False, False)
    """
    return _CODE.fullmatch(text) is not None


def known_setting(text: str) -> str:
    """Leave a setting that rules know by its name; any other, in the clinic's own words, becomes `other`."""
    facts = oversight()
    known = {word for level in facts.levels for word in level.settings} | {facts.assumed_setting}
    known |= {word for rule in facts.states for word in rule.except_settings}
    return plain_word(text) if plain_word(text) in known else "other" if text else ""


def is_payer(text: str, policies: PolicySource) -> bool:
    """Say whether a text is the name of a policy; any other may hold somebody's name."""
    try:
        policies(text)
    except UnknownPayerError:
        return False
    return True
