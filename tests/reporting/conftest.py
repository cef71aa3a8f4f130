"""A small study that stands alone, counted by hand: what the report has to say of it stands beside each part."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from cryptography.fernet import Fernet

TALK = """INT: What kept you going?

{who}: A colleague showed me how our patients fared.

INT: And what stopped you?

{who}: Nobody had time in the winter."""

SHOWED = "A colleague showed me how our patients fared."
WINTER = "Nobody had time in the winter."


@pytest.fixture(autouse=True)
def vault_key(settings, tmp_path) -> None:
    settings.VAULT_KEY = Fernet.generate_key().decode()
    settings.FILES_FOLDER = tmp_path / "files"


@pytest.fixture
def study(researcher):
    from alongside.study.actions import describe_study, open_study

    made = open_study(name="Why teams keep going", slug="why", researcher=researcher, by=None)
    describe_study(
        study=made,
        questions="What keeps teams going?\nWhat stops them?",
        ethics_reference="16/LO/0042",
        controller="University of Example",
        by=researcher,
    )
    return made


@pytest.fixture
def world(study, researcher, second_coder) -> SimpleNamespace:
    """Seven participants; six interviews, a focus group of three, three field notes, a document; two coders."""
    from alongside.coding.actions import (
        add_code,
        add_coding,
        publish_version,
        rename_code,
        start_draft,
        write_cell,
    )
    from alongside.study.actions import (
        add_guide_version,
        add_participant,
        add_source,
        note_approach,
        record_consent,
    )

    people = {}
    for name, role in (
        ("P01", "manager"), ("P02", "manager"), ("P03", "manager"),
        ("P04", "senior nurse"), ("P05", "senior nurse"), ("P06", "senior nurse"),
        ("P07", "doctor"),
    ):  # fmt: skip
        people[name] = add_participant(
            study=study, name=name, role_group=role, site_group="partner trust", by=researcher
        )
    for name in ("P01", "P02", "P03", "P07"):  # P04 to P06 agree to the committee only
        for purpose in ("take_part", "quote", "publish"):
            record_consent(
                participant=people[name], purpose=purpose, value=True, on="2016-03-01", by=researcher
            )
    for name in ("P04", "P05", "P06"):
        for purpose in ("take_part", "quote"):
            record_consent(
                participant=people[name], purpose=purpose, value=True, on="2016-03-01", by=researcher
            )

    sources = {}
    for name, minutes in (("P01", 45), ("P02", 50), ("P03", 60), ("P04", 52), ("P05", 55), ("P07", None)):
        sources[name] = add_source(
            study=study, kind="interview", name=name, text=TALK.format(who=name), minutes=minutes, on=f"2016-03-{name[1:]}",
            cases=[people[name].case], identified=False, by=researcher,
        )  # fmt: skip
    add_source(
        study=study, kind="focus_group", name="FG 01", identified=False, by=researcher,
        text="P04: One.\n\nP05: Two.\n\nP06: Three.\n\nP04: Four.", cases=[people[name].case for name in ("P04", "P05", "P06")],
    )  # fmt: skip
    for name, hours, capacity in (
        ("FN 01", 2.5, "researcher"),
        ("FN 02", 1, "team"),
        ("FN 03", None, "researcher"),
    ):
        sources[name] = add_source(
            study=study, kind="field_note", name=name, text="Seen from the door.", hours=hours, capacity=capacity,
            identified=False, by=researcher,
        )  # fmt: skip
    add_source(study=study, kind="document", name="D 01", text="A policy.", identified=False, by=researcher)

    for name in ("P01", "P02", "P03", "P04", "P05"):
        note_approach(study=study, participant=people[name], outcome="accepted", by=researcher)
    note_approach(
        study=study,
        participant=people["P07"],
        route="snowball",
        referred_by=people["P01"],
        outcome="accepted",
        by=researcher,
    )
    note_approach(study=study, outcome="declined", by=researcher)
    note_approach(study=study, outcome="no_reply", by=researcher)

    add_guide_version(
        study=study,
        name="Interview guide",
        questions=["What kept you going?"],
        since="2016-02-01",
        by=researcher,
    )
    add_guide_version(
        study=study, name="Interview guide", questions=["What kept you going?", "What stopped you?"], since="2016-03-05",
        note="P04 spoke of stopping.", by=researcher,
    )  # fmt: skip

    draft = start_draft(study=study, by=researcher)
    theme = add_code(
        version=draft, name="Within the organisation", codable=False, kind="theme", by=researcher
    )
    seen = add_code(
        version=draft, name="Shown results", parent=theme, definition="Results reach the ward", by=researcher
    )
    time = add_code(
        version=draft, name="Time", parent=theme, definition="Hours, or their lack", by=researcher
    )
    publish_version(version=draft, note="After the first interviews.", by=researcher)
    draft = start_draft(study=study, by=researcher)
    entry = draft.entries.get(code=time.code)
    rename_code(
        entry=entry,
        revision=entry.revision,
        name="Lack of time",
        reason="nobody spoke of having it",
        by=researcher,
    )
    publish_version(version=draft, note="After round 1.", by=researcher)

    def place(name: str, words: str) -> dict:
        text = sources[name].texts.last().text
        return {"source": sources[name], "start": text.index(words), "end": text.index(words) + len(words)}

    codings = {}
    for name in ("P01", "P02", "P04"):
        codings[name] = add_coding(
            code=seen.code, valence="facilitator", by=researcher, **place(name, SHOWED)
        )
    codings["P01 time"] = add_coding(code=time.code, valence="barrier", by=researcher, **place("P01", WINTER))
    codings["FN 01"] = add_coding(code=seen.code, by=researcher, **place("FN 01", "Seen from the door."))
    add_coding(code=seen.code, by=second_coder, **place("P01", SHOWED))

    write_cell(
        study=study, case=people["P01"].case, code=seen.code, summary="Was shown results.", by=researcher
    )
    write_cell(study=study, case=people["P02"].case, code=time.code, nothing_said=True, by=researcher)
    return SimpleNamespace(
        study=study, people=people, sources=sources, codings=codings, researcher=researcher
    )
