"""The study over REST: the same actions and queries as its pages."""

from ninja import Router

from alongside.study.api import people, sources, studies, withdrawals

router = Router(tags=["study"])
for part in (studies, people, sources, withdrawals):
    router.add_router("", part.router)

__all__ = ["router"]
