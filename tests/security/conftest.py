"""What an attacker finds: one of everything, and a second study beside it."""

from __future__ import annotations

import pytest

from tests.findings.conftest import World
from tests.web.conftest import world as everything  # noqa: F401  (one of every object, people for every role)


@pytest.fixture
def empty(study, researcher):
    """The study with a published code and nobody in it."""
    from alongside.coding.actions import add_code, publish_version, start_draft

    made = World(study, researcher)
    version = start_draft(study=study, by=researcher)
    entry = add_code(version=version, name="Showing results", by=researcher)
    publish_version(version=version, note="first", by=researcher)
    made.codes["Showing results"] = entry.code
    return made


@pytest.fixture
def other_study(person):
    """Olga's study, in which Rosa has no part, with a participant, a source, a coding and a finding of its own."""
    from alongside.coding.actions import add_code, publish_version, start_draft
    from alongside.study.actions import open_study

    olga = person("Olga Other")
    made = World(open_study(name="Another study", slug="another", researcher=olga, by=None), olga)
    version = start_draft(study=made.study, by=olga)
    made.codes["Showing results"] = add_code(version=version, name="Elsewhere", by=olga).code
    publish_version(version=version, note="first", by=olga)
    made.participant("X01", "porter")
    made.source("X01", "X01: Nobody told the porters anything.\n", "X01")
    return made
