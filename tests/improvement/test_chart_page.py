"""One chart whole: what each point says, phases offered and undone, its files, and its table that makes it again."""

from __future__ import annotations

import pytest

from alongside.exchange.tables import read_csv
from alongside.improvement import actions
from alongside.improvement.charts import chart
from alongside.improvement.importing import import_observations
from alongside.improvement.models import Observation, Series
from alongside.improvement.queries.chart_table import as_csv, from_csv
from alongside.improvement.queries.formula import computed
from alongside.programme.actions import add_team
from tests.improvement.test_pages import MONTHS, fill

pytestmark = pytest.mark.django_db
URL = "/c/sepsis/teams/A/charts/antibiotic_60/"


@pytest.fixture
def other_team_lead(other_team, lead, person):
    from alongside.programme.actions import add_member

    found = person("Otto Other")
    add_member(team=other_team, person=found, job_role="Consultant", is_lead=True, by=lead)
    return found


@pytest.fixture
def filled(series, lead):
    fill(series, lead)
    return series


class TestTable:
    def test_the_table_makes_the_same_chart_again(self, filled, lead, team_lead):
        actions.start_phase(series=filled, starts="2017-01", reason="Trolley in both bays", by=team_lead)
        actions.set_target(series=filled, value=95, since="2016-09-01", by=lead)
        found = chart(filled).analysis
        again = from_csv(as_csv(chart(filled), "A"))
        assert again.content_hash == found.content_hash
        assert again.to_json() == found.to_json()

    def test_it_does_for_single_values_too(self, timed, lead):
        for number, month in enumerate(MONTHS[:15]):
            actions.submit(series=timed, period=month, value=50 + number % 3 / 3, by=lead)
        assert from_csv(as_csv(chart(timed), "A")).content_hash == chart(timed).analysis.content_hash

    def test_it_is_imported_as_it_is(self, filled, collaborative, lead):
        text, before = as_csv(chart(filled), "A"), chart(filled).analysis.content_hash
        Observation.objects.all().delete()
        summary = import_observations(
            collaborative=collaborative, table=read_csv("a.csv", text.encode()), by=lead
        )
        assert summary.done == 20
        assert chart(Series.objects.get(pk=filled.pk)).analysis.content_hash == before

    def test_another_table_is_refused_in_words(self):
        from alongside.core.errors import Invalid

        with pytest.raises(Invalid, match="not a chart's table"):
            from_csv("month,value\n2016-01,3\n")


class TestFiles:
    @pytest.mark.parametrize(
        ("form", "begins"),
        [
            ("svg", b"<svg"),
            ("png", b"\x89PNG"),
            ("pdf", b"%PDF"),
            ("board-pdf", b"%PDF"),
            ("board-png", b"\x89PNG"),
        ],
    )
    def test_it_leaves_as_a_drawing_and_as_a_page_for_the_board(self, as_, filled, team_lead, form, begins):
        answer = as_(team_lead).get(f"{URL}as/{form}/")
        assert answer.content.startswith(begins) and "attachment" in answer["Content-Disposition"]

    def test_a_form_that_is_none_is_not_there_and_anothers_chart_is_refused(
        self, as_, filled, team_lead, other_team_lead
    ):
        assert as_(team_lead).get(f"{URL}as/doc/").status_code == 404
        assert as_(other_team_lead).get(f"{URL}as/svg/").status_code == 403


