"""Who may do what, where: the one question, asked from every side."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from alongside.access.actions import end_grant, give, grant_role
from alongside.access.models import Grant, Scope
from alongside.access.roles import GIVEN_IN, ROLES, Permission, Role
from alongside.access.rules import Denied, check, require, scopes_with
from alongside.audit.models import AuditEvent
from alongside.core.errors import Invalid, NotKnown, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(db):
    collaborative = Scope.objects.create(kind="collaborative", name="Sepsis")
    return {
        "collaborative": collaborative,
        "A": Scope.objects.create(kind="team", parent=collaborative, name="Alder"),
        "B": Scope.objects.create(kind="team", parent=collaborative, name="Beech"),
        "study": Scope.objects.create(kind="study", name="Why"),
    }


def test_a_host_leads_permission_reaches_every_team_below(places, outsider):
    give(person=outsider, role=Role.HOST_LEAD, scope=places["collaborative"], by=None)
    assert check(outsider, Permission.SEE_TEAM, places["A"])
    assert set(scopes_with(outsider, Permission.SEE_TEAM)) == {
        places["collaborative"],
        places["A"],
        places["B"],
    }


def test_deciding_is_held_at_the_collaborative_only(places, outsider):
    give(person=outsider, role=Role.HOST_LEAD, scope=places["collaborative"], by=None)
    assert check(outsider, Permission.DECIDE, places["collaborative"])
    assert not check(outsider, Permission.DECIDE, places["A"])


def test_a_team_member_sees_the_collaborative_above_but_no_other_team(places, outsider):
    give(person=outsider, role=Role.TEAM_MEMBER, scope=places["A"], by=None)
    assert check(outsider, Permission.SEE_COLLABORATIVE, places["collaborative"])
    assert not check(outsider, Permission.SEE_TEAM, places["B"])
    assert set(scopes_with(outsider, Permission.SEE_TEAM)) == {places["A"]}
    assert places["collaborative"] in scopes_with(outsider, Permission.SEE_COLLABORATIVE)
    assert places["B"] not in scopes_with(outsider, Permission.SEE_COLLABORATIVE)


def test_what_one_may_not_know_of_is_not_there(places, outsider):
    with pytest.raises(NotKnown):
        require(outsider, Permission.SEE_STUDY, places["study"])


def test_what_one_knows_but_may_not_do_is_refused_with_the_reason(places, outsider):
    give(person=outsider, role=Role.SECOND_CODER, scope=places["study"], by=None)
    with pytest.raises(Denied, match="released by a researcher") as refusal:
        require(outsider, Permission.RELEASE, places["study"])
    assert refusal.value.permission is Permission.RELEASE


@pytest.mark.parametrize("role", [r for r in Role if "collaborative" in GIVEN_IN[r] or "team" in GIVEN_IN[r]])
def test_no_role_of_the_programme_opens_anything_of_a_study(role):
    study_side = {
        Permission.SEE_STUDY,
        Permission.READ_SOURCES,
        Permission.READ_GRANTED_SOURCES,
        Permission.OPEN_VAULT,
        Permission.CODE,
        Permission.SEE_FINDINGS,
        Permission.SEE_RELEASED,
        Permission.WITHDRAW,
        Permission.EXPORT_REPORT,
    }
    assert not study_side & set(ROLES[role])


def test_whoever_may_not_sign_in_any_more_holds_nothing_though_their_grants_were_read_before(
    places, administrator, outsider
):
    grant_role(person=outsider, role=Role.HOST_LEAD, scope=places["collaborative"], by=administrator)
    assert scopes_with(outsider, Permission.SEE_TEAM).exists()
    outsider.is_active = False
    assert not scopes_with(outsider, Permission.SEE_TEAM).exists()
    assert not check(outsider, Permission.SEE_TEAM, places["A"])


def test_an_administrator_reads_nothing_by_being_one(places, administrator):
    for permission in Permission:
        for scope in places.values():
            assert not check(administrator, permission, scope)
        assert not scopes_with(administrator, permission).exists()


def test_an_administrator_cannot_let_anybody_into_a_study(places, administrator, outsider):
    with pytest.raises((Refused, NotKnown)):
        grant_role(person=administrator, role=Role.RESEARCHER, scope=places["study"], by=administrator)
    with pytest.raises((Refused, NotKnown)):
        grant_role(person=outsider, role=Role.SECOND_CODER, scope=places["study"], by=administrator)


def test_a_team_lead_gives_roles_in_the_own_team_only(places, outsider, administrator):
    give(person=outsider, role=Role.TEAM_LEAD, scope=places["A"], by=None)
    grant_role(person=administrator, role=Role.TEAM_MEMBER, scope=places["A"], by=outsider)
    with pytest.raises(NotKnown):
        grant_role(person=administrator, role=Role.TEAM_MEMBER, scope=places["B"], by=outsider)
    with pytest.raises(Refused):
        grant_role(person=administrator, role=Role.SPONSOR, scope=places["A"], by=outsider)


def test_a_role_is_given_only_in_the_kind_of_place_it_belongs_to(places, outsider):
    with pytest.raises(Invalid, match="not a role in a team"):
        grant_role(person=outsider, role=Role.RESEARCHER, scope=places["A"], by=None)


@pytest.mark.parametrize(
    ("starts", "ends", "opens"),
    [(-10, None, True), (0, None, True), (1, None, False), (-10, 1, True), (-10, 0, False)],
)
def test_a_grant_opens_from_its_first_day_until_the_day_it_ends(places, outsider, starts, ends, opens):
    today = timezone.localdate()
    Grant.objects.create(
        person=outsider,
        role=Role.RESEARCHER,
        scope=places["study"],
        starts=today + dt.timedelta(starts),
        ends=None if ends is None else today + dt.timedelta(ends),
    )
    assert bool(check(outsider, Permission.READ_SOURCES, places["study"])) is opens
    assert scopes_with(outsider, Permission.READ_SOURCES).exists() is opens


def test_giving_and_ending_a_role_are_events(places, outsider):
    grant = grant_role(person=outsider, role=Role.RESEARCHER, scope=places["study"], by=None)
    end_grant(grant=grant, by=None)
    verbs = list(
        AuditEvent.objects.filter(object_id=grant.pk, object_kind="grant").values_list("verb", flat=True)
    )
    assert verbs == ["role.end", "role.grant"]
    assert not check(outsider, Permission.READ_SOURCES, places["study"])


def test_the_two_ways_of_asking_agree(places, outsider):
    """`check` on one thing and `visible_to`'s subquery are two roads to the same answer."""
    for role in Role:
        for scope in places.values():
            if scope.kind not in GIVEN_IN[role]:
                continue
            grant = give(person=outsider, role=role, scope=scope, by=None)
            for permission in Permission:
                found = set(scopes_with(outsider, permission))
                for asked in places.values():
                    assert bool(check(outsider, permission, asked)) is (asked in found), (
                        role,
                        permission,
                        asked,
                    )
            grant.delete()
            outsider.__dict__.pop("_grants_in_force", None)
