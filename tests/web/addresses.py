"""Every address of the product, and what to put into it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

LEFT_OUT = ("api:",)  # asked through the interface's own description, below


@dataclass(frozen=True)
class Address:
    """A page by its name, or a route of the REST interface by its method and path."""

    name: str
    method: str
    url: str
    body: Any = None
    files: Any = None  # names of the form's files, for routes that take some

    @property
    def is_api(self) -> bool:
        return self.url.startswith("/api/")


def names(resolver: Any = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern, inner)
        elif pattern.name:
            yield f"{namespace}{pattern.name}", pattern


def values(world: SimpleNamespace, name: str) -> dict[str, Any]:
    """What stands in the places of an address, by name; specific names first, then what an app uses everywhere."""
    programme = {"slug": world.collaborative.slug, "letter": "A", "key": "antibiotic_60", "period": "2016-03"}
    study = {"slug": world.study.slug}
    own = {
        "improvement:import_step": {"token": world.upload.token},
        "improvement:upload_step": {"token": world.team_upload.token},
        "improvement:undo_phase": {"pk": world.phase.pk},
        "improvement:icons_file": {"form": "csv"},
        "improvement:chart_file": {"form": "svg"},
        "improvement:multiples_print": {"paper": "a4"},
        "improvement:requirement": {"guid": world.requirement.guid},
        "improvement:remove_requirement": {"guid": world.requirement.guid},
        "improvement:requirement_csv": {"guid": world.requirement.guid},
        "improvement:team_requirement_csv": {"guid": world.requirement.guid},
        "reminders:stop": {"token": "no-such-token"},
        "improvement:test": {"guid": world.cycle.guid},
        "improvement:driver": {"guid": world.driver.guid},
        "improvement:undo_step": {"pk": world.step.pk},
        "improvement:remove_material": {"guid": world.idea.guid, "pk": world.material.pk},
        "improvement:version": {"number": 1},
        **{
            f"improvement:{each}": {"guid": world.idea.guid}
            for each in ("idea", "edit_idea", "place_idea", "add_material", "adoption_cell")
        },
        "improvement:library_entry": {"id": "sep-03"},
        "improvement:adopt": {"id": "sep-03"},
        "programme:event": {"guid": world.event.guid},
        "programme:answer_ask": {"guid": world.ask.guid},
        "programme:end_member": {"pk": world.member.pk},
        "programme:end_sponsor": {"pk": world.sponsorship.pk},
        "programme:end_role": {"pk": world.grant.pk},
        "study:remove_person": {"person_id": world.people["critical_friend"].pk},
        "study:friend_sources": {"person_id": world.people["critical_friend"].pk},
        "study:pseudonymise": {"guid": world.waiting.guid},
        "study:add_source": {"kind": "field_note"},
        "study:remove_line": {"line": world.line.pk},
        "study:withdraw": {"guid": world.participant.guid},
        "study:withdrawal": {"guid": world.withdrawal.guid},
        "coding:version": {"number": world.version.number},
        "coding:note": {"guid": world.note.guid},
        "coding:text_version": {"number": 1},
        **{f"coding:{each}": {"guid": world.round.guid} for each in ("round", "submit_round", "close_round")},
        "coding:code": {"guid": world.entry.code.guid},
        "coding:cell": {"case": world.participant.case.pk, "code": world.entry.code.pk},
        "coding:still_right": {"case": world.participant.case.pk, "code": world.entry.code.pk},
        "findings:evidence_change": {"number": world.draft_finding.number, "guid": world.draft_finding.versions.get().evidence.get().guid},
        "findings:feedback_entry": {"guid": world.feedback.guid},
        "findings:end_release": {"guid": world.committee_release.guid},
        "findings:decision": {"guid": world.decision.guid},
        "findings:add_action": {"guid": world.decision.guid},
        "findings:action": {"guid": world.action.guid},
        "findings:read": {"guid": world.committee_release.guid},
        "findings:end_member": {"pk": world.membership.pk},
        "reporting:job": {"guid": world.job.guid},
        "reporting:download": {"guid": world.job.guid},
        "invitation": {"raw": world.invitation},
        "demo_sign_in": {"token": "no-such-token"},
        "end_token": {"pk": world.token.pk},
        "invite": {"guid": world.people["outsider"].guid},
        "account_reset_password_from_key": {"uidb36": "1", "key": "no-key"},
    }  # fmt: skip
    for each in ("edit", "withdraw", "evidence"):
        own[f"findings:{each}"] = {"number": world.draft_finding.number}
    if name in own and not name.startswith(
        ("improvement", "programme", "study", "coding", "findings", "reporting")
    ):
        return own[name]
    app = name.split(":")[0]
    if app == "findings" and name.split(":")[1].startswith("programme"):
        base: dict[str, Any] = {"slug": world.collaborative.slug, "guid": world.programme_release.guid}
        return {**base, "decision": world.decision.guid, "action": world.action.guid}
    base = {
        "improvement": programme,
        "programme": programme,
        "study": {**study, "guid": guid_of(world, name)},
        "coding": {**study, "guid": guid_of(world, name)},
        "findings": {**study, "number": world.finding.number, "guid": world.decision.guid},
        "reporting": study,
    }.get(app, {})
    return {**base, **own.get(name, {})}


def guid_of(world: SimpleNamespace, name: str) -> Any:
    """The thing that a study's address speaks of, by the word in its name."""
    word = name.split(":")[-1]
    if word in {"case", "identity", "consent", "value", "labels", "approach"}:
        return world.participant.case.guid
    if word in {"coding", "change", "remove", "memo", "keep", "settle"}:
        return world.coding.guid
    if word.endswith("_code"):
        return world.draft_entry.guid
    return world.source.guid


