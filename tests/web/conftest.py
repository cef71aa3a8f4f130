"""One of everything, so that every address leads somewhere, and one person for every role."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone


@pytest.fixture
def world(
    collaborative, lead, team, other_team, team_lead, team_member, sponsor, adviser, patient_partner,
    study, researcher, second_coder, committee_member, critical_friend, administrator, outsider, person,
):  # fmt: skip
    """A collaborative and a study with one of every object, made through actions, and the people to ask as."""
    from alongside.access.actions import give
    from alongside.access.models import Grant
    from alongside.access.roles import Role
    from alongside.accounts.actions import invite, make_token
    from alongside.coding import actions as coding
    from alongside.findings import actions as findings
    from alongside.improvement import actions as improvement
    from alongside.improvement.importing.steps import begin as begin_upload
    from alongside.jobs.work import enqueue
    from alongside.programme import actions as programme
    from alongside.reporting.study_report import build_report_job
    from alongside.study import actions, withdrawal
    from alongside.study.actions.studies import coder_of

    there = SimpleNamespace(collaborative=collaborative, team=team, other_team=other_team, study=study)
    measure = improvement.add_measure(
        collaborative=collaborative, key="antibiotic_60", name="Antibiotic within 60 minutes", type="process",
        unit="percent", chart="p", direction="up", by=lead,
    )  # fmt: skip
    there.series = improvement.follow(measure=measure, team=team, target=90, by=lead)
    improvement.follow(measure=measure, team=other_team, target=90, by=lead)
    for month in range(1, 6):
        improvement.submit(
            series=there.series, period=f"2016-0{month}", numerator=20 + month, denominator=40, by=lead
        )
    table = b"team,measure,period,numerator,denominator\nA,antibiotic_60,2016-06,26,40\n"
    there.upload = begin_upload(
        name="numbers.csv", data=table, collaborative=collaborative, team=None, by=lead
    )
    there.team_upload = begin_upload(
        name="numbers.csv", data=table, collaborative=collaborative, team=team, by=team_lead
    )
    tick_form = improvement.make_tick_form(measure=measure, questions=[("Dose given", "counts")], by=lead)
    improvement.use_ticks(form=tick_form, team=team, on=True, by=team_lead)
    there.phase = improvement.start_phase(series=there.series, starts="2016-03", reason="Trolley", by=lead)
    there.cycle = improvement.log_test(
        team=team, idea="Trolley", started="2016-02-01", prediction="8 of 10", by=lead
    )
    there.driver = improvement.add_driver(collaborative=collaborative, text="Treat in time", by=lead)
    there.idea = improvement.add_idea(
        collaborative=collaborative, title="Sepsis trolley", drivers=[there.driver], by=lead
    )
    there.step = improvement.record_step(
        team=team, idea=there.idea, stage="testing", on="2016-02-01", learnt_from=other_team, by=lead
    )
    there.material = improvement.add_material(
        idea=there.idea, team=team, title="Restocking sheet", url="https://example.org/", by=team_lead
    )
    improvement.publish_package(collaborative=collaborative, note="The first.", by=lead)
    there.requirement = improvement.add_requirement(
        collaborative=collaborative, name="Incentive scheme", kind="incentive", by=lead
    )
    improvement.answer(
        requirement=there.requirement, measure=measure, asked=improvement.Asked(25, True), by=lead
    )
    improvement.score_team(
        team=team, period="2016-05", side="team", value="2.5", reason="The trolley works.", by=team_lead
    )
    there.event = programme.add_event(
        collaborative=collaborative,
        kind="learning_session",
        title="Learning session 1",
        starts_at="2016-03-14 10:00",
        by=lead,
    )
    there.ask = programme.ask_sponsor(team=team, text="Fund two nurses.", by=lead)
    there.member = team.members.get(person=team_member)
    there.sponsorship = team.sponsorships.get(person=sponsor)

    people = [
        actions.add_participant(
            study=study, name=f"P0{number}", role_group="manager", site_group="partner trust", site_name="Trust A",
            identity={"name": f"Somebody {number}"}, by=researcher,
        )
        for number in range(1, 5)
    ]  # fmt: skip
    there.participant = people[0]
    for each in people:
        for purpose in ("take_part", "quote", "share", "publish"):
            actions.record_consent(
                participant=each, purpose=purpose, value=True, on="2016-01-10", by=researcher
            )
    text = "INTERVIEWER: Who was involved?\n\nP01: Mostly the sisters. The juniors never heard of it."
    there.source = actions.add_source(
        study=study, kind="interview", name="P01", text=text, cases=[people[0].case], speakers={"P01": people[0].case},
        identified=False, by=researcher,
    )  # fmt: skip
    there.waiting = actions.add_source(
        study=study, kind="interview", name="P02", text=text.replace("P01", "P02"), cases=[people[1].case],
        speakers={"P02": people[1].case}, identified=True, by=researcher,
    )  # fmt: skip
    there.guide = actions.add_guide_version(
        study=study,
        name="Interview guide",
        questions=["Who was involved?"],
        since="2016-01-01",
        note="First.",
        by=researcher,
    )
    there.line = actions.register_pseudonym(
        study=study, original="Ruth Okafor", replacement="[Ruth]", by=researcher
    )
    there.friend_sources = actions.grant_sources(
        study=study, person=critical_friend, sources=[there.source], by=researcher
    )
    draft = coding.start_draft(study=study, by=researcher)
    there.entry = coding.add_code(version=draft, name="Ownership", definition="Who owns it.", by=researcher)
    start = text.index("The juniors")
    there.coding = coding.add_coding(
        source=there.source,
        start=start,
        end=len(text),
        code=there.entry.code,
        valence="barrier",
        by=researcher,
    )
    there.version = coding.publish_version(version=draft, note="The first eleven interviews.", by=researcher)
    coders = [coder_of(study, each) for each in (researcher, second_coder)]
    # closed at once: a blind one would hide the coding from the others who ask
    there.round = coding.open_round(
        study=study, name="Pilot", sources=[there.source], coders=coders, by=researcher
    )
    coding.close_round(round=there.round, reason="only to have one", by=researcher)
    there.draft = coding.start_draft(study=study, by=researcher)
    there.draft_entry = there.draft.entries.get()
    there.note = coding.write_note(study=study, body="A thought.", rests_on_no_one=True, by=researcher)
    there.cell = coding.write_cell(
        study=study,
        case=people[0].case,
        code=there.entry.code,
        summary="Owned by the sisters.",
        by=researcher,
    )
    there.finding = findings.record_finding(
        study=study, statement="Ownership stops at the sister's desk.", level="within", valence="barrier",
        codings=[there.coding], series=[there.series], by=researcher,
    )  # fmt: skip
    version = there.finding.versions.get()
    there.evidence = version.evidence.first()
    there.committee_release = findings.release(finding_version=version, audience="committee", by=researcher)
    findings.interpret(
        release=there.committee_release, verdict="partly", comment="Not on nights.", by=committee_member
    )
    findings.close_interpretation(finding=there.finding, by=researcher)
    there.finding.refresh_from_db()
    there.programme_release = findings.release(
        finding_version=version, audience="programme", collaborative=collaborative, by=researcher
    )
    there.finding.refresh_from_db()
    there.decision = findings.decide(
        finding=there.finding, text="Put juniors on the rota.", on="2016-06-01", by=lead
    )
    there.action = findings.add_action(
        decision=there.decision,
        what="A new rota",
        owner=lead,
        starts="2016-06-02",
        due="2016-07-01",
        teams=[team],
        by=lead,
    )
    there.draft_finding = findings.record_finding(
        study=study,
        statement="Nobody asked the nights.",
        level="within",
        valence="barrier",
        codings=[there.coding],
        by=researcher,
    )
    there.feedback = findings.log_feedback(
        study=study, to_whom="Team A", form="coaching", on="2016-04-01", point="The forms are in the wrong room.",
        rests_on_no_one=True, by=researcher,
    )  # fmt: skip
    there.membership = committee_member.pk and study_committee(study)
    there.withdrawal = withdrawal.propose(participant=people[3], extent="stop", by=researcher)
    there.job = enqueue(build_report_job, by=researcher, study=study.pk, form="docx")
    there.token, _ = make_token(person=outsider, name="script", by=outsider)
    there.invitation = invite(person=outsider, by=None)
    there.grant = Grant.objects.filter(person=adviser).get()

    expired = person("Edith Expired")
    for role, scope in (
        (Role.HOST_LEAD, collaborative.scope),
        (Role.RESEARCHER, study.scope),
        (Role.TEAM_LEAD, team.scope),
    ):
        give(
            person=expired, role=role, scope=scope, by=None,
            starts=timezone.localdate() - dt.timedelta(30), ends=timezone.localdate(),
        )  # fmt: skip
    both = person("Tina Tworoles")
    programme.add_member(team=team, person=both, job_role="Nurse", is_lead=True, by=lead)
    findings.add_committee_member(study=study, person=both, part="clinical lead", by=researcher)
    other_lead = person("Bea Beechlead")
    programme.add_member(team=other_team, person=other_lead, job_role="Nurse", is_lead=True, by=lead)
    there.people = {
        "lead": lead, "adviser": adviser, "team_lead": team_lead, "other_team_lead": other_lead, "team_member": team_member,
        "patient": patient_partner, "sponsor": sponsor, "researcher": researcher, "second_coder": second_coder,
        "committee": committee_member, "critical_friend": critical_friend, "administrator": administrator,
        "outsider": outsider, "expired": expired, "team_lead+committee": both, "nobody": None,
    }  # fmt: skip
    return there


def study_committee(study):
    from alongside.findings.models import CommitteeMember

    return CommitteeMember.objects.filter(committee__study=study).order_by("pk").first()
