"""Who speaks where: the turns of a transcript.

A turn begins at a line that names its speaker, `NAME:`, `[hh:mm:ss] NAME:` or `[mm:ss] NAME:`, and runs to
the next. What comes before the first speaker, and a text without any, is one turn per paragraph with nobody
as its speaker.

Prose has colons too ("He said: no"), so a name at the beginning of a line is a speaker only if

a. a time stamp stands before it; or
b. it is written as transcribers write labels, in capitals or as letters and a number (`INTERVIEWER`, `I`,
   `P07`), and it comes again, opens a paragraph or follows a line with a name; or
c. it comes at least twice; or
d. others in this text were found by (c), and it is capitalised, of at most three words and placed as theirs
   are: someone who spoke once in a focus group; or
e. nobody was found so far, and every paragraph (two at least) opens with a name.

Only (a) admits a name of more than four words, one whose first word never begins one (he, for, however,
date, figure ...) or which holds a common verb (said, asked, was ...). Rules (d) and (e) prefer a speaker
too many, which whoever imports sees in the list of speakers, to one too few, whose words would be taken for
another person's, and another person's consent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import regex

_LABEL = regex.compile(
    r"""[^\S\n]*
    (?P<stamp>\[(?:(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d)|(?P<only_minutes>\d{1,3})):(?P<seconds>[0-5]\d)
        (?:[.,](?P<fraction>\d{1,3}))?\][^\S\n]*)?
    (?P<name>\p{L}[\p{L}\p{M}\p{N}\ \u00a0.'’()_-]{0,39})
    :(?![/\\\d:])[^\S\n]*""",
    regex.VERBOSE,
)
_AS_LABEL = regex.compile(r"\P{Ll}+|\p{L}{1,3}[ -]?\d{1,4}")
_BLANK_LINE = regex.compile(r"\n[^\S\n]*\n")
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*")

# Words that begin a sentence or a heading, never a speaker's name; and verbs, which stand nowhere in one.
_OPENERS = frozenset(
    """
    action actions after again aim aims all also although and answer any apologies as at because
    before both but by date day do duration each else example examples figure finally for from has
    have he her here hers his how however i.e if in indeed instead is it its last later location
    maybe meanwhile moreover most my nb neither no none nor not note notes nothing now on once one
    only or our part perhaps place present question she since so some step still such summary table
    than that the their then there therefore these they third this those though thus time to today
    topic until venue was we week well what when where whereas whether which while who whom why with
    would yes yet you your
    """.split()  # noqa: SIM905
)
_VERBS = frozenset(
    """
    add added adds am answered are argue argued ask asked asking asks be been believe called did
    does explained goes had has have is felt mean means meant mention mentioned replied replies
    reply said say saying says tell telling tells think thinking thinks thought told was went were
    wonder wondered write writes wrote
    """.split()  # noqa: SIM905
)
_MOST_WORDS = 4


@dataclass(frozen=True)
class Turn:
    """One speaker's stretch of a text: code points, half-open, from its label to its last line with words.

    `body_start` is where the words begin after the label (`end` if there are none); `at_ms` is the label's
    time stamp in milliseconds from the beginning; `words` counts those of the body.
    """

    index: int
    start: int
    end: int
    speaker: str
    at_ms: int | None
    body_start: int
    words: int


@dataclass(frozen=True)
class _Line:
    start: int
    end: int
    blank: bool
    opens: bool
    placed: bool = True
    name: str = ""
    at_ms: int | None = None
    body: int = 0

    @property
    def key(self) -> str:
        return self.name.casefold()

    @property
    def plausible(self) -> bool:
        """Whether the words before the colon could name someone at all."""
        if self.at_ms is not None:
            return True
        parts = self.key.split()
        return (
            bool(parts)
            and len(parts) <= _MOST_WORDS
            and parts[0].strip(".") not in _OPENERS
            and _VERBS.isdisjoint(parts)
        )


def words(text: str) -> int:
    """How many words a text has: letters or digits, joined by apostrophes or hyphens (don't, follow-up)."""
    return sum(1 for _ in _WORD.finditer(text))


def turns(text: str) -> list[Turn]:
    """The turns of a transcript in their order; together they hold all that is not white space."""
    lines = list(_lines(text))
    speakers = _speakers(lines)
    begins: list[_Line] = []
    spoken = False
    for line in lines:
        if line.blank:
            continue
        if line.key and line.plausible and line.key in speakers:
            spoken = True
            begins.append(line)
        elif not spoken and line.opens:
            begins.append(_Line(line.start, line.end, blank=False, opens=True, body=line.start))
    limits = [*(line.start for line in begins[1:]), len(text)]
    return [_turn(text, index, *each) for index, each in enumerate(zip(begins, limits, strict=False))]


def _turn(text: str, index: int, line: _Line, following: int) -> Turn:
    stretch = text[line.start : following]
    last = line.start + len(stretch.rstrip())
    end_of_line = text.find("\n", last, following)
    end = following if end_of_line < 0 else end_of_line
    body = min(line.body + _leading_space(text[line.body : end]), end)
    return Turn(index, line.start, end, line.name, line.at_ms, body, words(text[body:end]))


def _leading_space(text: str) -> int:
    return len(text) - len(text.lstrip())


def _lines(text: str) -> Iterator[_Line]:
    """The lines of a text; where no blank line stands between two others, each line is a paragraph."""
    packed = not _BLANK_LINE.search(text.strip())
    start, opens, named = 0, True, False
    for content in text.split("\n"):
        end = start + len(content)
        blank = not content.strip()
        label = None if blank else _LABEL.match(content)
        indent = _leading_space(content)
        if label:
            name = " ".join(label["name"].split())
            placed = opens or packed or named
            at_ms = _at_ms(label)
            line = _Line(
                start + indent, end, False, opens or packed, placed, name, at_ms, start + label.end()
            )
        else:
            line = _Line(start if blank else start + indent, end, blank, opens or packed)
        yield line
        opens, named = blank, bool(line.key) and line.plausible
        start = end + 1


def _at_ms(label: regex.Match[str]) -> int | None:
    if not label["stamp"]:
        return None
    minutes = int(label["hours"] or 0) * 60 + int(label["minutes"] or label["only_minutes"])
    return (minutes * 60 + int(label["seconds"])) * 1000 + int((label["fraction"] or "").ljust(3, "0"))


def _speakers(lines: list[_Line]) -> set[str]:
    """Which of the names at the beginning of a line are speakers, by the rules (a) to (e) above."""
    named = [line for line in lines if line.key and line.plausible]
    times = Counter(line.key for line in named)
    labelled = {
        line.key
        for line in named
        if line.at_ms is not None or (_AS_LABEL.fullmatch(line.name) and (times[line.key] > 1 or line.placed))
    }
    repeated = {key for key, count in times.items() if count > 1} - labelled
    if repeated:
        all_placed = all(line.placed for line in named if line.key in repeated)
        once = {
            line.key
            for line in named
            if line.name[0].isupper() and len(line.name.split()) <= 3 and (line.placed or not all_placed)
        }
        return labelled | repeated | once
    if labelled:
        return labelled
    paragraphs = [line for line in lines if line.opens and not line.blank]
    every = {line.key for line in paragraphs if line.key and line.plausible}
    return every if len(paragraphs) > 1 and all(line.key and line.plausible for line in paragraphs) else set()
