"""Definitions that change, teams that stop and begin, and charts that draw old and new numbers in one unit."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.access.rules import Denied
from alongside.audit.models import AuditEvent
from alongside.core.errors import Invalid
from alongside.improvement import actions
from alongside.improvement.charts import MERGED, chart, charts, predecessors, predecessors_of
from alongside.improvement.definitions import conversion
from alongside.improvement.models import Measure, Series
from alongside.improvement.periods import months
from alongside.improvement.queries.grid import grid
from alongside.improvement.queries.home import stamp_of
from alongside.improvement.queries.team import entry_rows
from alongside.programme.actions import merge_teams, set_confidentiality
from tests.rest import Rest

pytestmark = pytest.mark.django_db
HERE = "/c/sepsis/measures/"
DEFINED_ANEW = "definition changed: Counted by case"


def send(series, first, last, by, **number):
    for each in months(dt.date.fromisoformat(f"{first}-01"), dt.date.fromisoformat(f"{last}-01")):
        actions.submit(series=series, period=each, by=by, **number)


def drawn(series):
    return [(str(point.x)[:7], point.y) for point in chart(series).analysis.points]


# A definition that changes


def test_a_new_definition_opens_a_phase_on_every_chart(series, other_series, lead):
    for each in (series, other_series):
        send(each, "2016-01", "2016-06", lead, numerator=30, denominator=40)
    actions.new_version(
        measure=series.measure, since="2016-04", reason="Counted by case", exclusions="Transfers", by=lead
    )
    for each in charts([series, other_series]):
        assert [(phase.starts, phase.reason) for phase in each.analysis.spec.phases] == [
            ("2016-04-01", DEFINED_ANEW)
        ]
        assert [segment.points for segment in each.analysis.segments] == [3, 3]


def test_a_stated_phase_in_the_same_month_does_not_double(series, team_lead, lead):
    send(series, "2016-01", "2016-06", lead, numerator=30, denominator=40)
    actions.new_version(
        measure=series.measure, since="2016-04", reason="Counted by case", source="New", by=lead
    )
    phase = actions.start_phase(series=series, starts="2016-04", reason="New rota", by=team_lead)
    assert [each.reason for each in chart(series).analysis.spec.phases] == ["New rota"]
    actions.undo_phase(phase=phase, by=team_lead)
    assert [each.reason for each in chart(series).analysis.spec.phases] == [DEFINED_ANEW]


def test_values_sent_before_stand_beside_shares_in_per_cent(collaborative, team, lead):
    measure = actions.add_measure(
        collaborative=collaborative, key="seen", name="Seen", type="process", unit="percent", chart="xmr",
        direction="up", by=lead,
    )  # fmt: skip
    series = actions.follow(measure=measure, team=team, by=lead)
    send(series, "2016-01", "2016-02", lead, value=80)
    actions.new_version(
        measure=measure, since="2016-03", reason="Counted by case", sent="proportion", chart="p", by=lead
    )
    send(series, "2016-03", "2016-03", lead, numerator=9, denominator=12)
    assert drawn(series) == [("2016-01", 80), ("2016-02", 80), ("2016-03", 75)]
    assert chart(series).analysis.spec.chart == "xmr"  # a p chart needs the counts of every month


def test_once_every_number_has_its_counts_the_p_chart_is_drawn(collaborative, team, lead):
    measure = actions.add_measure(
        collaborative=collaborative, key="seen", name="Seen", type="process", unit="percent", chart="run",
        sent="proportion", direction="up", by=lead,
    )  # fmt: skip
    series = actions.follow(measure=measure, team=team, by=lead)
    send(series, "2016-01", "2016-02", lead, numerator=6, denominator=8)
    assert drawn(series) == [("2016-01", 75), ("2016-02", 75)]
    actions.new_version(measure=measure, since="2016-03", reason="Counted by case", chart="p", by=lead)
    assert chart(series).analysis.spec.chart == "p"


def test_shares_sent_before_are_drawn_in_per_cent_where_values_are_sent_now(series, team_member, lead):
    send(series, "2016-01", "2016-01", lead, numerator=17, denominator=20)
    actions.new_version(
        measure=series.measure,
        since="2016-02",
        reason="From the register",
        sent="value",
        chart="xmr",
        by=lead,
    )
    send(series, "2016-02", "2016-02", lead, value=88)
    assert drawn(series) == [("2016-01", 85), ("2016-02", 88)]


def test_minutes_become_hours_and_so_does_their_target(timed, lead):
    actions.set_target(series=timed, value=60, since="2016-01-01", by=lead)
    send(timed, "2016-01", "2016-02", lead, value=90)
    actions.new_version(measure=timed.measure, since="2016-03", reason="In hours", unit="hours", by=lead)
    send(timed, "2016-03", "2016-03", lead, value=2)
    assert drawn(timed) == [("2016-01", 1.5), ("2016-02", 1.5), ("2016-03", 2)]
    assert [target.value for target in chart(timed).analysis.spec.targets] == [1]


@pytest.mark.parametrize(
    ("old", "new", "factor"),
    [
        (("percent", None), ("rate", 1000.0), 10),  # 5 % are 50 in 1,000
        (("rate", 1000.0), ("rate", 10_000.0), 10),
        (("days", None), ("hours", None), 24),
        (("number", None), ("minutes", None), 1),
    ],
)
def test_units_that_have_something_in_common_turn_into_each_other(old, new, factor):
    assert conversion(old, new) == factor


def test_a_late_number_and_a_correction_keep_the_definition_of_their_month(series, team_member, lead):
    send(series, "2016-01", "2016-01", lead, numerator=17, denominator=20)
    actions.new_version(
        measure=series.measure,
        since="2016-03",
        reason="From the register",
        sent="value",
        chart="xmr",
        by=lead,
    )
    late = actions.submit(series=series, period="2016-02", numerator=8, denominator=10, by=team_member)
    assert late.version.number == 1
    with pytest.raises(Invalid):
        actions.submit(series=series, period="2016-03", numerator=8, denominator=10, by=team_member)
    (before,) = entry_rows(series.team, dt.date(2016, 2, 1))
    (after,) = entry_rows(series.team, dt.date(2016, 3, 1))
    assert before.shares and not after.shares


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": " ", "source": "x"}, "reason"),
        ({"since": "soon", "source": "x"}, "since"),
        ({"chart": "u"}, "sent"),
        ({"sent": "proportion", "unit": "number"}, "unit"),
        ({"multiply": 0.0}, "multiply"),
    ],
)
def test_a_definition_that_cannot_be_is_refused_at_its_field(antibiotic, lead, given, field):
    with pytest.raises(Invalid) as problem:
        actions.new_version(
            **{"measure": antibiotic, "since": "2016-04", "reason": "Why", "by": lead, **given}
        )
    assert field in problem.value.fields and antibiotic.versions.count() == 1


def test_a_definition_that_says_the_same_is_refused(antibiotic, lead):
    with pytest.raises(Invalid, match="Nothing differs"):
        actions.new_version(measure=antibiotic, since="2016-04", reason="Why", by=lead)


def test_definitions_follow_each_other_in_time(antibiotic, lead):
    actions.new_version(measure=antibiotic, since="2016-04", reason="Why", source="x", by=lead)
    with pytest.raises(Invalid) as problem:
        actions.new_version(measure=antibiotic, since="2016-04", reason="Why", source="y", by=lead)
    assert "since" in problem.value.fields


def test_one_that_is_to_come_is_not_in_force_yet(series, lead, client):
    send(series, "2016-01", "2016-02", lead, numerator=30, denominator=40)
    actions.new_version(measure=series.measure, since="2099-01", reason="Law", name="Renamed", by=lead)
    assert chart(series).name == "Antibiotic within 60 minutes"
    client.force_login(lead)
    assert "From Jan 2099 it is defined anew" in client.get(f"{HERE}antibiotic_60/").content.decode()


def test_only_the_host_defines_anew_and_no_prose_is_audited(antibiotic, team_lead, lead):
    with pytest.raises(Denied):
        actions.new_version(measure=antibiotic, since="2016-04", reason="Why", source="x", by=team_lead)
    actions.new_version(measure=antibiotic, since="2016-04", reason="Secret reason", source="x", by=lead)
    event = AuditEvent.objects.get(verb="measure.version")
    assert event.details["changed"] == ["source"] and "Secret" not in str(event.details)


# Who follows


def test_a_team_that_stopped_is_asked_for_nothing_more_and_keeps_its_chart(series, team, lead, client):
    send(series, "2016-01", "2016-03", lead, numerator=30, denominator=40)
    actions.stop_following(series=series, on="2016-03-31", by=lead)
    assert [row.key for row in entry_rows(team, dt.date(2016, 3, 1))] == ["antibiotic_60"]
    assert entry_rows(team, dt.date(2016, 4, 1)) == []
    with pytest.raises(Invalid, match="stopped following"):
        actions.submit(series=series, period="2016-04", numerator=1, denominator=2, by=lead)
    states = grid([team], months(dt.date(2016, 2, 1), dt.date(2016, 5, 1)), dt.date(2016, 6, 1))[team.pk]
    assert [month.state for month in states] == ["", "", "before", "before"]
    client.force_login(lead)
    assert client.get("/c/sepsis/teams/A/charts/antibiotic_60/").status_code == 200
    assert "Antibiotic within 60 minutes" in client.get("/c/sepsis/teams/A/").content.decode()


def test_a_team_that_follows_later_owes_nothing_for_before(series, minutes, team, lead):
    actions.follow(measure=minutes, team=team, since="2016-03-01", by=lead)
    send(series, "2016-02", "2016-03", lead, numerator=30, denominator=40)
    states = grid([team], months(dt.date(2016, 2, 1), dt.date(2016, 3, 1)), dt.date(2016, 6, 1))[team.pk]
    assert [month.state for month in states] == ["", "part"]
    assert len(entry_rows(team, dt.date(2016, 2, 1))) == 1 and len(entry_rows(team, dt.date(2016, 3, 1))) == 2


def test_a_team_follows_again_on_the_same_chart(series, team, lead):
    actions.stop_following(series=series, on="2016-03-31", by=lead)
    with pytest.raises(Invalid) as problem:
        actions.follow(measure=series.measure, team=team, by=lead)
    assert "since" in problem.value.fields
    again = actions.follow(measure=series.measure, team=team, since="2016-07-01", by=lead)
    assert again.pk == series.pk and again.until is None


def test_only_the_host_lets_a_team_stop(series, team_lead):
    with pytest.raises(Denied):
        actions.stop_following(series=series, on="2016-03-31", by=team_lead)


def test_a_target_is_set_for_many_teams_at_once(series, other_series, team, other_team, lead, team_lead):
    actions.set_targets(
        measure=series.measure, teams=[team, other_team], value=95, since="2016-06-01", by=lead
    )
    for each in (series, other_series):
        assert [(target.value, str(target.since)) for target in each.targets.all()] == [
            (90, "2016-01-01"),
            (95, "2016-06-01"),
        ]
    with pytest.raises(Denied):
        actions.set_targets(measure=series.measure, teams=[team], value=95, since="2016-06-01", by=team_lead)


def test_no_target_is_set_where_one_team_does_not_follow(series, team, other_team, lead):
    with pytest.raises(Invalid, match="B do not follow"):
        actions.set_targets(
            measure=series.measure, teams=[team, other_team], value=95, since="2016-06-01", by=lead
        )
    assert series.targets.count() == 1


# How a chart is computed


def test_a_team_lead_sets_rules_and_baseline_and_the_record_says_so(series, team_lead, lead, collaborative):
    send(series, "2016-01", "2017-02", lead, numerator=30, denominator=40)
    before = stamp_of(collaborative)
    actions.configure_series(series=series, rules="anhoej", freeze=12, screening=False, by=team_lead)
    spec = chart(series).analysis.spec
    assert (spec.rules, spec.freeze, spec.screening) == ("anhoej", 12, False)
    event = AuditEvent.objects.get(verb="series.settings")
    assert event.actor_id == team_lead.pk
    assert event.details["changed"] == {
        "rules": ["mdc-2023", "anhoej"], "freeze": [None, 12], "screening": [True, False],
    }  # fmt: skip
    assert stamp_of(collaborative) != before  # what the home page keeps of the charts is computed anew


@pytest.mark.parametrize(("given", "field"), [({"rules": "nelson"}, "rules"), ({"freeze": 1}, "freeze")])
def test_settings_that_cannot_be_are_refused(series, team_lead, given, field):
    with pytest.raises(Invalid) as problem:
        actions.configure_series(series=series, by=team_lead, **given)
    assert field in problem.value.fields


def test_a_member_does_not_set_how_a_chart_is_computed(series, team_member, client):
    client.force_login(team_member)
    assert client.get("/c/sepsis/teams/A/charts/antibiotic_60/settings/").status_code == 403


def test_the_settings_page_keeps_what_is_chosen(series, team_lead, client):
    client.force_login(team_lead)
    address = "/c/sepsis/teams/A/charts/antibiotic_60/settings/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"rules": "ihi-run", "freeze": "12", "screening": "on"}).status_code == 302
    assert client.post(address, {"rules": "ihi-run", "freeze": ""}).status_code == 302
    series.refresh_from_db()
    assert (series.rules, series.freeze, series.screening) == ("ihi-run", None, False)


# Measures in lists


def test_a_measure_is_retired_and_brought_back(series, lead, client):
    client.force_login(lead)
    assert client.post(f"{HERE}antibiotic_60/retire/", {"on": "2016-06-30"}).status_code == 302
    assert "Retired on 30 Jun 2016" in client.get(f"{HERE}antibiotic_60/").content.decode()
    assert client.post(f"{HERE}antibiotic_60/bring-back/").status_code == 302
    assert Measure.objects.get().retired_on is None


def test_a_measure_is_arranged(antibiotic, collaborative, lead):
    topic = collaborative.topics.get(name="AKI")
    actions.arrange_measure(measure=antibiotic, core=False, order=7, topic=topic, by=lead)
    antibiotic.refresh_from_db()
    assert (antibiotic.core, antibiotic.order, antibiotic.topic) == (False, 7, topic)
    actions.arrange_measure(measure=antibiotic, topic=None, by=lead)
    assert antibiotic.topic is None and antibiotic.order == 7


def test_the_page_tells_versions_with_reasons_and_who_follows(
    series, other_series, lead, team_member, client
):
    actions.new_version(
        measure=series.measure,
        since="2016-04",
        reason="Transfers are not ours",
        exclusions="Transfers",
        by=lead,
    )
    client.force_login(team_member)
    page = client.get(f"{HERE}antibiotic_60/").content.decode()
    for words in ("Transfers are not ours", "was: nothing", "A Alder", "B Beech", "90%"):
        assert words in page
    assert "Change the definition" not in page
    client.force_login(lead)
    assert "Change the definition" in client.get(f"{HERE}antibiotic_60/").content.decode()
    assert client.get(HERE).status_code == 200


@pytest.mark.parametrize("mode", ["coded", "own"])
def test_other_teams_names_are_not_told(series, other_series, lead, team_member, collaborative, client, mode):
    set_confidentiality(collaborative=collaborative, mode=mode, by=lead)
    client.force_login(team_member)
    for address in (HERE, f"{HERE}antibiotic_60/"):
        assert "Beech" not in client.get(address).content.decode()
    if mode == "own":
        assert "Team B" not in client.get(f"{HERE}antibiotic_60/").content.decode()


def test_the_host_adds_follows_sets_targets_and_stops_on_the_pages(
    collaborative, team, other_team, lead, client
):
    client.force_login(lead)
    given = {
        "name": "Falls", "key": "falls", "type": "outcome", "sent": "rate", "chart": "u", "unit": "rate",
        "multiply": "1000", "direction": "down", "definition": "Falls on wards.", "core": "on", "teams": [team.pk],
    }  # fmt: skip
    assert client.post(f"{HERE}add/", given).status_code == 302
    version = Measure.objects.get().versions.get()
    assert (version.multiply, version.definition, version.sent) == (1000, "Falls on wards.", "rate")
    assert (
        client.post(f"{HERE}falls/follow/", {"teams": [other_team.pk], "since": "2016-05-01"}).status_code
        == 302
    )
    assert (
        client.post(
            f"{HERE}falls/targets/", {"teams": [team.pk, other_team.pk], "value": 3, "since": "2016-05-01"}
        ).status_code
        == 302
    )
    assert client.post("/c/sepsis/teams/B/charts/falls/stop/", {"on": "2016-09-30"}).status_code == 302
    assert (
        client.post(
            f"{HERE}falls/change/", {**given, "since": "2016-06", "reason": "By ward", "name": "Falls!"}
        ).status_code
        == 302
    )
    both = Series.objects.order_by("team__letter")
    assert [(str(each.since), str(each.until)) for each in both] == [
        ("None", "None"),
        ("2016-05-01", "2016-09-30"),
    ]
    assert client.get(f"{HERE}falls/").status_code == 200


# Teams that merge, and many charts


def test_a_successor_begins_a_phase_and_finds_its_predecessors(series, other_series, team, other_team, lead):
    for each in (series, other_series):
        send(each, "2016-01", "2016-06", lead, numerator=30, denominator=40)
    merge_teams(into=team, leaving=other_team, on="2016-03-20", because="One trust now", by=lead)
    assert [(each.starts, each.reason) for each in chart(series).analysis.spec.phases] == [
        ("2016-04-01", MERGED)
    ]
    assert chart(other_series).analysis.spec.phases == ()
    assert [each.series.pk for each in predecessors(series)] == [other_series.pk]
    assert predecessors(other_series) == []
    assert predecessors(series, known={team.pk}) == []


def test_charts_and_predecessors_ask_as_often_for_two_as_for_one(
    series, other_series, timed, lead, django_assert_num_queries
):
    for each in (series, other_series):
        send(each, "2016-01", "2016-06", lead, numerator=30, denominator=40)
    counts = []
    for some in ([series], [series, other_series, timed]):
        with CaptureQueriesContext(connection) as asked:
            charts(some)
        counts.append(len(asked))
        print("\n".join(q["sql"][:150] for q in asked.captured_queries))
    assert counts[0] == counts[1] <= 7
    with django_assert_num_queries(1):
        predecessors_of([series, other_series, timed])


# REST


def test_definitions_over_rest(antibiotic, lead, team_lead):
    here = "/collaboratives/sepsis/measures/antibiotic_60"
    made = Rest(lead).post(f"{here}/versions", since="2016-04", reason="Transfers", exclusions="Transfers")
    assert made.status_code == 201 and made.json()["number"] == 2
    assert [each["reason"] for each in Rest(team_lead).get(f"{here}/versions").json()] == ["", "Transfers"]
    assert (
        Rest(team_lead).post(f"{here}/versions", since="2016-05", reason="x", source="y").status_code == 403
    )
    assert Rest(lead).patch(here, core=False, topic="AKI").json()["core"] is False
    assert Rest(lead).patch(here, retired_on="2016-06-30").json()["retired_on"] == "2016-06-30"
    assert Rest(lead).patch(here, retired_on=None).json()["retired_on"] is None


def test_following_over_rest(antibiotic, team, other_team, lead, team_lead):
    here = "/collaboratives/sepsis/teams/A/series"
    assert (
        Rest(lead).post(here, measure="antibiotic_60", since="2016-03-01", freeze=12).json()["since"]
        == "2016-03-01"
    )
    changed = Rest(team_lead).patch(f"{here}/antibiotic_60", rules="anhoej", freeze=0)
    assert (changed.json()["rules"], changed.json()["freeze"]) == ("anhoej", None)
    assert Rest(team_lead).post(f"{here}/antibiotic_60/stop", on="2016-09-30").status_code == 403
    assert Rest(lead).post(f"{here}/antibiotic_60/stop", on="2016-09-30").json()["until"] == "2016-09-30"
    targets = "/collaboratives/sepsis/measures/antibiotic_60/targets"
    assert Rest(lead).put(targets, teams=["A"], value=95, since="2016-06-01").json() == {"set": 1}
    assert Rest(lead).put(targets, teams=["A", "B"], value=95, since="2016-06-01").status_code == 422


def test_a_measure_that_is_added_stands_last(antibiotic, minutes, collaborative, lead):
    assert actions.adopt_from_library(collaborative=collaborative, entry="SEP-08", by=lead).order == 2
