"""The analysis chapter: the framework in three versions, who coded what when, memos, the journal, and the matrix."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from alongside.coding.actions import (
    add_code,
    add_codings,
    edit_code,
    merge_codes,
    move_code,
    publish_version,
    rename_code,
    send_for_review,
    start_draft,
    write_cell,
    write_note,
)
from alongside.coding.models import CodeEntry, CodeStep, Coding, FrameworkVersion, MatrixCell
from alongside.coding.versions import current_version
from alongside.demo.texts import Coded, Material
from alongside.demo.timeline import Timeline, World
from alongside.study.actions import read_source

Row = Mapping[str, Any]
# When the draft of a version was begun, and when its steps were taken. The other days are in framework.toml.
DRAFTED = {1: dt.date(2016, 2, 29), 2: dt.date(2016, 6, 13), 3: dt.date(2016, 12, 5)}
TAKEN = {
    (2, "rename", "ownership"): dt.date(2016, 7, 29),
    (2, "add", "incentive_data"): dt.date(2016, 6, 13),
    (2, "add", "readiness"): dt.date(2016, 9, 26),
    (2, "move", "small_tests"): dt.date(2016, 9, 26),
    (2, "rename", "pride"): dt.date(2016, 9, 27),
    (3, "merge", "support_culture"): dt.date(2017, 1, 12),
    (3, "add", "media"): dt.date(2016, 12, 5),
    (3, "rename", "campaign"): dt.date(2016, 12, 6),
    (3, "rename", "readiness"): dt.date(2017, 1, 13),
}
SECOND_CODING = dt.date(2017, 1, 30)  # the second coder works under version 3, a text a day
CHARTED = dt.date(2017, 2, 27)
LOOKED_AGAIN = dt.date(2017, 4, 3)  # a few codings made after charting: their cells are to be read again
LATE = {("P12", "TA"), ("P03", "TA")}
THEME_COLOURS = {"drivers": "green", "within": "orange", "between": "blue", "external": "slate"}


def tell(world: World, timeline: Timeline) -> None:
    """Put the analysis on the timeline."""
    for version in world.texts.framework["versions"]:
        number = version["number"]
        timeline.add(DRAFTED[number], _draft, version, stamps=(CodeStep,))
        for step in version["steps"]:
            on = TAKEN[(number, step["operation"], step["to"][0])]
            timeline.add(on, _take, version, step, stamps=(CodeStep,))
        if number > 1:
            timeline.add(version["published"] - dt.timedelta(days=3), _give_examples)
        review = version["published"] - dt.timedelta(days=2)
        timeline.add(review, _send_round)
        timeline.add(version["published"], _publish, version, stamps=(FrameworkVersion,))
    for on, coder, material, codings in _sessions(world):
        timeline.add(on, _code, coder, material, codings, on, stamps=(Coding, MatrixCell))
    for entry in world.texts.journal["entries"]:
        timeline.add(entry["date"], _journal, entry)
    for number, material in enumerate(world.texts.of_kind("interview")):
        day = CHARTED + dt.timedelta(days=number)
        timeline.add(day, _chart, material, number, stamps=(MatrixCell,))
    for group in world.texts.of_kind("focus_group"):
        timeline.add(CHARTED - dt.timedelta(days=3), _sum_up, group)


# --- the framework ---------------------------------------------------------------------------------------------------


def _described(world: World, key: str) -> Row:
    """What the texts say of a code, in any version."""
    framework = world.texts.framework
    return next(row for row in (*framework["codes"], *framework["earlier_codes"]) if row["key"] == key)


def _first_key(key: str) -> str:
    """A rename keeps the code's identity even where its key changes."""
    return "ownership" if key == "leadership" else key


def _draft(world: World, version: Row) -> None:
    draft = start_draft(study=world.study, by=world.researcher)
    if version["number"] > 1:
        return
    for theme in world.texts.framework["themes"]:
        entry = add_code(
            version=draft,
            name=theme["name"],
            definition=theme["definition"],
            colour=THEME_COLOURS[theme["key"]],
            kind="theme",
            codable=False,
            by=world.researcher,
        )
        world.codes[theme["key"]] = entry.code
    for key in version["codes"]:
        row = _described(world, key)
        theme = version["themes"].get(key, row["theme"])
        _add(world, draft, row, theme, name=version["names"].get(key, row["name"]), by=world.researcher)


