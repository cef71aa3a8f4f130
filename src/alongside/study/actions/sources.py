"""Adding sources, describing them, and reading them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import regex
from django.db import transaction
from django.utils import timezone

from alongside.access.models import Grant
from alongside.access.roles import Permission
from alongside.access.rules import check, require
from alongside.accounts.models import Person
from alongside.audit.models import AuditEvent
from alongside.audit.record import record
from alongside.core.errors import Invalid, NotKnown
from alongside.programme.models import Event, Team
from alongside.study.actions.studies import coder_of
from alongside.study.actions.texts import keep_identified, make_text
from alongside.study.days import day
from alongside.study.models import Case, Coder, GuideVersion, Source, SourceText, Study

PREFIX = {
    Source.Kind.INTERVIEW.value: "P",
    Source.Kind.FOCUS_GROUP.value: "FG ",
    Source.Kind.FIELD_NOTE.value: "FN ",
    Source.Kind.DOCUMENT.value: "D ",
}
MOST_NAME = 120
MOST_TITLE = 200
MOST_TIME = 100_000


@transaction.atomic
def add_source(
    *,
    study: Study,
    kind: str,
    name: str = "",
    text: str = "",
    title: str = "",
    on: dt.date | str | None = None,
    minutes: int | None = None,
    hours: float | None = None,
    place: str = "",
    present: str = "",
    capacity: str = "",
    reflection: str = "",
    cases: Iterable[Case] = (),
    event: Event | None = None,
    team: Team | None = None,
    guide_version: GuideVersion | None = None,
    speakers: Mapping[str, Case] | None = None,
    identified: bool,
    sha256: str = "",
    conducted_by: Coder | None = None,
    by: Person | None,
) -> Source:
    """Add an interview, a focus group, a field note or a document.

    With `identified`, the text goes to the vault and the source waits for its pseudonymised text; without, whoever adds it
    says that it names nobody, and it can be coded at once. Without any text (it is still being typed) it waits for one:
    `add_text`. `speakers` says which case a speaker's label stands for. Without a name it gets the next free one.
    """
    require(by, Permission.IMPORT_SOURCES, study)
    return make_source(
        study=study, kind=kind, name=name, text=text, title=title, on=on, minutes=minutes, hours=hours, place=place,
        present=present, capacity=capacity, reflection=reflection, cases=cases, event=event, team=team,
        guide_version=guide_version, speakers=speakers, identified=identified, sha256=sha256,
        conducted_by=conducted_by or coder_of(study, by), by=by,
    )  # fmt: skip


def make_source(
    *,
    study: Study,
    kind: str,
    name: str,
    text: str,
    cases: Iterable[Case],
    speakers: Mapping[str, Case] | None = None,
    identified: bool,
    by: Person | None,
    **about: Any,
) -> Source:
    """The source itself, for actions that have asked their own question."""
    cases = list(cases)
    _check_places(study, cases, **about)
    if kind not in Source.Kind.values:
        raise Invalid(
            "That is no kind of source.",
            f"Choose one of {', '.join(Source.Kind.values)}.",
            fields={"kind": "Choose one."},
        )
    name = " ".join(name.split()) or next_name(study, kind)
    if len(name) > MOST_NAME:
        raise Invalid(
            f"A source's name has at most {MOST_NAME} letters.", "Shorten it.", fields={"name": "Shorten it."}
        )
    if Source.objects.filter(study=study, name=name).exists():
        raise Invalid(
            "A source of that name is here already.",
            "Choose another name.",
            fields={"name": "This one is taken."},
        )
    sha256 = about.get("sha256", "")
    if sha256 and (same := Source.objects.filter(study=study, sha256=sha256).first()):
        raise Invalid(f"The same file is here already, as {same.name}.", "Open that source instead.")
    source = Source.objects.create(study=study, kind=kind, name=name, **_clean_about(about))
    source.cases.set(cases)
    if text.strip():
        if identified:
            keep_identified(source, text)
        else:
            make_text(
                source, text, cases=cases, speakers=speakers or {}, reason="named nobody when added", by=by
            )
    record("source.add", by=by, thing=source, kind=kind, identified=identified, has_text=bool(text.strip()))
    return source


@transaction.atomic
def describe_source(
    *, source: Source, by: Person | None, cases: Iterable[Case] | None = None, **about: Any
) -> Source:
    """Change what is said about a source (title, on, minutes, hours, place, present, capacity, reflection, event, team,
    guide_version, cases); its text stays as it is. What is not given stays."""
    require(by, Permission.IMPORT_SOURCES, source)
    known = {
        "title",
        "on",
        "minutes",
        "hours",
        "place",
        "present",
        "capacity",
        "reflection",
        "event",
        "team",
        "guide_version",
    }
    if unknown := set(about) - known:
        raise TypeError(f"A source has no {', '.join(sorted(unknown))} to describe.")
    chosen = None if cases is None else list(cases)
    _check_places(source.study, chosen or [], **about)
    before = {name: getattr(source, name) for name in about}
    for name, value in _clean_about(about).items():
        setattr(source, name, value)
    changed = [name for name in about if getattr(source, name) != before[name]]
    if changed:
        source.save(update_fields=changed)
    if chosen is not None:
        source.cases.set(chosen)
    record("source.describe", by=by, thing=source, fields=changed, cases=chosen is not None)
    return source


@transaction.atomic
def confirm_rewritten(*, source: Source, reflection: str | None = None, by: Person | None) -> Source:
    """A named person says that nothing is left in this source of somebody who withdrew, the reflection written anew or as
    it is; from then on it may be quoted again. The earlier reflection is not kept: it may hold what was withdrawn."""
    require(by, Permission.IMPORT_SOURCES, source)
    if not source.needs_rewrite:
        raise Invalid("This source does not wait to be rewritten.", "Reload the page.")
    if reflection is not None:
        source.reflection = reflection.strip()
    source.needs_rewrite = False
    source.save(update_fields=["reflection", "needs_rewrite"])
    record("source.confirm_rewritten", by=by, thing=source, rewritten=reflection is not None)
    return source


@transaction.atomic
def add_text(
    *,
    source: Source,
    text: str,
    identified: bool,
    speakers: Mapping[str, Case] | None = None,
    by: Person | None,
) -> SourceText | None:
    """Give a source its first text once it is typed; as with `add_source`, an identified one waits in the vault."""
    require(by, Permission.IMPORT_SOURCES, source)
    if source.texts.exists() or hasattr(source, "identified"):
        raise Invalid("This source has its text already.", "Add another source for another text.")
    if not text.strip():
        raise Invalid("There is no text.", "Paste or upload it.", fields={"text": "Paste or upload it."})
    record("source.add_text", by=by, thing=source, identified=identified)
    if identified:
        keep_identified(source, text)
        return None
    return make_text(
        source,
        text,
        cases=list(source.cases.all()),
        speakers=speakers or {},
        reason="named nobody when added",
        by=by,
    )


@transaction.atomic
def name_speakers(*, source: Source, speakers: Mapping[str, Case | None], by: Person | None) -> int:
    """Say which case speaks under which label in the source's current text; none for one who is no case. Gives how many turns
    that was. Whose consent a quotation needs depends on it."""
    require(by, Permission.IMPORT_SOURCES, source)
    text = source.texts.order_by("-number").first()
    if text is None:
        raise Invalid("This source has no pseudonymised text yet.", "Pseudonymise it first.")
    heard = {case for case in speakers.values() if case is not None}
    _check_places(source.study, heard)
    changed = sum(text.turns.filter(speaker=label).update(case=case) for label, case in speakers.items())
    source.cases.add(*heard)
    record(
        "source.name_speakers", by=by, thing=source, cases=sorted(case.pk for case in heard), turns=changed
    )
    return changed


def read_source(*, source: Source, by: Person | None) -> SourceText:
    """The source's current pseudonymised text. A reading is audited once for a person, a source and a day."""
    if not check(by, Permission.READ_SOURCES, source) and not is_granted(source, by):
        require(by, Permission.READ_SOURCES, source)
    text = source.texts.order_by("-number").first()
    if text is None:
        raise Invalid(
            "This source has no pseudonymised text yet.", "Pseudonymise it, or wait until it is typed."
        )
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    seen = AuditEvent.objects.filter(
        verb="source.read",
        object_kind="source",
        object_id=source.pk,
        actor_id=by.pk if by else None,
        at__gte=today,
    )
    if not seen.exists():
        record("source.read", by=by, thing=source, text=text.number)
    return text


