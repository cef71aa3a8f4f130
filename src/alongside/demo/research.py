"""The study's chapter: its people and cases, how they were asked and what they agreed to, and its sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from alongside.access.models import Grant
from alongside.access.roles import Role
from alongside.demo.people import UNIVERSITY
from alongside.demo.texts import Material
from alongside.demo.timeline import Timeline, World
from alongside.study.actions import (
    add_case,
    add_guide_version,
    add_participant,
    add_source,
    add_to_study,
    define_variable,
    grant_sources,
    note_approach,
    open_study,
    pseudonymise,
    record_consent,
    register_pseudonym,
    set_value,
)
from alongside.study.models import Case, Consent, SourceText

BEGINS = dt.date(2016, 1, 11)
SITES = {"A": ("Trust A", "C"), "B": ("Trust B", "K"), "host": ("Programme team", None)}
SITE_GROUPS = {"A": "partner trust", "B": "partner trust", "host": "programme team", "other": "partner trust"}
QUESTIONS = """What motivates teams to take part in a regional improvement collaborative, and to keep going?
What helps and what hinders them: in themselves, in their organisation, between organisations, and outside?
How is what the researcher finds taken up while the programme still runs?"""
REFERRED = {"P09": "P07", "P15": "P10"}  # who was named by whom; everybody else was chosen by role and site
# What somebody did not agree to; everything else everybody did.
REFUSED = {
    "P05": ("quote", "share", "publish"),
    "P11": ("archive",),
    "P13": ("share", "publish"),
    "G3": ("publish",),
}
FORM = "Consent form, version 2, signed on paper"


def tell(world: World, timeline: Timeline) -> None:
    """Put the study on the timeline."""
    timeline.add(BEGINS, _open, stamps=(Grant,))
    for version in world.texts.guide["versions"]:
        timeline.add(version["from"], _guide, version)
    for material in world.texts.materials.values():
        if material.kind in ("interview", "focus_group"):
            timeline.add(material.on - dt.timedelta(days=16), _invite, material)
        # a conversation is typed within a fortnight, a field note is begun the same evening
        wait = {"interview": 14, "focus_group": 3, "field_note": 1}.get(material.kind, 5)
        ready = max(BEGINS, material.on + dt.timedelta(days=wait))
        timeline.add(ready, _add, material, stamps=(SourceText, Consent))
    timeline.add(dt.date(2017, 2, 20), _grant_friend)


def _open(world: World) -> None:
    people = world.people
    for row in world.texts.programme["research_team"]:
        people.add(row["name"], "southey.example" if row["role"] == "critical_friend" else UNIVERSITY)
    world.study = open_study(
        name="Why teams keep going",
        slug="why-teams-keep-going",
        researcher=world.researcher,
        collaboratives=[world.collaborative],
        questions=QUESTIONS,
        ethics_reference="HSC 2015/117 (invented)",
        lawful_basis="Task in the public interest",
        controller="University of Northmere",
        retention_until="2027-12-31",
        by=None,
    )
    for row in world.texts.programme["research_team"][1:]:
        add_to_study(
            study=world.study, person=people[row["name"]], role=Role(row["role"]), by=world.researcher
        )
    for name, letter in SITES.values():
        world.cases[name] = add_case(
            study=world.study,
            name=name,
            kind=Case.Kind.SITE,
            team=world.teams[letter] if letter else None,
            is_host=letter is None,
            by=world.researcher,
        )
    for name, kind in (("Role", "text"), ("Years in post", "number"), ("Site", "text")):
        define_variable(study=world.study, name=name, type=kind, by=world.researcher)
    for original, replacement in world.texts.vault["register"].items():
        register_pseudonym(study=world.study, original=original, replacement=replacement, by=world.researcher)


def _guide(world: World, version: Mapping[str, Any]) -> None:
    guide = world.texts.guide
    world.guides[version["number"]] = add_guide_version(
        study=world.study,
        name=guide["title"],
        questions=[
            guide["opening"],
            *(f"{row['text']} ({row['prompts']})" for row in version["questions"]),
            guide["closing"],
        ],
        since=version["from"],
        note=version["note"],
        by=world.researcher,
    )


def _invite(world: World, material: Material) -> None:
    """Whoever takes part, their identity in the vault, and that they said yes. Nobody refused."""
    for row in _people(material):
        name, site = row["id"], row["site"]
        place = SITES.get(site, ("", None))[0]
        participant = add_participant(
            study=world.study,
            name=name,
            role_group=row["role"],
            site_group=SITE_GROUPS[site],
            site_name=place if site in ("A", "B") else "",
            identity={"name": world.texts.vault["identities"][name]},
            part_of=world.cases.get(place),
            by=world.researcher,
        )
        world.participants[name], world.cases[name] = participant, participant.case
        values = {"Role": row["role"], "Years in post": str(row["years"]), "Site": place or "Another trust"}
        for variable in world.study.variables.all():
            set_value(
                case=participant.case, variable=variable, value=values[variable.name], by=world.researcher
            )
        referrer = world.participants.get(REFERRED.get(name, ""))
        note_approach(
            study=world.study,
            participant=participant,
            route="snowball"
            if referrer
            else "purposive"
            if material.kind == "interview"
            else "learning session",
            referred_by=referrer,
            invited_on=material.on - dt.timedelta(days=16),
            outcome="accepted",
            by=world.researcher,
        )


def _people(material: Material) -> list[Mapping[str, Any]]:
    """Who speaks: one person in an interview, several in a focus group."""
    return list(material.about.get("people", [material.about]))


def _add(world: World, material: Material) -> None:
    about = material.about
    speaking = (
        [row["id"] for row in _people(material)] if material.kind in ("interview", "focus_group") else []
    )
    cases = [world.cases[name] for name in speaking]
    place, letter = SITES.get(about.get("site", ""), ("", None))
    if not cases and place:
        cases = [world.cases[place]]
    identified = material.id in world.texts.vault["identified"]
    source = add_source(
        study=world.study,
        kind=material.kind,
        name=material.id,
        title=material.title,
        text=as_it_came(material.text, world.texts.vault["register"]) if identified else material.text,
        on=material.on,
        minutes=about.get("minutes"),
        hours=about.get("hours"),
        place=about.get("place", ""),
        present=", ".join(about.get("who_present", ())),
        capacity=about.get("capacity", "researcher" if speaking else ""),
        reflection=material.reflection,
        cases=cases,
        event=world.events[about["event"]] if "event" in about else None,
        team=world.teams[letter] if letter else None,
        guide_version=_guide_of(world, material.id),
        identified=identified,
        by=world.researcher,
    )
    if identified:
        pseudonymise(source=source, by=world.researcher)
    world.sources[material.id] = source
    for name in speaking:
        for purpose in Consent.Purpose.values:
            record_consent(
                participant=world.participants[name],
                purpose=purpose,
                value=purpose not in REFUSED.get(name, ()),
                on=material.on,
                form=FORM,
                by=world.researcher,
            )


def as_it_came(text: str, register: Mapping[str, str]) -> str:
    """The text with the register's names in place of what stands for them."""
    for original, replacement in register.items():
        text = text.replace(replacement, original)
    return text


def _guide_of(world: World, name: str) -> Any:
    for version in world.texts.guide["versions"]:
        if name in version["used_for"]:
            return world.guides[version["number"]]
    return None


def _grant_friend(world: World) -> None:
    """The critical friend reads four transcripts, two from each trust, and the focus group."""
    friend = next(
        row["name"] for row in world.texts.programme["research_team"] if row["role"] == "critical_friend"
    )
    chosen = [world.sources[name] for name in ("P02", "P07", "P10", "P13", "FG1")]
    grant_sources(study=world.study, person=world.people[friend], sources=chosen, by=world.researcher)