def _add(
    world: World, draft: FrameworkVersion, row: Row, parent: str, *, name: str, by: Any, reason: str = ""
) -> None:
    entry = add_code(
        version=draft,
        parent=world.codes[parent],
        name=name,
        definition=row["definition"],
        use_when=row["use_when"],
        not_when=row["not_when"],
        **_example(world, row),
        colour=row["colour"],
        reason=reason,
        by=by,
    )
    world.codes[_first_key(row["key"])] = entry.code


def _example(world: World, row: Row) -> dict[str, Any]:
    """The example, once its source has been typed: a draft quotes only what is there."""
    source = world.sources.get(row["example_source"])
    return {"example": row["example"], "example_from": source} if source is not None else {}


def _draft_of(world: World) -> FrameworkVersion:
    found = current_version(world.study)
    assert found is not None
    return found


def _entry(world: World, key: str) -> CodeEntry:
    return CodeEntry.objects.select_related("version__framework__study__scope", "parent", "code").get(
        version=_draft_of(world), code=world.codes[_first_key(key)]
    )


def _take(world: World, version: Row, step: Row) -> None:
    """One step of a version, by the coder who proposed it."""
    by = world.researcher if step["by"] == "EP" else world.second_coder
    draft, key = _draft_of(world), step["to"][0]
    row = _described(world, key)
    words = {name: row[name] for name in ("definition", "use_when", "not_when")}
    match step["operation"]:
        case "add":
            name = version["names"].get(key, row["name"])
            _add(world, draft, row, step.get("parent", row["theme"]), name=name, by=by, reason=step["reason"])
        case "rename":
            entry = _entry(world, key)
            new = (
                {**words, **_example(world, row), "colour": row["colour"]} if step["changes_meaning"] else {}
            )
            rename_code(
                entry=entry,
                revision=entry.revision,
                name=step["to_name"],
                reason=step["reason"],
                by=by,
                **new,
            )
        case "move":
            move_code(
                entry=_entry(world, key), parent=world.codes[step["to_theme"]], reason=step["reason"], by=by
            )
        case "merge":
            _add(world, draft, row, row["theme"], name=row["name"], by=by)
            merge_codes(
                version=draft,
                from_codes=[world.codes[each] for each in step["from"]],
                into=world.codes[key],
                reason=step["reason"],
                by=by,
            )


def _give_examples(world: World) -> None:
    """Put to every code the example it is to have, if that has been said by now."""
    described = {
        code.pk: _described(world, key) for key, code in world.codes.items() if key not in THEME_COLOURS
    }
    entries = _draft_of(world).entries.filter(codable=True).select_related("version__framework__study__scope")
    for entry in entries:
        row = described[entry.code_id]
        if entry.example != row["example"] and (example := _example(world, row)):
            edit_code(entry=entry, revision=entry.revision, by=world.researcher, **example)


def _send_round(world: World) -> None:
    send_for_review(version=_draft_of(world), by=world.researcher)


def _publish(world: World, version: Row) -> None:
    publish_version(version=_draft_of(world), note=version["note"], by=world.researcher)


# --- coding ----------------------------------------------------------------------------------------------------------


