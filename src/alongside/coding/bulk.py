"""Stretches of a text that many codings at once could be given to: offered, never coded by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import regex

from alongside.core.errors import Invalid
from alongside.core.text import Span
from alongside.study.models import SourceText, Turn

_SENTENCE = regex.compile(r".+?(?:[.!?…]+['\"’”)\]]*(?=\s|$)|$)", regex.DOTALL)
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*")
AROUND = 60
MOST = 500
LIKE = 20


@dataclass(frozen=True)
class Hit:
    """A stretch that is offered, with the words around it."""

    start: int
    end: int
    turn: int
    before: str
    words: str
    after: str


def find(text: SourceText, turns: Sequence[Turn], asked: dict[str, Any]) -> list[Hit]:
    """The stretches that one way of looking finds: by speaker, by words, by question of the guide, or like a passage."""
    ways = {"speaker": _by_speaker, "search": _by_words, "question": _by_question, "like": _alike}
    way = ways.get(str(asked.get("how")))
    if way is None:
        raise Invalid("There is no such way to look.", f"Choose one of {', '.join(ways)}.")
    found = list(way(text.text, turns, asked))
    if len(found) > MOST:
        raise Invalid(f"{len(found):,} passages are too many to look through.", "Look for something rarer.")
    return [_hit(text.text, turns, span) for span in found]


def _by_speaker(text: str, turns: Sequence[Turn], asked: dict[str, Any]) -> Iterator[Span]:
    wanted = str(asked.get("speaker", ""))
    for turn in turns:
        if turn.speaker == wanted and turn.body < turn.end:
            yield _words_of(text, Span(turn.body, turn.end))


def _by_words(text: str, turns: Sequence[Turn], asked: dict[str, Any]) -> Iterator[Span]:
    words = " ".join(str(asked.get("words", "")).split())
    if len(words) < 2:
        raise Invalid("Two letters at least are looked for.", "Write a word.")
    pattern = regex.compile(r"\s+".join(map(regex.escape, words.split(" "))), regex.IGNORECASE)
    last = None
    for turn in turns:
        for hit in pattern.finditer(text, turn.body, turn.end):
            span = _widened(text, turn, Span(hit.start(), hit.end()), str(asked.get("whole", "hit")))
            if span != last:
                yield span
            last = span


def _by_question(text: str, turns: Sequence[Turn], asked: dict[str, Any]) -> Iterator[Span]:
    """What was answered to the so-manieth question: the turns of those who are studied, up to the next one asked."""
    number, asking, seen = int(asked.get("number", 0)), False, 0
    for turn in turns:
        is_question = turn.case_id is None and bool(turn.speaker)
        if is_question and not asking:
            seen += 1
        asking = is_question
        if seen == number and not is_question and turn.body < turn.end:
            yield _words_of(text, Span(turn.body, turn.end))


def _alike(text: str, turns: Sequence[Turn], asked: dict[str, Any]) -> Iterator[Span]:
    """The turns most like a passage by the words they share, rare words counting more (TF-IDF, cosine)."""
    here = Span(int(asked.get("start", 0)), int(asked.get("end", 0)))
    spoken = [turn for turn in turns if turn.body < turn.end]
    bags = [_bag(text[turn.body : turn.end]) for turn in spoken] + [_bag(here.of(text))]
    vocabulary = {word: at for at, word in enumerate(sorted(set().union(*bags)))}
    if not bags[-1]:
        return
    row = np.repeat(np.arange(len(bags)), [len(bag) for bag in bags])
    column = np.array([vocabulary[word] for bag in bags for word in bag])
    heard_in = np.bincount(column, minlength=len(vocabulary))
    rarity = np.log((1 + len(bags)) / (1 + heard_in)) + 1
    weight = (1 + np.log([many for bag in bags for many in bag.values()])) * rarity[column]
    length = np.sqrt(np.bincount(row, weight**2, minlength=len(bags)))
    passage = np.zeros(len(vocabulary))
    passage[column[row == len(spoken)]] = weight[row == len(spoken)]
    shared = np.bincount(row, weight * passage[column], minlength=len(bags))[:-1]
    likeness = shared / np.where(length[:-1] > 0, length[:-1], 1) / length[-1]
    for place in np.argsort(-likeness, kind="stable")[: LIKE + 1]:
        turn = spoken[int(place)]
        span = Span(turn.body, turn.end)
        if likeness[place] > 0.1 and not span.overlaps(here):
            yield _words_of(text, span)


def _bag(words: str) -> dict[str, int]:
    bag: dict[str, int] = {}
    for word in _WORD.findall(words.casefold()):
        if len(word) > 2:
            bag[word] = bag.get(word, 0) + 1
    return bag


def _widened(text: str, turn: Turn, span: Span, whole: str) -> Span:
    if whole == "turn":
        return _words_of(text, Span(turn.body, turn.end))
    if whole == "sentence":
        for found in _SENTENCE.finditer(text, turn.body, turn.end):
            if found.start() <= span.start < found.end():
                return _words_of(text, Span(found.start(), max(found.end(), span.end)))
    return span


def _words_of(text: str, span: Span) -> Span:
    words = span.of(text)
    return Span(span.start + len(words) - len(words.lstrip()), span.start + len(words.rstrip()))


def _hit(text: str, turns: Sequence[Turn], span: Span) -> Hit:
    turn = next((each for each in turns if each.start <= span.start < each.end), None)
    return Hit(
        span.start, span.end, turn.index + 1 if turn else 0,
        text[max(0, span.start - AROUND) : span.start], span.of(text), text[span.end : span.end + AROUND],
    )  # fmt: skip
