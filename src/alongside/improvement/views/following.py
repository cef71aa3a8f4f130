"""Who follows a measure, what they aim at, and how one chart is computed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.request import Request
from alongside.improvement import actions
from alongside.improvement.forms import FollowForm, SettingsForm, StopForm, TargetsForm
from alongside.improvement.views.charts import crumbs as chart_crumbs
from alongside.improvement.views.forms import one_form
from alongside.improvement.views.measures import crumbs, measure_of
from alongside.improvement.views.places import series_of


@require_http_methods(["GET", "POST"])
def follow(request: Request, slug: str, key: str) -> HttpResponse:
    """Let teams follow a measure from a day on."""
    measure = measure_of(request.user, slug, key, Permission.RUN_COLLABORATIVE)
    followed = measure.series.filter(until=None).values("team")
    teams = measure.collaborative.teams.filter(left=None).exclude(pk__in=followed).order_by("letter")

    @transaction.atomic
    def act(teams: Any, since: Any, target: float | None) -> None:
        for team in teams:
            actions.follow(
                measure=measure, team=team, since=since, target=target, target_since=since, by=request.user
            )

    return one_form(
        request,
        FollowForm(request.POST or None, teams=teams),
        act,
        title="Let teams follow it",
        verb="Let them follow it",
        done="They follow the measure.",
        back=reverse("improvement:measure", args=[slug, key]),
        crumbs=crumbs(measure.collaborative, measure),
    )


@require_http_methods(["GET", "POST"])
def targets(request: Request, slug: str, key: str) -> HttpResponse:
    """One target for many teams, from a day on."""
    measure = measure_of(request.user, slug, key, Permission.RUN_COLLABORATIVE)

    def act(**fields: Any) -> None:
        actions.set_targets(measure=measure, by=request.user, **fields)

    form = TargetsForm(request.POST or None, measure=measure)
    form.fields["teams"].initial = [team.pk for team in form.fields["teams"].queryset]  # type: ignore[attr-defined]
    return one_form(
        request,
        form,
        act,
        title="Set targets",
        verb="Set the target",
        done="The target is set.",
        back=reverse("improvement:measure", args=[slug, key]),
        crumbs=crumbs(measure.collaborative, measure),
    )


@require_http_methods(["GET", "POST"])
def stop(request: Request, slug: str, letter: str, key: str) -> HttpResponse:
    """A team stops following a measure; its chart stays."""
    series = series_of(request.user, slug, letter, key)
    require(request.user, Permission.RUN_COLLABORATIVE, series.measure)

    def act(**fields: Any) -> None:
        actions.stop_following(series=series, by=request.user, **fields)

    return one_form(
        request,
        StopForm(request.POST or None),
        act,
        title=f"Team {letter} stops following it",
        verb="Stop following",
        done="No number of a later month is asked for; the chart stays.",
        back=reverse("improvement:measure", args=[slug, key]),
        crumbs=crumbs(series.measure.collaborative, series.measure),
    )


@require_http_methods(["GET", "POST"])
def settings(request: Request, slug: str, letter: str, key: str) -> HttpResponse:
    """How a chart is computed: rules, baseline, screening."""
    series = series_of(request.user, slug, letter, key, Permission.MANAGE_TEAM)

    def act(freeze: int | None, **fields: Any) -> None:
        actions.configure_series(series=series, by=request.user, freeze=freeze or 0, **fields)

    return one_form(
        request,
        SettingsForm(request.POST or None, series=series),
        act,
        title="How the chart is computed",
        verb="Compute it so",
        done="The chart is computed anew.",
        back=reverse("improvement:chart", args=[slug, letter, key]),
        crumbs=chart_crumbs(series, key)[:2],
        first_line="Nothing that was sent changes. Who set this, and when, is kept in the record of changes.",
    )
