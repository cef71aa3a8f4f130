"""Bringing many files into a study at once, with the table that describes the people who speak in them.

Who somebody is never becomes the name of anything. A participant is P01, P02, … in the order of the files, unless the key
column, or without a table the files' names, hold such pseudonyms already. Columns named as identity, a key that is no
pseudonym, and the names of the files go to the vault; the other columns become attributes of the case.

Three ways for the texts:

* plain: whoever imports them says that they name nobody; they can be coded at once;
* `identified`: they go to the vault, and each waits there to be pseudonymised;
* with identity columns: the text as it came goes to the vault, and the text to be coded is made by putting each
  participant's pseudonym, in brackets, where the values of these columns and the study's register stand. A text in
  which none of them stands waits until someone confirms that it needs no change; with `confirmed`, the person who
  imports confirms the whole batch, and is recorded as having done so.

Each file is one transaction: those that can be taken are, the others are listed with what to do.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from django.db import transaction

from alongside.access.roles import Permission
from alongside.access.rules import require
from alongside.accounts.models import Person
from alongside.audit.record import record
from alongside.core.errors import Invalid, Problem
from alongside.core.identifiers import suggest
from alongside.core.pseudonyms import EVERYDAY_WORDS
from alongside.exchange import transcripts
from alongside.exchange.tables import Row, Table, match_files
from alongside.study import vault
from alongside.study.actions.cases import MOST_VALUE, define_variable, make_participant, seal_identity
from alongside.study.actions.sources import make_source, next_name, numbered
from alongside.study.actions.studies import coder_of
from alongside.study.actions.texts import keep_identified, make_text, register_of, replaced
from alongside.study.models import Case, Coder, Participant, Pseudonym, Source, Study, Variable, VariableValue
from alongside.study.naming import is_pseudonym, left_in_small_letters, mapping_for, spellings

_SPOKEN = (Source.Kind.INTERVIEW.value, Source.Kind.FOCUS_GROUP.value)
_SHOWN = 5


@dataclass(frozen=True)
class ImportSummary:
    """What an import did: the sources made (those of them that wait to be confirmed again in `waiting`), the files whose
    content was here already, those refused with their place and reason, and what else to know."""

    done: tuple[Source, ...] = ()
    waiting: tuple[Source, ...] = ()
    recognised: tuple[str, ...] = ()
    refused: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class _Batch:
    """What all files of one import share."""

    study: Study
    kind: str
    key: str
    identity: tuple[str, ...]
    identified: bool
    confirmed: bool
    encoding: str | None
    by: Person
    coder: Coder | None
    variables: Mapping[str, Variable]
    register: Mapping[str, str]
    names: Mapping[str, str]  # file → the pseudonym it gets
    spelt: Mapping[str, Sequence[str]]  # pseudonym → the words that give the person away
    everyday: Collection[str] = ()
    done: list[Source] = field(default_factory=list)
    waiting: list[Source] = field(default_factory=list)
    recognised: list[str] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    replaced_in: int = 0
    replaced: int = 0
    suggested: int = 0


def import_sources(
    *,
    study: Study,
    files: Sequence[tuple[str, bytes]],
    attributes: Table | None = None,
    key: str = "file",
    identity: Iterable[str] = (),
    skip: Iterable[str] = (),
    kind: str = Source.Kind.INTERVIEW,
    encoding: str | None = None,
    identified: bool = False,
    confirmed: bool = False,
    by: Person | None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ImportSummary:
    """Import files as sources of one kind; see above for where names and texts go.

    `key` is the column that has the files' names. `progress` is told after each file how many of how many are through.
    Raises Invalid, with nothing imported, for columns that the table does not have and for a column of long texts.
    """
    require(by, Permission.IMPORT_SOURCES, study)
    assert by is not None, "`require` refuses nobody"
    if kind not in Source.Kind.values:
        raise Invalid("That is no kind of source.", f"Choose one of {', '.join(Source.Kind.values)}.")
    if not files:
        raise Invalid(
            "There is no file to import.", "Choose at least one.", fields={"files": "Choose at least one."}
        )
    identity, skip = tuple(dict.fromkeys(identity)), tuple(dict.fromkeys(skip))
    rows: dict[str, Row] = {}
    refused: list[Problem] = []
    notes: list[str] = []
    if attributes is not None:
        _check_columns(attributes, key, identity, skip)
        if key not in identity:
            keys = [row[key] for row in attributes.rows if row[key].strip()]
            if not all(is_pseudonym(value) for value in keys):
                identity = (*identity, key)
                notes.append(
                    f"The key column “{key}” holds no pseudonyms such as P07, so it went to the vault."
                )
        rows, refused = _matched(files, attributes, key)
        notes += [f"{attributes.name}: {note}" for note in attributes.notes]
    elif identity or skip:
        raise Invalid(
            "Columns were named, but there is no table.", "Add the table of participants, or name no column."
        )
    chosen = [(name, data) for name, data in files if attributes is None or name in rows]
    names = _pseudonyms(study, kind, chosen, rows, key, identity)
    batch = _Batch(
        study=study,
        kind=kind,
        key=key,
        identity=identity,
        identified=identified,
        confirmed=confirmed,
        encoding=encoding,
        by=by,
        coder=coder_of(study, by),
        variables=_variables(study, attributes, {key, *identity, *skip}, rows, by),
        register=register_of(study) if identity and not identified else {},
        names=names,
        spelt={names[name]: _words(row, identity) for name, row in rows.items() if name in names},
        refused=refused,
        notes=notes,
    )
    batch.everyday = EVERYDAY_WORDS | {word.casefold() for words in batch.spelt.values() for word in words}
    for number, (name, data) in enumerate(chosen, start=1):
        _take(batch, name, data, rows.get(name))
        progress(number, len(chosen))
    return _summary(batch)


def _check_columns(table: Table, key: str, identity: Sequence[str], skip: Sequence[str]) -> None:
    known = ", ".join(table.columns)
    problems = [
        Problem(
            f"There is no column “{column}”, named as {use}.",
            f"The table has: {known}.",
            table.name,
            column=column,
        )
        for use, columns in (("key", (key,)), ("identity", identity), ("to be left out", skip))
        for column in columns
        if column not in table.columns
    ]
    kept = [column for column in table.columns if column not in {key, *identity, *skip}]
    problems += [
        Problem(
            f"A value has {len(row[column]):,} letters; an attribute has at most {MOST_VALUE}.",
            "Name the column as one to leave out, or shorten it.",
            table.name,
            row.number,
            column,
        )
        for column in kept
        for row in [next((row for row in table.rows if len(row[column]) > MOST_VALUE), None)]
        if row is not None
    ]
    if problems:
        raise Invalid(
            "The columns do not fit; nothing was imported.", "Correct what is listed.", problems=problems
        )


def _matched(
    files: Sequence[tuple[str, bytes]], table: Table, key: str
) -> tuple[dict[str, Row], list[Problem]]:
    """File → its row, and what could not be joined."""
    stems: dict[str, str] = {}
    repeated = []
    for name, _ in files:
        if (stem := PurePath(name).stem) in stems:
            repeated.append(Problem("Two files have this name.", "Rename one.", name))
        stems.setdefault(stem, name)
    matching = match_files(list(stems), table.rows, key, table.name)
    return {stems[stem]: row for stem, row in matching.pairs}, [*matching.problems, *repeated]


def _pseudonyms(
    study: Study,
    kind: str,
    files: Sequence[tuple[str, bytes]],
    rows: Mapping[str, Row],
    key: str,
    identity: Collection[str],
) -> dict[str, str]:
    """File → the name of its source, and of its case where it has one."""
    if kind not in _SPOKEN:
        return {}
    taken = set(Source.objects.filter(study=study).values_list("name", flat=True))
    cases = set(Case.objects.filter(study=study).values_list("name", flat=True))
    free = numbered_after(study, kind)
    names: dict[str, str] = {}
    for name, _ in files:
        given = (
            rows[name][key].strip() if name in rows and key not in identity else PurePath(name).stem.strip()
        )
        if (name in rows and key in identity) or not is_pseudonym(given):
            given = next(each for each in free if each not in taken and each not in cases)
            taken.add(given)
        names[name] = given
    return names


def numbered_after(study: Study, kind: str) -> Iterable[str]:
    """P08, P09, … from the next free number on."""
    name = next_name(study, kind)
    while True:
        yield name
        prefix = name.rstrip("0123456789")
        name = numbered(prefix, [name])


def _variables(
    study: Study, table: Table | None, apart: Collection[str], rows: Mapping[str, Row], by: Person
) -> dict[str, Variable]:
    if table is None or not rows:
        return {}
    with transaction.atomic():
        return {
            column: define_variable(
                study=study, name=column, type=_type([row[column] for row in table.rows]), by=by
            )
            for column in table.columns
            if column not in apart
        }


def _type(values: Iterable[str]) -> str:
    """Yes or no, a number, or text: what every value that is there allows."""
    there = {value.strip().casefold() for value in values if value.strip()}
    if there and there <= {"yes", "no"}:
        return Variable.Type.YES_NO
    try:
        return (
            Variable.Type.NUMBER
            if there and all(float(value) == float(value) for value in there)
            else Variable.Type.TEXT
        )
    except ValueError:
        return Variable.Type.TEXT


def _words(row: Row, identity: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for column in identity for word in spellings(column, row[column])))


def _take(batch: _Batch, name: str, data: bytes, row: Row | None) -> None:
    """One file, in one transaction."""
    try:
        transcript = transcripts.read(name, data, batch.encoding)
        with transaction.atomic():
            # one import at a time in a study, so that two never take the same number
            Study.objects.select_for_update().get(pk=batch.study.pk)
            same = Source.objects.filter(study=batch.study, sha256=transcript.sha256).first()
            if same is not None:
                batch.recognised.append(f"{name} is here already, as {same.name}.")
                return
            source = _make(batch, name, transcript, row)
    except Invalid as problem:
        batch.refused += problem.problems or [Problem(problem.message, problem.todo, file=name)]
        return
    batch.done.append(source)
    batch.notes += [f"{source.name}: {note}" for note in transcript.notes]


def _make(batch: _Batch, name: str, transcript: transcripts.Transcript, row: Row | None) -> Source:
    pseudonym = batch.names.get(name, "")
    participant = _participant(batch, name, pseudonym, row)
    cases = [participant.case] if participant else []
    apart = batch.identified or bool(batch.identity)
    source = make_source(
        study=batch.study,
        kind=batch.kind,
        name=_free_name(batch.study, pseudonym),
        text="" if apart else transcript.text,
        title=Source.Kind(batch.kind).label if apart or batch.kind in _SPOKEN else PurePath(name).stem[:200],
        cases=cases,
        identified=apart,
        sha256=transcript.sha256,
        conducted_by=batch.coder,
        by=batch.by,
    )
    if apart:
        keep_identified(source, transcript.text, file=name, encoding=transcript.encoding)
    if batch.identified:
        batch.waiting.append(source)
    elif apart:
        _pseudonymise(batch, source, transcript.text, pseudonym, cases)
    else:
        batch.suggested += len(suggest(transcript.text))
    return source


def _pseudonymise(batch: _Batch, source: Source, text: str, pseudonym: str, cases: Sequence[Case]) -> None:
    own = mapping_for(pseudonym, batch.spelt)
    known = {word.casefold() for word in own}
    register = {name: new for name, new in batch.register.items() if name.casefold() not in known}
    new, found, done = replaced(text, {**register, **own}, batch.everyday)
    small = left_in_small_letters(new, batch.spelt.get(pseudonym, ()))
    if small:
        batch.notes.append(
            f"{source.name}: a word that is also this participant's name was left {small} times in small letters."
        )
    if not done and not batch.confirmed:
        batch.waiting.append(source)
        return
    batch.replaced_in += bool(done)
    batch.replaced += len(done)
    reason = f"names replaced: {len(done)}" if done else "named nobody: confirmed with the batch it came in"
    make_text(source, new, cases=cases, speakers={}, reason=reason, by=batch.by, found=found)
    batch.suggested += len(suggest(new))


def _participant(batch: _Batch, name: str, pseudonym: str, row: Row | None) -> Participant | None:
    """The participant a file belongs to: the one of that pseudonym, or a new one with attributes and identity."""
    if not pseudonym or (row is None and batch.kind != Source.Kind.INTERVIEW):
        return None
    participant = (
        Participant.objects.select_related("case")
        .filter(case__study=batch.study, case__name=pseudonym)
        .first()
    )
    if participant is None:
        if Case.objects.filter(study=batch.study, name=pseudonym).exists():
            raise Invalid(f"{pseudonym} is a case here, but no participant.", "Rename the case or the file.")
        participant = make_participant(study=batch.study, name=pseudonym, by=batch.by)
    if row is not None:
        values = {variable: " ".join(row[column].split()) for column, variable in batch.variables.items()}
        VariableValue.objects.filter(case=participant.case, variable__in=values).delete()
        VariableValue.objects.bulk_create(
            VariableValue(variable=variable, case=participant.case, value=value)
            for variable, value in values.items()
            if value
        )
    identity = {column: row[column] for column in batch.identity} if row is not None else {}
    if PurePath(name).stem.strip() != pseudonym:
        identity["file"] = name
    if identity:
        seal_identity(participant, identity)
        Pseudonym.objects.bulk_create(
            Pseudonym(
                study=batch.study,
                participant=participant,
                sealed=vault.seal(word),
                replacement=f"[{pseudonym}]",
            )
            for word in batch.spelt.get(pseudonym, ())
            if word.casefold() not in {known.casefold() for known in batch.register}
        )
    return participant


def _free_name(study: Study, name: str) -> str:
    """The name itself; P07 (2) for a participant's second source."""
    if not name:
        return ""
    taken = set(Source.objects.filter(study=study, name__startswith=name).values_list("name", flat=True))
    return next(each for each in (name, *(f"{name} ({n})" for n in range(2, 1000))) if each not in taken)


