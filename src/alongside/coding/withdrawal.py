"""What a withdrawal does to codings, notes and cells.

The sources that were the participant's alone go with their codings, the participant's row of the matrix with its cells,
examples quoted from them in the framework are blanked: all that by the study's own sweep. Left for here is what asks what
a coding is: places in a text out of which a speaker was taken, cells of others that rest on quotes that go, and memos.
"""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from alongside.access.models import Revision
from alongside.coding.models import CellLink, CodeEntry, Coding, MatrixCell, Note
from alongside.coding.places import Ground, grounds, newest_text
from alongside.coding.words import Words
from alongside.study.models import Source
from alongside.study.withdrawal import Cut, Erasure


def withdraw(erasure: Erasure) -> None:
    """Settle codings, notes and cells before the study deletes and cuts; registered when the app starts."""
    touched = [*erasure.sources, *(cut.source for cut in erasure.cuts)]
    ground = grounds(Source.objects.filter(pk__in=[source.pk for source in touched]))
    _release_notes(erasure)
    _forget_examples(erasure)
    _forget_names(erasure)
    going = list(Coding.objects.filter(source__in=erasure.sources))
    for cut in erasure.cuts:
        going += _move(erasure, cut, ground.get(cut.source.pk, Ground()))
    _flag_cells(erasure, going, ground)
    cut_away = [coding.pk for coding in going if coding.source not in erasure.sources]
    Coding.objects.filter(pk__in=cut_away).delete()
    erasure.count(Coding, "deleted", len(cut_away))


def _move(erasure: Erasure, cut: Cut, ground: Ground) -> list[Coding]:
    """Move the codings of a text from which turns are taken; gives those of which nothing is left.

    In the order of their places, since each can only move towards the beginning: so none meets another that still stands
    where it will not stay. Two that become the same are one.
    """
    gone: list[Coding] = []
    places: dict[tuple[int, int, int, int, int], Coding] = {}
    changed = 0
    for coding in Coding.objects.filter(source=cut.source).order_by("start", "end"):
        place = cut.carry(coding.start, coding.end)
        key = (
            coding.code_id,
            coding.coder_id,
            coding.layer_id,
            *((place.start, place.end) if place else (-1, coding.pk)),
        )
        if place is None or key in places:
            gone.append(coding)
            continue
        places[key] = coding
        if len(place) != coding.end - coding.start:
            _flag(
                erasure, MatrixCell.objects.filter(_beneath(coding, ground.cases(coding.start, coding.end)))
            )
            coding.review = Coding.Review.CHANGED
            changed += 1
        if (place.start, place.end) != (coding.start, coding.end):
            coding.start, coding.end = place.start, place.end
            coding.save(update_fields=["start", "end", "review"])
    for coding in gone:
        # a memo that others' words hold up too is kept, and hangs on the source from now on
        Note.objects.filter(coding=coding).update(coding=None, source=cut.source)
    erasure.count(Coding, "changed", changed)
    return gone


def _release_notes(erasure: Erasure) -> None:
    """Memos that rest on this participant alone go; those that rest on others too lose what would take them along."""
    alone, shared = erasure.rows(Note)
    erasure.count(Note, "deleted", len(alone))
    Note.objects.filter(pk__in=alone).delete()
    erasure.settled(Note, alone)
    kept = Note.objects.filter(pk__in=shared)
    kept.filter(coding__source__in=erasure.sources).update(coding=None)
    kept.filter(source__in=erasure.sources).update(source=None)
    kept.filter(case=erasure.participant.case).update(case=None)


def _forget_examples(erasure: Erasure) -> None:
    """Earlier words of codes whose example was taken from this participant, though today's is another's."""
    case = erasure.participant.case
    heard = Source.objects.filter(Q(cases=case) | Q(texts__turns__case=case)).values_list("pk", flat=True)
    # what is left of notes and cells that were deleted: nothing says any more on whose words they rested
    notes = Note.objects.filter(study=case.study_id).values_list("guid", flat=True)
    cells = MatrixCell.objects.filter(matrix__study=case.study_id).values_list("guid", flat=True)
    for kind, there in (("note", notes), ("matrixcell", cells)):
        orphans = Revision.objects.filter(kind=kind, scope=case.study.scope_id).exclude(guid__in=there)
        erasure.count(Revision, "deleted", orphans.delete()[0])
    taken_from = Q(fields__example_from__in=list(heard)) | Q(fields__words_from__in=list(heard))
    rows = Revision.objects.filter(taken_from, kind=CodeEntry._meta.model_name, scope=case.study.scope_id)
    erasure.count(Revision, "deleted", rows.delete()[0])


def _forget_names(erasure: Erasure) -> None:
    """Names in vivo that are this participant's words; in a text with others, those that stand in what goes of it."""
    codes = CodeEntry.objects.filter(version__framework__study=erasure.participant.case.study_id)
    going = list(codes.filter(words_from__in=erasure.sources))
    for cut in erasure.cuts:
        text = newest_text(cut.source).text
        said = " ".join(" ".join(span.of(text) for span in cut.spans).split())
        going += [each for each in codes.filter(words_from=cut.source) if Words([each.name]).stand_in(said)]
    for entry in going:  # by the code's number, so that no two of them bear the same
        codes.filter(pk=entry.pk).update(
            name=f"Words withdrawn, code {entry.code_id}", words_from=None, revision=F("revision") + 1
        )
    erasure.count(CodeEntry, "changed", len(going))


def _flag_cells(erasure: Erasure, going: list[Coding], ground: dict[int, Ground]) -> None:
    """Hide the cells of other cases that rest in part on codings that go, until they are written again."""
    mine = erasure.participant.case_id
    linked = CellLink.objects.filter(coding__in=[coding.pk for coding in going]).exclude(cell__case=mine)
    _flag(erasure, MatrixCell.objects.filter(pk__in=linked.values("cell")))
    for coding in going:
        cases = ground.get(coding.source_id, Ground()).cases(coding.start, coding.end) - {mine}
        if cases:
            _flag(erasure, MatrixCell.objects.filter(_beneath(coding, cases)))


def _beneath(coding: Coding, cases: set[int]) -> Q:
    return Q(matrix__study=coding.study_id, case__in=cases, code=coding.code_id)


def _flag(erasure: Erasure, cells: QuerySet[MatrixCell]) -> None:
    rows = cells.filter(needs_rewrite=False).exclude(case=erasure.participant.case_id)
    erasure.forget(MatrixCell, list(rows.values_list("guid", flat=True)))
    erasure.count(MatrixCell, "rewrite", rows.update(needs_rewrite=True))
