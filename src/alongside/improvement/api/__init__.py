"""Measures, numbers, charts and tests of change over REST: the same actions and queries as the pages."""

from ninja import Router

from alongside.improvement.api import (
    adoption,
    charts,
    drivers,
    due,
    following,
    history,
    ideas,
    imports,
    library,
    measures,
    numbers,
    over_teams,
    progress,
    requirements,
    tests,
    ticks,
)

router = Router(tags=["improvement"])
for each in (
    measures,
    numbers,
    charts,
    over_teams,
    tests,
    following,
    library,
    due,
    drivers,
    ideas,
    adoption,
    progress,
    requirements,
    history,
    imports,
    ticks,
):
    router.add_router("", each.router)
