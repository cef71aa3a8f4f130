"""The committee: reading fresh, being shown by part, and seeing what was done."""

from __future__ import annotations

import datetime as dt

import pytest

from alongside.access.models import Grant, Revision
from alongside.access.roles import Role
from alongside.core.errors import Invalid, NotKnown, Refused
from alongside.findings import actions
from alongside.findings.models import CommitteeMember, Interpretation
from alongside.findings.queries.places import member_of
from alongside.findings.queries.readings import gather, interpretations, one_of

OTHERS = "It was one nurse, not the sheet."


@pytest.fixture
def release(world, finding, committee):
    return world.released(finding, until="2099-10-05")


def read_as(release, someone):
    from alongside.findings.queries.readings import is_open_to

    member = member_of(release.study, someone)
    mine = release.interpretations.filter(member=member).exists()
    opened = is_open_to(release, member, mine, False)
    return gather(interpretations([release]), 4, viewer=member, opened=opened)


def test_the_others_are_read_only_beside_ones_own(release, committee):
    actions.interpret(release=release, verdict="not", comment=OTHERS, by=committee["Ben"])
    before = read_as(release, committee["Ann"])
    assert (before.opened, before.items, before.tallies, before.answered) == (False, (), (), 1)
    actions.interpret(release=release, verdict="partly", by=committee["Ann"])
    after = read_as(release, committee["Ann"])
    assert [(one.label, one.who, one.texts) for one in after.items] == [
        ("Does not", "one of 3 clinical leads", (OTHERS,))
    ]
    assert (after.answered, after.members) == (2, 4)


def test_a_part_is_named_only_where_three_share_it(release, committee):
    actions.interpret(release=release, verdict="not", comment="Numbers are few.", by=committee["Dot"])
    actions.interpret(release=release, verdict="partly", by=committee["Ann"])
    assert [one.who for one in read_as(release, committee["Ann"]).items] == ["a member"]


@pytest.mark.parametrize(
    ("part", "sharing", "words"),
    [
        ("clinical lead", 4, "one of 4 clinical leads"),
        ("programme team", 3, "one of 3 from the programme team"),
        ("academic", 2, "a member"),
    ],
)
def test_how_a_part_is_said(part, sharing, words):
    assert one_of(part, sharing) == words


def test_dissent_stands_among_the_first_however_few_dissent(release, committee):
    for name in ("Ann", "Ben", "Cyd"):
        actions.interpret(
            release=release, verdict="rings_true", comment=f"Yes, says {name}.", by=committee[name]
        )
    actions.interpret(release=release, verdict="not", comment=OTHERS, by=committee["Dot"])
    assert [one.verdict for one in gather(interpretations([release]), 4).items] == [
        "rings_true",
        "not",
        "rings_true",
        "rings_true",
    ]


def test_once_it_is_closed_everybody_on_the_committee_reads_all_and_nobody_answers(
    release, finding, committee, researcher
):
    actions.interpret(release=release, verdict="not", comment=OTHERS, by=committee["Ben"])
    actions.close_interpretation(finding=finding, by=researcher)
    release.refresh_from_db()
    assert read_as(release, committee["Ann"]).opened
    with pytest.raises(Refused, match="closed"):
        actions.interpret(release=release, verdict="partly", by=committee["Ann"])


def test_an_answer_may_be_changed_until_the_day_asked_for_and_keeps_what_it_was(release, committee):
    first = actions.interpret(release=release, verdict="not", comment="No.", by=committee["Ann"])
    again = actions.interpret(release=release, verdict="partly", comment="Well.", by=committee["Ann"])
    assert (first.pk, Interpretation.objects.count(), again.revision) == (again.pk, 1, 2)
    assert Revision.objects.get(kind="interpretation").fields == {
        "verdict": "not",
        "comment": "No.",
        "another_reading": "",
    }
    type(release).objects.update(until=dt.date(2017, 1, 1))
    release.refresh_from_db()
    with pytest.raises(Refused):
        actions.interpret(release=release, verdict="not", by=committee["Ann"])
    assert actions.interpret(release=release, verdict="not", by=committee["Ben"]).verdict == "not", (
        "late is better than never"
    )


