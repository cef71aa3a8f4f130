"""The framework, codings, notes and the matrix over REST: the same actions and queries as the pages."""

from ninja import Router

from alongside.coding.api import codings, framework, matrix, notes, texts

router = Router(tags=["coding"])
for part in (framework, codings, notes, matrix, texts):
    router.add_router("", part.router)

__all__ = ["router"]
