"""Findings over REST: the same actions and queries as the pages."""

from ninja import Router

from alongside.findings.api import committee, deciding, programme, research

router = Router(tags=["findings"])
for part in (research, committee, deciding, programme):
    router.add_router("", part.router)

__all__ = ["router"]
