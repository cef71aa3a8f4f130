"""The words of a reminder, and the link that ends them.

An e-mail passes through hands that nobody here knows: it says which month is due and when, and nothing of numbers, people, teams,
measures or hospitals. What is missing stands behind the link, which asks who is there.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse

from alongside.accounts.models import Person
from alongside.core.errors import NotKnown
from alongside.improvement.models import Reminder
from alongside.improvement.queries.reminders import Letter, Owed

SALT = "alongside.reminders.stop"


def sentence(owed: Owed) -> str:
    """Numbers for March 2016 are due on 7 April 2016."""
    when = f"{owed.on.day} {owed.on:%B %Y}"
    month = f"{owed.period:%B %Y}"
    if owed.as_host:
        return f"Some numbers for {month} are still missing; they were due on {when}."
    if owed.kind == Reminder.Kind.AFTER:
        return f"Numbers for {month} were due on {when}, and some are still missing."
    return f"Numbers for {month} are due on {when}."


def text(sentences: Iterable[str], home: str, stop: str) -> str:
    """The whole e-mail in plain text."""
    return "\n".join(
        [
            "Hello,",
            "",
            *sentences,
            "",
            f"What is missing, and where to enter it (you will be asked to sign in): {home}",
            "If there were no cases, say so there; that counts as an answer.",
            "",
            f"No more of these e-mails: {stop}",
            "",
        ]
    )


def message(letter: Letter) -> EmailMessage:
    """The e-mail to one person, with the headers by which a mail program offers to unsubscribe (RFC 8058)."""
    sentences = list(dict.fromkeys(sentence(each) for each in sorted(letter.owed, key=lambda each: each.on)))
    stop = address(reverse("reminders:stop", args=[stop_token(letter.person)]))
    first = sentences[0].rstrip(".")
    return EmailMessage(
        subject=first if len(sentences) == 1 else "Numbers are due",
        body=text(sentences, address(reverse("reminders:due")), stop),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.person.email or ""],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )


def preview(owed: Owed) -> str:
    """The e-mail as anybody would get it, for the host's page."""
    return text([sentence(owed)], address(reverse("reminders:due")), address("/reminders/stop/…/"))


def address(path: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


def stop_token(person: Person) -> str:
    """What stands in the link that ends a person's reminders. It opens nothing else and does not expire."""
    return signing.dumps(str(person.guid), salt=SALT)


def person_of_stop_token(token: str) -> Person:
    """Whose reminders a link ends; NotKnown for one that was not made here."""
    try:
        guid = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        guid = None
    person = Person.objects.filter(guid=guid, is_active=True).first() if guid else None
    if person is None:
        raise NotKnown(
            "This link is not complete.",
            "Copy it whole from the e-mail, or sign in and stop reminders there.",
        )
    return person
