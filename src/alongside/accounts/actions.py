"""What can be done with accounts: add a person, invite them, make and end tokens."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Invitation, Person, Token
from alongside.audit.record import record
from alongside.core.errors import Invalid, NotKnown, Refused

INVITATION_DAYS = 7
TOKEN_DAYS = 90
MOST_NAME = 200


def digest(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()


@transaction.atomic
def add_person(
    *, name: str, email: str | None = None, is_administrator: bool = False, by: Person | None
) -> Person:
    """Add somebody. Without an address they can be on an attendance list but cannot sign in.

    Who may add whom is the caller's action to decide (a host lead adds a team's member, a researcher a committee member);
    only an administrator, or the operator of the command line (`by=None`), makes another administrator.
    """
    name = " ".join(name.split())
    email = (email or "").strip() or None
    if not name:
        raise Invalid("A person needs a name.", "Fill in the name.", fields={"name": "Fill in the name."})
    if len(name) > MOST_NAME:
        raise Invalid(
            f"A name has at most {MOST_NAME} letters.",
            "Shorten it.",
            fields={"name": f"At most {MOST_NAME} letters."},
        )
    if is_administrator and by is not None and not by.is_administrator:
        raise Refused("Only an administrator makes another administrator.")
    if email:
        try:
            validate_email(email)
            Person._meta.get_field("email").run_validators(email)  # its length too
        except ValidationError:
            raise Invalid(
                "That is not an e-mail address.",
                "Write it as name@example.org.",
                fields={"email": "Write it as name@example.org."},
            ) from None
        if Person.objects.filter(email__iexact=email).exists():
            raise Invalid(
                "Somebody with that e-mail address is here already.",
                "Choose them instead of adding them again.",
                fields={"email": "This address is here already."},
            )
    person = Person(name=name, email=email, is_administrator=is_administrator)
    person.set_unusable_password()
    person.save()
    record("person.add", by=by, thing=person, is_administrator=is_administrator)
    return person


def find_or_add(*, name: str, email: str | None, by: Person | None) -> Person:
    """The person with this address, added if new."""
    email = (email or "").strip() or None
    if email and (person := Person.objects.filter(email__iexact=email).first()):
        return person
    return add_person(name=name, email=email, by=by)


@transaction.atomic
def invite(*, person: Person, by: Person | None) -> str:
    """Make a single-use invitation and give its secret, which is not kept. Earlier unused ones end.

    Whoever reads the link may choose the password, so somebody who has one already is not invited again: an
    administrator could otherwise sign in as a researcher. Only the operator (`by=None`), who holds the database anyway,
    can; the old password ends then.
    """
    if not person.email:
        raise Invalid("This person has no e-mail address.", "Add one, then invite them.")
    if person.has_usable_password():
        if by is not None:
            raise Invalid(
                "This person has chosen a password already.",
                "They can reset it themselves on the sign-in page; the link goes to their own e-mail address.",
            )
        person.set_unusable_password()
        person.save(update_fields=["password"])
        end_tokens(person=person, by=by)
    now = timezone.now()
    Invitation.objects.filter(person=person, used_at=None, expires__gt=now).update(expires=now)
    raw = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        person=person, digest=digest(raw), expires=now + dt.timedelta(days=INVITATION_DAYS), invited_by=by
    )
    record("person.invite", by=by, thing=person, invitation=invitation.pk)
    return raw


def open_invitation(raw: str) -> Invitation:
    """The invitation with this secret if it can still be used; NotKnown otherwise."""
    found = (
        Invitation.objects.select_related("person")
        .filter(digest=digest(raw), used_at=None, expires__gt=timezone.now(), person__is_active=True)
        .first()
    )
    # one that was left over when the password came another way would let its reader choose another
    if found is None or found.person.has_usable_password():
        raise NotKnown(
            "This invitation has been used or has expired.",
            "Ask the person who invited you for a new one, or reset your password.",
        )
    return found


@transaction.atomic
def accept_invitation(*, raw: str, password: str) -> Person:
    """Set the first password; the invitation is spent."""
    invitation = Invitation.objects.select_for_update().get(pk=open_invitation(raw).pk)
    if invitation.used_at is not None:
        raise NotKnown("This invitation has been used.", "Sign in, or reset your password.")
    person = invitation.person
    try:
        validate_password(password, person)
    except ValidationError as problem:
        raise Invalid(
            "That password cannot be used.",
            " ".join(problem.messages),
            fields={"password": " ".join(problem.messages)},
        ) from None
    person.set_password(password)
    person.save(update_fields=["password"])
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    record("person.accept", by=person, thing=person, invitation=invitation.pk)
    return person


@transaction.atomic
def make_token(*, person: Person, name: str, by: Person | None, days: int = TOKEN_DAYS) -> tuple[Token, str]:
    """A personal key for the REST interface, and its secret, which is shown once and not kept."""
    if by is not None and by.pk != person.pk:
        raise Refused("A token is personal: each person makes their own.")
    name = name.strip()
    if not name:
        raise Invalid("A token needs a name.", "Say what it is for.", fields={"name": "Say what it is for."})
    if not 1 <= days <= 366:
        raise Invalid(
            "A token lives between 1 and 366 days.",
            "Choose a shorter time.",
            fields={"days": "1 to 366 days."},
        )
    raw = "alongside_" + secrets.token_urlsafe(32)
    token = Token.objects.create(
        person=person, name=name[:100], digest=digest(raw), expires=timezone.now() + dt.timedelta(days=days)
    )
    record("token.make", by=by, thing=token)
    return token, raw


@transaction.atomic
def end_token(*, token: Token, by: Person) -> None:
    """The key opens nothing from now on."""
    if token.person_id != by.pk:
        raise NotKnown()
    record("token.end", by=by, thing=token)
    token.delete()


@transaction.atomic
def end_tokens(*, person: Person, by: Person | None) -> None:
    """All keys of a person end with their password: whoever had the old one may have made a key with it."""
    for token in Token.objects.filter(person=person):
        record("token.end", by=by, thing=token, because="password")
        token.delete()


def person_of_token(raw: str) -> Person | None:
    """Whose key this is, if it is one and has not ended; its last use is noted to the minute."""
    now = timezone.now()
    token = (
        Token.objects.select_related("person")
        .filter(digest=digest(raw), expires__gt=now, person__is_active=True)
        .first()
    )
    if token is None:
        return None
    if token.last_used is None or now - token.last_used > dt.timedelta(minutes=1):
        Token.objects.filter(pk=token.pk).update(last_used=now)
    return token.person


def operator(email: str) -> Person:
    """The person in whose name a command runs."""
    person = Person.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        raise Invalid(
            f"Nobody here has the address {email}.",
            "Add them first: alongside person add NAME --email ADDRESS",
        )
    return person
