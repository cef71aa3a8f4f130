"""The measure library, and what of it is in use."""

from __future__ import annotations

from ninja import Router, Status

from alongside.accounts.request import Request
from alongside.improvement import actions
from alongside.improvement.api.measures import measure_out
from alongside.improvement.queries.library import Shelf, library_page
from alongside.improvement.schemas import AdoptIn, EntryOut, MeasureOut
from alongside.programme.queries import collaborative_for

router = Router(tags=["improvement"])


@router.get(
    "/collaboratives/{slug}/library",
    response=list[EntryOut],
    summary="The entries that hold every word, of a topic and a type",
)
def list_library(request: Request, slug: str, q: str = "", topic: str = "", type: str = "") -> list[EntryOut]:
    collaborative = collaborative_for(request.user, slug)
    found = library_page(request.user, collaborative, words=q, topic=topic, type=type)
    return [_entry(each) for each in found["shelves"]]


def _entry(shelf: Shelf) -> EntryOut:
    entry = shelf.entry
    return EntryOut(
        id=entry.id,
        version=entry.version,
        topic=entry.topic,
        adapt=entry.adapt,
        status=entry.status,
        in_use=[use.measure.key for use in shelf.uses],
        **entry.fields,
    )


@router.post(
    "/collaboratives/{slug}/library/{entry}",
    response={201: MeasureOut},
    summary="Adopt an entry, with whatever is adapted",
)
def adopt(request: Request, slug: str, entry: str, given: AdoptIn) -> Status[MeasureOut]:
    collaborative = collaborative_for(request.user, slug)
    adapted = {name: value for name, value in given.dict().items() if value is not None}
    made = actions.adopt_from_library(collaborative=collaborative, entry=entry, by=request.user, **adapted)
    return Status(201, measure_out(made))
