"""Building the demo: an invented programme and its study, made through the actions as it happened, month by month.

The same words and numbers come out on every run; ids do not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from alongside import __version__
from alongside.accounts.models import Person
from alongside.core.errors import Invalid
from alongside.demo import analysis, changing, collecting, loop, measuring, programme, research, scoring
from alongside.demo.people import PEOPLE, DemoPerson
from alongside.demo.texts import digest, load
from alongside.demo.timeline import Timeline, World

__all__ = ["PEOPLE", "DemoPerson", "build", "is_built", "needs_rebuild", "today"]

CHAPTERS = (programme, changing, measuring, collecting, scoring, research, analysis, loop)


def build(progress: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Make the demo in an empty database. `progress` is told how many months of how many are done.

    Each month is one transaction. Raises Invalid where anything is here already: a demo is never mixed with other work.
    """
    if Person.objects.exists():
        raise Invalid(
            "This data folder holds something already, so no demo is made in it.",
            "Give the demo an empty folder, or delete this one if it is an older or an unfinished demo.",
        )
    world, timeline = World(load()), Timeline()
    for chapter in CHAPTERS:
        chapter.tell(world, timeline)
    timeline.run(world, progress)
    marker().parent.mkdir(parents=True, exist_ok=True)
    marker().write_text(_made_of(), encoding="ascii")


def today() -> dt.date:
    """The day up to which the demo is told, and which its pages take for today."""
    day: dt.date = load().programme["today"]
    return day


def is_built() -> bool:
    """Whether a whole demo of these texts and this version is here."""
    return (
        marker().exists() and marker().read_text(encoding="ascii") == _made_of() and Person.objects.exists()
    )


def needs_rebuild() -> bool:
    """Whether what is here is a demo of other texts or another version, or one that was left unfinished."""
    return Person.objects.exists() and not is_built()


def marker() -> Path:
    """The file in the data folder that says which demo is there; written last."""
    return Path(settings.DATA_FOLDER) / "demo-built"


def _made_of() -> str:
    return f"{__version__} {digest()}"