@pytest.mark.parametrize("verdict", ["", "maybe", "Rings true"])
def test_an_answer_is_one_of_the_four(release, committee, verdict):
    with pytest.raises(Invalid) as problem:
        actions.interpret(release=release, verdict=verdict, by=committee["Ann"])
    assert "verdict" in problem.value.fields


def test_only_members_interpret(release, researcher, critical_friend, lead, outsider):
    for someone in (researcher, critical_friend):
        with pytest.raises(Refused):
            actions.interpret(release=release, verdict="partly", by=someone)
    for someone in (lead, outsider):
        with pytest.raises(NotKnown):
            actions.interpret(release=release, verdict="partly", by=someone)


def test_a_reading_is_closed_only_when_somebody_has_answered(release, finding, researcher, second_coder):
    with pytest.raises(Refused, match="Nobody has answered"):
        actions.close_interpretation(finding=finding, by=researcher)
    with pytest.raises(Refused):
        actions.close_interpretation(finding=finding, by=second_coder)


def test_membership_and_role_come_and_go_together(study, researcher, person):
    someone = person("Eve Member")
    member = actions.add_committee_member(study=study, person=someone, part="academic", by=researcher)
    grant = Grant.objects.active().get(person=someone, scope=study.scope)
    assert grant.role == Role.COMMITTEE_MEMBER
    actions.end_committee_member(member=member, by=researcher)
    assert not Grant.objects.active().filter(person=someone).exists()
    assert CommitteeMember.objects.get().until is not None


def test_who_is_on_the_committee_is_checked(study, researcher, second_coder, committee_member, person, lead):
    with pytest.raises(Invalid, match="already"):
        actions.add_committee_member(
            study=study, person=committee_member, part="clinical lead", by=researcher
        )
    with pytest.raises(Invalid, match="another role"):
        actions.add_committee_member(study=study, person=second_coder, part="clinical lead", by=researcher)
    with pytest.raises(Invalid) as problem:
        actions.add_committee_member(study=study, person=person("Fay"), part="  ", by=researcher)
    assert "part" in problem.value.fields
    with pytest.raises(NotKnown):
        actions.add_committee_member(study=study, person=person("Guy"), part="clinical lead", by=lead)
    with pytest.raises(Refused):
        actions.add_committee_member(study=study, person=person("Hal"), part="clinical lead", by=second_coder)


def test_a_member_works_in_a_team_of_a_linked_collaborative(study, researcher, person, lead):
    from alongside.programme.actions import add_team, open_collaborative

    other = open_collaborative(
        name="Falls",
        slug="falls",
        host="Another",
        starts="2016-01-01",
        ends="2017-01-01",
        aim="None.",
        topics=[],
        lead=lead,
        by=None,
    )
    elsewhere = add_team(
        collaborative=other,
        name="Elm",
        organisation="Elm Trust",
        letter="E",
        joined="2016-01-01",
        topics=[],
        by=lead,
    )
    with pytest.raises(Invalid):
        actions.add_committee_member(
            study=study, person=person("Ida"), part="clinical lead", team=elsewhere, by=researcher
        )


def test_a_framework_and_a_guide_are_commented_on_not_judged(world, study, researcher, committee):
    from alongside.study.actions import add_guide_version

    version = study.framework.versions.get()
    release = actions.release_framework(framework_version=version, by=researcher)
    with pytest.raises(Invalid):
        actions.interpret(release=release, verdict="partly", by=committee["Ann"])
    with pytest.raises(Invalid):
        actions.interpret(release=release, by=committee["Ann"])
    assert actions.interpret(release=release, comment="Board is missing.", by=committee["Ann"]).verdict == ""
    with pytest.raises(Invalid, match="already"):
        actions.release_framework(framework_version=version, by=researcher)
    guide = add_guide_version(
        study=study,
        name="Interview guide",
        questions=["How did it begin?"],
        since="2016-02-01",
        by=researcher,
    )
    assert actions.release_guide(guide_version=guide, by=researcher).guide_version == guide
