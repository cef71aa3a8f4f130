"""The first page: it sends each person to the place they came for."""

from __future__ import annotations

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from alongside.accounts.request import Request
from alongside.web.frame import frame


def home(request: Request) -> HttpResponse:
    """With one place, go there; with several, choose; with none, say who can open one."""
    switcher = frame(request)["switcher"]
    places = switcher["items"] if switcher else []
    if len(places) == 1 and not request.user.is_administrator:
        return redirect(places[0].url)
    return render(request, "web/home.html", {"places": places, "title": "Where to?"})


def health(request: Request) -> HttpResponse:
    """Whether the server and its database answer; nothing more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})
