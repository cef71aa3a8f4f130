"""A request, once somebody has signed in."""

from __future__ import annotations

from django.http import HttpRequest

from alongside.accounts.models import Person


class Request(HttpRequest):
    """What views are given: the middleware has seen to it that `user` is a person."""

    user: Person