def _sessions(world: World) -> Iterable[tuple[dt.date, str, Material, list[Coded]]]:
    """Who coded which text on which day.

    The researcher codes a text some days after it was typed, under the version then in hand. What had no code yet is coded
    on the day its code came into a draft. The second coder works through the texts at the end, under version 3.
    """
    added = {key: on for (_, operation, key), on in TAKEN.items() if operation == "add"}
    second = 0
    for material in world.texts.materials.values():
        wait = {"interview": 21, "focus_group": 4, "field_note": 5}.get(material.kind, 28)
        first = max(material.on + dt.timedelta(days=wait), DRAFTED[1] + dt.timedelta(days=3))
        by_day: dict[dt.date, list[Coded]] = defaultdict(list)
        for coded in material.codings:
            if coded.coder == "EP":
                by_day[max(first, added.get(coded.code, first))].append(coded)
        for on, codings in sorted(by_day.items()):
            yield on, "EP", material, codings
        if double := [coded for coded in material.codings if coded.coder == "TA"]:
            late = double[-2:] if (material.id, "TA") in LATE else []
            yield SECOND_CODING + dt.timedelta(days=second), "TA", material, double[: len(double) - len(late)]
            if late:
                yield LOOKED_AGAIN + dt.timedelta(days=second), "TA", material, late
            second += 1


def _key_then(coded: Coded, on: dt.date) -> str:
    """What a passage on support and culture was coded as while these were two: help of colleagues, or what is normal."""
    if coded.code == "support_culture" and on < TAKEN[(3, "merge", "support_culture")]:
        return "support" if coded.valence == "facilitator" else "culture"
    return coded.code


def _code(world: World, coder: str, material: Material, codings: list[Coded], on: dt.date) -> None:
    by = world.researcher if coder == "EP" else world.second_coder
    source = world.sources[material.id]
    read_source(source=source, by=by)
    items = [
        {
            "start": coded.start,
            "end": coded.end,
            "code": world.codes[_key_then(coded, on)],
            "valence": coded.valence,
            "important": coded.important,
        }
        for coded in codings
    ]
    add_codings(source=source, items=items, by=by)
    for coded, item in zip(codings, items, strict=True):
        if coded.memo:
            made = place_of(world, material.id, coded, code=item["code"])
            write_note(study=world.study, body=coded.memo, coding=made, on=on, by=by)


def place_of(world: World, source: str, coded: Coded, *, code: Any = None) -> Coding:
    """The coding that holds this passage: where two of one code overlapped, the one they became."""
    keys = {"support_culture": ("support", "culture", "support_culture")}.get(coded.code, (coded.code,))
    codes = [code] if code is not None else [world.codes[key] for key in keys if key in world.codes]
    coder = world.researcher if coded.coder == "EP" else world.second_coder
    found = Coding.objects.filter(
        source=world.sources[source],
        code__in=codes,
        coder__person=coder,
        start__lte=coded.start,
        end__gte=coded.end,
    ).first()
    assert found is not None, f"{source}: {coded.quote[:40]}"
    return found


# --- the journal and the matrix --------------------------------------------------------------------------------------


def _journal(world: World, entry: Row) -> None:
    """An entry rests on whom it names by pseudonym, else on no one."""
    named = [person for name, person in world.participants.items() if name in entry["text"]]
    write_note(
        study=world.study,
        body=entry["text"],
        kind=entry["kind"],
        private=entry["private"],
        on=entry["date"],
        rests_on=named,
        rests_on_no_one=not named,
        by=world.researcher if entry["by"] == "EP" else world.second_coder,
    )


def _chart(world: World, material: Material, number: int) -> None:
    """The row of one case, each cell with the quotes it sums up; two rows of three were read again by both."""
    status = ("draft", "reviewed", "agreed")[number % 3]
    for key, summary in material.cells.items():
        codings = (
            []
            if not summary
            else [coded for coded in material.codings if coded.code == key and coded.coder == "EP"]
        )
        write_cell(
            study=world.study,
            case=world.cases[material.id],
            code=world.codes[key],
            summary=summary,
            nothing_said=not summary,
            status=status,
            links=[place_of(world, material.id, coded) for coded in codings],
            by=world.researcher,
        )


def _sum_up(world: World, group: Material) -> None:
    """What a focus group said under a code: a memo on the source, which rests on all five. It is no row of one case."""
    for key, summary in group.cells.items():
        if summary:
            write_note(
                study=world.study,
                body=summary,
                source=world.sources[group.id],
                code=world.codes[key],
                on=CHARTED - dt.timedelta(days=3),
                by=world.researcher,
            )