def _summary(batch: _Batch) -> ImportSummary:
    done, waiting = len(batch.done), len(batch.waiting)
    notes = list(dict.fromkeys(batch.notes))
    if batch.identity and not batch.identified and done:
        notes.append(
            f"Names were replaced in {batch.replaced_in} of {done} texts, {batch.replaced} times in all."
        )
        unchanged = done - batch.replaced_in
        if batch.confirmed and unchanged:
            notes.append(
                f"{unchanged} of {done} texts held none of these names; you confirmed that they need no change."
            )
    if waiting:
        shown = ", ".join(source.name for source in batch.waiting[:_SHOWN]) + (
            ", …" if waiting > _SHOWN else ""
        )
        notes.append(f"{waiting} of {done} wait in the vault to be pseudonymised or confirmed: {shown}.")
    if batch.suggested:
        notes.append(
            f"{batch.suggested} places look like names, dates, addresses or numbers that may identify someone: look before you code."
        )
    record(
        "sources.import",
        by=batch.by,
        thing=batch.study,
        batch=uuid.uuid4(),
        kind=batch.kind,
        done=done,
        waiting=waiting,
        recognised=len(batch.recognised),
        refused=len(batch.refused),
        confirmed=batch.confirmed,
    )
    return ImportSummary(
        tuple(batch.done), tuple(batch.waiting), tuple(batch.recognised), tuple(batch.refused), tuple(notes)
    )
