"""The demo as it is built: everything its visitors are promised is there, made through the actions, in its own time."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.test import Client
from django.utils import timezone

from alongside.access.models import Grant
from alongside.access.roles import Role
from alongside.audit.models import AuditEvent
from alongside.coding.models import CodeEntry, Coding, FrameworkVersion, MatrixCell, Note
from alongside.config import environment
from alongside.core.errors import Invalid
from alongside.core.spc import RULE_SETS
from alongside.demo.build import PEOPLE, build, is_built, marker, needs_rebuild, today
from alongside.demo.texts import load
from alongside.findings.models import CommitteeMember, Evidence, Finding, Interpretation, Release
from alongside.improvement.actions import send_reminders
from alongside.improvement.models import (
    Adoption,
    ChangePackage,
    Correction,
    Driver,
    MeasureVersion,
    NothingToSubmit,
    Observation,
    PdsaCycle,
    ProgressScore,
    Reminder,
    ReminderPlan,
    RequirementMeasure,
    Series,
    SeriesPhase,
    TickedCase,
    TickTotal,
    TimeSpent,
)
from alongside.programme.calendar import today as day_in
from alongside.programme.models import Attendance, Collaborative, Event, Sponsorship, Team, TeamMember
from alongside.study.consent import bulk_now
from alongside.study.models import Approach, IdentifiedText, Identity, Participant, Source, SourceText, Turn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


# --- the programme ---------------------------------------------------------------------------------------------------


def test_a_collaborative_of_23_teams_runs_for_22_months_on_ten_measures_and_two_outcomes():
    assert Collaborative.objects.count() == 1
    assert Team.objects.count() == 23
    assert Observation.objects.values("period").distinct().count() == 22
    kinds = Counter(MeasureVersion.objects.filter(number=1).values_list("type", flat=True))
    assert kinds == {"process": 9, "outcome": 2, "balancing": 1}
    assert {each.rules for each in Series.objects.all()} <= set(RULE_SETS)


def test_sessions_are_attended_by_fewer_as_time_goes_by():
    came = {event.title: event.attendance.count() for event in Event.objects.prefetch_related("attendance")}
    assert Event.objects.filter(kind="learning_session").count() == 7
    assert came["Learning session 1: what does one late hour look like?"] == 22
    assert came["Leads' call: winter cover"] == 11
    assert not Attendance.objects.filter(
        team__letter="D", event__starts_at__gt=dt.datetime(2016, 11, 1, tzinfo=dt.UTC)
    ).exists()


def test_nothing_is_told_of_after_the_demos_own_day():
    assert Observation.objects.latest("entered_at").entered_at.date() <= today()
    assert not Attendance.objects.filter(event__starts_at__date__gt=today()).exists()
    coming = Event.objects.get(starts_at__date__gt=today())
    assert (coming.title.split(":")[0], coming.starts_at.date()) == (
        "Learning session 7",
        dt.date(2017, 9, 19),
    )
    assert "Morning:" in coming.agenda


def test_one_team_merges_into_another_and_keeps_its_data():
    vennacombe = Team.objects.get(letter="V")
    assert [team.letter for team in vennacombe.succeeded_by.all()] == ["O"]
    assert vennacombe.left == dt.date(2017, 1, 31)
    assert Observation.objects.filter(series__team=vennacombe).exists()
    assert TeamMember.objects.filter(
        team__letter="O", person__memberships__team=vennacombe, until=None
    ).exists()


def test_kestrel_vale_had_four_sponsors_and_has_one():
    assert Sponsorship.objects.filter(team__letter="K").count() == 4
    assert Sponsorship.objects.get(team__letter="K", until=None).person.name == "Dominic Arkwright-Bose"


def test_membership_and_role_agree():
    active = Grant.objects.active()
    leads_and_members = {
        (member.person_id, member.team.scope_id, Role.TEAM_LEAD if member.is_lead else Role.TEAM_MEMBER)
        for member in TeamMember.objects.filter(until=None).select_related("team")
    }
    sponsors = {
        (each.person_id, each.team.scope_id, Role.SPONSOR)
        for each in Sponsorship.objects.filter(until=None).select_related("team")
    }
    committee = {
        (each.person_id, each.committee.study.scope_id, Role.COMMITTEE_MEMBER)
        for each in CommitteeMember.objects.filter(until=None).select_related("committee__study")
    }
    roles = [Role.TEAM_LEAD, Role.TEAM_MEMBER, Role.SPONSOR, Role.COMMITTEE_MEMBER]
    granted = {(grant.person_id, grant.scope_id, Role(grant.role)) for grant in active.filter(role__in=roles)}
    assert granted == leads_and_members | sponsors | committee


def test_numbers_come_with_corrections_reasons_and_stated_phases():
    assert Observation.objects.count() > 4500
    assert Correction.objects.exclude(reason="").count() >= 5
    assert NothingToSubmit.objects.count() > 10
    assert SeriesPhase.objects.exclude(reason="").values("series__team__letter").distinct().count() == 4
    assert not Observation.objects.filter(entered_at__year__gt=2017).exists()


def test_tests_of_change_form_ramps():
    assert PdsaCycle.objects.count() == len(load().programme["tests"])
    ramp = PdsaCycle.objects.get(team__letter="C", act="adopt")
    steps = 0
    while ramp is not None:
        ramp, steps = ramp.previous, steps + 1
    assert steps == 4


def test_every_test_says_which_idea_it_tried_and_whether_its_prediction_held():
    assert not PdsaCycle.objects.filter(change_idea=None).exists()
    running = PdsaCycle.objects.get(ended=None)
    assert (running.team.letter, running.held) == ("A", "")
    assert set(PdsaCycle.objects.exclude(ended=None).values_list("held", flat=True)) == {
        "yes",
        "partly",
        "no",
    }


# --- measures in depth -----------------------------------------------------------------------------------------------


def test_measures_come_from_the_library_and_are_drawn_on_four_kinds_of_chart():
    said = MeasureVersion.objects.all()
    assert set(said.values_list("chart", flat=True)) == {"p", "u", "xmr", "run"}
    assert said.exclude(library="").filter(number=1).count() == 10
    assert not said.filter(definition="").exists()
    assert not said.filter(sampling="").exists()
    optional = said.filter(measure__core=False).values_list("measure__key", flat=True)
    assert set(optional) == {"antibiotic_broad", "minutes_to_antibiotic"}
    assert set(said.values_list("measure__topic__name", flat=True)) == {"Sepsis", "AKI"}


def test_one_definition_changes_on_the_way_and_later_numbers_are_counted_by_it():
    anew = MeasureVersion.objects.get(number=2)
    assert (anew.measure.key, anew.since) == ("sepsis_six", dt.date(2016, 10, 1))
    assert "guideline" in anew.reason
    counted = Observation.objects.filter(series__measure=anew.measure)
    assert counted.filter(period__lt=anew.since, version=anew).count() == 0
    assert counted.filter(period__gte=anew.since).exclude(version=anew).count() == 0


def test_the_numbers_answer_three_requirements_and_most_teams_say_what_they_cost():
    asked = Counter(RequirementMeasure.objects.values_list("requirement__kind", flat=True))
    assert asked == {"collaborative": 10, "incentive": 4, "audit": 3}
    assert RequirementMeasure.objects.filter(entered_again=True).count() == 4
    assert TimeSpent.objects.values("team").distinct().count() == 19


def test_the_four_that_entered_once_are_those_of_the_review():
    def mean(period: dt.date) -> float:
        kept = TimeSpent.objects.filter(team__letter__in="CMN", period=period).values_list(
            "minutes", flat=True
        )
        return sum(kept) / len(kept)

    assert round(mean(dt.date(2016, 10, 1)), -1) == 560
    assert round(mean(dt.date(2017, 4, 1)), -1) == 320
    assert TimeSpent.objects.get(team__letter="H", period=dt.date(2017, 4, 1)).minutes > 500


def test_one_team_ticks_patients_and_keeps_totals_only():
    totals = TickTotal.objects.select_related("series__team", "question")
    assert {each.series.team.letter for each in totals} == {"F"}
    assert totals.values("period").distinct().count() == 6
    for period in totals.values_list("period", flat=True).distinct():
        sent = Observation.objects.get(
            series__team__letter="F", series__measure__key="sepsis_six", period=period
        )
        least = min(each.yes for each in totals.filter(period=period, question__part="counts"))
        assert sent.numerator <= least
        assert sent.entered_at.year == 2017
    assert set(TickedCase.objects.values_list("period", flat=True)) == {dt.date(2017, 7, 1)}


def test_reminders_are_planned_and_nobody_is_written_to(mailoutbox):
    assert ReminderPlan.objects.get().sending
    assert send_reminders(today()).people == 0
    assert not mailoutbox
    assert not Reminder.objects.exists()


# --- the change package ----------------------------------------------------------------------------------------------


def test_the_change_package_has_four_versions_that_grew():
    versions = list(ChangePackage.objects.order_by("number"))
    assert [f"{each.at:%Y-%m-%d}" for each in versions] == [
        "2016-02-01", "2016-05-23", "2016-10-10", "2017-02-06",
    ]  # fmt: skip
    assert [len(each.frozen["ideas"]) for each in versions] == [5, 8, 10, 15]
    assert Driver.objects.filter(parent=None).count() == 4
    assert Driver.objects.exclude(parent=None).count() == 11


def test_every_team_stands_somewhere_with_some_idea_and_learnt_where_both_teams_were():
    assert Adoption.objects.values("team").distinct().count() == 23
    assert set(Adoption.objects.values_list("stage", flat=True)) == set(Adoption.Stage.values)
    assert not Adoption.objects.filter(stage="abandoned", note="").exists()
    came = set(Attendance.objects.values_list("event", "team"))
    learnt = Adoption.objects.exclude(learnt_at=None).select_related("team", "learnt_from", "learnt_at")
    for step in learnt:
        assert (step.learnt_at_id, step.team_id) in came, f"{step.team.letter} at {step.learnt_at}"
        assert (step.learnt_at_id, step.learnt_from_id) in came, f"{step.learnt_from} at {step.learnt_at}"


def test_nobody_takes_from_a_team_what_it_did_not_know_yet():
    for step in Adoption.objects.exclude(learnt_from=None):
        assert Adoption.objects.filter(idea=step.idea, team=step.learnt_from, on__lte=step.on).exists(), (
            f"{step.team.letter} {step.idea}"
        )


# --- progress --------------------------------------------------------------------------------------------------------


def test_teams_and_host_score_six_months_each_with_its_own_reason():
    scores = ProgressScore.objects.all()
    assert scores.count() == sum(map(len, load().scores["teams"].values()))
    assert scores.values("period").distinct().count() == 6
    assert len(set(scores.values_list("reason", flat=True))) == scores.count()
    assert set(Team.objects.values_list("letter", flat=True)) - set(
        scores.values_list("team__letter", flat=True)
    ) == {"D"}
    assert not scores.filter(team__letter="U", side="team").exists()


def test_two_teams_see_themselves_much_further_and_two_less_far_than_the_host_does():
    newest = {
        (each.team.letter, each.side): each.value
        for each in ProgressScore.objects.filter(period=dt.date(2017, 6, 1)).select_related("team")
    }
    gaps = {
        letter: newest[letter, "team"] - newest[letter, "host"]
        for letter, side in newest
        if side == "host" and (letter, "team") in newest
    }
    assert {letter for letter, gap in gaps.items() if gap >= 1} == {"L", "P"}
    assert {letter for letter, gap in gaps.items() if gap <= -1} == {"C", "K"}


# --- the study -------------------------------------------------------------------------------------------------------


def test_sources_are_those_of_the_reference_study():
    assert Counter(Source.objects.values_list("kind", flat=True)) == {
        "interview": 15,
        "focus_group": 1,
        "field_note": 12,
        "document": 6,
    }
    roles = Counter(
        Participant.objects.filter(case__name__startswith="P").values_list("role_group", flat=True)
    )
    assert roles == {"manager": 6, "doctor": 3, "senior nurse": 5, "junior nurse": 1}
    assert sum(Source.objects.filter(kind="field_note").values_list("hours", flat=True)) == 100
    assert SourceText.objects.filter(words__gte=7500).count() == 1


def test_five_people_speak_in_the_focus_group():
    group = Source.objects.get(kind="focus_group")
    assert group.cases.count() == 5
    assert (
        Turn.objects.filter(source_text__source=group, case__isnull=False).values("case").distinct().count()
        == 5
    )


def test_everyone_asked_said_yes_and_two_were_found_by_snowball():
    interviewed = Approach.objects.filter(participant__case__name__startswith="P")
    assert interviewed.count() == interviewed.filter(outcome="accepted").count() == 15
    assert interviewed.filter(route="snowball", referred_by__isnull=False).count() == 2


def test_consents_differ():
    people = {person.case.name: person.pk for person in Participant.objects.select_related("case")}
    said = bulk_now(people.values())
    assert not said[people["P05"]]["quote"]
    assert said[people["P13"]]["quote"] and not said[people["P13"]]["share"]
    assert not said[people["P11"]]["archive"]
    assert all(each["take_part"] for each in said.values())


def test_the_vault_holds_identities_and_two_texts_as_they_came():
    assert Identity.objects.count() == Participant.objects.count() == 20
    assert IdentifiedText.objects.count() == 2
    texts = load()
    for source in Source.objects.filter(identified__isnull=False):
        assert source.texts.get().text == texts.materials[source.name].text


# --- the analysis ----------------------------------------------------------------------------------------------------


def test_the_framework_has_three_published_versions_of_18_20_and_20_codes():
    versions = list(FrameworkVersion.objects.order_by("number"))
    assert [version.state for version in versions] == ["superseded", "superseded", "published"]
    assert [CodeEntry.objects.filter(version=each, codable=True).count() for each in versions] == [18, 20, 20]
    assert [f"{each.published_at:%Y-%m-%d}" for each in versions] == [
        "2016-06-02",
        "2016-09-30",
        "2017-01-20",
    ]
    expected = [
        sum(max(1, len(s["from"])) if s["operation"] == "merge" else 1 for s in v["steps"])
        for v in load().framework["versions"]
    ]
    assert [each.steps.count() for each in versions] == expected


def test_the_last_version_reads_as_it_is_written():
    written = {row["key"]: row for row in load().framework["codes"]}
    entries = {
        entry.name: entry
        for entry in CodeEntry.objects.filter(version__number=3, codable=True).select_related(
            "parent", "example_from"
        )
    }
    assert set(entries) == {row["name"] for row in written.values()}
    for row in written.values():
        entry = entries[row["name"]]
        assert (entry.definition, entry.example, entry.example_from.name) == (
            row["definition"],
            row["example"],
            row["example_source"],
        )


def test_two_coders_gave_more_than_600_codes_under_the_version_in_hand():
    assert Coding.objects.count() >= 600
    assert set(Coding.objects.values_list("coder__initials", flat=True)) == {"EP", "TA"}
    assert set(Coding.objects.filter(coder__initials="TA").values_list("version__number", flat=True)) == {3}
    assert set(Coding.objects.filter(coder__initials="EP").values_list("version__number", flat=True)) == {
        1,
        2,
        3,
    }


def test_the_matrix_has_a_row_for_each_interview_and_a_few_cells_to_read_again():
    assert MatrixCell.objects.values("case").distinct().count() == 15
    assert MatrixCell.objects.filter(nothing_said=True).exists()
    assert set(MatrixCell.objects.values_list("status", flat=True)) == {"draft", "reviewed", "agreed"}
    assert 1 <= MatrixCell.objects.exclude(stale_since=None).count() <= 10


def test_the_journal_has_private_entries_and_names_whom_it_rests_on():
    entries = Note.objects.exclude(kind="memo")
    assert entries.filter(private=True).count() == 3
    assert {p.case.name for p in Note.objects.get(body__startswith="P03 will not").rests_on.all()} == {"P03"}


# --- the loop --------------------------------------------------------------------------------------------------------


def test_eight_findings_stand_at_every_stage_of_the_loop():
    assert list(Finding.objects.order_by("number").values_list("state", flat=True)) == [
        "reviewed", "decided", "decided", "with_programme", "interpreted", "with_committee", "draft", "draft",
    ]  # fmt: skip


def test_findings_rest_on_what_speaks_for_and_against_and_on_charts_as_they_were():
    assert Evidence.objects.filter(speaks_against=True).count() >= 5
    chart = Evidence.objects.get(finding_version__finding__number=3, series__isnull=False)
    assert chart.series.team.letter == "C"
    assert chart.chart_rows["x"][-1] == "2016-09-01"  # what had been sent by October 2016, and nothing later


def test_every_reading_is_there_on_its_day():
    written = [
        (row["number"], each["verdict"], each["on"])
        for row in load().findings["findings"]
        for each in row.get("interpretations", ())
    ]
    found = [
        (each.release.finding_version.finding.number, each.verdict, each.at.date())
        for each in Interpretation.objects.select_related("release__finding_version__finding")
    ]
    assert sorted(found) == sorted(written)


def test_releases_were_made_then_and_not_today():
    assert {each.at.year for each in Release.objects.all()} == {2016, 2017}


def test_the_audit_trail_says_truly_when_the_demo_was_made():
    assert AuditEvent.objects.order_by("at").first().at.year > 2017


# --- the door --------------------------------------------------------------------------------------------------------


def test_everyone_a_visitor_may_be_can_be_found_and_signs_in():
    assert len(PEOPLE) >= 14
    for each in PEOPLE:
        assert each.find().is_active, each.name
    assert sum(each.find().is_administrator for each in PEOPLE) == 1


def test_a_demo_is_not_built_over_what_is_there():
    assert is_built()
    assert not needs_rebuild()
    with pytest.raises(Invalid, match="holds something already"):
        build()


def test_a_demo_of_other_texts_is_to_be_made_again():
    written = marker().read_text()
    marker().write_text("0.0.0 other texts")
    try:
        assert not is_built()
        assert needs_rebuild()
    finally:
        marker().write_text(written)


# --- its own day: whoever opens it meets a programme that runs -------------------------------------------------------

HOME, ALDERBOURNE = "/c/sepsis-aki/", "/c/sepsis-aki/teams/C/"


def page(who: str, address: str) -> str:
    client = Client()
    client.force_login(next(each for each in PEOPLE if who in each.what.lower()).find())
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_host_meets_a_programme_in_its_sixth_action_period():
    home = page("host", HOME)
    assert "Action period 6, 49 days left." in home
    assert "Learning session 7</a>, Tue 19 Sep." in home
    assert "Ended on" not in home
    assert "Aim: By September 2017" in home


def test_a_team_sees_the_month_that_is_due_and_the_session_that_comes():
    team = page("leads team c", ALDERBOURNE)
    assert "June 2017" in team
    assert "Learning session 7" in team


def test_a_sponsor_reads_of_the_session_that_comes():
    sheet = page("sponsor of team c", f"{ALDERBOURNE}sponsor/")
    assert "<dt>Tue 19 September</dt><dd><b>Come to learning session 7.</b>" in sheet


def test_a_programme_that_a_visitor_opens_later_has_the_day_of_the_calendar():
    began = Collaborative(starts=today() + dt.timedelta(days=1))
    assert day_in(began) == timezone.localdate()


def test_only_a_folder_that_holds_a_demo_has_a_day_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv(environment.DATA, str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert environment.demo_today() is None
    environment.demo_marker().write_text(today().isoformat(), encoding="ascii")
    assert environment.demo_today() == dt.date(2017, 7, 31)
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/real")
    assert environment.demo_today() is None


def test_a_marker_of_an_earlier_version_holds_no_day(tmp_path, monkeypatch):
    monkeypatch.setenv(environment.DATA, str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    environment.demo_marker().touch()
    assert environment.demo_today() is None
