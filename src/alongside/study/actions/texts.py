"""From the identified text in the vault to the pseudonymised one that is coded; the register; opening the vault."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid, NotKnown
from alongside.core.pseudonyms import EVERYDAY_WORDS, Replacement, carry, replace
from alongside.core.text import Span, clean, turns, words
from alongside.core.text import Turn as Found
from alongside.study import vault
from alongside.study.models import (
    Case,
    IdentifiedText,
    Participant,
    Pseudonym,
    Source,
    SourceText,
    Study,
    Turn,
)
from alongside.study.speakers import turn_rows


def make_text(
    source: Source,
    text: str,
    *,
    cases: Sequence[Case],
    speakers: Mapping[str, Case],
    reason: str,
    by: Person | None,
    found: Sequence[Found] | None = None,
) -> SourceText:
    """The source's next pseudonymised text with its turns (those given, else those found in it)."""
    text = clean(text).text
    number = (source.texts.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    found = list(turns(text)) if found is None else found
    count = sum(turn.words for turn in found)  # what was said, without the labels of who said it
    made = SourceText.objects.create(
        source=source, number=number, text=text, words=count, reason=reason, by=by
    )
    Turn.objects.bulk_create(turn_rows(made.pk, found, source.kind, cases, speakers), batch_size=500)
    return made


def keep_identified(source: Source, text: str, *, file: str = "", encoding: str = "") -> IdentifiedText:
    """Put a text as it came into the vault, with the name of its file, which may itself name someone."""
    sealed = vault.seal_record({"text": clean(text).text, "file": file})
    return IdentifiedText.objects.create(source=source, sealed=sealed, encoding=encoding)


def replaced(
    text: str, mapping: Mapping[str, str], everyday: Collection[str] = EVERYDAY_WORDS
) -> tuple[str, list[Found], list[Replacement]]:
    """The text with the names replaced, its turns, and what was replaced.

    Turns are found in the text as it came and carried along, since a replaced label such as [Anna] is none any more;
    the label then reads as its replacement does, without the brackets.
    """
    original = list(turns(text))
    new, replacements = replace(text, mapping, everyday)
    if not replacements:
        return text, original, []
    places = carry([Span(turn.start, max(turn.end, turn.start)) for turn in original], replacements)
    bodies = carry([Span(turn.body_start, turn.body_start) for turn in original], replacements)
    moved = []
    for turn, place, body in zip(original, places, bodies, strict=True):
        start = min(max(body.span.start, place.span.start), place.span.end)
        label = replace(turn.speaker, mapping, everyday)[0].strip("[]") if turn.speaker else ""
        moved.append(
            Found(
                turn.index,
                place.span.start,
                place.span.end,
                label[:60],
                turn.at_ms,
                start,
                words(new[start : place.span.end]),
            )
        )
    return new, moved, replacements


@transaction.atomic
def confirm_pseudonymised(
    *, source: Source, speakers: Mapping[str, Case] | None = None, by: Person | None
) -> SourceText:
    """A named person says that the text as it came names nobody: it becomes the source's first pseudonymised text."""
    require(by, Permission.OPEN_VAULT, source)
    text = _waiting(source)
    made = make_text(
        source,
        text,
        cases=list(source.cases.all()),
        speakers=speakers or {},
        reason="needed no change",
        by=by,
    )
    record("source.confirm_pseudonymised", by=by, thing=source, text=made.number)
    return made


@transaction.atomic
def pseudonymise(
    *,
    source: Source,
    replacements: Mapping[str, str] | None = None,
    speakers: Mapping[str, Case] | None = None,
    by: Person | None,
) -> SourceText:
    """Make the pseudonymised text: the study's whole register is put in place, and what is given besides.

    `replacements` goes from name to what stands for it, and comes before the register where both have a name. Raises
    Invalid where nothing was found to replace: then a person confirms instead that the text names nobody.
    """
    require(by, Permission.OPEN_VAULT, source)
    text = _waiting(source)
    mapping = register_of(source.study)
    given = {name.strip(): new.strip() for name, new in (replacements or {}).items() if name.strip()}
    same = {name.casefold() for name in given}
    mapping = {name: new for name, new in mapping.items() if name.casefold() not in same} | given
    new, found, done = replaced(text, mapping)
    if not done:
        raise Invalid(
            "None of these names stands in the text, so nothing was replaced.",
            "Add the names that do, or confirm that it needs no change.",
        )
    cases = list(source.cases.all())
    made = make_text(
        source,
        new,
        cases=cases,
        speakers=speakers or {},
        reason=f"names replaced: {len(done)}",
        by=by,
        found=found,
    )
    record("source.pseudonymise", by=by, thing=source, text=made.number, replaced=len(done))
    return made


@transaction.atomic
def register_pseudonym(
    *,
    study: Study,
    original: str,
    replacement: str,
    participant: Participant | None = None,
    by: Person | None,
) -> Pseudonym:
    """Add a line to the study's register: what stands for this name in every text from now on."""
    require(by, Permission.OPEN_VAULT, study)
    original, replacement = " ".join(original.split()), " ".join(replacement.split())
    if not original or not replacement:
        raise Invalid("A line of the register has a name and what stands for it.", "Fill in both.")
    if len(replacement) > 120:
        raise Invalid(
            "What stands for a name has at most 120 letters.",
            "Shorten it.",
            fields={"replacement": "Shorten it."},
        )
    if participant is not None and participant.case.study_id != study.pk:
        raise NotKnown()
    if original.casefold() in {name.casefold() for name in register_of(study)}:
        raise Invalid(
            "This name is in the register already.",
            "Remove that line first.",
            fields={"original": "Already there."},
        )
    line = Pseudonym.objects.create(
        study=study, participant=participant, sealed=vault.seal(original), replacement=replacement
    )
    record("pseudonym.register", by=by, thing=line, scope_id=study.scope_id)
    return line


@transaction.atomic
def remove_pseudonym(*, line: Pseudonym, by: Person | None) -> None:
    """Take a line out of the register; texts that were made with it stay as they are."""
    require(by, Permission.OPEN_VAULT, line.study)
    record("pseudonym.remove", by=by, thing=line, scope_id=line.study.scope_id)
    line.delete()


def register_of(study: Study) -> dict[str, str]:
    """The register's names and what stands for them. For actions: pages ask `open_register`, which is audited."""
    return {vault.unseal(line.sealed).decode(): line.replacement for line in study.pseudonyms.all()}


@transaction.atomic
def open_register(*, study: Study, by: Person | None) -> list[tuple[Pseudonym, str]]:
    """The register's lines with their originals; each opening is audited."""
    require(by, Permission.OPEN_VAULT, study)
    lines = [
        (line, vault.unseal(line.sealed).decode())
        for line in study.pseudonyms.select_related("participant__case").order_by("replacement")
    ]
    record("vault.open_register", by=by, thing=study, lines=len(lines))
    return lines


@transaction.atomic
def open_identity(*, participant: Participant, by: Person | None) -> dict[str, str]:
    """Who a participant is; each opening is audited."""
    require(by, Permission.OPEN_VAULT, participant)
    kept = getattr(participant, "identity", None)
    record("vault.open_identity", by=by, thing=participant, there=kept is not None)
    return vault.unseal_record(kept.sealed) if kept is not None else {}


@transaction.atomic
def open_identified_text(*, source: Source, by: Person | None) -> str:
    """A text as it came; each opening is audited."""
    require(by, Permission.OPEN_VAULT, source)
    text = identified_text(source)
    record("vault.open_text", by=by, thing=source)
    return text


def identified_text(source: Source) -> str:
    kept = getattr(source, "identified", None)
    if kept is None:
        raise Invalid(
            "There is no identified text of this source in the vault.", "Read its pseudonymised text."
        )
    return str(vault.unseal_record(kept.sealed)["text"])


def _waiting(source: Source) -> str:
    if source.texts.exists():
        raise Invalid("This source has its pseudonymised text already.", "Open it and read on.")
    return identified_text(source)
