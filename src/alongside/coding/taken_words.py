"""Where words that were taken out of a source stand besides: in notes, cells, examples, and what apps above keep."""

from __future__ import annotations

from collections.abc import Iterable

from alongside.access.models import Revision
from alongside.coding import guards
from alongside.coding.models import CodeEntry, MatrixCell, Note
from alongside.coding.words import Words
from alongside.study.models import Source


def take_out(source: Source, words: Iterable[str]) -> list[str]:
    """Take words out of all that holds them, as far as nobody has to write it anew; says in words what was found.

    Notes and summaries are hidden until they are written again, since nobody but their author can say the same without the
    words. Examples in the framework are covered. Earlier states of any of these go.
    """
    wanted, study = Words(words), source.study
    found: list[str] = []
    for revision in Revision.objects.filter(scope=study.scope_id).iterator(chunk_size=500):
        if wanted.stand_in(revision.fields):
            revision.delete()
    for model, name in ((Note, "note"), (MatrixCell, "cell")):
        held = "body" if model is Note else "summary"
        where = {"study": study} if model is Note else {"matrix__study": study}
        rows = [
            pk for pk, text in model.objects.filter(**where).values_list("pk", held) if wanted.stand_in(text)
        ]
        if rows:
            model.objects.filter(pk__in=rows).update(needs_rewrite=True)
            found.append(f"{len(rows)} {name}{'s' if len(rows) > 1 else ''}, hidden until written again")
    covered = 0
    for entry in CodeEntry.objects.filter(version__framework__study=study).exclude(example=""):
        if wanted.stand_in(entry.example):
            CodeEntry.objects.filter(pk=entry.pk).update(example=wanted.covered(entry.example))
            covered += 1
    if covered:
        found.append(f"{covered} example{'s' if covered > 1 else ''} in the framework, covered")
    for take in guards.redaction:
        found += take(source, wanted)
    return found
