"""What scores, steps, gaps, ticks, cost and phases of another team tell who may not open it: every page and address is searched."""

from __future__ import annotations

import re

import pytest

from tests.web.test_what_leaks import (
    OF_BEECH,
    coded,  # noqa: F401  (a fixture)
    everything,  # noqa: F401  (a fixture)
    everything_read,
    places_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(coded):  # noqa: F811
    """Team B has scored itself, taken an idea up, said why a month is missing, corrected, and stated a phase."""
    from alongside.improvement import actions
    from alongside.improvement.actions.progress import score_team
    from alongside.improvement.models import Series, TimeSpent

    lead, team = coded.people["lead"], coded.other_team
    theirs = Series.objects.get(team=team)
    idea = actions.add_idea(collaborative=coded.collaborative, title="A sticker", by=lead)
    actions.record_step(
        team=team, idea=idea, stage="testing", on="2016-03-01", note="QUAGGASTEP at Beech", by=lead
    )
    score_team(team=team, period="2016-03", side="host", value="2.0", reason="QUAGGAREASON", by=lead)
    actions.nothing_to_submit(series=theirs, period="2016-07", because="QUAGGANOTHING", by=lead)
    actions.take_back(series=theirs, period="2016-05", reason="QUAGGATAKEN", by=lead)
    actions.start_phase(series=theirs, starts="2016-04", reason="QUAGGAPHASE", by=lead)
    TimeSpent.objects.create(team=team, period="2016-03-01", minutes=787)
    return coded


@pytest.mark.parametrize(
    ("mode", "who"),
    [("coded", "team_member"), ("coded", "sponsor"), ("coded", "patient"), ("own", "team_lead")],
)
def test_none_of_it_stands_anywhere_for_another_team(busy, mode, who):
    from alongside.programme import actions as programme

    if mode == "own":
        programme.set_confidentiality(collaborative=busy.collaborative, mode=mode, by=busy.people["lead"])
    read = everything_read(busy, busy.people[who])
    assert sum(text.startswith("200") for text in read.values()) > 8
    assert places_of([*OF_BEECH, "13 h 7 min"], read) == []
    assert [url for url, text in read.items() if re.search(r"\b787\b", text)] == []


def test_the_host_reads_it(busy):
    read = everything_read(busy, busy.people["lead"])
    assert places_of(["QUAGGASTEP"], read)
