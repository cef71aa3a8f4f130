"""What an audience is shown: consent is asked each time, labels are shared by three, sites stay out of sight."""

from __future__ import annotations

import datetime as dt

import pytest

from alongside.core.errors import NotKnown, Refused
from alongside.findings import actions
from alongside.findings.disclosure import agreed_now, shown
from alongside.findings.models import EvidencePart, Finding, FindingVersion
from alongside.study.consent import agreed

FROZEN = "I put the chart up by the kettle."


def texts(release, viewer=None):
    return [quote.text for quote in shown(release, viewer).quotes]


def test_a_consent_taken_back_after_release_hides_the_quote_at_once(world, finding, committee):
    release = world.released(finding)
    assert texts(release) == [FROZEN]
    world.says("P01", value=False)
    assert texts(release) == []
    assert shown(release, None).hidden_count == 1


def test_the_programme_needs_consent_to_share_besides_being_quoted(world, finding):
    world.says("P01", purpose="share", value=False)
    release = world.released(finding, "programme")
    assert texts(release) == []


def test_words_of_two_speakers_need_both(world, committee):
    both = world.finding(world.coded("FG1", "in the sluice.\n\nP03: And nobody came"))
    release = world.released(both)
    assert texts(release) == ["in the sluice.\nAnd nobody came"]
    assert [part.participant for part in EvidencePart.objects.order_by("order")] == [
        world.people["P02"],
        world.people["P03"],
    ]
    world.says("P03", value=False)
    assert texts(release) == []


def test_a_consent_about_one_source_stands_before_the_general_one(world, finding, committee):
    from alongside.study.actions import record_consent

    release = world.released(finding)
    record_consent(
        participant=world.people["P01"],
        purpose="quote",
        value=False,
        on="2016-01-01",
        source=world.sources["P01"],
        by=world.researcher,
    )
    assert texts(release) == []


def test_many_sources_are_asked_as_one_source_is(world):
    from alongside.study.actions import record_consent

    world.says("P02", purpose="share", value=False)
    record_consent(
        participant=world.people["P01"],
        purpose="publish",
        value=False,
        source=world.sources["P01"],
        by=world.researcher,
    )
    record_consent(
        participant=world.people["P02"],
        purpose="share",
        value=True,
        source=world.sources["FG1"],
        by=world.researcher,
    )
    pairs = [(person.pk, source.pk) for person in world.people.values() for source in world.sources.values()]
    found = agreed_now([*pairs, (world.people["P04"].pk, None)])
    assert found[(world.people["P04"].pk, None)] == agreed([world.people["P04"]])[world.people["P04"].pk]
    for person, source in pairs:
        assert found[(person, source)] == agreed([person], source)[person]


def test_the_committee_reads_a_role_and_no_site_even_where_three_share_both(world, finding, committee):
    assert shown(world.released(finding), None).quotes[0].label == "senior nurse"


def test_the_programme_reads_the_finest_label_that_three_share(world, finding):
    assert shown(world.released(finding, "programme"), None).quotes[0].label == "senior nurse, Trust B"


def test_a_label_that_only_two_share_is_not_used(world):
    world.participant("P05", "doctor", site="Trust A")
    quote = world.coded("P04", "Nobody looked.")
    assert shown(world.released(world.finding(quote), "programme"), None).quotes[0].label == "partner trust"


def test_a_release_may_call_everybody_a_participant(world, finding):
    release = world.released(finding, "programme", attribution_level="anyone")
    assert shown(release, None).quotes[0].label == "a participant"


def test_the_interviewers_words_need_nobodys_consent(world, committee):
    whole_exchange = world.coded("P02", "And then?\n\nP02: It goes to the divisional meeting.")
    release = world.released(world.finding(whole_exchange))
    assert texts(release) == ["And then?\nIt goes to the divisional meeting."]


