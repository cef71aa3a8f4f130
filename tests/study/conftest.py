"""What the tests of the study speak of: a study that stands alone, a vault with a key, people who take part."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet

INTERVIEW = """INTERVIEWER: Who else was involved?

P01: Mostly the consultants, and Ruth Mensah from Alder.

INTERVIEWER: Did that last?

P01: Until the winter. Then Ruth left."""


@pytest.fixture(autouse=True)
def vault_key(settings) -> str:
    """A key of our own for each test."""
    settings.VAULT_KEY = Fernet.generate_key().decode()
    return settings.VAULT_KEY


@pytest.fixture
def study(researcher):
    """Rosa's study, which belongs to no collaborative."""
    from alongside.study.actions import open_study

    return open_study(name="Why teams keep going", slug="why", researcher=researcher, by=None)


@pytest.fixture
def participant(study, researcher) -> Callable:
    """Makes somebody who takes part: `participant("P01")`; with consents: `participant("P01", "quote", "publish")`."""
    from alongside.study.actions import add_participant, record_consent

    def make(name: str = "P01", *agrees: str, **fields):
        made = add_participant(study=study, name=name, by=researcher, **fields)
        for purpose in agrees:
            record_consent(
                participant=made,
                purpose=purpose,
                value=True,
                on="2016-03-01",
                form="v2, on paper",
                by=researcher,
            )
        return made

    return make


@pytest.fixture
def source(study, researcher) -> Callable:
    """Adds a pseudonymised interview: `source(cases=[p.case])`."""
    from alongside.study.actions import add_source

    def make(name: str = "P01", text: str = INTERVIEW, **fields):
        fields = {"kind": "interview", "identified": False, "by": researcher, **fields}
        return add_source(study=study, name=name, text=text, **fields)

    return make
