"""What the coding page asks and says in JSON: places and ids in code points, answered by what changed.

JSON, since a form field would turn LF into CRLF and move every place behind it. A refusal is {message, todo}.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.models import Person
from alongside.coding import actions, bulk
from alongside.coding.actions.rounds import open_round_for
from alongside.coding.known import code_at, coding_at, person_of, source_at
from alongside.coding.models import Coding
from alongside.coding.places import corrected_meanwhile, newest_number, newest_text
from alongside.coding.queries import counts
from alongside.coding.queries.sheet import (
    apart_from_who,
    back_and_forth,
    codes,
    desk,
    fresh_row,
    rows,
    sheet,
    tag,
    who_is_here,
)
from alongside.coding.undo.acts import redo as put_forth
from alongside.coding.undo.acts import undo as put_back
from alongside.coding.undo.labels import label
from alongside.coding.undo.memory import visiting
from alongside.coding.versions import current_version
from alongside.coding.views.sent import (
    a_guid,
    a_list,
    a_whole,
    asked_of,
    in_json,
    is_whole,
    nonsense,
    some_words,
)
from alongside.coding.visits import arrive, visit_of
from alongside.core.errors import DomainError, Invalid, Refused
from alongside.study.models import Source, Study


@require_safe
@in_json
def read(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """All codings one sees here, who else is here, what can be undone; who is here alone, or 304, if nothing else is new."""
    source, person = source_at(request, slug, guid), person_of(request)
    turn = request.GET.get("turn", "")
    arrive(source, person, int(turn) if turn.isdecimal() and len(turn) < 7 else None)
    at = desk(person, source, newest_number(source))
    quoted, held = f'"{tag(at)}"', request.headers.get("If-None-Match", "")
    if held == quoted:
        return HttpResponse(status=304, headers={"ETag": quoted})
    if apart_from_who(held) == apart_from_who(quoted):
        return JsonResponse(who_is_here(at), headers={"ETag": quoted})
    whole = sheet(at, visit_of(request, source.study, person))
    return JsonResponse(whole, headers={"ETag": quoted})


@require_POST
@in_json
def add(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """Codings made on the page, each with a guid of the page's own, so that one sent twice is added once."""
    source, person = source_at(request, slug, guid), person_of(request)
    refused, touched, fresh, verb = [], set[str](), dict[str, Coding](), ""
    for item in a_list(asked_of(request), "batch"):
        try:
            made = _given(item, source.study)
            with visiting(
                study=source.study,
                source=source,
                by=person,
                visit=visit_of(request, source.study, person_of(request)),
                verb="coding.add",
            ) as memory:
                actions.add_coding(source=source, graphemes=True, by=person, **made)
            changed = memory.keys("coding")
            touched |= changed | {str(made["guid"])}
            fresh = {key: coding for key, coding in fresh.items() if key not in changed} | memory.fresh
            verb = "coding.add" if memory.kept else verb
        except DomainError as problem:
            sent = str(item.get("guid", "")) if isinstance(item, dict) else ""
            refused.append({"guid": sent, "message": problem.message, "todo": problem.todo})
    return _answer(request, source, touched, fresh, refused=refused, verb=verb)


