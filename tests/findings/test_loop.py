"""The loop, told once from end to end: evidence, finding, interpretation, decision, action, what happened next."""

from __future__ import annotations

from alongside.findings import actions
from alongside.findings.disclosure import shown
from alongside.findings.models import Action, Finding, Interpretation
from alongside.findings.queries.places import finding_of
from alongside.findings.queries.readings import gather, interpretations
from alongside.findings.queries.whole import stations, whole
from alongside.improvement.models import Annotation


def test_a_finding_goes_from_words_to_what_happened_next(world, series, committee, team, lead, adviser):
    study, rosa = world.study, world.researcher

    # Rosa writes down what the words and a chart seem to say, and what speaks against it.
    finding = world.finding(world.coded("P01", "I put the chart up by the kettle."), series=[series])
    actions.add_evidence(
        finding=finding,
        codings=[world.coded("P04", "We had it on the wall for a year. Nobody looked.")],
        against=True,
        by=rosa,
    )
    assert (finding.number, finding.state) == (1, Finding.State.DRAFT)

    # The committee reads it with roles only: there is one doctor, so nobody is called one.
    release = world.released(finding, until="2099-10-05")
    page = shown(release, committee["Ann"])
    assert [tuple(quote) for quote in page.quotes] == [
        ("I put the chart up by the kettle.", "senior nurse"),
        ("We had it on the wall for a year. Nobody looked.", "a participant"),
    ]
    assert page.charts[0].title == "Screened for sepsis"
    assert page.charts[0].where == "one team"

    # Each reads it alone, and may say what else could explain it.
    actions.interpret(release=release, verdict="rings_true", by=committee["Ann"])
    actions.interpret(
        release=release,
        verdict="not",
        comment="It was one nurse.",
        another_reading="The rota changed.",
        by=committee["Ben"],
    )
    finding.refresh_from_db()
    actions.close_interpretation(finding=finding, by=rosa)
    read = gather(interpretations([release]), members=4)
    assert [(tally.label, tally.count, tally.of) for tally in read.tallies][:3] == [
        ("Rings true", 1, 2),
        ("Partly", 0, 2),
        ("Does not", 1, 2),
    ]
    assert read.items[0].texts == ("It was one nurse.", "The rota changed.")

    # The host decides without any part in the study; what is begun is marked on the charts of the team concerned.
    world.released(Finding.objects.get(pk=finding.pk), "programme", shows_verdicts=True)
    decision = actions.decide(
        finding=Finding.objects.get(pk=finding.pk),
        text="Offer every team a weekly sheet.",
        on="2016-10-06",
        by=lead,
    )
    action = actions.add_action(
        decision=decision,
        what="Weekly ward sheet",
        owner=adviser,
        starts="2016-10-10",
        due="2016-11-30",
        teams=[team],
        by=lead,
    )
    mark = Annotation.objects.get()
    assert (mark.team, mark.on.isoformat(), mark.origin, mark.text) == (
        team,
        "2016-10-10",
        "decision",
        "Weekly ward sheet",
    )
    assert mark.collaborative == study.collaboratives.get()
    assert list(action.annotations.all()) == [mark]

    # Somebody looks again; with the last action closed, the finding has been reviewed.
    actions.close_action(
        action=action,
        revision=1,
        state="done",
        what_happened="Three teams still use it.",
        reviewed_on="2017-02-02",
        by=lead,
    )
    chain = whole(finding_of(rosa, study.slug, 1))
    assert chain.finding.state == Finding.State.REVIEWED
    assert [station.state for station in stations(chain)] == [
        "reached",
        "",
        "reached",
        "reached",
        "reached",
        "reached",
    ]
    assert stations(chain)[0].words == "2 quotes, 2 people, 1 chart"
    assert Action.objects.get().what_happened == "Three teams still use it."
    # The dissent stays on the finding for good.
    assert Interpretation.objects.filter(release__finding_version__finding=finding, verdict="not").exists()


def test_a_study_that_stands_alone_decides_by_itself_and_marks_no_chart(researcher, person):
    from alongside.findings.models import FindingVersion
    from alongside.study.actions import open_study

    alone = open_study(name="Alone", slug="alone", researcher=researcher, by=None)
    finding = actions.record_finding(
        study=alone, statement="It holds.", level="individual", valence="both", by=researcher
    )
    decision = actions.decide(finding=finding, text="Ask two more people.", by=researcher)
    actions.add_action(decision=decision, what="Two interviews more", by=researcher)
    assert decision.collaborative is None
    assert Annotation.objects.count() == 0
    assert Finding.objects.get().state == Finding.State.DECIDED
    assert FindingVersion.objects.get().by.person == researcher
