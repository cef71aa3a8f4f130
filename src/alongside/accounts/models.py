"""People, and the ways they sign in."""

from __future__ import annotations

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from alongside.core.privacy import DIRECT, INDIRECT, NONE, Manifest


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody Alongside knows. Without an e-mail address they cannot sign in: they only attend or own an action."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(null=True, blank=True)
    name = models.CharField(max_length=200)
    is_administrator = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = PersonManager()
    privacy = Manifest(
        guid=INDIRECT,
        email=DIRECT,
        name=DIRECT,
        is_administrator=NONE,
        is_active=NONE,
        joined=INDIRECT,
        password=NONE,
        last_login=INDIRECT,
    )

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_email"),
            models.CheckConstraint(condition=~models.Q(email=""), name="email_absent_is_null"),
            models.CheckConstraint(condition=~models.Q(name=""), name="person_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """Two letters for the corner of the page."""
        words = [word for word in self.name.replace(".", " ").split() if word[:1].isalpha()]
        words = [word for word in words if word not in {"Dr", "Mr", "Mrs", "Ms", "Prof"}] or words
        return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else "?"


class Invitation(models.Model):
    """A single-use address by which a person sets their first password; only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    invited_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    privacy = Manifest(digest=NONE, expires=NONE, used_at=INDIRECT)

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Token(models.Model):
    """A personal key for the REST interface; shown once, kept as a digest."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(default=timezone.now, editable=False)
    expires = models.DateTimeField()
    last_used = models.DateTimeField(null=True)
    privacy = Manifest(name=NONE, digest=NONE, created=INDIRECT, expires=NONE, last_used=INDIRECT)

    def __str__(self) -> str:
        return f"token {self.pk}"
