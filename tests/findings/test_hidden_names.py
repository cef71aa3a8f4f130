"""No name that a study hides goes out with a release: it is looked for before anybody is shown anything."""

from __future__ import annotations

import pytest
from django.urls import reverse

from alongside.coding.actions import add_code, publish_version, start_draft
from alongside.findings import actions
from alongside.findings.models import Release
from alongside.study.actions import add_guide_version, register_pseudonym
from alongside.study.hidden_names import NameWouldLeave
from tests.rest import Rest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committee")]


@pytest.fixture(autouse=True)
def ruth_is_anna(world):
    """Ruth Mensah is written [Anna] in this study."""
    register_pseudonym(study=world.study, original="Ruth Mensah", replacement="[Anna]", by=world.researcher)


@pytest.fixture
def named(world):
    """A finding that names her in its statement, on a quote in which nobody is named."""
    return world.finding(
        world.coded("P01", "I put the chart up by the kettle."),
        statement="It began when Ruth  MENSAH put the chart up.",
    )


def places(world, finding, **more):
    version = finding.versions.get()
    return actions.preview_release(
        finding_version=version, audience="committee", by=world.researcher, **more
    ).names_in


@pytest.mark.parametrize("audience", ["committee", "programme", "publication"])
def test_a_finding_whose_statement_names_somebody_is_released_to_nobody(world, named, audience):
    with pytest.raises(NameWouldLeave, match="stands in the statement") as refused:
        _release_to(world, named, audience)
    assert "Ruth" not in str(refused.value)
    assert not Release.objects.filter(audience=audience).exists()


def test_it_is_released_once_the_pseudonym_stands_there(world, named):
    assert places(world, named) == ("the statement",)
    actions.edit_finding(
        finding=named,
        revision=named.versions.get().revision,
        statement="It began when [Anna] put the chart up.",
        by=world.researcher,
    )
    assert places(world, named) == ()
    world.released(named)


def test_a_name_in_a_quote_is_found_until_the_quote_is_left_out(world):
    world.source("P03", "P03: Then Ruth Mensah rang us.\n\nP03: We came.\n", "P03")
    finding = world.finding(world.coded("P03", "We came."), world.coded("P03", "Then Ruth Mensah rang us."))
    (evidence,) = [one for one in finding.versions.get().evidence.all() if "Ruth" in one.parts.get().text]
    assert places(world, finding) == ("quote 2",)
    with pytest.raises(NameWouldLeave, match="quote 2"):
        world.released(finding)
    assert places(world, finding, left_out=[evidence]) == ()
    world.released(finding, left_out=[evidence])


def test_a_quote_that_nobody_may_read_yet_is_looked_at_too(world):
    world.source("P03", "P03: Then Ruth Mensah rang us.\n", "P03")
    world.says("P03", value=False)
    finding = world.finding(world.coded("P03", "Then Ruth Mensah rang us."))
    with pytest.raises(NameWouldLeave, match="quote 1"):
        world.released(finding)


def test_a_participants_own_name_is_looked_for_as_well(world):
    world.participant("P09", "senior nurse", identity={"name": "Olive Thornby"})
    finding = world.finding(
        world.coded("P01", "I put the chart up by the kettle."), statement="Olive Thornby shows others how."
    )
    with pytest.raises(NameWouldLeave, match="the statement"):
        world.released(finding)


def test_a_framework_that_names_somebody_is_not_sent_to_the_committee(world):
    version = start_draft(study=world.study, by=world.researcher)
    add_code(
        version=version,
        name="Being shown",
        definition="When Ruth Mensah, or somebody like her, shows how.",
        reason="heard twice",
        by=world.researcher,
    )
    publish_version(version=version, note="second", by=world.researcher)
    with pytest.raises(NameWouldLeave, match=r"line \d of the framework"):
        actions.release_framework(framework_version=version, by=world.researcher)
    assert not Release.objects.exists()


def test_a_guide_that_names_somebody_is_not_sent_to_the_committee(world):
    version = add_guide_version(
        study=world.study,
        name="Interviews",
        questions=["What happened first?", "And then Ruth Mensah came?"],
        since="2016-01-10",
        by=world.researcher,
    )
    with pytest.raises(NameWouldLeave, match="question 2"):
        actions.release_guide(guide_version=version, by=world.researcher)


def test_the_preview_says_where_a_name_stands_and_what_to_do_and_the_button_is_refused(client, world, named):
    client.force_login(world.researcher)
    address = reverse("findings:release", args=[world.study.slug, named.number])
    seen = client.get(address).content.decode()
    assert "A name that this study hides stands in what the committee would read." in seen
    assert "<li>The statement</li>" in seen
    refused = client.post(address, {"audience": "committee", "attribution_level": "finest"})
    assert refused.status_code == 422
    assert "stands in the statement" in refused.content.decode()
    assert not Release.objects.exists()


def test_the_page_for_asking_the_committee_says_where_a_name_stands(client, world):
    version = add_guide_version(
        study=world.study,
        name="Interviews",
        questions=["And then Ruth Mensah came?"],
        since="2016-01-10",
        by=world.researcher,
    )
    client.force_login(world.researcher)
    refused = client.post(reverse("findings:ask", args=[world.study.slug]), {"thing": f"guide-{version.pk}"})
    assert refused.status_code == 422
    assert "stands in question 1" in refused.content.decode()


def test_a_program_is_told_the_places_and_refused_the_same(world, named):
    api, here = Rest(world.researcher), f"/studies/{world.study.slug}/findings/{named.number}"
    seen = api.post(f"{here}/preview", audience="committee")
    assert seen.json()["names_in"] == ["the statement"]
    refused = api.post(f"{here}/releases", audience="committee")
    assert refused.status_code == 422
    assert refused.json()["type"] == "about:alongside/name-would-leave"


def _release_to(world, finding, audience):
    if audience != "committee":  # nobody sits on it any more, so that what comes first is not what refuses
        for member in list(world.study.committee.members.all()):
            member.delete()
    world.released(finding, audience)
