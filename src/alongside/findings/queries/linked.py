"""What of the programme's side a study may take as evidence.

A researcher has no role in a collaborative. What lets them look is that the study is linked to it: its charts, tests of
change and context events may be read for evidence, and read only, for as long as the link stands. The wall has one
direction: nothing here gives the programme a way back.
"""

from __future__ import annotations

from django.db.models import QuerySet

from alongside.improvement.models import PdsaCycle, Series
from alongside.programme.models import ContextEvent, Team
from alongside.study.models import Study


def series_for(study: Study) -> QuerySet[Series]:
    """The series of the study's linked collaboratives, read-only, by team and measure."""
    return (
        Series.objects.filter(team__collaborative__in=study.collaboratives.all())
        .select_related("measure", "team__collaborative", "team__scope")
        .order_by("team__letter", "measure__order")
    )


def events_for(study: Study) -> QuerySet[ContextEvent]:
    """The context events of the study's linked collaboratives."""
    return (
        ContextEvent.objects.filter(collaborative__in=study.collaboratives.all())
        .select_related("team")
        .order_by("on")
    )


def cycles_for(study: Study) -> QuerySet[PdsaCycle]:
    """The tests of change in the teams of the study's linked collaboratives."""
    return (
        PdsaCycle.objects.filter(team__collaborative__in=study.collaboratives.all())
        .select_related("team")
        .order_by("started", "id")
    )


def teams_for(study: Study) -> QuerySet[Team]:
    """The teams of the study's linked collaboratives."""
    return Team.objects.filter(collaborative__in=study.collaboratives.all()).order_by(
        "collaborative", "letter"
    )
