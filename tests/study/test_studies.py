"""Opening a study, and who works in it."""

from __future__ import annotations

import datetime as dt

import pytest

from alongside.access.roles import Permission, Role
from alongside.access.rules import check
from alongside.core.errors import DomainError, Invalid, NotKnown, Refused
from alongside.study.actions import (
    add_to_study,
    describe_study,
    grant_sources,
    open_study,
    read_source,
    remove_from_study,
)
from alongside.study.models import Coder, Study


def test_the_researcher_of_a_new_study_may_read_its_sources_and_is_a_coder(study, researcher):
    assert check(researcher, Permission.READ_SOURCES, study)
    assert Coder.objects.get(study=study, person=researcher).initials == "RR"
    assert study.scope.parent is None


def test_an_administrator_opens_a_study_but_cannot_read_it(administrator, researcher):
    study = open_study(name="Mine", slug="mine", researcher=researcher, by=administrator)
    assert not check(administrator, Permission.SEE_STUDY, study)
    assert not Study.objects.visible_to(administrator).exists()


def test_a_researcher_of_one_study_opens_another(study, researcher):
    assert open_study(name="Next", slug="next", researcher=researcher, by=researcher).slug == "next"


def test_somebody_without_a_part_in_any_study_opens_none(outsider):
    with pytest.raises(Refused):
        open_study(name="Mine", slug="mine", researcher=outsider, by=outsider)


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"name": " ", "slug": "x"}, "name"),
        ({"name": "X", "slug": "No Good"}, "slug"),
        ({"name": "X", "slug": "why"}, "slug"),
        ({"name": "X", "slug": "x", "retention_until": "soon"}, "retention_until"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(study, researcher, fields, where):
    with pytest.raises(Invalid) as refused:
        open_study(**fields, researcher=researcher, by=None)
    assert where in refused.value.fields


def test_a_second_coder_becomes_a_coder_and_may_not_open_the_vault(study, second_coder):
    assert Coder.objects.filter(study=study, person=second_coder).exists()
    assert check(second_coder, Permission.CODE, study)
    assert not check(second_coder, Permission.OPEN_VAULT, study)


def test_only_a_researcher_adds_people(study, second_coder, outsider, administrator):
    for by, error in ((second_coder, Refused), (outsider, NotKnown), (administrator, NotKnown)):
        with pytest.raises(error):
            add_to_study(study=study, person=outsider, role=Role.RESEARCHER, by=by)


def test_a_committee_member_is_added_where_committees_are(study, researcher, outsider):
    with pytest.raises(Invalid):
        add_to_study(study=study, person=outsider, role=Role.COMMITTEE_MEMBER, by=researcher)


def test_whoever_leaves_sees_nothing_from_that_day(study, researcher, second_coder):
    assert remove_from_study(study=study, person=second_coder, by=researcher) == 1
    assert not check(second_coder, Permission.SEE_STUDY, study)
    assert Coder.objects.filter(study=study, person=second_coder).exists()


def test_the_last_researcher_stays(study, researcher):
    with pytest.raises(Invalid, match="at least one"):
        remove_from_study(study=study, person=researcher, by=researcher)


def test_describing_changes_only_what_is_given(study, researcher):
    describe_study(study=study, ethics_reference="16/NW/0001", retention_until="2027-01-01", by=researcher)
    study.refresh_from_db()
    assert (study.name, study.ethics_reference) == ("Why teams keep going", "16/NW/0001")
    assert study.retention_until == dt.date(2027, 1, 1)


def test_a_critical_friend_reads_the_sources_named_for_them_and_no_other(
    study, researcher, critical_friend, source
):
    named, other = source("P01"), source("P02", "P02: Something else.")
    grant_sources(study=study, person=critical_friend, sources=[named], by=researcher)
    assert read_source(source=named, by=critical_friend).number == 1
    with pytest.raises(DomainError):
        read_source(source=other, by=critical_friend)
    grant_sources(study=study, person=critical_friend, sources=[], by=researcher)
    with pytest.raises(DomainError):
        read_source(source=named, by=critical_friend)


def test_a_source_that_is_not_pseudonymised_is_not_granted(study, researcher, critical_friend, source):
    waiting = source("P01", identified=True)
    with pytest.raises(Invalid, match="no pseudonymised text"):
        grant_sources(study=study, person=critical_friend, sources=[waiting], by=researcher)
