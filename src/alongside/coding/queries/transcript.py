"""A source to read and code: its turns with what is coded on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypedDict

import regex
from django.db.models import Q

from alongside.accounts.models import Person
from alongside.coding.actions.rounds import open_round_for
from alongside.coding.glyphs import GLYPH
from alongside.coding.models import CodeEntry, Coding, FrameworkVersion, Layer, Round
from alongside.coding.queries.coverage import counted
from alongside.coding.versions import Carrier, current_version, steps_of
from alongside.core.framework import Fate, Steps
from alongside.core.retrieval import coverage, lanes, pieces
from alongside.core.text import Span
from alongside.study.models import Source, SourceText, Turn

MOST_LINES = 3  # underlines drawn below each other; what lies deeper has its stripe only
PSEUDONYM = regex.compile(r"\[[^\[\]\n]{1,60}\]")


@dataclass(frozen=True)
class Mark:
    """A coding as the page draws it: its stripe's lane, its label, whose it is."""

    coding: Coding
    name: str
    colour: str
    mine: bool
    code: int | None  # the code it means in the version in hand
    note: str = ""  # "split", "retired": what became of its code
    lane: int = 0

    @property
    def drawn(self) -> dict[str, Any]:
        """What the margin shows of it, worked out here: a template reads a mapping faster than it calls properties."""
        return {
            "guid": str(self.coding.guid),
            "lane": self.lane,
            "colour": self.colour,
            "other": not self.mine,
            "glyph": self.glyph,
            "valence": self.coding.valence,
            "name": self.name,
            "note": self.note,
            "by": self.by,
            "important": self.coding.important,
        }

    @property
    def glyph(self) -> str:
        return GLYPH.get(self.coding.valence, "")

    @property
    def by(self) -> str:
        """The other coder's initials."""
        return "" if self.mine else self.coding.coder.initials or self.coding.coder.name[:2]


class Stretch(TypedDict):
    """A piece of a turn to print: words in parts (plain, or a pseudonym), the classes of its marks, whose codings."""

    parts: list[tuple[bool, str]]
    classes: str
    codings: str


@dataclass(frozen=True)
class Heard:
    """A turn: its number from 1, who speaks, its words in stretches, and the codings on it."""

    number: int
    start: int
    end: int
    speaker: str
    asking: bool
    stretches: list[Stretch]
    marks: list[Mark]
    words: str

    @property
    def margin(self) -> list[dict[str, Any]]:
        return [mark.drawn for mark in self.marks]

    @property
    def short(self) -> str:
        """The speaker in the few letters that stand beside the turn."""
        if len(self.speaker) <= 4:
            return self.speaker
        if self.asking:
            return "INT"
        parts = self.speaker.split()
        return "".join(part[0] for part in parts[:3]).upper() if len(parts) > 1 else self.speaker[:4]

    @property
    def sentences(self) -> str:
        """Where its sentences end, in code points from the turn's first word, for choosing one with the keyboard."""
        return " ".join(str(found.end()) for found in _SENTENCE.finditer(self.words))


_SENTENCE = regex.compile(r".+?(?:[.!?…]+['\"’”)\]]*(?=\s|$)|$)\s*", regex.DOTALL)


@dataclass(frozen=True)
class Reading:
    """A source's current text, turn by turn, with the codings a person may see under the version in hand."""

    source: Source
    text: SourceText
    version: FrameworkVersion | None
    turns: list[Heard]
    entries: list[CodeEntry]
    steps: Steps[int] | None = None
    coded: int = 0
    codable: int = 0
    next_uncoded: int | None = None
    codings: int = 0
    others: list[str] = field(default_factory=list)
    round: Round | None = None


