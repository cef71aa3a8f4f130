"""The seven stages of the Framework Method (Gale et al. 2013), and the place where an app above tells the seventh.

Interpreting is findings' work, of which coding knows nothing: that app registers when it starts
(`stages.interpreting.append(tell)`), and until one does the stage counts the notes towards an interpretation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from alongside.accounts.models import Person
from alongside.study.models import Study


@dataclass
class Stage:
    """A stage on the study's home: its name, a count in words, how far it is, and what is undone in it."""

    name: str
    count: str
    percent: int
    undone: str
    url: str
    concern: bool = False
    current: bool = False


interpreting: list[Callable[[Person, Study], Stage]] = []
