"""What Alongside changes in allauth: nobody signs up by themselves, and with a password end the tokens made under it."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest

from alongside.accounts.actions import end_tokens
from alongside.accounts.models import Person


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @transaction.atomic
    def set_password(self, user: Person, password: str) -> None:
        """A password that was changed or reset; allauth brings both here."""
        super().set_password(user, password)
        end_tokens(person=user, by=user)
