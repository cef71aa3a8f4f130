"""Sign-in links of the demo: one for each of its people, good for one run of a demo database on this machine."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from alongside.accounts.models import Person
from alongside.core.errors import NotKnown

SALT = "alongside.demo"
LOOPBACK = {"127.0.0.1", "::1"}


def make(person: Person, secret: str) -> str:
    """The path that signs this person in, while the server runs that was started with this secret."""
    return f"/demo/sign-in/{person.pk}-{seal(person.pk, secret)}/"


def seal(pk: int, secret: str) -> str:
    return salted_hmac(SALT, str(pk), secret=secret, algorithm="sha256").hexdigest()[:32]


def person_of(request: HttpRequest, token: str) -> Person:
    """Whom the link signs in; NotKnown anywhere but on this machine, in a demo, in the run that printed it."""
    secret = settings.DEMO_SECRET
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    if not secret or request.META.get("REMOTE_ADDR") not in LOOPBACK or host not in {*LOOPBACK, "localhost"}:
        raise NotKnown()
    pk, _, sealed = token.partition("-")
    known = pk.isascii() and pk.isdecimal() and len(pk) < 19
    if not known or not constant_time_compare(sealed, seal(int(pk), secret)):
        raise NotKnown(
            "This demo link is from an earlier start.", "Use the links that the running demo printed."
        )
    person = Person.objects.filter(pk=int(pk), is_active=True).first()
    if person is None:
        raise NotKnown()
    return person