def transcript(
    person: Person,
    source: Source,
    text: SourceText,
    *,
    code: int | None = None,
    mine_only: bool = False,
    uncoded_only: bool = False,
    only: set[int] | None = None,
) -> Reading:
    """The source as the page shows it. `code` leaves codings of one code; `only` leaves the turns with these numbers."""
    study = source.study
    coding_blind = open_round_for(source, person)
    version = coding_blind.version if coding_blind else current_version(study)
    steps = steps_of(study) if version else None
    entries = list(version.entries.select_related("code", "example_from")) if version else []
    by_code = {entry.code_id: entry for entry in entries}
    rows = list(text.turns.all())
    sheet = Q(layer__round=coding_blind) if coding_blind else ~Q(layer__kind=Layer.Kind.ROUND)
    visible = list(
        Coding.objects.visible_to(person)
        .filter(sheet, source=source)
        .select_related("coder", "version")
        .order_by("start", "-end", "pk")
    )
    marks = _marks(person, visible, version, by_code, steps)
    shown = [mark for mark in marks if (code is None or mark.code == code) and (mark.mine or not mine_only)]
    can = counted([row.case_id for row in rows])
    result = coverage(rows, [Span(mark.coding.start, mark.coding.end) for mark in shown], can)
    turns = []
    begin = 0
    for row, codable in zip(rows, can, strict=True):
        # codings come in the order of their beginnings, so those that ended before this turn are behind us for good
        here = [mark for mark in shown[begin:] if mark.coding.start < row.end and mark.coding.end > row.start]
        while begin < len(shown) and shown[begin].coding.end <= row.start:
            begin += 1
        if only is not None and row.index + 1 not in only:
            continue
        if uncoded_only and (here or not codable):
            continue
        turns.append(_heard(row, text.text, here, asking=not codable))
    others = sorted({mark.by for mark in marks if not mark.mine})
    return Reading(
        source=source, text=text, version=version, turns=turns, entries=entries, steps=steps,
        coded=result.coded, codable=result.turns, codings=len(visible), others=others,
        next_uncoded=rows[result.next_uncoded].index + 1 if result.next_uncoded is not None else None,
        round=coding_blind,
    )  # fmt: skip


def _marks(
    person: Person,
    codings: list[Coding],
    version: FrameworkVersion | None,
    by_code: dict[int, CodeEntry],
    steps: Steps[int] | None,
) -> list[Mark]:
    if version is None or steps is None:
        return []
    carry = Carrier(steps, version.number)
    found = []
    lost = {
        coding.code_id
        for coding in codings
        if carry.code(coding.code_id, coding.version.number) not in by_code
    }
    names: dict[int, CodeEntry] = {}
    if lost:
        earlier = CodeEntry.objects.filter(code__in=lost).order_by("version__number")
        names = {entry.code_id: entry for entry in earlier}
    for coding in codings:
        carried = carry(coding.code_id, coding.version.number)
        entry = by_code.get(carried.code) if carried.code is not None else None
        note = ""
        if entry is None:
            note = "split, open" if carried.fate is Fate.OPEN else "retired"
            entry = names.get(coding.code_id)
        mine = coding.coder.person_id == person.pk
        found.append(
            Mark(
                coding,
                entry.name if entry else "a code",
                entry.colour if entry else "slate",
                mine,
                carried.code,
                note,
            )
        )
    return found


def _heard(row: Turn, text: str, marks: list[Mark], *, asking: bool) -> Heard:
    spans = [Span(max(mark.coding.start, row.body), min(mark.coding.end, row.end)) for mark in marks]
    placed = [(span, mark) for span, mark in zip(spans, marks, strict=True) if span.start < span.end]
    lane = lanes([span for span, _ in placed])
    drawn = [
        Mark(mark.coding, mark.name, mark.colour, mark.mine, mark.code, mark.note, at)
        for (_, mark), at in zip(placed, lane, strict=True)
    ]
    flat = (
        pieces(row.body, row.end, [(span, number) for number, (span, _) in enumerate(placed)])
        if row.end > row.body
        else []
    )
    return Heard(
        number=row.index + 1,
        start=row.body,
        end=row.end,
        speaker=row.speaker,
        asking=asking,
        stretches=[
            _stretch(text, piece.start, piece.end, [drawn[number] for number in piece.over]) for piece in flat
        ],
        marks=drawn,
        words=text[row.body : row.end],
    )


def _stretch(text: str, start: int, end: int, over: list[Mark]) -> Stretch:
    classes = " ".join(
        f"{'mine' if mark.mine else 'other'}{mark.lane + 1}-{mark.colour}"
        for mark in over
        if mark.lane < MOST_LINES
    )
    return Stretch(
        parts=_parts(text[start:end]),
        classes=classes,
        codings=" ".join(str(mark.coding.guid) for mark in over),
    )


def _parts(words: str) -> list[tuple[bool, str]]:
    """The words cut at pseudonyms, which are printed as such."""
    found: list[tuple[bool, str]] = []
    at = 0
    for name in PSEUDONYM.finditer(words):
        if name.start() > at:
            found.append((False, words[at : name.start()]))
        found.append((True, name.group()))
        at = name.end()
    if at < len(words):
        found.append((False, words[at:]))
    return found
