"""Reminders: planned by the host, wanted or not by each person, sent once a day."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import changes, record
from alongside.core.errors import Invalid
from alongside.improvement.mail import message
from alongside.improvement.models import NoReminders, Reminder, ReminderPlan
from alongside.improvement.queries.reminders import Letter, letters
from alongside.programme.models import Collaborative

log = logging.getLogger(__name__)
MOST_DAYS = 28
Key = tuple[int, dt.date, str]  # collaborative, month, kind: what nobody is reminded of twice


@transaction.atomic
def plan_reminders(
    *, collaborative: Collaborative, sending: bool, days_before: int, days_after: int, by: Person
) -> ReminderPlan:
    """Say whether the collaborative reminds of its due days, how many days before, and how many after."""
    require(by, Permission.RUN_COLLABORATIVE, collaborative)
    wrong = {}
    if not 0 <= days_before <= MOST_DAYS:
        wrong["days_before"] = f"From 0 to {MOST_DAYS} days; 0 is the day itself."
    if not 1 <= days_after <= MOST_DAYS:
        wrong["days_after"] = f"From 1 to {MOST_DAYS} days."
    if wrong:
        raise Invalid("The plan is not saved yet.", "Correct what is marked.", fields=wrong)
    plan, _ = ReminderPlan.objects.get_or_create(collaborative=collaborative)
    given: dict[str, Any] = {"sending": sending, "days_before": days_before, "days_after": days_after}
    differs: dict[str, Any] = changes({name: getattr(plan, name) for name in given}, given)
    if differs:
        for name, value in given.items():
            setattr(plan, name, value)
        plan.save(update_fields=list(given))
        record("reminders.plan", by=by, thing=plan, **differs)
    return plan


@transaction.atomic
def stop_reminders(*, person: Person, by: Person | None) -> None:
    """No more e-mails to this person. `by` is None where the signed link of an e-mail was followed."""
    _, made = NoReminders.objects.get_or_create(person=person)
    if made:
        record("reminders.stop", by=by, thing=person)


@transaction.atomic
def want_reminders(*, person: Person, by: Person) -> None:
    """Be reminded again."""
    gone, _ = NoReminders.objects.filter(person=person).delete()
    if gone:
        record("reminders.want", by=by, thing=person)


@dataclass(frozen=True)
class Sending:
    """What a day's sending came to: how many people were written to (or would be), and how many could not be."""

    day: dt.date
    people: int
    failed: int = 0
    because: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "day": self.day.isoformat(),
            "people": self.people,
            "failed": self.failed,
            "because": self.because,
        }


def send_reminders(day: dt.date | None = None, *, dry_run: bool = False) -> Sending:
    """Write to everybody who is to be reminded on a day, once, however often this is called.

    What is owed is noted before the e-mail goes: if the sending is cut off, the next call goes on with the others and nobody is written to
    twice. Where the mail server refuses, the note is taken back, and the next call tries again. A demo writes to nobody.
    """
    day = day or timezone.localdate()
    if settings.DEMO_TODAY is not None:
        return Sending(day, 0, because="a demo sends no e-mail")
    waiting = letters(day)
    if dry_run or not waiting:
        return Sending(day, len(waiting))
    if not settings.PUBLIC_URL:
        raise Invalid(
            "The e-mails cannot carry a link: Alongside does not know its own address.",
            "Set ALONGSIDE_URL, such as https://alongside.example.org.",
        )
    done: Counter[tuple[int, str]] = Counter()
    failed = people = 0
    connection = get_connection()
    for letter in waiting:
        noted = _note(letter, day)
        if not noted:
            continue
        try:
            letter.owed = [each for each in letter.owed if each.key in noted]
            email = message(letter)
            email.connection = connection
            email.send()
        except OSError as problem:  # smtplib's errors are among them; its words may hold an address
            log.error("a reminder was not sent: %s", type(problem).__name__)
            Reminder.objects.filter(pk__in=noted.values()).delete()
            failed += 1
            continue
        people += 1
        done.update((pk, kind) for pk, _, kind in noted)
    _record(day, done, failed)
    return Sending(day, people, failed)


def _note(letter: Letter, day: dt.date) -> dict[Key, int]:
    """Note what somebody is reminded of; what another process noted meanwhile is left to it."""
    at = timezone.now()
    if day != timezone.localdate():
        at = timezone.make_aware(dt.datetime.combine(day, dt.time(7)))
    made = {}
    with transaction.atomic():
        for owed in letter.owed:
            row, new = Reminder.objects.get_or_create(
                collaborative=owed.collaborative,
                person=letter.person,
                period=owed.period,
                kind=owed.kind,
                defaults={"at": at},
            )
            if new:
                made[owed.key] = row.pk
    return made


def _record(day: dt.date, done: Counter[tuple[int, str]], failed: int) -> None:
    """Counts in the audit trail, a line for each collaborative; never to whom."""
    scopes = dict(Collaborative.objects.filter(pk__in={pk for pk, _ in done}).values_list("pk", "scope"))
    for pk, scope in scopes.items():
        before, after = (done[pk, kind.value] for kind in (Reminder.Kind.BEFORE, Reminder.Kind.AFTER))
        record("reminders.send", by=None, scope_id=scope, day=day, failed=failed, before=before, after=after)
