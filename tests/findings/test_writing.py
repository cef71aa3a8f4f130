"""Writing, freezing, releasing: what stays as it was shown, and every way in which it is refused."""

from __future__ import annotations

import pytest

from alongside.access.models import Revision
from alongside.core.errors import Conflict, Invalid, NotKnown, Refused
from alongside.findings import actions
from alongside.findings.models import Evidence, Finding
from alongside.findings.queries.linked import series_for


def edit(finding, by, revision=1, statement="Said otherwise."):
    return actions.edit_finding(finding=finding, revision=revision, statement=statement, by=by)


def test_findings_are_numbered_in_their_study(world):
    assert [world.finding().number for _ in range(2)] == [1, 2]


def test_a_draft_changes_in_place_and_keeps_what_it_said(world, finding, researcher):
    version = edit(finding, researcher)
    assert (version.number, version.revision, version.statement) == (1, 2, "Said otherwise.")
    assert "colleague shows them" in Revision.objects.get(kind="findingversion").fields["statement"]


def test_two_people_writing_at_once_see_both_versions(finding, researcher):
    edit(finding, researcher)
    with pytest.raises(Conflict) as conflict:
        edit(finding, researcher, statement="A third way.")
    assert conflict.value.theirs["statement"] == "Said otherwise."
    assert conflict.value.mine["statement"] == "A third way."


def test_a_released_version_stays_and_the_next_takes_its_evidence_along(
    world, finding, committee, researcher
):
    release = world.released(finding)
    with pytest.raises(Refused):
        edit(finding, researcher)
    version = actions.new_version(finding=finding, statement="Version two.", by=researcher)
    assert (version.number, version.evidence.count()) == (2, 1)
    assert [part.text for part in version.evidence.get().parts.all()] == ["I put the chart up by the kettle."]
    world.released(finding)
    release.refresh_from_db()
    assert release.ended_on is not None, "the committee reads the newest version only"
    assert finding.versions.first().statement.startswith("Ward staff"), "what was read stays"


def test_a_draft_is_changed_not_numbered_on(finding, researcher):
    with pytest.raises(Refused):
        actions.new_version(finding=finding, statement="Version two.", by=researcher)


def test_evidence_of_a_released_version_stays(world, finding, committee, researcher):
    world.released(finding)
    evidence = Evidence.objects.get()
    for refused in (
        lambda: actions.remove_evidence(evidence=evidence, by=researcher),
        lambda: actions.mark_against(evidence=evidence, against=True, by=researcher),
        lambda: actions.add_evidence(
            finding=finding, codings=[world.coded("P02", "divisional meeting")], by=researcher
        ),
    ):
        with pytest.raises(Refused):
            refused()


def test_evidence_is_added_once_marked_and_taken_out(world, finding, researcher):
    coding = finding.versions.get().evidence.get().coding
    assert actions.add_evidence(finding=finding, codings=[coding], by=researcher) == []
    more = actions.add_evidence(
        finding=finding, codings=[world.coded("P02", "divisional meeting")], against=True, by=researcher
    )
    assert [one.speaks_against for one in more] == [True]
    actions.mark_against(evidence=more[0], against=False, by=researcher)
    actions.remove_evidence(evidence=more[0], by=researcher)
    assert Evidence.objects.count() == 1


def test_a_coding_that_is_released_evidence_cannot_be_removed(world, finding, committee, researcher):
    from alongside.coding.actions import remove_coding

    loose = world.coded("P02", "divisional meeting")
    remove_coding(coding=loose, by=researcher)
    held = Evidence.objects.get().coding
    world.released(finding)
    with pytest.raises(Refused, match="Finding 1 was released with this quote"):
        remove_coding(coding=held, by=researcher)
    assert Evidence.objects.get().coding == held


