"""How a study was analysed, in numbers: who coded, what the framework became, what is charted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db.models import Count as Number
from django.db.models import Q
from django.utils import timezone

from alongside.accounts.models import Person
from alongside.coding.models import CodeEntry, Coding, FrameworkVersion, Layer, MatrixCell
from alongside.coding.queries import curve, versions_of
from alongside.coding.versions import steps_of
from alongside.core.framework import Change, changes
from alongside.reporting.content.values import CodeStep, Count, FrameworkStage
from alongside.reporting.wording import joined, number
from alongside.study.models import Study

SHOWN_STATES = (FrameworkVersion.State.PUBLISHED, FrameworkVersion.State.SUPERSEDED)


def coded(study: Study, by: Person, sources: int) -> Iterable[Count]:
    seen = Coding.objects.visible_to(by).filter(study=study, layer__kind=Layer.Kind.OWN).order_by()
    each = dict(seen.values_list("source").annotate(coders=Number("coder", distinct=True)))
    coders, codings = seen.aggregate(coders=Number("coder", distinct=True), codings=Number("pk")).values()
    yield Count(
        "coders",
        "Coders",
        str(coders) if coders else "nobody has coded yet",
        "People who made a coding.",
        coders,
        "COREQ 24",
    )
    yield Count(
        "codings",
        "Codings",
        f"{codings:,} in {len(each)} of {number(sources, 'source')}" if codings else "nothing is coded yet",
        "Stretches of text with a code, one for each coder; those of a blind round are not counted before it is open.",
        codings,
    )
    twice = sum(count > 1 for count in each.values())
    if codings:
        says = (
            f"{twice} of {number(len(each), 'coded source')}"
            if twice
            else f"none of {number(len(each), 'coded source')}"
        )
    else:
        says = "nothing is coded yet"
    yield Count(
        "double_coded",
        "Sources coded by two or more",
        says,
        "Coded sources with codings of at least two coders.",
        twice,
        "COREQ 24",
    )


def versions(study: Study, stages: Sequence[FrameworkStage]) -> Count:
    if stages:
        newest = stages[-1]
        says = f"{number(len(stages), 'version')} published; {number(newest.codes, 'code')} in version {newest.number}"
    else:
        says = "none is published yet"
    return Count(
        "versions",
        "Versions of the framework",
        says,
        "Published versions, those since superseded among them; codes that can be given.",
        len(stages),
        "COREQ 25, 26",
    )


def cells(study: Study, by: Person) -> Count:
    cells = (
        MatrixCell.objects.visible_to(by)
        .filter(matrix__study=study)
        .aggregate(
            all=Number("pk"),
            nothing=Number("pk", filter=Q(nothing_said=True)),
            agreed=Number("pk", filter=Q(status=MatrixCell.Status.AGREED)),
            stale=Number("pk", filter=Q(stale_since__isnull=False) | Q(needs_rewrite=True)),
        )
    )
    says = "nothing is charted yet"
    if cells["all"]:
        says = f"{cells['all']:,} cells, in {cells['nothing']} of them nothing said; {cells['agreed']} agreed"
        if cells["stale"]:
            says += f", {cells['stale']} to be read again"
    return Count(
        "cells",
        "Framework matrix",
        says,
        "Cells of one case and one code that hold a summary or “nothing said”.",
        cells["all"],
    )


def new_codes(study: Study, by: Person) -> Count:
    found = curve(by, study)
    if not found.points:
        says = "no interview is coded yet"
    elif not found.runs:
        says = f"not defined yet: {number(len(found.points), 'coded interview')}, and a base of 4 with a run of 2 takes 6"
    else:
        last = found.runs[-1]
        share = "not defined: the base brought no code" if last.share is None else f"{100 * last.share:.0f}%"
        says = f"the last run of 2 brought {last.new} new codes against {last.base} of the first 4 interviews ({share})"
    return Count(
        "new_codes",
        "New codes in the last interviews",
        says,
        "Guest, Namey and Chen 2020, base 4, run 2, threshold 5%; whether that is enough is the researchers' judgement.",
        found.runs[-1].share if found.runs else None,
        "COREQ 22",
    )


def stages(study: Study) -> tuple[FrameworkStage, ...]:
    """The published versions of the framework in order, each with what it changed."""
    versions = [version for version in reversed(versions_of(study)) if version.state in SHOWN_STATES]
    if not versions:
        return ()
    steps = steps_of(study)
    rows = CodeEntry.objects.filter(version__framework__study=study).order_by("version__number")
    names = {(code, at): name for code, at, name in rows.values_list("code", "version__number", "name")}

    def name(code: int, at: int) -> str:
        """What a code is called in this version, or was when it was last in one."""
        return next(
            (names[code, version] for version in range(at, 0, -1) if (code, version) in names), "a code"
        )

    found = []
    for before, version in zip([0, *(each.number for each in versions)], versions, strict=False):
        # The first version is all additions: its codes stand in the framework itself.
        done = changes(steps.between(before, version.number)) if before else []
        found.append(
            FrameworkStage(
                number=version.number,
                state=version.get_state_display().lower(),
                published=timezone.localdate(version.published_at) if version.published_at else None,
                codes=version.codes,  # type: ignore[attr-defined]
                note=version.note,
                steps=tuple(CodeStep(_step(change, name), change.reason) for change in done),
            )
        )
    return tuple(found)


def _step(change: Change[int], name: Callable[[int, int], str]) -> str:
    old = [f"“{name(code, change.version - 1)}”" for code in change.before]
    new = [f"“{name(code, change.version)}”" for code in change.after]
    match change.operation:
        case "add":
            return f"{joined(new)} was added"
        case "rename":
            return (
                f"{joined(old)} was defined anew"
                if old == new
                else f"{joined(old)} was renamed {joined(new)}"
            )
        case "move":
            return f"{joined(new or old)} was moved"
        case "merge":
            return f"{joined(old)} went into {joined(new)}"
        case "split":
            return f"{joined(old)} was split into {joined(new)}"
        case _:
            return f"{joined(old)} was retired"