@require_POST
@in_json
def change(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """Where a coding begins and ends, how it bears, whether it is an important quote."""
    coding = coding_at(request, slug, guid)
    asked = asked_of(request)
    fields: dict[str, Any] = {name: a_whole(asked, name) for name in ("start", "end") if name in asked}
    if fields:
        fields["text"] = a_whole(asked, "text")
    if "valence" in asked:
        fields["valence"] = some_words(asked, "valence")
    if "important" in asked:
        fields["important"] = bool(asked["important"])
    return _act(
        request, coding.source, "coding.change",
        lambda person: actions.change_coding(coding=coding, graphemes=True, by=person, **fields),
    )  # fmt: skip


@require_POST
@in_json
def remove(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """Take a coding away, or its code from a part of its words."""
    coding = coding_at(request, slug, guid)
    asked = asked_of(request)
    if "start" in asked or "end" in asked:
        start, end, text = a_whole(asked, "start"), a_whole(asked, "end"), a_whole(asked, "text")
        return _act(
            request, coding.source, "coding.uncode",
            lambda person: actions.uncode(coding=coding, start=start, end=end, text=text, graphemes=True, by=person),
        )  # fmt: skip
    return _act(
        request,
        coding.source,
        "coding.remove",
        lambda person: actions.remove_coding(coding=coding, by=person),
    )


@require_POST
@in_json
def keep(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """A coding whose words a correction changed was read again, and is right."""
    coding = coding_at(request, slug, guid)
    actions.settle_review(coding=coding, by=person_of(request))
    return _answer(request, coding.source, {str(coding.guid)})


@require_POST
@in_json
def undo(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    source = source_at(request, slug, guid)
    change = put_back(
        study=source.study, visit=visit_of(request, source.study, person_of(request)), by=person_of(request)
    )
    return _answer(request, source, set(change.before.get("coding", {})), label=label(change.verb))


@require_POST
@in_json
def redo(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    source = source_at(request, slug, guid)
    change = put_forth(
        study=source.study, visit=visit_of(request, source.study, person_of(request)), by=person_of(request)
    )
    return _answer(request, source, set(change.before.get("coding", {})), label=label(change.verb))


@require_POST
@in_json
def annotate(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """A note on words, without a code."""
    source = source_at(request, slug, guid)
    asked = asked_of(request)
    start, end, text = a_whole(asked, "start"), a_whole(asked, "end"), a_whole(asked, "text")
    return _act(
        request, source, "note.annotate",
        lambda person: actions.write_note(
            study=source.study, source=source, start=start, end=end, body=some_words(asked, "body"),
            kind=some_words(asked, "kind") or "memo", text=text, by=person,
        ),
    )  # fmt: skip


@require_POST
@in_json
def memo(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """A memo on a coding."""
    coding = coding_at(request, slug, guid)
    asked = asked_of(request)
    return _act(
        request, coding.source, "note.write",
        lambda person: actions.write_note(
            study=coding.study, coding=coding, body=some_words(asked, "body"), kind=some_words(asked, "kind") or "memo",
            by=person,
        ),
        besides={str(coding.guid)},
    )  # fmt: skip


@require_POST
@in_json
def in_vivo(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """Make the words a code of the draft and code them with it."""
    source = source_at(request, slug, guid)
    asked = asked_of(request)
    start, end, own = a_whole(asked, "start"), a_whole(asked, "end"), a_guid(asked, "guid")
    text = a_whole(asked, "text")
    version = current_version(source.study)
    if version is None:
        raise Invalid("There is no framework to add a code to.", "Start a draft.")
    if open_round_for(source, person_of(request)) is not None:
        raise Refused("In a blind round the framework stays as it was published.", "Note the idea in a memo.")
    parent = code_at(source.study, a_guid(asked, "parent")) if asked.get("parent") else None

    def do(person: Person) -> None:
        entry = actions.add_code(
            version=version,
            name=some_words(asked, "name"),
            parent=parent,
            words_from=source,
            reason="in vivo, from the text",
            by=person,
        )
        actions.add_coding(
            source=source, start=start, end=end, text=text, code=entry, guid=own, graphemes=True, by=person
        )

    answer = _act(request, source, "code.in_vivo", do, besides={str(own)})
    return _with_codes(request, source, answer)


@require_POST
@in_json
def preview(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """The passages that coding many at once would code: nothing is coded yet."""
    source, person = source_at(request, slug, guid), person_of(request)
    asked = asked_of(request)
    if asked.get("how") == "like" and open_round_for(source, person) is not None:
        raise Refused("In a blind round nothing is suggested.", "Read on; suggestions come back after it.")
    text = newest_text(source)
    if a_whole(asked, "text") != text.number:
        raise corrected_meanwhile()
    hits = bulk.find(text, list(text.turns.all()), asked)
    return JsonResponse({"hits": [asdict(hit) for hit in hits]})


@require_POST
@in_json
def code_many(request: HttpRequest, slug: str, guid: uuid.UUID) -> HttpResponse:
    """Code the passages one has looked at, as one act."""
    source = source_at(request, slug, guid)
    asked = asked_of(request)
    code = code_at(source.study, a_guid(asked, "code"))
    spans = a_list(asked, "spans")
    if not all(
        isinstance(span, list) and len(span) == 2 and all(is_whole(place) for place in span) for span in spans
    ):
        raise nonsense()
    text = a_whole(asked, "text")
    items = [{"start": start, "end": end, "code": code, "text": text} for start, end in spans]
    return _act(
        request,
        source,
        "coding.bulk",
        lambda person: actions.add_codings(source=source, items=items, by=person),
    )


# What all of them answer with


def _act(
    request: HttpRequest,
    source: Source,
    verb: str,
    do: Callable[[Person], object],
    besides: Iterable[str] = (),
) -> JsonResponse:
    """One act of the visit, and what it changed."""
    person = person_of(request)
    with visiting(
        study=source.study,
        source=source,
        by=person,
        visit=visit_of(request, source.study, person_of(request)),
        verb=verb,
    ) as memory:
        do(person)
    return _answer(request, source, memory.keys("coding") | set(besides), verb=verb if memory.kept else "")


def _answer(
    request: HttpRequest,
    source: Source,
    touched: set[str],
    fresh: Mapping[str, Coding] = MappingProxyType({}),
    refused: Iterable[Any] = (),
    verb: str = "",
    **more: Any,
) -> JsonResponse:
    person = person_of(request)
    if verb:  # what was done just now is what can be undone, and nothing can be redone
        back: dict[str, Any] = {"undo": {"label": label(verb)}, "redo": None}
    else:
        back = back_and_forth(person, source.study, visit_of(request, source.study, person))
    found = [fresh_row(coding) for coding in fresh.values()]
    if asked := touched - set(fresh):
        found += rows(desk(person, source), asked)
    there = {row[0] for row in found}
    return JsonResponse(
        {
            "codings": found,
            "gone": sorted(touched - there),
            "refused": list(refused),
            "text": newest_number(source),  # lest the page lays these places on an earlier one
            **back,
            **more,
        }
    )


def _with_codes(request: HttpRequest, source: Source, answer: JsonResponse) -> JsonResponse:
    person = person_of(request)
    at = desk(person, source)
    body = json.loads(answer.content)
    if at.version is not None:
        body["codes"] = codes(at, counts(person, at.version, source=source, steps=at.steps))
    return JsonResponse(body)


def _given(item: Any, study: Study) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise nonsense()
    return {
        "guid": a_guid(item, "guid"),
        "start": a_whole(item, "start"),
        "end": a_whole(item, "end"),
        "text": a_whole(item, "text"),
        "code": code_at(study, a_guid(item, "code")),
        "valence": some_words(item, "valence"),
        "important": bool(item.get("important")),
    }
