"""What comes next for a finding: one sentence and one button, by where it stands in the loop."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from alongside.findings.models import Action, Finding, Release
from alongside.findings.queries.whole import Whole
from alongside.ui.templatetags.ui import day

State = Finding.State


@dataclass(frozen=True)
class Step:
    """The next thing to do: what the first line says, and the button that does it."""

    says: str
    label: str = ""
    url: str = ""
    opens: str = ""


def next_step(chain: Whole, *, may_write: bool, may_release: bool, linked: bool) -> Step:
    """What a researcher does next; who may not do it reads the sentence without the button."""
    step = _step(chain, linked)
    allowed = (
        may_release if step.url.endswith(("/release/", "/close/")) or "/release/?" in step.url else may_write
    )
    return step if allowed else Step(step.says)


def _step(chain: Whole, linked: bool) -> Step:
    finding, version = chain.finding, chain.version
    where = [finding.study.slug, finding.number]
    edit = reverse("findings:edit", args=where)
    release = reverse("findings:release", args=where)
    if finding.state == State.WITHDRAWN:
        return Step("This finding was withdrawn; no audience sees it.")
    if version.needs_rewrite:
        return Step(
            "write the statement again, because words beneath it were withdrawn.", "Write it again", edit
        )
    if not (chain.quotes or chain.cells or chain.charts or chain.things):
        return Step("add what it rests on.", "Add evidence", reverse("findings:evidence", args=where))
    if finding.state == State.DRAFT or not chain.is_released:
        if finding.members or finding.state != State.DRAFT:  # type: ignore[attr-defined]
            what = (
                f"release version {version.number} to the committee"
                if version.number > 1
                else "release it to the committee"
            )
            return Step(f"{what}.", "Release to the committee", f"{release}?audience=committee")
        return Step(
            "name the committee that is to read it.",
            "Name the committee",
            reverse("findings:committee_people", args=where[:1]),
        )
    if finding.state == State.WITH_COMMITTEE:
        read = chain.read
        if read is None or not read.answered:
            return Step("wait for the committee's first answers.")
        asked = chain.read_release.until if chain.read_release else None
        by = f", asked by {day(asked)}" if asked else ""
        return Step(
            f"{read.answered} of {read.members} have answered{by}. Close the interpretation when all have had their say.",
            "Close the interpretation",
            reverse("findings:close", args=where),
            opens="close",
        )
    if finding.state == State.INTERPRETED:
        if linked:
            return Step(
                "release it to the programme, so that it can decide.",
                "Release to the programme",
                f"{release}?audience=programme",
            )
        return Step("record what was decided.", "Record the decision", reverse("findings:decide", args=where))
    if finding.state == State.WITH_PROGRAMME:
        to = chain.released_to(Release.Audience.PROGRAMME) or chain.released_to(Release.Audience.TEAMS)
        since = f" since {day(to.at)}" if to else ""
        return Step(
            f"the host decides; it has been with the programme{since}.", "Log feedback", _feedback(finding)
        )
    open_ones = [one for one in chain.actions if one.state == Action.State.OPEN]
    if open_ones:
        look = (
            f"look again on {day(chain.next_look)}."
            if chain.next_look
            else f"look again at {open_ones[0].what}."
        )
        return Step(
            look, "Say what happened next", reverse("findings:action", args=[*where, open_ones[0].guid])
        )
    if finding.state == State.DECIDED and chain.decisions[-1].collaborative_id is None:
        url = reverse("findings:add_action", args=[*where, chain.decisions[-1].guid])
        return Step("say what is done about the decision.", "Add an action", url)
    if finding.state == State.DECIDED:
        return Step("the host says what is done about it.", "Log feedback", _feedback(finding))
    return Step("take it to a report.", "Take to a report", reverse("reporting:study", args=where[:1]))


def _feedback(finding: Finding) -> str:
    return f"{reverse('findings:feedback', args=[finding.study.slug])}?finding={finding.number}#new"


def first_line(chain: Whole, step: Step) -> str:
    """“Finding 8, version 2 · decided on 6 Oct 2016. Next: look again on 4 May 2017.”"""
    finding = chain.finding
    state = finding.get_state_display().lower()
    if finding.state == State.DECIDED:
        state = f"decided on {day(chain.decisions[-1].on)}"
    if finding.state == State.WITHDRAWN:
        return f"Finding {finding.number}, version {chain.version.number} · {state}. {step.says}"
    return f"Finding {finding.number}, version {chain.version.number} · {state}. Next: {step.says}"
