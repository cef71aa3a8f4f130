"""A study with people, words, a chart and a committee, made through actions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

STATEMENT = "Ward staff keep going when a colleague shows them how their last patients fared."
ASKED = ("quote", "share", "publish")


@dataclass
class World:
    """What the tests of findings speak of."""

    study: Any
    researcher: Any
    people: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, Any] = field(default_factory=dict)

    def participant(
        self,
        name: str,
        role: str,
        kind: str = "partner trust",
        site: str = "Trust B",
        *,
        agrees=ASKED,
        team=None,
        identity=None,
    ):
        from alongside.study.actions import add_participant, record_consent
        from alongside.study.models import Case

        found = add_participant(
            study=self.study,
            name=name,
            role_group=role,
            site_group=kind,
            site_name=site,
            identity=identity,
            by=self.researcher,
        )
        if team is not None:
            Case.objects.filter(pk=found.case_id).update(team=team)
        for purpose in agrees:
            record_consent(
                participant=found, purpose=purpose, value=True, on="2016-01-10", by=self.researcher
            )
        self.people[name] = found
        return found

    def says(self, *names: str, purpose: str = "quote", value: bool = False) -> None:
        from alongside.study.actions import record_consent

        for name in names:
            record_consent(participant=self.people[name], purpose=purpose, value=value, by=self.researcher)

    def source(self, name: str, text: str, *names: str, kind: str = "interview"):
        from alongside.study.actions import add_source

        cases = [self.people[one].case for one in names]
        found = add_source(
            study=self.study,
            kind=kind,
            name=name,
            text=text,
            cases=cases,
            speakers={one: self.people[one].case for one in names},
            identified=False,
            by=self.researcher,
        )
        self.sources[name] = found
        return found

    def coded(self, source: str, words: str, code: str = "Showing results"):
        """The coding of exactly these words of a source."""
        from alongside.coding.actions import add_coding

        row = self.sources[source]
        text = row.texts.get().text
        start = text.index(words)
        return add_coding(
            source=row, start=start, end=start + len(words), code=self.codes[code], by=self.researcher
        )

    def finding(self, *codings, statement: str = STATEMENT, **more):
        from alongside.findings.actions import record_finding

        return record_finding(
            study=self.study,
            statement=statement,
            level="within",
            valence="both",
            codings=codings,
            by=self.researcher,
            **more,
        )

    def released(self, finding, audience: str = "committee", **more):
        from alongside.findings.actions import release

        version = finding.versions.order_by("-number").first()
        return release(finding_version=version, audience=audience, by=self.researcher, **more)


@pytest.fixture
def empty(study, researcher):
    """The study with a published code and nobody in it."""
    from alongside.coding.actions import add_code, publish_version, start_draft

    world = World(study, researcher)
    version = start_draft(study=study, by=researcher)
    entry = add_code(
        version=version, name="Showing results", reason="heard in three interviews", by=researcher
    )
    publish_version(version=version, note="first", by=researcher)
    world.codes["Showing results"] = entry.code
    return world


@pytest.fixture
def world(empty):
    """Three senior nurses of Trust B who agree to everything, a doctor alone in that role, and what they said."""
    for number in (1, 2, 3):
        empty.participant(f"P0{number}", "senior nurse")
    empty.participant("P04", "doctor", site="Trust A")
    empty.source(
        "P01",
        "INTERVIEWER: What did you do?\n\nP01: I put the chart up by the kettle.\n\nP01: They argued about the dip.\n",
        "P01",
    )
    empty.source("P02", "INTERVIEWER: And then?\n\nP02: It goes to the divisional meeting.\n", "P02")
    empty.source(
        "P04", "INTERVIEWER: And you?\n\nP04: We had it on the wall for a year. Nobody looked.\n", "P04"
    )
    empty.source(
        "FG1",
        "P02: We put it in the sluice.\n\nP03: And nobody came to look at it.\n",
        "P02",
        "P03",
        kind="focus_group",
    )
    empty.source("FN1", "The sheet hangs behind the door. A coat hangs over it.\n", kind="field_note")
    return empty


@pytest.fixture
def finding(world):
    """Finding 1 on one quote of P01."""
    return world.finding(world.coded("P01", "I put the chart up by the kettle."))


@pytest.fixture
def committee(study, researcher, person):
    """Three clinical leads and an academic: `committee["Ann"]`."""
    from alongside.findings.actions import add_committee_member

    found = {}
    for name, part in (
        ("Ann", "clinical lead"),
        ("Ben", "clinical lead"),
        ("Cyd", "clinical lead"),
        ("Dot", "academic"),
    ):
        someone = person(f"{name} Member")
        add_committee_member(study=study, person=someone, part=part, by=researcher)
        found[name] = someone
    return found


@pytest.fixture
def series(collaborative, team, lead):
    """Team A's share of patients screened, fourteen months of it."""
    from alongside.improvement.actions import add_measure, follow, submit

    measure = add_measure(
        collaborative=collaborative,
        key="screened",
        name="Screened for sepsis",
        type="process",
        unit="percent",
        chart="p",
        direction="up",
        numerator="screened",
        denominator="arrivals",
        by=lead,
    )
    row = follow(measure=measure, team=team, by=lead)
    for i in range(14):
        year, month = divmod(i, 12)
        submit(
            series=row, period=f"{2016 + year}-{month + 1:02d}", numerator=20 + i % 5, denominator=40, by=lead
        )
    return row
