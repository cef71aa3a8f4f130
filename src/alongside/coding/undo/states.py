"""The state of each kind of thing that can be put back: how it is read, and how it is put.

A state is None where the thing is not there. Words are not part of it: they are kept as a revision under the number that
the state holds.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any, Protocol

from alongside.access.models import Revision
from alongside.accounts.models import Person
from alongside.coding.models import CellLink, Code, CodeEntry, CodeStep, Coding, Matrix, MatrixCell, Note
from alongside.study.models import Study

State = dict[str, Any] | None
PLACE = (
    "source_id",
    "start",
    "end",
    "code_id",
    "version_id",
    "coder_id",
    "layer_id",
    "valence",
    "important",
    "review",
)
NOTE = ("kind", "author_id", "private", "source_id", "start", "end", "case_id", "code_id", "revision")
CELL = ("case_id", "code_id", "author_id", "nothing_said", "status", "revision")
ENTRY = (
    "version_id",
    "code_id",
    "order",
    "colour",
    "kind",
    "codable",
    "example_from_id",
    "words_from_id",
    "revision",
)
ENTRY_PROSE = ("name", "definition", "use_when", "not_when", "example")


class Kind(Protocol):
    """Reads and puts back the states of one kind of thing, by its guid (a step: by its id)."""

    def states(self, study: Study, keys: Collection[str]) -> dict[str, State]: ...
    def put(self, study: Study, key: str, state: State, by: Person) -> None: ...


def keep(thing: Any, by: Person | None, **words: Any) -> None:
    """Keep the words of a thing under the number it has now; not those that are hidden, since they are to be gone."""
    if getattr(thing, "needs_rewrite", False):
        return
    Revision.objects.update_or_create(
        kind=thing._meta.model_name,
        guid=thing.guid,
        number=thing.revision,
        defaults={"scope": thing.scope, "fields": words, "by": by},
    )


def _words(model: Any, key: str, number: int) -> dict[str, Any]:
    kept = Revision.objects.filter(kind=model._meta.model_name, guid=key, number=number).first()
    if kept is None:
        raise LookupError(key)
    return dict(kept.fields)


def _pick(thing: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}


class OneByOne:
    """Of what an act touches few of, each is asked for by itself."""

    def state(self, study: Study, key: str) -> State:
        raise NotImplementedError

    def states(self, study: Study, keys: Collection[str]) -> dict[str, State]:
        return {key: self.state(study, key) for key in keys}


class Codings:
    """A coding with the notes that hang on it and the cells that point at it."""

    def states(self, study: Study, keys: Collection[str]) -> dict[str, State]:
        found: dict[str, State] = dict.fromkeys(keys)
        here = Coding.objects.filter(study=study, guid__in=keys).prefetch_related("notes", "cell_links")
        for coding in here:
            notes = sorted(str(note.guid) for note in coding.notes.all())
            links = sorted(link.cell_id for link in coding.cell_links.all())
            found[str(coding.guid)] = {**_pick(coding, PLACE), "notes": notes, "links": links}
        return found

    def put(self, study: Study, key: str, state: State, by: Person) -> None:
        if state is None:
            Coding.objects.filter(study=study, guid=key).delete()
            return
        fields = {name: state[name] for name in PLACE}
        coding, _ = Coding.objects.update_or_create(study=study, guid=key, defaults=fields)
        Note.objects.filter(study=study, guid__in=state["notes"]).update(coding=coding)
        here = set(coding.cell_links.values_list("cell_id", flat=True))
        cells = MatrixCell.objects.filter(pk__in=set(state["links"]) - here).values_list("pk", flat=True)
        CellLink.objects.bulk_create(CellLink(cell_id=pk, coding=coding) for pk in cells)
        coding.cell_links.exclude(cell__in=state["links"]).delete()


def fresh_state(coding: Coding) -> State:
    """The state of a coding that was made just now: nothing hangs on it yet."""
    return {**_pick(coding, PLACE), "notes": [], "links": []}


class Notes(OneByOne):
    """A memo, an annotation, an entry of the journal."""

    def state(self, study: Study, key: str) -> State:
        note = Note.objects.filter(study=study, guid=key).select_related("coding").first()
        if note is None:
            return None
        keep(note, None, body=note.body, kind=note.kind)
        return {
            **_pick(note, NOTE),
            "on": note.on.isoformat(),
            "coding": str(note.coding.guid) if note.coding else None,
            "rests_on": sorted(note.rests_on.values_list("pk", flat=True)),
        }

    def put(self, study: Study, key: str, state: State, by: Person) -> None:
        if state is None:
            Note.objects.filter(study=study, guid=key).delete()
            return
        words = _words(Note, key, state["revision"])
        coding = Coding.objects.filter(study=study, guid=state["coding"]).first() if state["coding"] else None
        fields = {name: state[name] for name in NOTE} | {
            "on": state["on"],
            "coding": coding,
            "body": words["body"],
        }
        note, _ = Note.objects.update_or_create(study=study, guid=key, defaults=fields)
        note.rests_on.set(state["rests_on"])


class Cells(OneByOne):
    """A cell of the matrix with the quotes it points at."""

    def state(self, study: Study, key: str) -> State:
        cell = MatrixCell.objects.filter(matrix__study=study, guid=key).first()
        if cell is None:
            return None
        keep(
            cell,
            None,
            summary=cell.summary,
            nothing_said=cell.nothing_said,
            status=cell.status,
            author=cell.author_id,
        )
        links = sorted(str(guid) for guid in cell.links.values_list("coding__guid", flat=True))
        return {**_pick(cell, CELL), "links": links}

    def put(self, study: Study, key: str, state: State, by: Person) -> None:
        if state is None:
            MatrixCell.objects.filter(matrix__study=study, guid=key).delete()
            return
        words = _words(MatrixCell, key, state["revision"])
        matrix = Matrix.objects.get_or_create(study=study)[0]
        fields = {name: state[name] for name in CELL} | {"matrix": matrix, "summary": words["summary"]}
        cell, _ = MatrixCell.objects.update_or_create(guid=key, defaults=fields)
        cell.links.exclude(coding__guid__in=state["links"]).delete()
        here = {str(guid) for guid in cell.links.values_list("coding__guid", flat=True)}
        wanted = Coding.objects.filter(study=study, guid__in=set(state["links"]) - here)
        CellLink.objects.bulk_create(CellLink(cell=cell, coding=coding) for coding in wanted)


class Entries(OneByOne):
    """A code in the draft: its place in the tree, its words, its look."""

    def state(self, study: Study, key: str) -> State:
        entry = CodeEntry.objects.filter(code__study=study, guid=key).select_related("parent").first()
        if entry is None:
            return None
        keep(
            entry,
            None,
            example_from=entry.example_from_id,
            words_from=entry.words_from_id,
            **_pick(entry, ENTRY_PROSE),
        )
        return {**_pick(entry, ENTRY), "parent": str(entry.parent.guid) if entry.parent else None}

    def put(self, study: Study, key: str, state: State, by: Person) -> None:
        if state is None:
            gone = CodeEntry.objects.filter(code__study=study, guid=key).first()
            if gone is not None:
                gone.delete()
                unused = {
                    "entries": None,
                    "codings": None,
                    "cells": None,
                    "steps_from": None,
                    "steps_to": None,
                }
                Code.objects.filter(pk=gone.code_id, **unused).delete()
            return
        words = _words(CodeEntry, key, state["revision"])
        if not Code.objects.filter(pk=state["code_id"]).exists():
            Code.objects.create(pk=state["code_id"], study=study)
        parent = CodeEntry.objects.filter(guid=state["parent"]).first() if state["parent"] else None
        fields = {name: state[name] for name in ENTRY} | {name: words[name] for name in ENTRY_PROSE}
        CodeEntry.objects.update_or_create(guid=key, defaults={**fields, "parent": parent})


class Steps(OneByOne):
    """A step of the draft, which stands or was taken back."""

    def state(self, study: Study, key: str) -> State:
        step = CodeStep.every.filter(version__framework__study=study, pk=int(key)).first()
        return {"stands": not step.taken_back} if step is not None else None

    def put(self, study: Study, key: str, state: State, by: Person) -> None:
        stands = bool(state and state["stands"])
        CodeStep.every.filter(version__framework__study=study, pk=int(key)).update(taken_back=not stands)


# In the order in which things are put back; they go in the opposite one.
KINDS: dict[str, Kind] = {
    "entry": Entries(),
    "step": Steps(),
    "coding": Codings(),
    "note": Notes(),
    "cell": Cells(),
}


def key_of(thing: Any) -> tuple[str, str]:
    """A thing's kind and the key it is found by."""
    if isinstance(thing, CodeStep):
        return "step", str(thing.pk)
    kind = {Coding: "coding", Note: "note", MatrixCell: "cell", CodeEntry: "entry"}[type(thing)]
    guid: uuid.UUID = thing.guid
    return kind, str(guid)
