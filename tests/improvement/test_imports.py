"""Numbers from a file: what is read, what is refused with its place, and the steps in which a person sees it before it is kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.core.errors import Invalid, NotKnown
from alongside.exchange.tables import read_csv
from alongside.improvement import actions
from alongside.improvement.importing import Layout, import_observations, steps, waiting
from alongside.improvement.models import ColumnMapping, Correction, NothingToSubmit, Observation
from alongside.jobs import work
from alongside.jobs.models import Job
from tests.exchange.test_tables_workbook import workbook

pytestmark = pytest.mark.django_db
HEAD = "team,measure,period,numerator,denominator\n"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path
    return tmp_path / "imports"


@pytest.fixture
def compliance(collaborative, team, lead):
    """A share that teams send ready made, as one value."""
    measure = actions.add_measure(
        collaborative=collaborative, key="compliance", name="Compliance", type="process", unit="percent", chart="run",
        direction="up", by=lead,
    )  # fmt: skip
    return actions.follow(measure=measure, team=team, by=lead)


def bring(collaborative, by, text, **more):
    return import_observations(
        collaborative=collaborative, table=read_csv("numbers.csv", text.encode()), by=by, **more
    )


def refusals(summary):
    return [(each.row, each.column, each.what) for each in summary.refused]


class TestBadInput:
    @pytest.mark.parametrize(
        ("month", "numerator", "denominator", "column", "what"),
        [
            ("2016-03", "48", "47", "numerator", "48 given, but only 47 cases"),
            ("2016-03", "-1", "47", "numerator", "-1 is below 0"),
            ("2016-03", "many", "47", "numerator", "“many” is not a number"),
            ("2016-03", "4,5", "47", "numerator", "4.5"),
            ("2016-03", "", "47", "numerator", "missing"),
            ("2016-W10", "4", "47", "period", "is a week"),
            ("Q1 2016", "4", "47", "period", "is a quarter"),
            ("2016", "4", "47", "period", "whole year"),
            ("03/04/2016", "4", "47", "period", "3 April or 4 March"),
            ("2999-01", "4", "47", "period", "has not begun"),
            ("2013-01", "4", "47", "period", "before the collaborative began"),
        ],
    )
    def test_each_is_refused_at_its_row_and_column(
        self, collaborative, series, lead, month, numerator, denominator, column, what
    ):
        summary = bring(collaborative, lead, f'{HEAD}A,antibiotic_60,{month},"{numerator}","{denominator}"\n')
        ((row, where, said),) = refusals(summary)
        assert (row, where) == (2, column)
        assert what in said and summary.refused[0].todo
        assert not Observation.objects.exists()

    @pytest.mark.parametrize(
        "month", ["2016-03", "March 2016", "Mar-16", "03/2016", "14/03/2016", "42430", "2016-03-14"]
    )
    def test_a_month_may_be_written_as_people_do(self, collaborative, series, lead, month):
        assert bring(collaborative, lead, f"{HEAD}A,antibiotic_60,{month},43,47\n").done == 1
        assert Observation.objects.get().period == dt.date(2016, 3, 1)

    def test_counts_with_a_comma_are_thousands(self, collaborative, series, lead):
        bring(collaborative, lead, f'{HEAD}A,antibiotic_60,2016-03,"1,200","1,500"\n')
        assert Observation.objects.get().denominator == 1500

    def test_an_unclear_comma_is_asked_about_unless_the_column_or_the_person_says(
        self, collaborative, timed, lead
    ):
        head = "team,measure,period,value\n"
        assert (
            "1500 or 1.5" in refusals(bring(collaborative, lead, head + 'A,minutes,2016-03,"1,500"\n'))[0][2]
        )
        bring(collaborative, lead, head + 'A,minutes,2016-03,"1,500"\nA,minutes,2016-04,"2,25"\n')
        assert Observation.objects.get(period="2016-03-01").value == 1.5
        layout = Layout({n: n for n in ("team", "measure", "period", "value")}, commas="thousands")
        bring(collaborative, lead, head + 'A,minutes,2016-05,"1,500"\n', layout=layout)
        assert Observation.objects.get(period="2016-05-01").value == 1500

    def test_shares_of_one_and_of_a_hundred_in_one_column_are_refused(self, collaborative, compliance, lead):
        text = "team,measure,period,value\nA,compliance,2016-03,0.85\nA,compliance,2016-04,88\n"
        ((row, column, what),) = refusals(bring(collaborative, lead, text))
        assert (row, column) == (2, "value") and "85% or 0.85%" in what

    def test_shares_of_one_are_asked_about_and_multiplied_when_said(self, collaborative, compliance, lead):
        text = "team,measure,period,value\nA,compliance,2016-03,0.85\nA,compliance,2016-04,1\n"
        assert len(bring(collaborative, lead, text).refused) == 2
        layout = Layout({n: n for n in ("team", "measure", "period", "value")}, percents="fraction")
        bring(collaborative, lead, text, layout=layout)
        assert list(Observation.objects.order_by("period").values_list("value", flat=True)) == [85, 100]

    def test_days_are_read_as_the_person_says(self, collaborative, series, lead):
        layout = Layout(
            {n: n for n in ("team", "measure", "period", "numerator", "denominator")}, dates="day"
        )
        bring(collaborative, lead, f"{HEAD}A,antibiotic_60,01/04/2016,4,5\n", layout=layout)
        assert Observation.objects.get().period == dt.date(2016, 4, 1)

    def test_weeks_written_as_days_are_a_month_twice(self, collaborative, series, lead):
        text = f"{HEAD}A,antibiotic_60,2016-03-07,4,5\nA,antibiotic_60,2016-03-14,4,5\n"
        ((row, _, what),) = refusals(bring(collaborative, lead, text))
        assert row == 3 and "row 2 already" in what

    def test_a_gap_of_two_years_is_taken_and_said(self, person, lead, antibiotic, team, collaborative):
        collaborative.starts = team.joined = dt.date(2013, 1, 1)
        collaborative.save()
        team.save()
        actions.follow(measure=antibiotic, team=team, by=lead)
        text = f"{HEAD}A,antibiotic_60,2013-03,4,5\nA,antibiotic_60,2016-03,4,5\n"
        summary = bring(collaborative, lead, text)
        assert summary.done == 2
        assert summary.notes == [
            "Team A, Antibiotic within 60 minutes: nothing between Mar 2013 and Mar 2016."
        ]

    def test_two_numbers_may_stand_in_one_cell(self, collaborative, series, lead):
        bring(collaborative, lead, "team,measure,period,value\nA,antibiotic_60,2016-03,43 of 47\n")
        assert Observation.objects.get().numerator == 43


class TestShapes:
    def test_months_across_become_a_row_each(self, collaborative, timed, lead):
        summary = bring(collaborative, lead, "team,measure,Jan 2016,Feb 2016,Mar 2016\nA,minutes,70,,66\n")
        assert summary.done == 2
        assert [f"{o.period:%m} {o.value:g}" for o in Observation.objects.all()] == ["01 70", "03 66"]

    def test_what_is_wrong_in_months_across_is_named_by_their_heading(self, collaborative, series, lead):
        summary = bring(collaborative, lead, "team,measure,Jan 2016,Feb 2016\nA,antibiotic_60,4/5,6/5\n")
        assert refusals(summary)[0][:2] == (2, "Feb 2016")

    def test_dates_from_a_workbook(self, collaborative, series, lead):
        from alongside.exchange.tables import read_workbook

        rows = [
            ["Team", "Measure", "Period", "Numerator", "Denominator"],
            ["A", "antibiotic_60", dt.date(2016, 3, 1), 43, 47],
        ]
        table = read_workbook("n.xlsx", workbook({"Data": rows}))
        assert import_observations(collaborative=collaborative, table=table, by=lead).done == 1

    def test_ten_thousand_rows_go_in_and_again_change_nothing(self, collaborative, team, lead):
        from alongside.improvement.models import Measure, MeasureVersion, Series

        measures = Measure.objects.bulk_create(
            Measure(collaborative=collaborative, key=f"m{k}") for k in range(420)
        )
        MeasureVersion.objects.bulk_create(
            MeasureVersion(
                measure=each,
                number=1,
                name=each.key,
                type="process",
                unit="percent",
                chart="p",
                direction="up",
                sent="proportion",
            )
            for each in measures
        )
        Series.objects.bulk_create(Series(measure=each, team=team) for each in measures)
        text = HEAD + "".join(
            f"A,m{k},{2016 + month // 12}-{month % 12 + 1:02d},4,5\n"
            for k in range(420)
            for month in range(24)
        )
        assert bring(collaborative, lead, text).done == 10_080
        again = bring(collaborative, lead, text)
        assert (again.done, again.unchanged) == (0, 10_080)


class TestWhat:
    def test_another_number_keeps_the_old_one_and_its_note(self, collaborative, series, lead):
        actions.submit(
            series=series, period="2016-03", numerator=43, denominator=47, note="Two wards.", by=lead
        )
        bring(collaborative, lead, f"{HEAD}A,antibiotic_60,2016-03,44,47\n")
        there = Observation.objects.get()
        assert (there.numerator, there.revision, there.note) == (44, 2, "Two wards.")
        assert Correction.objects.get().numerator == 43

    def test_a_month_with_nothing_to_submit_has_a_number_now(self, collaborative, series, lead):
        actions.nothing_to_submit(series=series, period="2016-03", because="No cases.", by=lead)
        bring(collaborative, lead, f"{HEAD}A,antibiotic_60,2016-03,43,47\n")
        assert Observation.objects.count() == 1 and not NothingToSubmit.objects.exists()

    def test_a_number_taken_back_is_corrected_from_nothing(self, collaborative, series, lead, team_lead):
        actions.submit(series=series, period="2016-03", numerator=43, denominator=47, by=lead)
        actions.take_back(series=series, period="2016-03", reason="Sent by mistake.", by=team_lead)
        assert bring(collaborative, lead, f"{HEAD}A,antibiotic_60,2016-03,43,47\n").corrected == 1
        assert list(Correction.objects.order_by("pk").values_list("numerator", flat=True)) == [43, None]
        assert Observation.objects.get().numerator == 43

    def test_the_trail_has_one_event_with_counts(self, collaborative, series, lead):
        bring(collaborative, lead, f"{HEAD}A,antibiotic_60,2016-03,43,47\n")
        assert AuditEvent.objects.get(verb="observation.import").details["done"] == 1

    def test_a_team_brings_its_own_in_and_no_other(
        self, collaborative, team, series, other_series, team_member
    ):
        text = "measure,period,numerator,denominator\nantibiotic_60,2016-03,43,47\n"
        assert bring(collaborative, team_member, text, team=team).done == 1
        summary = bring(collaborative, team_member, f"{HEAD}B,antibiotic_60,2016-04,1,2\n", team=team)
        assert "another team" in refusals(summary)[0][2]

    def test_nobody_else_may(
        self, collaborative, other_team, series, other_series, team_member, sponsor, team
    ):
        for someone, whose in ((team_member, None), (team_member, other_team), (sponsor, team)):
            with pytest.raises(Exception, match=r"Only|nothing here"):
                bring(collaborative, someone, f"{HEAD}A,antibiotic_60,2016-03,1,2\n", team=whose)
        assert not Observation.objects.exists()


class TestSteps:
    CSV = (
        "Trust,Indicator,Month,Compliant,Sample\nA,antibiotic_60,Mar-16,43,47\nA,antibiotic_60,Apr-16,44,47\n"
    )
    URL = "/c/sepsis/import/"

    def upload(self, browser, data=None, name="n.csv", url=URL):
        file = SimpleUploadedFile(name, self.CSV.encode() if data is None else data)
        answer = browser.post(url, {"file": file})
        return answer.headers.get("Location"), answer

    def columns(self, browser, here, **more):
        page = browser.get(here)
        form = page.context["form"]
        fields = {name: form[name].value() or "" for name in form.fields}
        return browser.post(here, {"step": "columns", **fields, **more})

    def test_the_columns_are_guessed_with_their_first_values(self, as_, lead, series):
        here, _ = self.upload(as_(lead))
        page = as_(lead).get(here)
        guessed = [bound.value() for _, _, bound in page.context["columns"]]
        assert guessed == ["team", "measure", "period", "numerator", "denominator"]
        assert "Mar-16" in page.content.decode()

    def test_nothing_is_kept_before_it_is_taken_and_then_the_file_is_gone(self, as_, lead, series, files):
        browser = as_(lead)
        here, _ = self.upload(browser)
        self.columns(browser, here)
        assert "2 to add, 0 to correct" in browser.get(here).content.decode()
        assert not Observation.objects.exists() and len(list(files.glob("*.table"))) == 1
        browser.post(here, {"step": "take"})
        assert "2 imported" in browser.get(here).content.decode()
        assert Observation.objects.count() == 2 and not list(files.glob("*.table"))

    def test_corrections_show_both_numbers(self, as_, lead, series):
        actions.submit(series=series, period="2016-03", numerator=40, denominator=47, by=lead)
        browser = as_(lead)
        here, _ = self.upload(browser)
        self.columns(browser, here)
        page = browser.get(here).content.decode()
        assert "1 to correct" in page and "40 of 47" in page and "43 of 47" in page

    def test_refused_rows_keep_all_out_unless_the_right_ones_are_chosen(self, as_, lead, series):
        browser = as_(lead)
        here, _ = self.upload(browser, self.CSV.encode() + b"A,antibiotic_60,May-16,48,47\n")
        self.columns(browser, here)
        assert "1 refused" in browser.get(here).content.decode()
        browser.post(here, {"step": "take"})
        assert not Observation.objects.exists()
        browser.post(here, {"step": "take", "only": "right"})
        assert Observation.objects.count() == 2

    def test_the_next_table_with_these_headings_is_read_the_same_way(self, as_, lead, series):
        browser = as_(lead)
        here, _ = self.upload(browser)
        self.columns(browser, here, dates="day")
        assert ColumnMapping.objects.get().mapping["dates"] == "day"
        page = browser.get(self.upload(browser)[0])
        assert "as the last time" in page.content.decode() and page.context["form"]["dates"].value() == "day"

    def test_one_measure_for_the_whole_file(self, as_, team_member, series):
        browser = as_(team_member)
        here, _ = self.upload(browser, b"Month,Num,Den\nMar-16,43,47\n", url="/c/sepsis/teams/A/upload/")
        self.columns(browser, here, measure="antibiotic_60")
        browser.post(here, {"step": "take"})
        assert Observation.objects.get().numerator == 43

    def test_a_sheet_is_chosen(self, as_, lead, series):
        rows = [HEAD.strip().split(","), ["A", "antibiotic_60", dt.date(2016, 3, 1), 43, 47]]
        data = workbook({"Notes": [["About", "this"], ["x", "y"]], "Data": rows})
        browser = as_(lead)
        here, _ = self.upload(browser, data, "n.xlsx")
        assert "2 sheets" in browser.get(here).content.decode()
        browser.post(here, {"step": "sheet", "sheet": "Data"})
        self.columns(browser, here)
        browser.post(here, {"step": "take"})
        assert Observation.objects.get().denominator == 47

    def test_what_is_missing_is_said_on_the_columns_page(self, as_, lead, series):
        browser = as_(lead)
        here, _ = self.upload(browser)
        answer = self.columns(browser, here, c0="")
        assert answer.status_code == 422 and "no column &#x27;team&#x27;" in answer.content.decode()
        answer = self.columns(browser, here, c0="note", c1="note")
        assert "cannot both be Note" in answer.content.decode()

    @pytest.mark.parametrize(
        ("data", "said"), [(b"", "empty"), (b"a,b\n", "no rows"), (b"PK\x03\x04", "damaged")]
    )
    def test_a_file_that_cannot_be_read_is_refused_where_it_is_chosen(self, as_, lead, series, data, said):
        _, answer = self.upload(as_(lead), data)
        assert answer.status_code == 422 and said in answer.content.decode()

    def test_only_who_uploaded_it_opens_it(self, as_, lead, team_member, series, person, collaborative):
        from alongside.access.actions import grant_role
        from alongside.access.roles import Role

        here, _ = self.upload(as_(lead))
        other = person("Otto Otherlead")
        grant_role(person=other, role=Role.HOST_LEAD, scope=collaborative.scope, by=lead)
        assert as_(other).get(here).status_code == 404
        assert as_(team_member).get(here).status_code == 403

    def test_it_waits_for_a_day_at_most(self, as_, lead, series, files):
        here, _ = self.upload(as_(lead))
        assert waiting.remove_old(timezone.now() + dt.timedelta(hours=25)) == 2
        assert as_(lead).get(here).status_code == 404

    def test_a_long_table_is_read_in_the_background(self, as_, lead, series, monkeypatch, collaborative):
        monkeypatch.setattr(steps, "AT_ONCE", 1)
        browser = as_(lead)
        here, _ = self.upload(browser)
        self.columns(browser, here)
        assert "in the background" in browser.get(here).content.decode()
        work.run(Job.objects.latest("pk").pk)
        assert "2 to add" in browser.get(here).content.decode()
        browser.post(here, {"step": "take"})
        assert not Observation.objects.exists()
        assert work.run(Job.objects.latest("pk").pk).result["done"] == 2
        assert "2 imported" in browser.get(here).content.decode()

    def test_a_background_import_asks_again_who_may(self, lead, series, collaborative, team_member):
        found = steps.begin(
            name="n.csv", data=self.CSV.encode(), collaborative=collaborative, team=None, by=lead
        )
        with pytest.raises((NotKnown, Invalid)):
            steps.take(found=found, only_right=False, collaborative=collaborative, team=None, by=lead)