def test_a_correction_of_the_text_does_not_change_frozen_words(world, finding, committee):
    from alongside.study.models import SourceText

    SourceText.objects.filter(source=world.sources["P01"]).update(text="x" * 100)
    assert Evidence.objects.get().parts.get().text == "I put the chart up by the kettle."


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("statement", {"statement": "   "}),
        ("statement", {"statement": "x" * 1001}),
        ("statement", {"statement": "nul \x00"}),
        ("level", {"level": "galaxy"}),
        ("valence", {"valence": "nice"}),
    ],
)
def test_bad_words_are_refused_at_their_field_and_nothing_is_kept(study, researcher, field, words):
    given = {"statement": "It holds.", "level": "within", "valence": "both", **words}
    with pytest.raises(Invalid) as problem:
        actions.record_finding(study=study, by=researcher, **given)
    assert field in problem.value.fields
    assert not Finding.objects.exists()


def test_who_may_write(study, second_coder, committee_member, lead, outsider):
    words = {"statement": "It holds.", "level": "within", "valence": "both"}
    for someone in (second_coder, committee_member):
        with pytest.raises(Refused):
            actions.record_finding(study=study, by=someone, **words)
    for someone in (lead, outsider):
        with pytest.raises(NotKnown):
            actions.record_finding(study=study, by=someone, **words)


def test_evidence_of_another_study_or_an_unlinked_collaborative_is_not_known(
    world, finding, series, researcher
):
    from alongside.study.actions import open_study

    other = open_study(name="Other", slug="other", researcher=researcher, by=None)
    elsewhere = actions.record_finding(
        study=other, statement="It holds.", level="within", valence="both", by=researcher
    )
    coding = Evidence.objects.get().coding
    for things in ({"codings": [coding]}, {"series": [series]}):
        with pytest.raises(NotKnown):
            actions.add_evidence(finding=elsewhere, by=researcher, **things)
    assert list(series_for(other)) == []
    assert list(series_for(world.study)) == [series]


# releasing


def test_a_release_is_refused_with_its_reason(world, finding, researcher, second_coder, committee):
    with pytest.raises(Refused):
        actions.release(finding_version=finding.versions.get(), audience="committee", by=second_coder)
    with pytest.raises(Invalid, match="no audience"):
        world.released(finding, "everybody")
    with pytest.raises(Refused, match="not interpreted"):
        world.released(finding, "programme")
    with pytest.raises(Invalid, match="before the release"):
        world.released(finding, until="2000-01-01")
    with pytest.raises(Invalid, match="no way to name"):
        world.released(finding, attribution_level="by name")
    world.released(finding)
    with pytest.raises(Invalid, match="already"):
        world.released(finding)


def test_a_finding_that_rests_on_nothing_is_not_released(world, committee):
    with pytest.raises(Invalid, match="rests on nothing"):
        world.released(world.finding())


def test_without_a_committee_it_goes_straight_to_the_programme(world, finding):
    with pytest.raises(Invalid, match="Nobody is on the committee"):
        world.released(finding)
    world.released(finding, "programme")
    assert Finding.objects.get().state == Finding.State.WITH_PROGRAMME


def test_a_study_of_no_collaborative_has_no_programme(researcher):
    from alongside.study.actions import open_study

    alone = open_study(name="Alone", slug="alone", researcher=researcher, by=None)
    finding = actions.record_finding(
        study=alone, statement="It holds.", level="within", valence="both", by=researcher
    )
    with pytest.raises(Invalid, match="no collaborative"):
        actions.release(finding_version=finding.versions.get(), audience="programme", by=researcher)


def test_evidence_of_another_finding_cannot_be_left_out(world, finding, committee):
    other = world.finding(world.coded("P02", "divisional meeting"))
    with pytest.raises(NotKnown):
        world.released(finding, left_out=list(other.versions.get().evidence.all()))


def test_a_withdrawn_finding_is_shown_to_nobody_and_released_no_more(world, finding, committee, researcher):
    from alongside.findings.disclosure import shown

    release = world.released(finding)
    actions.withdraw_finding(finding=finding, by=researcher)
    release.refresh_from_db()
    assert shown(release, committee["Ann"]).statement == ""
    with pytest.raises(Refused):
        world.released(finding)
    with pytest.raises(Invalid):
        actions.withdraw_finding(finding=finding, by=researcher)
