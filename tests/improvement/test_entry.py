"""Typing numbers in: the same rules on the page and behind it, several months at once, their history, and what they cost."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from alongside.core.errors import Invalid, Refused
from alongside.improvement import actions
from alongside.improvement.actions.numbers import check_numbers
from alongside.improvement.models import Correction, MeasureVersion, NothingToSubmit, Observation, TimeSpent
from alongside.improvement.queries.history import history
from alongside.improvement.reading import read_month, read_number

ROOT = Path(__file__).resolve().parents[2]
CASES = json.loads((Path(__file__).parent / "entry_cases.json").read_text(encoding="utf-8"))


def server_says(sent: str, typed: dict[str, str]) -> tuple[str, str] | None:
    """(field, message) as the page's view would answer."""
    whole = sent in {"proportion", "count"}
    try:
        numbers = {name: read_number(text, name, whole=whole) for name, text in typed.items() if text}
        check_numbers(
            MeasureVersion(sent=sent),
            numbers.get("numerator"),
            numbers.get("denominator"),
            numbers.get("value"),
        )
    except Invalid as problem:
        return next(iter(problem.fields)), str(problem)
    return None


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['sent']} {case['typed']}")
def test_the_server_says_what_is_wrong_with_a_cell(case):
    wanted = (case["field"], case["says"]) if "says" in case else None
    assert server_says(case["sent"], case["typed"]) == wanted


def test_the_page_says_the_same_as_it_is_typed():
    frontend = ROOT / "frontend"
    if shutil.which("node") is None or not (frontend / "node_modules" / "esbuild").is_dir():
        pytest.skip("Node or the front end's packages are not here")
    script = """
      const esbuild = require("esbuild");
      const made = esbuild.buildSync({entryPoints: ["behaviour/entry-rules.ts"], bundle: true, format: "cjs", write: false});
      const module_ = {exports: {}};
      new Function("module", "exports", made.outputFiles[0].text)(module_, module_.exports);
      let text = ""; process.stdin.on("data", (some) => (text += some)).on("end", () => {
        console.log(JSON.stringify(JSON.parse(text).map((each) => module_.exports.checkTyped(each.sent, each.typed, true))));
      });
    """
    done = subprocess.run(
        ["node", "-e", script],
        input=json.dumps(CASES),
        capture_output=True,
        text=True,
        check=True,
        cwd=frontend,
    )
    said = [each and (each["field"], each["says"]) for each in json.loads(done.stdout)]
    assert said == [(case["field"], case["says"]) if "says" in case else None for case in CASES]


@pytest.mark.parametrize(
    ("text", "month"),
    [("2016-03", "2016-03"), ("Mar-16", "2016-03"), ("march 2016", "2016-03"), ("14 March 2016", "2016-03"), ("42430", "2016-03"),
     ("03/2016", "2016-03"), ("31/01/2016", "2016-01"), ("01/31/2016", "2016-01"), ("03/03/2016", "2016-03"), ("201603", "2016-03"),
     ("Sept 2016", "2016-09"), ("March 14, 2016", "2016-03"), ("2016-03-01 00:00:00", "2016-03")],
)  # fmt: skip
def test_months_as_people_write_them(text, month):
    assert f"{read_month(text):%Y-%m}" == month


@pytest.mark.parametrize(
    "text",
    ["", "03/04/2016", "16-Mar", "March", "2016", "2016/17", "2016-W10", "week 3", "Q1 2016", "2016-13", "31/02/2016", "soon", "12345"],
)  # fmt: skip
def test_what_is_no_month_or_could_be_two_is_refused_with_how_to_write_it(text):
    with pytest.raises(Invalid) as problem:
        read_month(text)
    assert "2016-" in problem.value.todo


