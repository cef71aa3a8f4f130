"""Real numbers: waits in the emergency departments of England, as one collaborative of twelve and of all 140."""

from __future__ import annotations

import csv
import datetime as dt
import string
import time
from pathlib import Path

import pytest

from alongside.exchange.tables import read_csv
from alongside.improvement.importing import import_observations
from alongside.improvement.models import Measure, MeasureVersion, Series
from alongside.programme.models import Team

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FILE = Path("spc/nhsrdatasets_ae_attendances.csv")


def letters(many: int) -> list[str]:
    """A to Z, then AA, AB, …: what two letters can name."""
    single = list(string.ascii_uppercase)
    return [*single, *(first + second for first in single for second in single)][:many]


@pytest.fixture
def departments(shared, collaborative, lead):
    """A function that makes a collaborative of so many departments of type 1, and imports their months."""
    path = shared / FILE
    if not path.exists():
        pytest.skip(f"{FILE} is not here")
    with path.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["type"] == "1"]
    codes = sorted({row["org_code"] for row in rows})

    def made(many: int) -> int:
        from alongside.improvement import actions
        from alongside.programme.actions import add_team

        collaborative.starts, collaborative.ends = dt.date(2016, 4, 1), dt.date(2019, 3, 31)
        collaborative.save()
        measure = actions.add_measure(
            collaborative=collaborative,
            key="four-hours",
            name="Seen within four hours",
            type="process",
            unit="percent",
            chart="pp",
            direction="up",
            numerator="Left within four hours",
            denominator="Attendances",
            by=lead,
        )
        by_code = dict(zip(codes[:many], letters(many), strict=False))
        for code, letter in by_code.items():
            team = add_team(
                collaborative=collaborative,
                organisation=f"Trust {code}",
                name=f"Department {code}",
                letter=letter,
                joined="2016-04-01",
                by=lead,
            )
            actions.follow(measure=measure, team=team, target=95, by=lead)
        lines = ["team,measure,period,numerator,denominator"]
        lines += [
            f"{by_code[row['org_code']]},four-hours,{row['period'][:7]},"
            f"{int(row['attendances']) - int(row['breaches'])},{row['attendances']}"
            for row in rows
            if row["org_code"] in by_code
        ]
        table = read_csv("departments.csv", "\n".join(lines).encode())
        return import_observations(collaborative=collaborative, table=table, by=lead).done

    return made


PAGES = [
    "charts/",
    "charts/?view=sparklines",
    "charts/?show=worse",
    "charts/?as_of=2017-06",
    "charts/four-hours/",
    "charts/four-hours/?sort=level&axis=own&size=small",
    "charts/four-hours/funnel/",
    "charts/four-hours/together/",
    "completeness/",
    "teams/A/charts/four-hours/",
]


@pytest.mark.parametrize(("many", "budget"), [(12, 0.5), (140, 3.0)])
def test_every_page_over_teams_answers_in_time(as_, lead, departments, many, budget):
    numbers = departments(many)
    teams = Team.objects.count()
    assert numbers > 30 * teams and teams >= min(many, 130)
    browser, slow = as_(lead), {}
    for page in PAGES:
        browser.get(f"/c/sepsis/{page}")
        begun = time.perf_counter()
        answer = browser.get(f"/c/sepsis/{page}")
        took = time.perf_counter() - begun
        assert answer.status_code == 200, page
        if took > budget:
            slow[page] = round(took, 2)
    assert not slow
    multiples = browser.get("/c/sepsis/charts/four-hours/").content.decode()
    assert multiples.count("spc-multiple") == teams + 1
    assert ("small-panels" in multiples) == (teams > 60)
    icons = browser.get("/c/sepsis/charts/").content.decode()
    assert icons.count('scope="col" class="l"') == teams


def test_the_whole_is_the_sum_of_the_departments(as_, lead, shared, departments):
    from alongside.improvement.queries.together import together

    departments(140)
    found = together(Measure.objects.get(key="four-hours")).chart.analysis
    with (shared / FILE).open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["type"] == "1" and row["period"] == "2017-03-01"]
    march = next(point for point in found.points if point.x == "2017-03-01")
    assert march.n == sum(int(row["attendances"]) for row in rows)
    assert march.n - march.numerator == sum(int(row["breaches"]) for row in rows)
    assert MeasureVersion.objects.get().chart == "pp"
    assert Series.objects.count() == Team.objects.count()
