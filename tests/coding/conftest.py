"""A study with two participants, one of them heard in an interview, and a framework of three codes."""

from __future__ import annotations

import pytest

INTERVIEW = """INTERVIEWER: Who else was involved, when it began here?

P07: Mostly the consultants. The junior nurses had never heard of it.

INTERVIEWER: What would have made the difference?

P07: Somebody asking them. When [Ruth] took it on, it changed 🙂 for good.
"""

GROUP = """MODERATOR: Did it last?

G1: Until the winter it did.

G2: The board never came to see us.
"""


@pytest.fixture
def study(researcher):
    """Rosa's study; coding needs no collaborative."""
    from alongside.study.actions import open_study

    return open_study(name="Why teams keep going", slug="why", researcher=researcher, by=None)


@pytest.fixture
def p07(study, researcher):
    """A senior nurse, under her pseudonym."""
    from alongside.study.actions import add_participant

    return add_participant(
        study=study,
        name="P07",
        role_group="senior nurse",
        site_group="partner trust",
        site_name="Trust B",
        by=researcher,
    )


@pytest.fixture
def interview(study, p07, researcher):
    from alongside.study.actions import add_source

    return add_source(
        study=study, kind="interview", name="P07", title="Senior nurse, Trust B", text=INTERVIEW, on="2016-03-14", minutes=52,
        cases=[p07.case], identified=False, by=researcher,
    )  # fmt: skip


@pytest.fixture
def speakers(study, researcher):
    """G1 and G2 of the focus group."""
    from alongside.study.actions import add_participant

    return [
        add_participant(study=study, name=name, role_group="doctor", site_name="Trust A", by=researcher)
        for name in ("G1", "G2")
    ]


@pytest.fixture
def group(study, speakers, researcher):
    from alongside.study.actions import add_source

    return add_source(
        study=study, kind="focus_group", name="FG 01", text=GROUP, on="2016-09-22",
        cases=[each.case for each in speakers], identified=False, by=researcher,
    )  # fmt: skip


@pytest.fixture
def draft(study, researcher):
    from alongside.coding.actions import start_draft

    return start_draft(study=study, by=researcher)


@pytest.fixture
def theme(draft, researcher):
    from alongside.coding.actions import add_code

    return add_code(version=draft, name="Within the organisation", kind="theme", codable=False, by=researcher)


@pytest.fixture
def code(draft, theme, researcher):
    """Makes a code of the draft: `code("Board")`."""
    from alongside.coding.actions import add_code

    def make(name: str, **fields):
        version = fields.pop("version", draft)
        parent = fields.pop("parent", theme if version == draft else None)
        return add_code(version=version, name=name, parent=parent, by=researcher, **fields)

    return make


@pytest.fixture
def ownership(code):
    return code("Clinical ownership", colour="red", definition="Whose work it is.")


@pytest.fixture
def board(code):
    return code("Board and executive", colour="brown")


@pytest.fixture
def place():
    """Where words stand in a source: `place(interview, "junior nurses")`."""

    def find(source, words: str) -> tuple[int, int]:
        text = source.texts.order_by("-number").first().text
        start = text.index(words)
        return start, start + len(words)

    return find


@pytest.fixture
def coded(place, researcher):
    """Codes words: `coded(interview, "junior nurses", ownership)`."""
    from alongside.coding.actions import add_coding

    def make(source, words: str, entry, by=None, **fields):
        start, end = place(source, words)
        return add_coding(source=source, start=start, end=end, code=entry.code, by=by or researcher, **fields)

    return make


@pytest.fixture
def words():
    """What a coding covers."""

    def read(coding) -> str:
        return coding.source.texts.order_by("-number").first().text[coding.start : coding.end]

    return read
