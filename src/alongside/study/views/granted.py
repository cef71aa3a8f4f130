"""What a critical friend may read: the pseudonymised sources named for them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alongside.access.roles import Permission
from alongside.core.errors import NotKnown
from alongside.study import actions, queries
from alongside.study.speakers import ASKING
from alongside.study.views import person_of, study_of


@require_safe
def granted(request: HttpRequest, slug: str) -> HttpResponse:
    """The sources named for this person."""
    person, study = person_of(request), study_of(request, slug, Permission.READ_GRANTED_SOURCES)
    found = list(queries.granted_sources(person, study).order_by("name"))
    context = {
        "study": study,
        "sources": found,
        "title": "Sources for you to read",
        "first_line": f"{queries.many(len(found), 'pseudonymised source is', 'pseudonymised sources are')} open to you."
        if found
        else "No source is open to you yet. Ask the researcher for those you need.",
    }
    return render(request, "study/granted.html", context)


@require_safe
def granted_source(request: HttpRequest, slug: str, guid: UUID) -> HttpResponse:
    """One of them, turn by turn; without titles, sites and attributes, which might tell who it is."""
    person, study = person_of(request), study_of(request, slug, Permission.READ_GRANTED_SOURCES)
    source = queries.granted_sources(person, study).select_related("study__scope").filter(guid=guid).first()
    if source is None:
        raise NotKnown()
    text = actions.read_source(source=source, by=person)
    turns = [
        (turn.index + 1, turn.speaker, text.text[turn.body : turn.end], turn.speaker.casefold() in ASKING)
        for turn in text.turns.order_by("index")
    ]
    context = {
        "study": study,
        "source": source,
        "turns": turns,
        "title": source.name,
        "crumbs": [
            {"label": "Sources for you to read", "url": reverse("study:granted", args=[study.slug])},
            {"label": source.name, "url": ""},
        ],
        "first_line": f"{source.get_kind_display()}, {text.words:,} words. Your reading is noted.",
    }
    return render(request, "study/granted_source.html", context)