def test_words_of_somebody_unknown_are_shown_to_nobody(world, committee):
    world.source(
        "FG2",
        "P01: We tried it.\n\nVISITOR: So did we.\n\nP01: Did you?\n\nVISITOR: Yes.\n",
        "P01",
        kind="focus_group",
    )
    release = world.released(world.finding(world.coded("FG2", "We tried it.\n\nVISITOR: So did we.")))
    assert texts(release) == []


def test_a_field_note_goes_beyond_the_committee_only_by_a_named_persons_decision(world, committee):
    note = world.finding(world.coded("FN1", "A coat hangs over it."))
    assert texts(world.released(note)) == ["A coat hangs over it."]
    Finding.objects.filter(pk=note.pk).update(state="interpreted")
    note.refresh_from_db()
    assert texts(world.released(note, "programme")) == []
    release = world.released(note, "publication", allow_unconsented=list(note.versions.get().evidence.all()))
    assert texts(release) == ["A coat hangs over it."]
    assert release.by == world.researcher


def test_consent_cannot_be_decided_for_a_participant(world, finding):
    world.says("P01", purpose="share", value=False)
    release = world.released(
        finding, "programme", allow_unconsented=list(finding.versions.get().evidence.all())
    )
    assert texts(release) == []


def test_a_quote_may_be_left_out(world, finding, committee):
    release = world.released(finding, left_out=list(finding.versions.get().evidence.all()))
    assert texts(release) == []
    assert shown(release, None).hidden_count == 0, "that something was left out is not shown either"


def test_a_statement_that_waits_to_be_rewritten_is_hidden_with_all_beneath_it(world, finding, committee):
    release = world.released(finding)
    FindingVersion.objects.update(needs_rewrite=True)
    release.refresh_from_db()
    page = shown(release, committee["Ann"])
    assert (page.statement, page.quotes) == ("", ())
    assert page.hidden_because


def test_a_matrix_cell_is_never_shown_outside_the_study(world, committee, researcher):
    from alongside.coding.actions import write_cell

    cell = write_cell(
        study=world.study,
        case=world.people["P01"].case,
        code=world.codes["Showing results"],
        summary="Shows results.",
        by=researcher,
    )
    release = world.released(world.finding(cells=[cell]))
    page = shown(release, None)
    assert (page.quotes, page.hidden_count) == ((), 0)


# before a release


def preview(world, finding, audience="committee", **more):
    return actions.preview_release(
        finding_version=finding.versions.get(), audience=audience, by=world.researcher, **more
    )


def test_the_preview_says_which_members_work_where_a_quote_was_said(
    world, team, other_team, person, researcher
):
    ann, ben = person("Ann Alder"), person("Ben Beech")
    for someone, place in ((ann, team), (ben, other_team)):
        actions.add_committee_member(
            study=world.study, person=someone, part="clinical lead", team=place, by=researcher
        )
    world.participant("P06", "senior nurse", team=team)
    world.source("P06", "P06: She showed us.\n\nP06: Twice.\n", "P06")
    found = preview(world, world.finding(world.coded("P06", "She showed us.")))
    assert [reader.name for reader in found.quotes[0].colleagues] == ["Ann Alder"]
    assert [reader.name for reader in found.readers] == ["Ann Alder", "Ben Beech"]


def test_the_hosts_own_team_is_a_studied_site(world, lead, researcher):
    from alongside.study.models import Case

    actions.add_committee_member(study=world.study, person=lead, part="programme", by=researcher)
    world.participant("P07", "manager", kind="programme")
    Case.objects.filter(participant=world.people["P07"]).update(is_host=True)
    world.source("P07", "P07: We rang them.\n\nP07: Often.\n", "P07")
    found = preview(world, world.finding(world.coded("P07", "We rang them.")))
    assert [reader.name for reader in found.quotes[0].colleagues] == ["Lena Lead"]


