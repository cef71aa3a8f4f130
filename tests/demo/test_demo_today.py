"""The demo's own day: whoever opens it meets a programme that runs."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from alongside.config import environment
from alongside.demo.build import PEOPLE, today
from alongside.programme.calendar import today as day_in
from alongside.programme.models import Collaborative

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
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
