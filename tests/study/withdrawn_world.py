"""A study in which every content column that rests on a participant holds a marker, to see that none is left afterwards."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from types import SimpleNamespace

from django.db import connection, models
from django.utils import timezone

from alongside.access.models import Revision
from alongside.access.roles import Role
from alongside.accounts.actions import add_person
from alongside.coding import actions as coding_actions
from alongside.coding.models import (
    CellLink,
    Code,
    CodeEntry,
    Coding,
    Framework,
    FrameworkVersion,
    Layer,
    Matrix,
    MatrixCell,
    Note,
)
from alongside.coding.undo.memory import visiting
from alongside.coding.visits import arrive
from alongside.findings.models import (
    Action,
    Committee,
    CommitteeMember,
    Decision,
    Evidence,
    EvidencePart,
    FeedbackEntry,
    Finding,
    FindingVersion,
    Interpretation,
    Release,
)
from alongside.reporting import files as reports
from alongside.study import actions
from alongside.study.models import Coder, Participant, SourceText
from alongside.study.withdrawal.reach import content_paths

MARKER = "xyzzymarker"
FOCUS_GROUP = f"INT: Hello?\n\nP01: I am {MARKER}one.\n\nP02: I am the other.\n\nP01: Again {MARKER}two.\n\nP02: Yes, indeed."
INTERVIEW = f"INT: Hello?\n\nP01: My word is {MARKER}.\n\nINT: So?\n\nP01: {MARKER} it is."


def build() -> SimpleNamespace:
    """Rosa's study with P01 (who will withdraw) and P02, and one row at least of everything that can rest on P01 alone."""
    rosa = add_person(name="Rosa", email="rosa@example.org", by=None)
    sven = add_person(name="Sven", email="sven@example.org", by=None)
    study = actions.open_study(name="Why", slug="why", researcher=rosa, by=None)
    actions.add_to_study(study=study, person=sven, role=Role.SECOND_CODER, by=rosa)
    world = SimpleNamespace(rosa=rosa, sven=sven, study=study)
    world.p1 = actions.add_participant(study=study, name="P01", identity={"name": MARKER}, by=rosa)
    world.p2 = actions.add_participant(study=study, name="P02", by=rosa)
    for each in (world.p1, world.p2):
        for purpose in ("take_part", "quote", "publish"):
            actions.record_consent(participant=each, purpose=purpose, value=True, on="2016-03-01", by=rosa)
    actions.note_approach(
        study=study, participant=world.p1, invited_on="2016-02-01", outcome="accepted", by=rosa
    )
    role = actions.define_variable(study=study, name="Role", by=rosa)
    actions.set_value(case=world.p1.case, variable=role, value=MARKER, by=rosa)
    actions.register_pseudonym(
        study=study, original=MARKER + "name", replacement="[Anna]", participant=world.p1, by=rosa
    )
    common = {"study": study, "by": rosa}
    world.interview = actions.add_source(
        **common,
        kind="interview",
        text=INTERVIEW,
        title=MARKER,
        reflection=MARKER,
        cases=[world.p1.case],
        identified=False,
    )
    world.waiting = actions.add_source(
        **common, kind="interview", text=INTERVIEW, cases=[world.p1.case], identified=True
    )
    world.group = actions.add_source(
        **common, kind="focus_group", text=FOCUS_GROUP, cases=[world.p1.case, world.p2.case], identified=True
    )
    actions.confirm_pseudonymised(source=world.group, by=rosa)
    _coding(world)
    _findings(world)
    _mark(world.p1)
    return world


def _coding(world: SimpleNamespace) -> None:
    study = world.study
    world.coder = Coder.objects.get(study=study, person=world.rosa)
    framework = Framework.objects.create(study=study)
    world.version = FrameworkVersion.objects.create(framework=framework, number=1)
    world.code = Code.objects.create(study=study)
    CodeEntry.objects.create(
        version=world.version, code=world.code, name="Ownership", example_from=world.interview
    )
    layer = Layer.objects.filter(study=study, kind="own").first() or Layer.objects.create(study=study)
    common = {
        "study": study,
        "code": world.code,
        "version": world.version,
        "coder": world.coder,
        "layer": layer,
    }
    world.coding = Coding.objects.create(source=world.interview, start=12, end=30, **common)
    at = FOCUS_GROUP.index("I am the other")
    world.shared_coding = Coding.objects.create(source=world.group, start=at, end=at + 14, **common)
    world.own_turn = Coding.objects.create(
        source=world.group, start=FOCUS_GROUP.index("P01:") + 5, end=at - 8, **common
    )
    world.note = Note.objects.create(study=study, author=world.coder, body=MARKER)
    world.note.rests_on.add(world.p1)
    world.shared_note = Note.objects.create(study=study, author=world.coder, body="Both said so.")
    world.shared_note.rests_on.add(world.p1, world.p2)
    world.cell = MatrixCell.objects.create(
        matrix=Matrix.objects.create(study=study),
        case=world.p1.case,
        code=world.code,
        author=world.coder,
        summary=MARKER,
    )
    CellLink.objects.create(cell=world.cell, coding=world.coding)
    Revision.objects.create(
        scope=study.scope,
        kind="matrixcell",
        guid=world.cell.guid,
        number=1,
        fields={"summary": MARKER},
        by=world.rosa,
    )
    Revision.objects.create(
        scope=study.scope, kind="note", guid=world.note.guid, number=1, fields={"body": MARKER}, by=world.rosa
    )