def test_the_preview_says_which_member_is_the_one_quoted(world, committee, settings):
    from alongside.audit.models import AuditEvent
    from alongside.study.vault import new_key

    settings.VAULT_KEY = new_key()
    world.participant("P08", "senior nurse", identity={"name": "Ann Member"})
    world.source("P08", "P08: I did it.\n\nP08: Myself.\n", "P08")
    found = preview(world, world.finding(world.coded("P08", "I did it.")))
    assert [reader.name for reader in found.quotes[0].participants] == ["Ann Member"]
    assert found.quotes[0].colleagues == ()
    assert AuditEvent.objects.filter(verb="vault.compare_identities").exists()


def test_the_preview_says_why_a_quote_will_not_be_shown_and_what_needs_a_decision(world):
    world.says("P01", purpose="share", value=False)
    finding = world.finding(world.coded("P01", FROZEN), world.coded("FN1", "A coat hangs over it."))
    spoken, noted = preview(world, finding, "programme").quotes
    assert not spoken.ok
    assert "sharing with the programme" in spoken.reason
    assert not spoken.needs_decision
    assert not noted.ok
    assert noted.needs_decision


def test_a_preview_changes_nothing(world, finding, committee):
    preview(world, finding)
    assert not world.study.releases.exists()
    assert Finding.objects.get().state == Finding.State.DRAFT


def test_nobody_but_a_researcher_previews(world, finding, committee, second_coder, lead):
    version = finding.versions.get()
    with pytest.raises(Refused):
        actions.preview_release(finding_version=version, audience="committee", by=second_coder)
    with pytest.raises(NotKnown):
        actions.preview_release(finding_version=version, audience="committee", by=lead)


# charts


def test_a_chart_is_shown_as_it_was_beside_what_was_corrected_since(world, series, lead, committee):
    from alongside.improvement.actions import submit

    finding = world.finding(series=[series])
    release = world.released(finding)
    assert shown(release, None).charts[0].correction == ""
    for month in ("2016-02", "2016-03", "2016-04"):
        row = series.observations.get(period=f"{month}-01")
        submit(
            series=series,
            period=month,
            numerator=1,
            denominator=40,
            revision=row.revision,
            reason="counted again",
            by=lead,
        )
    submit(series=series, period="2017-03", numerator=20, denominator=40, by=lead)
    chart = shown(release, None).charts[0]
    assert chart.correction == "data corrected since release: 3 points"
    assert chart.today is not None
    assert chart.frozen.svg != chart.today.svg
    assert len(chart.frozen.points) == len(chart.today.points) == 14, "a month sent since is no correction"
    assert [row["x"] for row in chart.table if row["differs"]] == ["Feb 2016", "Mar 2016", "Apr 2016"]


@pytest.mark.parametrize(("mode", "name"), [("named", "A Alder"), ("coded", "Team A"), ("own", "one team")])
def test_a_chart_names_its_team_only_where_teams_know_each_other_by_name(
    world, series, collaborative, outsider, mode, name
):
    type(collaborative).objects.filter(pk=collaborative.pk).update(confidentiality=mode)
    release = world.released(world.finding(series=[series]), "programme")
    chart = shown(release, outsider).charts[0]
    assert chart.where == name
    if mode != "named":
        assert "Alder" not in chart.frozen.svg


def test_frozen_charts_do_not_say_who_set_a_phase(world, series, lead):
    from alongside.improvement.actions import start_phase

    start_phase(series=series, starts="2016-08", reason="sheet up", by=lead)
    evidence = world.finding(series=[series]).versions.get().evidence.get()
    assert "Lena" not in str(evidence.chart_spec)
    assert "sheet up" in str(evidence.chart_spec)
    assert len(evidence.chart_hash) == 64


def test_an_ended_release_is_shown_no_longer(world, finding, committee):
    from alongside.findings.queries.places import committee_releases

    release = world.released(finding)
    actions.end_release(release=release, by=world.researcher, on=dt.date(2017, 1, 1))
    assert list(committee_releases(world.study)) == []