@pytest.mark.django_db
class TestHistory:
    URL = "/c/sepsis/teams/A/charts/antibiotic_60/history/"

    def send(self, series, by, numerator, **more):
        return actions.submit(
            series=series, period="2016-03", numerator=numerator, denominator=47, by=by, **more
        )

    def test_who_changed_what_from_what_to_what_and_why(self, series, team_member, team_lead):
        self.send(series, team_member, 43)
        self.send(series, team_lead, 44, revision=1, reason="One found late.")
        actions.take_back(series=series, period="2016-03", reason="Wrong ward.", by=team_lead)
        self.send(series, team_member, 40)
        told = [(each.kind, each.by, each.before, each.after, each.why) for each in reversed(history(series))]
        assert told == [
            ("sent", "Max Member", "", "43 of 47", ""),
            ("corrected", "Tess Teamlead", "43 of 47", "44 of 47", "One found late."),
            ("taken back", "Tess Teamlead", "44 of 47", "nothing", "Wrong ward."),
            ("sent again", "Max Member", "nothing", "40 of 47", ""),
        ]
        assert [each.standing for each in history(series)] == [True, False, False, False]

    def test_a_number_taken_back_stands_nowhere_and_is_not_deleted(self, as_, series, team_member, team_lead):
        self.send(series, team_member, 43)
        actions.take_back(series=series, period="2016-03", reason="Wrong ward.", by=team_lead)
        assert not Observation.objects.exists() and not series.observations.exists()
        assert Observation.everything.get().numerator == 43
        assert NothingToSubmit.objects.get().because == "Wrong ward."
        assert "43 of 47" in as_(team_member).get(self.URL).content.decode()

    def test_only_a_lead_takes_back_and_says_why(self, series, team_member, team_lead):
        self.send(series, team_member, 43)
        with pytest.raises(Refused):
            actions.take_back(series=series, period="2016-03", reason="Mine.", by=team_member)
        with pytest.raises(Invalid):
            actions.take_back(series=series, period="2016-03", reason=" ", by=team_lead)
        with pytest.raises(Invalid, match="No number stands"):
            actions.take_back(series=series, period="2016-04", reason="None.", by=team_lead)
        assert not Correction.objects.exists()

    def test_on_its_page(self, as_, series, team_member, team_lead, outsider):
        self.send(series, team_member, 43)
        assert "Take back" in as_(team_lead).get(self.URL).content.decode()
        assert "Take back" not in as_(team_member).get(self.URL).content.decode()
        url = "/c/sepsis/teams/A/months/2016-03/antibiotic_60/take-back/"
        assert as_(team_member).get(url).status_code == 403
        assert as_(team_lead).post(url, {"reason": "Wrong ward."}, follow=True).status_code == 200
        assert NothingToSubmit.objects.exists()
        assert as_(outsider).get(self.URL).status_code == 404


@pytest.mark.django_db
class TestSeveralMonths:
    def test_a_cell_saves_itself_and_comes_back_as_a_cell(
        self, as_, series, timed, team_member, collaborative
    ):
        page = as_(team_member).get("/c/sepsis/teams/A/months/?to=2016-06").content.decode()
        assert page.count("data-unit") == 12
        answer = as_(team_member).post(
            "/c/sepsis/teams/A/months/2016-03/antibiotic_60/",
            {"as": "cell", "numerator": "1,200", "denominator": "1,500"},
            headers={"hx-request": "true"},
        )
        assert (
            answer.content.decode().strip().startswith("<td data-unit") and "saved" in answer.content.decode()
        )
        assert Observation.objects.get().numerator == 1200

    def test_others_do_not_type_here(self, as_, series, sponsor, adviser):
        for someone in (sponsor, adviser):
            assert as_(someone).get("/c/sepsis/teams/A/months/").status_code == 403

    def test_large_numbers_come_back_in_digits(self, as_, timed, team_member):
        actions.submit(series=timed, period="2016-03", value=1234567, by=team_member)
        assert 'value="1234567"' in as_(team_member).get("/c/sepsis/teams/A/months/2016-03/").content.decode()


@pytest.mark.django_db
class TestMinutes:
    def test_they_are_kept_once_a_month(self, team, team_member):
        actions.log_minutes(team=team, period="2016-03", minutes=6, by=team_member)
        actions.log_minutes(team=team, period="2016-03", minutes=9, by=team_member)
        assert TimeSpent.objects.get().minutes == 9

    @pytest.mark.parametrize("minutes", [-1, 6001])
    def test_what_cannot_be_is_refused(self, team, team_member, minutes):
        with pytest.raises(Invalid):
            actions.log_minutes(team=team, period="2016-03", minutes=minutes, by=team_member)

    def test_on_the_page_of_the_month(self, as_, series, team, team_member, sponsor):
        url = "/c/sepsis/teams/A/minutes/2016-03/"
        answer = as_(team_member).post(url, {"minutes": "six"}, headers={"hx-request": "true"})
        assert answer.status_code == 422 and "not a number" in answer.content.decode()
        assert (
            'value="6"'
            in as_(team_member).post(url, {"minutes": "6"}, headers={"hx-request": "true"}).content.decode()
        )
        assert 'value="6"' in as_(team_member).get("/c/sepsis/teams/A/months/2016-03/").content.decode()
        assert as_(sponsor).post(url, {"minutes": "6"}).status_code == 403
