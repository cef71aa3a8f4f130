"""Measures, numbers, charts and tests of change over REST: the same actions and queries as the pages."""

from ninja import Router

from alongside.improvement.api import charts, due, following, library, measures, numbers, tests

router = Router(tags=["improvement"])
for each in (measures, numbers, charts, tests, following, library, due):
    router.add_router("", each.router)