def lived_in(world: SimpleNamespace) -> SimpleNamespace:
    """The same after days of work: corrected texts, a blind round, annotations, acts that can be undone, one of them a memo
    that is deleted by now, somebody at the source, and a report that waits to be fetched."""
    study, rosa = world.study, world.rosa
    world.version.state, world.version.published_at = "published", timezone.now()
    world.version.save()
    coding_actions.open_round(
        study=study, name="Pilot", sources=[world.group], coders=study.coders.all(), by=rosa
    )
    coding_actions.write_note(
        study=study, source=world.interview, start=0, end=4, body=f"{MARKER} again", by=rosa
    )
    text = world.interview.texts.get()
    coding_actions.correct_text(
        source=world.interview,
        text=text.text.replace("So?", "And so?"),
        number=text.number,
        reason=f"{MARKER} was heard again",
        by=rosa,
    )
    visit = uuid.uuid4()
    acts = {
        "coding.add": lambda: coding_actions.add_coding(
            source=world.interview, start=30, end=40, code=world.code, by=rosa
        ),
        "note.write": lambda: coding_actions.write_note(
            study=study, coding=Coding.objects.get(start=30), body=f"{MARKER} once more", by=rosa
        ),
        "coding.remove": lambda: coding_actions.remove_coding(coding=Coding.objects.get(start=30), by=rosa),
    }
    for verb, act in acts.items():
        with visiting(study=study, source=world.interview, by=rosa, visit=visit, verb=verb):
            act()
    arrive(world.interview, rosa, 1)
    waiting = reports.folder_of(study.pk)
    waiting.mkdir(parents=True, exist_ok=True)
    (waiting / "report.pdf").write_text(MARKER, encoding="utf-8")
    return world


def _findings(world: SimpleNamespace) -> None:
    study, on = world.study, dt.date(2016, 9, 1)
    finding = Finding.objects.create(study=study, number=1)
    world.finding_version = FindingVersion.objects.create(
        finding=finding, number=1, statement=MARKER, level="within", valence="barrier", by=world.coder
    )
    world.evidence = Evidence.objects.create(finding_version=world.finding_version, coding=world.coding)
    EvidencePart.objects.create(evidence=world.evidence, participant=world.p1, text=MARKER)
    member = CommitteeMember.objects.create(
        committee=Committee.objects.create(study=study), person=world.sven, part="clinical lead"
    )
    release = Release.objects.create(study=study, finding_version=world.finding_version, audience="committee")
    Interpretation.objects.create(release=release, member=member, verdict="partly", comment=MARKER)
    decision = Decision.objects.create(finding=finding, text=MARKER, on=on)
    Action.objects.create(decision=decision, what=MARKER, starts=on)
    entry = FeedbackEntry.objects.create(
        study=study, to_whom="the huddle", form="spoken", on=on, point=MARKER
    )
    entry.rests_on.add(world.p1)


def _mark(participant: Participant) -> None:
    """The marker in every content column of every row that rests on the participant alone; at least one row a model."""
    for model, path, names in content_paths():
        rows = model._base_manager.filter(**{path: participant.pk})
        assert rows.exists(), (
            f"nothing of {model._meta.label} rests on the participant: build a row of it here"
        )
        for name in names:
            field = model._meta.get_field(name)
            if isinstance(field, models.BinaryField) or (model is SourceText and name == "text"):
                continue  # sealed, or made with the marker in it
            alone = rows.exclude(pk__in=shared_keys(model, path, participant))
            value = [MARKER] if isinstance(field, models.JSONField) else MARKER
            model._base_manager.filter(pk__in=list(alone.values_list("pk", flat=True))).update(
                **{name: value}
            )


def shared_keys(model: type[models.Model], path: str, participant: Participant) -> set[int]:
    rows = list(model._base_manager.filter(**{path: participant.pk}).values_list("pk", flat=True))
    pairs = model._base_manager.filter(pk__in=rows, **{f"{path}__isnull": False}).values_list("pk", path)
    return {pk for pk, other in pairs if other != participant.pk}


def where_the_marker_is() -> list[str]:
    """Tables (of every app, Django's own too) and columns in which the marker stands."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    held = bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()
                    if MARKER.encode() in held:
                        found.append(f"{table}.{column}")
    return found


def files_with_the_marker(folder: Path) -> list[str]:
    """Files under a folder, the database and its log among them, whose bytes hold the marker."""
    return [
        path.name for path in folder.rglob("*") if path.is_file() and MARKER.encode() in path.read_bytes()
    ]
