"""A source to read and code: its turns, and how much of them is coded. What lies on the words is drawn from the sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from alongside.coding.queries.coverage import counted
from alongside.core.retrieval import coverage
from alongside.core.text import Span
from alongside.study.models import SourceText


@dataclass(frozen=True)
class Heard:
    """A turn: its number from 1, who speaks, where its words lie in the text, and the words."""

    number: int
    start: int
    end: int
    speaker: str
    asking: bool
    at: str
    words: str

    @property
    def clock(self) -> str:
        """The time on the recording as it stands beside the turn: 2:03 or 1:02:03."""
        hours, rest = self.at.split(":", 1)
        return rest.removeprefix("0") if hours == "00" else f"{hours.removeprefix('0')}:{rest}"

    @property
    def short(self) -> str:
        """The speaker in the few letters that stand beside the turn."""
        if len(self.speaker) <= 4:
            return self.speaker
        if self.asking:
            return "INT"
        parts = self.speaker.split()
        return "".join(part[0] for part in parts[:3]).upper() if len(parts) > 1 else self.speaker[:4]


@dataclass(frozen=True)
class Reading:
    """A text turn by turn; how many of its turns are coded, of how many that anybody would code, and the next that is not."""

    turns: list[Heard]
    coded: int = 0
    codable: int = 0
    next_uncoded: int | None = None


def transcript(text: SourceText, coded: Iterable[Span]) -> Reading:
    """The text as one reads it, with how much of it codings over these stretches cover."""
    named = ("index", "start", "body", "end", "speaker", "case", "at_ms")
    rows: list[Any] = list(text.turns.values_list(*named, named=True))
    can = counted([row.case for row in rows])
    result = coverage(rows, coded, can)
    return Reading(
        turns=[
            Heard(
                number=row.index + 1,
                start=row.body,
                end=row.end,
                speaker=row.speaker,
                asking=not codable,
                at=_clock(row.at_ms),
                words=text.text[row.body : row.end],
            )
            for row, codable in zip(rows, can, strict=True)
        ],
        coded=result.coded,
        codable=result.turns,
        next_uncoded=rows[result.next_uncoded].index + 1 if result.next_uncoded is not None else None,
    )


def _clock(milliseconds: int | None) -> str:
    """01:02:03 on the recording; empty where it is not known."""
    if milliseconds is None:
        return ""
    seconds = milliseconds // 1000
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
