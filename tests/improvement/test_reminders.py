"""Reminders: to whom, when, once, with no number and no name, and stopped without signing in."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client

from alongside.audit.models import AuditEvent
from alongside.core.errors import Invalid, Refused
from alongside.improvement import actions
from alongside.improvement.models import NoReminders, Reminder
from alongside.programme.actions import add_member, team_leaves

pytestmark = pytest.mark.django_db
BEFORE, ON, AFTER = dt.date(2016, 4, 2), dt.date(2016, 4, 7), dt.date(2016, 4, 10)


@pytest.fixture(autouse=True)
def known_address(settings):
    settings.PUBLIC_URL = "https://alongside.example.org"


@pytest.fixture
def due(collaborative, lead, series, other_series, team_lead, team_member, person, other_team):
    """March is due on 7 April; reminders go five days before and three after. Both teams owe it."""
    bea = person("Bea Beechlead")
    add_member(team=other_team, person=bea, job_role="Nurse", is_lead=True, by=lead)
    actions.plan_reminders(collaborative=collaborative, sending=True, days_before=5, days_after=3, by=lead)
    return actions.set_due(collaborative=collaborative, period="2016-03", on=ON, by=lead)


def to():
    return sorted(address for message in mail.outbox for address in message.to)


TESS, MAX, BEA, LENA = (
    "tess.teamlead@example.org",
    "max.member@example.org",
    "bea.beechlead@example.org",
    "lena.lead@example.org",
)


class TestToWhom:
    def test_leads_and_members_of_teams_that_owe_the_month_before_its_day(self, due):
        assert actions.send_reminders(BEFORE).people == 3
        assert to() == [BEA, MAX, TESS]

    def test_after_it_the_host_too(self, due):
        actions.send_reminders(AFTER)
        assert to() == [BEA, LENA, MAX, TESS]

    def test_nobody_whose_team_has_answered(self, due, series, lead):
        actions.submit(series=series, period="2016-03", numerator=1, denominator=2, by=lead)
        actions.send_reminders(BEFORE)
        assert to() == [BEA]

    def test_nothing_to_submit_is_an_answer(self, due, series, other_series, lead):
        for each in (series, other_series):
            actions.nothing_to_submit(series=each, period="2016-03", because="No cases.", by=lead)
        actions.send_reminders(AFTER)
        assert to() == []

    def test_a_measure_short_of_all_is_still_owed(self, due, series, timed, lead):
        actions.submit(series=series, period="2016-03", numerator=1, denominator=2, by=lead)
        actions.send_reminders(BEFORE)
        assert TESS in to()

    def test_nobody_of_a_team_that_left(self, due, other_team, lead):
        team_leaves(team=other_team, on="2016-04-01", because="Merged.", by=lead)
        actions.send_reminders(AFTER)
        assert BEA not in to()

    def test_neither_sponsor_nor_adviser_nor_outsider(self, due, sponsor, adviser, patient_partner, outsider):
        actions.send_reminders(AFTER)
        assert to() == [BEA, LENA, MAX, TESS]

    @pytest.mark.parametrize("day", [dt.date(2016, 4, 1), dt.date(2016, 4, 8), dt.date(2016, 4, 17)])
    def test_nobody_on_other_days(self, due, day):
        assert actions.send_reminders(day).people == 0

    def test_nobody_until_the_host_switches_them_on(self, due, collaborative, lead):
        actions.plan_reminders(
            collaborative=collaborative, sending=False, days_before=5, days_after=3, by=lead
        )
        assert actions.send_reminders(BEFORE).people == 0 == len(mail.outbox)


class TestOnce:
    def test_one_email_a_person_a_day_whatever_they_owe(self, due, collaborative, lead):
        actions.set_due(collaborative=collaborative, period="2016-02", on="2016-03-30", by=lead)
        actions.send_reminders(BEFORE)
        mine = [message for message in mail.outbox if message.to == [TESS]]
        assert len(mine) == 1
        assert "Numbers for February 2016 were due on 30 March 2016" in mine[0].body
        assert "Numbers for March 2016 are due on 7 April 2016." in mine[0].body
        assert mine[0].subject == "Numbers are due"

    def test_sending_again_sends_nothing_twice_on_that_day_or_the_next(self, due):
        actions.send_reminders(BEFORE)
        assert actions.send_reminders(BEFORE).people == 0
        assert actions.send_reminders(BEFORE + dt.timedelta(1)).people == 0
        assert len(mail.outbox) == 3

    def test_what_becomes_due_later_the_same_day_waits_for_the_next(self, due, collaborative, lead):
        actions.send_reminders(BEFORE)
        actions.set_due(collaborative=collaborative, period="2016-02", on="2016-04-05", by=lead)
        assert actions.send_reminders(BEFORE).people == 0
        assert actions.send_reminders(BEFORE + dt.timedelta(1)).people == 3

    def test_a_crash_half_way_sends_none_twice_and_forgets_nobody_it_had_not_come_to(self, due, monkeypatch):
        from django.core.mail import EmailMessage

        send, calls = EmailMessage.send, []

        def dies(self, *args, **kwargs):
            calls.append(self)
            if len(calls) == 2:
                raise KeyboardInterrupt  # the process is killed after the second was noted
            return send(self, *args, **kwargs)

        monkeypatch.setattr(EmailMessage, "send", dies)
        with pytest.raises(KeyboardInterrupt):
            actions.send_reminders(BEFORE)
        monkeypatch.setattr(EmailMessage, "send", send)
        assert actions.send_reminders(BEFORE).people == 1
        assert len(to()) == len(set(to())) == 2

    def test_a_refusing_mail_server_is_tried_again_and_keeps_nobody_else_back(self, due, monkeypatch, caplog):
        from smtplib import SMTPRecipientsRefused

        from django.core.mail import EmailMessage

        send = EmailMessage.send

        def refuses(self, *args, **kwargs):
            if self.to == [TESS]:
                raise SMTPRecipientsRefused({TESS: (550, b"no")})
            return send(self, *args, **kwargs)

        monkeypatch.setattr(EmailMessage, "send", refuses)
        first = actions.send_reminders(BEFORE)
        assert (first.people, first.failed) == (2, 1)
        assert "tess" not in caplog.text.lower()
        monkeypatch.setattr(EmailMessage, "send", send)
        assert actions.send_reminders(BEFORE).people == 1
        assert to() == [BEA, MAX, TESS]

    def test_a_server_that_slept_over_the_day_catches_up(self, due):
        assert actions.send_reminders(ON).people == 3
        assert actions.send_reminders(AFTER + dt.timedelta(6)).people == 4

    def test_a_dry_run_counts_and_sends_nothing(self, due):
        assert actions.send_reminders(AFTER, dry_run=True).people == 4
        assert mail.outbox == [] and not Reminder.objects.exists()

    def test_a_demo_writes_to_nobody(self, due, settings):
        settings.DEMO_TODAY = BEFORE
        assert actions.send_reminders(BEFORE).people == 0 == len(mail.outbox)

    def test_without_its_own_address_nothing_is_sent(self, due, settings):
        settings.PUBLIC_URL = ""
        with pytest.raises(Invalid, match="ALONGSIDE_URL"):
            actions.send_reminders(BEFORE)
        assert not Reminder.objects.exists()


class TestTheEmail:
    def test_holds_the_month_the_day_and_a_link_and_nothing_else(self, due, series, lead):
        actions.submit(series=series, period="2016-02", numerator=37, denominator=41, by=lead)
        actions.send_reminders(BEFORE)
        message = next(each for each in mail.outbox if each.to == [TESS])
        assert message.subject == "Numbers for March 2016 are due on 7 April 2016"
        whole = f"{message.subject} {message.body}"
        for word in (
            "Tess",
            "Teamlead",
            "Lena",
            "Alder",
            "Beech",
            "Sepsis",
            "sepsis",
            "Antibiotic",
            "Trust",
            "37",
            "41",
        ):
            assert word not in re.sub(r"https://\S+", "", whole)
        links = re.findall(r"https://\S+", message.body)
        assert links[0] == "https://alongside.example.org/me/due/"
        assert not any(word in "".join(links) for word in ("sepsis", "alder", "tess"))

    def test_the_link_asks_who_is_there_and_then_says_what_is_missing(self, due, as_, team_lead):
        assert Client().get("/me/due/").status_code == 302
        assert as_(team_lead).get("/me/due/").status_code == 200

    def test_every_message_can_be_stopped_from_the_mail_program(self, due):
        actions.send_reminders(BEFORE)
        message = next(each for each in mail.outbox if each.to == [TESS])
        link = message.extra_headers["List-Unsubscribe"].strip("<>")
        assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        path = link.removeprefix("https://alongside.example.org")
        stranger = Client(enforce_csrf_checks=True)
        assert stranger.get(path).status_code == 200
        assert not NoReminders.objects.exists(), "opening the link alone ends nothing"
        assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert NoReminders.objects.get().person.email == TESS
        mail.outbox.clear()
        actions.send_reminders(AFTER)
        assert TESS not in to() and MAX in to()

    def test_a_made_up_link_ends_nothing(self, db):
        assert Client().post("/reminders/stop/made-up/").status_code == 404

    def test_the_stop_link_signs_nobody_in(self, due):
        actions.send_reminders(BEFORE)
        path = re.findall(r"https://alongside.example.org(/reminders/\S+)", mail.outbox[0].body)[0]
        stranger = Client()
        stranger.post(path)
        assert stranger.get("/me/").status_code == 302


class TestThePages:
    URL = "/c/sepsis/reminders/"

    def test_are_the_hosts(self, as_, due, team_lead, adviser, lead, outsider):
        assert as_(lead).get(self.URL).status_code == 200
        for someone in (team_lead, adviser):
            assert as_(someone).get(self.URL).status_code == 403
        assert as_(outsider).get(self.URL).status_code == 404

    def test_switch_them_on_with_the_days(self, as_, lead, collaborative):
        page = as_(lead).get(self.URL).content.decode()
        assert "Off: nobody is written to" in page
        sent = as_(lead).post(self.URL, {"sending": "on", "days_before": "4", "days_after": "2"})
        assert sent.status_code == 302
        plan = collaborative.reminder_plan
        assert (plan.sending, plan.days_before, plan.days_after) == (True, 4, 2)
        assert as_(lead).post(self.URL, {"days_before": "99", "days_after": "2"}).status_code == 422

    def test_show_the_email_and_the_counts_of_what_was_sent_without_names(self, as_, lead, due):
        actions.send_reminders(BEFORE)
        page = as_(lead).get(self.URL).content.decode()
        assert "Numbers for March 2016 are due on 7 April 2016." in page
        assert "2 Apr 2016" in page and ">3</td>" in page
        assert "Tess" not in page and "Max" not in page

    def test_oneself_stops_and_starts_them(self, as_, team_lead):
        browser = as_(team_lead)
        assert "Stop them" in browser.get("/me/").content.decode()
        browser.post("/me/reminders/", {"want": "no"})
        assert "Remind me again" in browser.get("/me/").content.decode()
        browser.post("/me/reminders/", {"want": "yes"})
        assert not NoReminders.objects.exists()

    def test_only_the_host_plans(self, collaborative, team_lead):
        with pytest.raises(Refused):
            actions.plan_reminders(
                collaborative=collaborative, sending=True, days_before=5, days_after=3, by=team_lead
            )

    def test_the_audit_trail_counts_and_names_nobody(self, due):
        actions.send_reminders(AFTER)
        event = AuditEvent.objects.get(verb="reminders.send")
        assert event.details == {"day": "2016-04-10", "failed": 0, "before": 0, "after": 4}


class TestEveryDay:
    def test_the_worker_sends_them_and_asks_for_tomorrow(self, due, monkeypatch):
        from django_tasks_db.models import DBTaskResult

        from alongside.jobs import daily

        assert daily.do_daily(BEFORE) == []
        assert len(mail.outbox) == 3
        assert daily.arrange() is True
        assert daily.arrange() is False, "asked for once"
        assert DBTaskResult.objects.filter(task_path=daily.run_daily.module_path).count() == 1

    def test_a_failing_action_is_said_by_its_kind_and_tomorrow_comes_all_the_same(
        self, due, settings, caplog
    ):
        from django_tasks_db.models import DBTaskResult

        from alongside.jobs import daily

        settings.PUBLIC_URL = ""
        assert daily.do_daily(BEFORE) == ["alongside.improvement.actions.reminders.send_reminders"]
        assert "Invalid" in caplog.text
        daily.run_daily.call()
        waiting = DBTaskResult.objects.get(task_path=daily.run_daily.module_path)
        assert waiting.run_after > dt.datetime.now(dt.UTC)

    def test_the_command_does_the_same_for_cron(self, due):
        from click.testing import CliRunner

        from alongside.cli.main import Session
        from alongside.cli.remind import remind

        def run(*args):
            return CliRunner().invoke(remind, args, obj=Session(None, False)).output

        assert run("--day", "2016-04-02", "--dry-run") == "3 people would be reminded for 2016-04-02.\n"
        assert run("--day", "2016-04-02") == "3 people reminded for 2016-04-02.\n"
        assert run("--day", "2016-04-02") == "0 people reminded for 2016-04-02.\n"

    def test_all_of_a_days_work_can_be_done_from_cron_and_says_what_failed(self, due, settings):
        from click.testing import CliRunner

        from alongside.cli.daily import daily
        from alongside.cli.main import Session

        def run():
            done = CliRunner().invoke(daily, ["--day", "2016-04-02"], obj=Session(None, False))
            return done.exit_code, done.output

        public = settings.PUBLIC_URL
        settings.PUBLIC_URL = ""
        assert run() == (1, "Not done for 2016-04-02: send_reminders. The log says why.\n")
        settings.PUBLIC_URL = public
        assert run() == (0, "Done for 2016-04-02.\n")
        assert len(mail.outbox) == 3