def is_granted(source: Source, by: Person | None) -> bool:
    """Whether this source is one that was named for this critical friend, under a grant still in force."""
    if by is None or source.needs_rewrite or not check(by, Permission.READ_GRANTED_SOURCES, source):
        return False
    in_force = Grant.objects.active().filter(person=by, scope=source.study.scope_id)
    return source.granted.filter(grant__in=in_force).exists()


def next_name(study: Study, kind: str) -> str:
    """The next free name of this kind: P07, FN 12. A participant's interview shares the participants' numbers."""
    prefix = PREFIX[kind]
    names = set(Source.objects.filter(study=study, name__startswith=prefix).values_list("name", flat=True))
    if kind == Source.Kind.INTERVIEW:
        names |= set(Case.objects.filter(study=study, name__startswith=prefix).values_list("name", flat=True))
    return numbered(prefix, names)


def numbered(prefix: str, names: Iterable[str]) -> str:
    """The number after the highest that stands behind this prefix, in two digits at least."""
    used = [
        int(found[1])
        for name in names
        if (found := regex.fullmatch(rf"{regex.escape(prefix)}(\d{{1,6}})", name))
    ]
    return f"{prefix}{max(used, default=0) + 1:02d}"


def _check_places(study: Study, cases: Iterable[Case], **about: Any) -> None:
    """What a source points at belongs to its study, or to a collaborative that the study is of."""
    if any(case.study_id != study.pk for case in cases):
        raise NotKnown()
    event, team, guide = about.get("event"), about.get("team"), about.get("guide_version")
    if guide is not None and guide.guide.study_id != study.pk:
        raise NotKnown()
    linked = {thing.collaborative_id for thing in (event, team) if thing is not None}
    if linked and not linked <= set(study.collaboratives.values_list("pk", flat=True)):
        raise NotKnown(
            "That event or team is not of a collaborative this study belongs to.",
            "Link the collaborative first.",
        )


def _clean_about(about: Mapping[str, Any]) -> dict[str, Any]:
    cleaned = {key: value.strip() if isinstance(value, str) else value for key, value in about.items()}
    if "on" in cleaned:
        cleaned["on"] = day(cleaned["on"], "on")
    for field, most in (("title", MOST_TITLE), ("place", 200), ("present", 300)):
        if len(cleaned.get(field) or "") > most:
            raise Invalid(
                f"The {field} has more than {most} letters.",
                "Shorten it.",
                fields={field: f"At most {most} letters."},
            )
    if not all(
        0 <= float(cleaned.get(field) or 0) <= MOST_TIME for field in ("hours", "minutes")
    ):  # so no NaN either
        raise Invalid(
            "Time spent is a number from 0.",
            "Correct it.",
            fields={"hours": "Not negative.", "minutes": "Not negative."},
        )
    if cleaned.get("capacity") and cleaned["capacity"] not in Source.Capacity.values:
        raise Invalid(
            "That is no capacity.",
            f"Choose one of {', '.join(Source.Capacity.values)}.",
            fields={"capacity": "Choose one."},
        )
    return cleaned
