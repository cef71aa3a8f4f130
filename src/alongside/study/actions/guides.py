"""Interview and observation guides, which change while a study goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid
from alongside.study.days import day
from alongside.study.models import Guide, GuideVersion, Study


@transaction.atomic
def add_guide_version(
    *,
    study: Study,
    name: str,
    questions: Sequence[str],
    since: dt.date | str,
    note: str = "",
    by: Person | None,
) -> GuideVersion:
    """Keep a guide as it is used from a day on; the first version of a name opens the guide, later ones say what changed."""
    require(by, Permission.MANAGE_STUDY, study)
    name = " ".join(name.split())
    asked = [" ".join(question.split()) for question in questions if question.strip()]
    if not name or len(name) > 120:
        raise Invalid(
            "A guide needs a name of at most 120 letters.",
            "Fill in the name.",
            fields={"name": "Fill in the name."},
        )
    if not asked:
        raise Invalid(
            "A guide asks at least one question.",
            "Write one a line.",
            fields={"questions": "Write one a line."},
        )
    begins = day(since, "since")
    if begins is None:
        raise Invalid(
            "Say from which day it is used.", "Fill in the day.", fields={"since": "Fill in the day."}
        )
    guide, _ = Guide.objects.get_or_create(study=study, name=name)
    last = guide.versions.order_by("-number").first()
    if last is not None and last.questions == asked:
        raise Invalid("These are the questions of the latest version.", "Change one, or keep that version.")
    version = GuideVersion.objects.create(
        guide=guide, number=last.number + 1 if last else 1, since=begins, note=note.strip(), questions=asked
    )
    record(
        "guide.add_version", by=by, thing=version, number=version.number, questions=len(asked), since=begins
    )
    return version
