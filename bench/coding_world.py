"""A long interview, coded through and through, in a study of its own: for the benches of coding."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

WORDS = [
    "we",
    "had",
    "a",
    "meeting",
    "about",
    "the",
    "chart",
    "and",
    "nobody",
    "on",
    "the",
    "night",
    "shift",
    "knew",
    "why",
    "the",
    "numbers",
    "went",
    "down",
    "again",
    "after",
    "winter",
    "when",
    "the",
    "trolley",
    "moved",
    "to",
    "the",
    "other",
    "bay",
    "but",
    "sister",
    "said",
    "it",
    "was",
    "for",
    "the",
    "audit",
    "so",
    "people",
    "filled",
    "it",
    "in",
    "and",
    "then",
    "it",
    "stopped",
]


@dataclass
class World:
    """The study's people, its source, and the codes of its draft."""

    study: Any
    source: Any
    researcher: Any
    coders: list[Any]
    codes: list[Any]
    length: int


def text_of(words: int, chance: random.Random) -> str:
    """An interview of about so many words, in turns of some sixty."""
    turns, left = [], words
    while left > 0:
        many = min(left, chance.randrange(20, 120))
        said = " ".join(chance.choice(WORDS) for _ in range(many)).capitalize() + "."
        turns.append(f"{'INTERVIEWER' if len(turns) % 2 == 0 else 'P07'}: {said}")
        left -= many
    return "\n\n".join(turns) + "\n"


def build(*, words: int = 60_000, codes: int = 100, coders: int = 9) -> World:
    """Through the actions, as anybody would; without codings."""
    from alongside.accounts.actions import add_person
    from alongside.coding.actions import add_code, start_draft
    from alongside.study.actions import add_participant, add_source, open_study
    from alongside.study.actions.studies import add_to_study

    chance = random.Random(7)
    researcher = add_person(email="rosa@example.org", name="Rosa Researcher", by=None)
    study = open_study(name="A long study", slug="long", researcher=researcher, by=None)
    p07 = add_participant(study=study, name="P07", role_group="nurse", site_name="Trust B", by=researcher)
    text = text_of(words, chance)
    source = add_source(
        study=study,
        kind="interview",
        name="P07",
        text=text,
        cases=[p07.case],
        identified=False,
        by=researcher,
    )
    draft = start_draft(study=study, by=researcher)
    theme = None
    made = []
    for number in range(codes):
        if number % 10 == 0:
            theme = add_code(
                version=draft, name=f"Theme {number // 10}", kind="theme", codable=False, by=researcher
            )
        colour = ("red", "olive", "green", "blue", "violet", "amber")[number % 6]
        made.append(
            add_code(version=draft, name=f"Code {number}", parent=theme, colour=colour, by=researcher)
        )
    others = []
    for number in range(coders - 1):
        other = add_person(email=f"coder{number}@example.org", name=f"Coder {number}", by=None)
        add_to_study(study=study, person=other, role="second_coder", by=researcher)
        others.append(other)
    return World(study, source, researcher, [researcher, *others], made, len(text))


def spans(world: World, many: int, *, seed: int = 11, longest: int = 300) -> list[dict[str, Any]]:
    """So many overlapping stretches with a code each."""
    chance = random.Random(seed)
    found = []
    for number in range(many):
        start = chance.randrange(world.length - longest - 1)
        found.append(
            {
                "start": start,
                "end": start + chance.randrange(10, longest),
                "code": world.codes[number % len(world.codes)],
            }
        )
    return found
