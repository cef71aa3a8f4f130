"""Blind rounds: the same texts coded by several, none seeing the others until all have submitted."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.coding.models import Layer, Round, RoundCoder, RoundText
from alongside.coding.models.rounds import blind
from alongside.coding.places import current_text
from alongside.coding.versions import published_version
from alongside.core.errors import Conflict, Invalid, NotKnown, Refused
from alongside.study.actions.studies import coder_of
from alongside.study.models import Coder, Source, Study


@transaction.atomic
def open_round(
    *, study: Study, name: str, sources: Iterable[Source], coders: Iterable[Coder], by: Person | None
) -> Round:
    """Open a blind round over the current texts of some sources, under the published framework.

    Its coders code on a sheet of their own each; what others coded on these texts is hidden from them until all have
    submitted.
    """
    require(by, Permission.MANAGE_STUDY, study)
    name = " ".join(name.split())
    chosen, people = list(sources), list(coders)
    wrong: dict[str, str] = {}
    if not name or len(name) > 120:
        wrong["name"] = "A name of at most 120 letters."
    elif study.rounds.filter(name=name).exists():
        wrong["name"] = "There is a round of this name."
    if not chosen:
        wrong["sources"] = "Choose at least one source."
    if len({each.pk for each in people}) < 2:
        wrong["coders"] = "Choose two coders or more."
    if wrong:
        raise Invalid("The round is not opened yet.", "Correct what is marked.", fields=wrong)
    if {each.study_id for each in chosen} | {each.study_id for each in people} != {study.pk}:
        raise NotKnown()
    version = published_version(study)
    if version is None:
        raise Invalid("A round codes under a published framework.", "Publish a version first.")
    texts = []
    for source in chosen:
        require_no_round(source, "Another round")
        text = current_text(source)
        if text is None:
            raise Invalid(
                f"{source.name} has no pseudonymised text yet.", "Leave it out, or pseudonymise it."
            )
        texts.append(text)
    opened = Round.objects.create(study=study, name=name, version=version, opened_by=by)
    RoundText.objects.bulk_create(
        RoundText(round=opened, source=text.source, source_text=text) for text in texts
    )
    RoundCoder.objects.bulk_create(RoundCoder(round=opened, coder=each) for each in people)
    Layer.objects.create(study=study, kind=Layer.Kind.ROUND, round=opened)
    record(
        "round.open", by=by, thing=opened, version=version.number, sources=[each.pk for each in chosen],
        coders=[each.pk for each in people],
    )  # fmt: skip
    return opened


@transaction.atomic
def submit_round(*, round: Round, by: Person | None) -> RoundCoder:
    """A coder has finished: what they coded in the round stays as it is."""
    require(by, Permission.CODE, round)
    part = part_in(round, by)
    if part is None:
        raise Refused("You do not code in this round.")
    if round.closed_at is not None:
        raise Refused("This round was closed.", "Nothing is changed.")
    if part.submitted_at is None:
        part.submitted_at = timezone.now()
        part.save(update_fields=["submitted_at"])
        record("round.submit", by=by, thing=round, coder=part.coder_id)
    return part


@transaction.atomic
def close_round(*, round: Round, reason: str, by: Person | None) -> Round:
    """Close a round before all have submitted: it is no longer blind, and its texts may change again."""
    require(by, Permission.MANAGE_STUDY, round)
    reason = " ".join(reason.split())
    if not reason or len(reason) > 300:
        raise Invalid(
            "A round is closed for a reason.",
            "Say why, in at most 300 letters.",
            fields={"reason": "Say why."},
        )
    if round.closed_at is not None:
        raise Conflict("This round was closed already.", theirs={}, mine={})
    round.closed_at, round.closed_because = timezone.now(), reason
    round.save(update_fields=["closed_at", "closed_because"])
    record("round.close", by=by, thing=round, waiting=round.coders.filter(submitted_at=None).count())
    return round


def part_in(round: Round, person: Person | None) -> RoundCoder | None:
    """This person's part in a round."""
    coder = coder_of(round.study, person)
    return round.coders.filter(coder=coder).first() if coder is not None else None


def open_round_for(source: Source, person: Person | None) -> Round | None:
    """The blind round in which this person codes this source now, if there is one."""
    if not Round.objects.filter(study=source.study_id, closed_at=None).exists():
        return None
    return (
        Round.objects.filter(
            blind(), texts__source=source, coders__coder__person=person, study=source.study_id
        )
        .select_related("study__scope", "version")
        .first()
    )


def require_not_submitted(round: Round, by: Person | None) -> None:
    """Refuse to change what somebody said was finished, and what was coded in a round that others may look into by now."""
    if Round.objects.filter(pk=round.pk).exclude(closed_at=None).exists():
        raise Refused(f"The round “{round.name}” was closed.", "What it found stays as it was found.")
    part = part_in(round, by)
    if part is not None and part.submitted_at is not None:
        raise Refused(
            f"You have submitted your codings in the round “{round.name}”.",
            "They stay as they were submitted.",
        )


def require_no_round(source: Source, what: str) -> None:
    """Refuse while a blind round holds this source's text in its place."""
    held = Round.objects.filter(blind(), texts__source=source).first()
    if held is not None:
        raise Refused(
            f"{what} has to wait: the round “{held.name}” codes this text.",
            "Wait until all have submitted, or close the round with a reason.",
        )
