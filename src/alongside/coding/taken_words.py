"""Where words that were taken out of a source stand besides: in notes, cells, examples, and what apps above keep."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from alongside.access.models import Revision
from alongside.coding import guards
from alongside.coding.models import CodeEntry, CodeStep, FrameworkVersion, MatrixCell, Note, Round
from alongside.coding.words import Words
from alongside.study.models import Source, SourceText


def _cover(rows: Any, names: Iterable[str], wanted: Words) -> int:
    """Cover the words in these fields; gives in how many rows they stood."""
    covered = 0
    for row in rows:
        held = {name: getattr(row, name) for name in names}
        changed = {name: wanted.covered(text) for name, text in held.items() if wanted.stand_in(text)}
        if changed:
            covered += 1
            type(row)._base_manager.filter(pk=row.pk).update(**changed)
    return covered


def take_out(source: Source, words: Iterable[str]) -> list[str]:
    """Take words out of all that holds them, as far as nobody has to write it anew; says in words what was found.

    Notes and summaries are hidden until they are written again, since nobody but their author can say the same without the
    words. Definitions and examples in the framework, reasons and titles are covered. Earlier states of any of these go.
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
    entries = CodeEntry.objects.filter(version__framework__study=study)
    if covered := _cover(entries, ("definition", "use_when", "not_when", "example"), wanted):
        found.append(
            f"{covered} definition{'s' if covered > 1 else ''} or examples in the framework, covered"
        )
    _cover(CodeStep.every.filter(version__framework__study=study), ("reason",), wanted)
    _cover(FrameworkVersion.objects.filter(framework__study=study), ("note",), wanted)
    _cover(Round.objects.filter(study=study), ("closed_because",), wanted)
    _cover(SourceText.objects.filter(source__study=study).defer("text"), ("reason",), wanted)
    _cover(Source.objects.filter(pk=source.pk), ("title", "place", "present", "reflection"), wanted)
    # a name leads people through the framework: it is somebody's to give anew
    names = sorted({name for name in entries.values_list("name", flat=True) if wanted.stand_in(name)})
    found += [f"the code “{name}”, its name: give it another" for name in names]
    for take in guards.redaction:
        found += take(source, wanted)
    return found
