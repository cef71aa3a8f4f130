"""The REST interface: the same actions and queries as the pages, under personal tokens."""

from __future__ import annotations

import uuid

from ninja import NinjaAPI, Schema

from alongside.access.rules import grants_of
from alongside.accounts.request import Request
from alongside.api.auth import PersonalToken
from alongside.api.errors import handle
from alongside.api.parsing import StrictParser
from alongside.coding.api import router as coding
from alongside.findings.api import router as findings
from alongside.improvement.api import router as improvement
from alongside.programme.api import router as programme
from alongside.reporting.api import router as reporting
from alongside.study.api import router as study

api = NinjaAPI(
    title="Alongside",
    version="1",
    description="Everything a person can do on the pages, with a personal token: `Authorization: Bearer alongside_…`.",
    auth=PersonalToken(),
    urls_namespace="api",
    docs_url="docs",
    parser=StrictParser(),
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
def me(request: Request) -> MeOut:
    roles = [
        RoleOut(role=each.role, scope=each.scope.name, kind=each.scope.kind)
        for each in grants_of(request.user)
    ]
    return MeOut(guid=request.user.guid, name=request.user.name, email=request.user.email, roles=roles)


for router in (programme, improvement, study, coding, findings, reporting):
    api.add_router("", router)
