"""The REST interface: the same actions and queries as the pages, under personal tokens."""

from __future__ import annotations

import uuid

from django.http import HttpRequest
from ninja import NinjaAPI, Schema

from alongside.access.rules import grants_of
from alongside.api.auth import PersonalToken
from alongside.api.errors import handle

api = NinjaAPI(
    title="Alongside",
    version="1",
    description="Everything a person can do on the pages, with a personal token: `Authorization: Bearer alongside_…`.",
    auth=PersonalToken(),
    urls_namespace="api",
    docs_url="docs",
)
handle(api)


class RoleOut(Schema):
    role: str
    scope: str
    kind: str


class MeOut(Schema):
    guid: uuid.UUID
    name: str
    email: str | None
    roles: list[RoleOut]


@api.get("/me", response=MeOut, tags=["me"], summary="Who the token belongs to, and their roles")
def me(request: HttpRequest) -> MeOut:
    roles = [
        RoleOut(role=each.role, scope=each.scope.name, kind=each.scope.kind)
        for each in grants_of(request.user)
    ]
    return MeOut(guid=request.user.guid, name=request.user.name, email=request.user.email, roles=roles)
