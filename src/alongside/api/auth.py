"""Who is calling: a personal token, nothing else."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from alongside.accounts.actions import person_of_token
from alongside.accounts.models import Person


class PersonalToken(HttpBearer):
    """`Authorization: Bearer alongside_…`. A signed-in browser does not count, so that no page can be tricked into it."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        person = person_of_token(token)
        if person is not None:
            request.user = person
        return person
