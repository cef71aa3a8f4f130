"""The seventh stage of the Framework Method, interpreting, as the study's home tells it."""

from __future__ import annotations

from django.db.models import Count
from django.urls import reverse

from alongside.accounts.models import Person
from alongside.coding.stages import Stage
from alongside.findings.models import Finding
from alongside.study.models import Study

ENDED = {Finding.State.DECIDED, Finding.State.REVIEWED}


def interpreting(person: Person, study: Study) -> Stage:
    """How many findings there are, and where those that wait are waiting."""
    counted = Finding.objects.visible_to(person).filter(study=study).exclude(state=Finding.State.WITHDRAWN)
    by_state = dict(counted.order_by().values_list("state").annotate(Count("id")))
    total = sum(by_state.values())
    waiting = by_state.get(Finding.State.WITH_COMMITTEE, 0)
    drafts = by_state.get(Finding.State.DRAFT, 0)
    undone = [
        words
        for many, words in (
            (waiting, f"{waiting} wait{'s' if waiting == 1 else ''} for the committee"),
            (drafts, f"{drafts} still {'a draft' if drafts == 1 else 'drafts'}"),
        )
        if many
    ]
    done = sum(many for state, many in by_state.items() if state in ENDED)
    return Stage(
        name="Interpreting",
        count=f"{total} finding{'' if total == 1 else 's'}" if total else "no finding yet",
        percent=round(100 * done / total) if total else 0,
        undone="; ".join(undone) or ("All are interpreted" if total else "Record the first emerging finding"),
        url=reverse("findings:list", args=[study.slug]),
    )