class TestPage:
    def test_each_point_says_its_rule_its_points_and_what_it_does_not_say(self, as_, filled, team_lead):
        actions.log_test(
            team=filled.team, idea="Trolley", started="2016-12-05", prediction="8 of 10", by=team_lead
        )
        page = as_(team_lead).get(URL).content.decode()
        assert page.count("data-box=") == 20
        assert "Shift, better: 8 months in a row above the centre" in page
        assert "It does not say why. Near in time: 1 test." in page

    def test_a_phase_that_seems_possible_is_offered_and_asks_for_a_cause(
        self, as_, series, lead, team_lead, sponsor
    ):
        for number, month in enumerate(MONTHS):
            actions.submit(
                series=series,
                period=month,
                numerator=(24 if number < 14 else 36) + number % 2,
                denominator=40,
                by=lead,
            )
        page = as_(team_lead).get(URL).content.decode()
        assert "A phase from Mar 2017 is possible" in page and "State a cause" in page
        form = as_(team_lead).get(f"{URL}phase/?starts=2017-03").content.decode()
        assert 'value="2017-03"' in form
        assert not series.phases.exists(), "offered, never applied"
        assert "State a cause" not in as_(sponsor).get(URL).content.decode()

    def test_an_undone_phase_stays_in_the_history(self, as_, filled, team_lead):
        phase = actions.start_phase(series=filled, starts="2017-01", reason="Trolley", by=team_lead)
        actions.undo_phase(phase=phase, by=team_lead)
        page = as_(team_lead).get(URL).content.decode()
        assert "“Trolley”" in page and f"undone by {team_lead.name}" in page
        assert "phase 2" not in page

    def test_a_merged_teams_predecessor_is_drawn_dashed_before_it(
        self, as_, filled, collaborative, team, antibiotic, lead
    ):
        dale = add_team(
            collaborative=collaborative,
            organisation="Dale NHS Trust",
            name="Dale",
            letter="D",
            joined="2015-01-01",
            by=lead,
        )
        dale.succeeds.add(team)
        successor = actions.follow(measure=antibiotic, team=dale, by=lead)
        actions.submit(series=successor, period="2017-10", numerator=30, denominator=40, by=lead)
        page = as_(lead).get("/c/sepsis/teams/D/charts/antibiotic_60/").content.decode()
        assert 'class="spc-before"' in page and "before they merged into this team" in page


KINDS = [
    ("run", "value", "number", "median of"),
    ("xmr", "value", "number", "± 2.66 ×"),
    ("p", "proportion", "percent", "of 480 cases"),
    ("pp", "proportion", "percent", "σz"),
    ("u", "rate", "rate", "× 1,000"),
    ("up", "rate", "rate", "it widens the limits"),
    ("c", "count", "number", "± 3 × √"),
]


@pytest.mark.parametrize(("kind", "sent", "unit", "says"), KINDS)
def test_every_chart_says_how_it_is_computed_in_its_own_numbers(
    as_, collaborative, team, lead, kind, sent, unit, says
):
    measure = actions.add_measure(
        collaborative=collaborative,
        key="any",
        name="Any",
        type="process",
        unit=unit,
        chart=kind,
        sent=sent,
        direction="up",
        multiply=1000 if unit == "rate" else None,
        by=lead,
    )
    series = actions.follow(measure=measure, team=team, by=lead)
    for number, month in enumerate(MONTHS[:12]):
        if sent in {"proportion", "rate"}:
            actions.submit(series=series, period=month, numerator=20 + number % 4, denominator=40, by=lead)
        else:
            actions.submit(series=series, period=month, value=20 + number % 4, by=lead)
    said = " ".join(line.how + line.what for line in computed(chart(series)))
    assert says in said
    page = as_(lead).get("/c/sepsis/teams/A/charts/any/")
    assert page.status_code == 200 and ("upper limit" in page.content.decode()) == (kind != "run")


def test_a_run_chart_tells_its_verdict_in_words(as_, timed, lead):
    timed.measure.versions.update(chart="run")
    Series.objects.filter(pk=timed.pk).update(rules="anhoej")
    for number, month in enumerate(MONTHS[:20]):
        actions.submit(series=timed, period=month, value=(40 if number < 10 else 60) + number % 3, by=lead)
    page = as_(lead).get("/c/sepsis/teams/A/charts/minutes/").content.decode()
    assert "longest run 10 of at most 7, crossings 1 of at least 6" in page
    assert "median" in page and "spc-limit" not in page