def pages(world: SimpleNamespace) -> Iterator[Address]:
    """Every page, asked for and sent to (with nothing in the form)."""
    for name, pattern in names():
        if name.startswith(LEFT_OUT):
            continue
        wanted = set(pattern.pattern.converters) | set(re.findall(r"\?P<(\w+)>", str(pattern.pattern)))
        given = {
            key: value
            for key, value in values(world, name).items()
            if key in wanted or key == "slug" or key == "letter"
        }
        kwargs = {key: value for key, value in given.items() if takes(name, key, pattern)}
        url = reverse(name, kwargs=kwargs)
        yield Address(name, "GET", url)
        yield Address(name, "POST", url, {})


def takes(name: str, key: str, pattern: URLPattern) -> bool:
    return key in pattern.pattern.converters or f"?P<{key}>" in str(pattern.pattern)


def routes(world: SimpleNamespace) -> Iterator[Address]:
    """Every route of the REST interface, with a body made from its own description."""
    from alongside.api.routes import api

    schema = api.get_openapi_schema()
    shapes = schema.get("components", {}).get("schemas", {})
    for path, methods in sorted(schema["paths"].items()):
        for method, route in sorted(methods.items()):
            url = path
            for name in re.findall(r"{(\w+)}", path):
                url = url.replace("{" + name + "}", str(place(world, path, name)))
            content = route.get("requestBody", {}).get("content", {})
            body = (
                example(content["application/json"]["schema"], shapes)
                if "application/json" in content
                else None
            )
            form = content.get("multipart/form-data", {}).get("schema", {}).get("properties", {})
            files = [name for name, shape in form.items() if "binary" in str(shape)] or None
            yield Address(f"{method.upper()} {path}", method.upper(), url, body, files)


def place(world: SimpleNamespace, path: str, name: str) -> Any:
    """What stands in a place of a route's path."""
    before = path[: path.index("{" + name + "}")].rstrip("/").split("/")[-1]
    by_list = {
        "collaboratives": world.collaborative.slug, "studies": world.study.slug, "teams": "A", "measures": "antibiotic_60",
        "charts": "antibiotic_60", "series": "antibiotic_60", "tests": world.cycle.guid,
        "drivers": world.driver.guid, "ideas": world.idea.guid, "adoption": world.step.pk, "change-packages": 1,
        "requirements": world.requirement.guid, "progress": "2016-03", "events": world.event.guid,
        "sessions": world.event.guid, "asks": world.ask.guid, "months": "2016-03", "observations": "2016-03",
        "sources": world.source.guid, "participants": world.participant.guid, "cases": world.participant.case.guid,
        "withdrawals": world.withdrawal.guid, "codes": world.entry.code.guid, "codings": world.coding.guid,
        "notes": world.note.guid, "versions": world.version.number, "findings": world.finding.number,
        "releases": world.committee_release.guid, "decisions": world.decision.guid, "actions": world.action.guid,
        "feedback": world.feedback.guid, "evidence": world.evidence.guid, "cells": world.participant.case.guid,
        "attributes": "Role", "people": world.people["critical_friend"].email, "committee": world.committee_release.guid,
        "committee-members": world.membership.pk, "members": world.member.pk, "library": "SEP-03",
        "sponsors": world.sponsorship.pk, "phases": world.phase.pk, "rounds": world.round.guid, "texts": 1,
    }  # fmt: skip
    by_name = {
        "slug": world.collaborative.slug if "/collaboratives/" in path else world.study.slug,
        "letter": "A", "key": "antibiotic_60", "period": "2016-03", "number": world.finding.number,
        "case": world.participant.case.guid, "code": world.entry.code.guid, "guid": world.source.guid, "pk": 1,
    }  # fmt: skip
    if "/collaboratives/" in path and before == "findings":
        return world.programme_release.guid
    if "/framework/codes/" in path:
        return world.draft_entry.guid
    if "/matrix/" in path:
        return world.participant.case.guid if name == "case" else world.entry.code.guid
    if before in by_list:
        return by_list[before]
    if name in by_name:
        return by_name[name]
    raise KeyError(f"Say in tests/web/addresses.py what stands for {name} in {path}.")


def example(shape: dict[str, Any], shapes: dict[str, Any]) -> Any:
    """The smallest body that fits a schema: only what it requires."""
    if "$ref" in shape:
        return example(shapes[shape["$ref"].split("/")[-1]], shapes)
    for several in ("anyOf", "allOf", "oneOf"):
        if several in shape:
            return example(shape[several][0], shapes)
    if "enum" in shape:
        return shape["enum"][0]
    if "const" in shape:
        return shape["const"]
    kind = shape.get("type")
    if kind == "object":
        return {name: example(shape["properties"][name], shapes) for name in shape.get("required", [])}
    if kind == "array":
        return [example(shape["items"], shapes)] if shape.get("minItems") else []
    formats = {
        "date": "2016-03-14",
        "date-time": "2016-03-14T10:00:00Z",
        "uuid": "00000000-0000-4000-8000-000000000000",
    }
    return {
        "string": formats.get(shape.get("format", ""), "x"),
        "integer": 1,
        "number": 1.0,
        "boolean": True,
    }.get(kind or "")
