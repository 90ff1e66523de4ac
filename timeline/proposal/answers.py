"""Answers to the questions of a proposal: what was taken until somebody chose gives way to what was chosen."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from copy import deepcopy

from timeline.errors import WrongValueError
from timeline.proposal.draft import Question, Tree


def answered(tree: Tree, questions: Sequence[Question], answers: Sequence[int]) -> Tree:
    r"""Return a mapping with some questions answered; the tree given stays as it is.

    Parameters
    ----------
    answers
        For each question, in order, the number of its choice: 0 is what the tree has, one more than the last choice
        takes it out without another in its place. Questions beyond the answers keep what they have.

    Raises
    ------
    WrongValueError: more answers than questions, or a number that is no choice.

    Examples
    --------
    >>> choices = ('[format]\ndate = "%m/%d/%Y"', '[format]\ndate = "%d/%m/%Y"')
    >>> order = Question("date_order", "Day or month first?", choices)
    >>> answered({"format": {"date": "%m/%d/%Y"}}, [order], [1])
    {'format': {'date': '%d/%m/%Y'}}
    """
    if len(answers) > len(questions):
        raise WrongValueError(f"answers: at most one for each question, got {len(answers)} for {len(questions)}.")
    found = deepcopy(tree)
    for question, number in zip(questions, answers, strict=False):
        if not 0 <= number <= len(question.choices):
            raise WrongValueError(f"answers: 0 to {len(question.choices)} for a question on {question.about}.")
        if number:
            _take(found, tomllib.loads(question.choices[0]))
        if 0 < number < len(question.choices):
            _put(found, tomllib.loads(question.choices[number]))
    return {name: table for name, table in found.items() if table not in ({}, [])}


def _take(tree: Tree, part: Tree) -> None:
    """Take a part out of a tree, as far as it is there as it stands."""
    for name, value in part.items():
        known = tree.get(name)
        if isinstance(value, dict) and isinstance(known, dict):
            _take(known, value)
            if not known:
                del tree[name]
        elif isinstance(value, list) and isinstance(known, list):
            left = [each for each in known if each not in value]
            tree[name] = left
            if not left:
                del tree[name]
        elif known == value:
            del tree[name]


def _put(tree: Tree, part: Tree) -> None:
    """Put a part into a tree: tables and lists grow, anything else gives way."""
    for name, value in part.items():
        known = tree.get(name)
        if isinstance(value, dict) and isinstance(known, dict):
            _put(known, value)
        elif isinstance(value, list) and isinstance(known, list):
            tree[name] = [*known, *(each for each in value if each not in known)]
        else:
            tree[name] = deepcopy(value)
