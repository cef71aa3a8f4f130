"""Due days: planned at once, moved off weekends, changed one by one."""

from __future__ import annotations

import datetime as dt

import pytest

from alongside.access.rules import Denied
from alongside.core.errors import Invalid
from alongside.improvement.actions import plan_due, set_due
from alongside.improvement.actions.due import working_day
from alongside.improvement.models import Due
from tests.rest import Rest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("first", "day", "expected"),
    [
        ("2016-03-01", 10, "2016-03-10"),  # a Thursday
        ("2016-04-01", 10, "2016-04-11"),  # a Sunday
        ("2016-09-01", 10, "2016-09-12"),  # a Saturday
        ("2016-02-01", 31, "2016-02-29"),  # a short month
        ("2016-07-01", 31, "2016-08-01"),  # its last day is a Sunday
    ],
)
def test_a_day_at_a_weekend_becomes_the_monday_after(first, day, expected):
    assert working_day(dt.date.fromisoformat(first), day) == dt.date.fromisoformat(expected)


def test_all_months_are_planned_at_once(collaborative, lead):
    assert plan_due(collaborative=collaborative, by=lead) == 24
    days = dict(Due.objects.values_list("period", "on"))
    assert days[dt.date(2016, 1, 1)] == dt.date(2016, 2, 10)
    assert days[dt.date(2017, 12, 1)] == dt.date(2018, 1, 10)
    assert all(day.weekday() < 5 for day in days.values())


def test_months_that_have_a_day_keep_it_unless_they_are_to_change(collaborative, lead):
    set_due(collaborative=collaborative, period="2016-03", on="2016-04-20", by=lead)
    assert plan_due(collaborative=collaborative, by=lead) == 23
    assert Due.objects.get(period="2016-03-01").on == dt.date(2016, 4, 20)
    assert plan_due(collaborative=collaborative, replace=True, by=lead) == 1
    assert Due.objects.get(period="2016-03-01").on == dt.date(2016, 4, 11)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"day_of_month": 0}, "day_of_month"),
        ({"first": "2017-01", "last": "2016-01"}, "last"),
        ({"first": "x"}, "first"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_at_its_field(collaborative, lead, given, field):
    with pytest.raises(Invalid) as problem:
        plan_due(collaborative=collaborative, by=lead, **given)
    assert field in problem.value.fields and not Due.objects.exists()


def test_only_the_host_plans(collaborative, team_lead, lead, client):
    with pytest.raises(Denied):
        plan_due(collaborative=collaborative, by=team_lead)
    client.force_login(team_lead)
    assert client.get("/c/sepsis/due/").status_code == 403


def test_the_host_plans_and_changes_one_on_the_page(collaborative, lead, client):
    client.force_login(lead)
    assert "24 months have no day yet" in client.get("/c/sepsis/due/").content.decode()
    plan = {"day_of_month": 10, "first": "2016-01", "last": "2016-06"}
    assert client.post("/c/sepsis/due/", plan).status_code == 302
    assert Due.objects.count() == 6
    assert (
        client.post("/c/sepsis/due/", {"which": "one", "period": "2016-02", "on": "2016-03-15"}).status_code
        == 302
    )
    assert Due.objects.get(period="2016-02-01").on == dt.date(2016, 3, 15)
    wrong = client.post("/c/sepsis/due/", {"which": "one", "period": "2016-02", "on": "2016-01-15"})
    assert wrong.status_code == 422 and "Before the month began" in wrong.content.decode()


def test_due_days_are_planned_over_rest(collaborative, lead, team_lead):
    made = Rest(lead).post("/collaboratives/sepsis/due/plan", day_of_month=5, first="2016-01", last="2016-03")
    assert made.json() == {"set": 3}
    assert Rest(team_lead).post("/collaboratives/sepsis/due/plan").status_code == 403
