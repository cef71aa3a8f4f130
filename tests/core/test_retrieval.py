"""Places over turns: whose they are, what lies over what, what is coded."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.core.retrieval import Turns, cases_of, coverage, merged, sliced_out, union
from alongside.core.text import Span


@dataclass(frozen=True)
class T:
    start: int
    end: int


# INT 0–10, P07 10–30, INT 30–40, G1 40–60
TURNS = Turns([T(0, 10), T(10, 30), T(30, 40), T(40, 60)])
WHOSE = {10: "P07", 40: "G1"}


@pytest.mark.parametrize(
    ("start", "end", "cases"),
    [
        (12, 20, {"P07"}),
        (0, 10, set()),
        (0, 11, {"P07"}),
        (25, 45, {"P07", "G1"}),
        (29, 41, {"P07", "G1"}),
        (30, 40, set()),
    ],
)
def test_a_stretch_belongs_to_every_speaker_it_overlaps(start, end, cases):
    assert cases_of(start, end, TURNS, WHOSE) == cases


def test_a_text_without_speakers_belongs_to_its_cases():
    assert cases_of(5, 8, TURNS, {}, otherwise=["Trust B"]) == {"Trust B"}


def test_overlapping_stretches_become_one_and_touching_ones_stay():
    assert union(Span(5, 12), [Span(0, 6), Span(12, 20), Span(11, 14), Span(40, 50)]) == (
        Span(0, 20),
        [Span(0, 6), Span(11, 14), Span(12, 20)],
    ), "12–20 only touched 5–12, but overlaps 11–14"
    assert union(Span(5, 12), [Span(12, 20), Span(0, 5)]) == (Span(5, 12), [])


def test_coverage_counts_turns_that_can_be_coded():
    found = coverage(TURNS.turns, [Span(12, 15), Span(31, 32)], [False, True, False, True])
    assert (found.coded, found.turns, found.next_uncoded) == (1, 2, 3)
    assert coverage(TURNS.turns, [Span(0, 60)]).next_uncoded is None


def test_a_stretch_moves_when_words_before_it_are_cut_out():
    assert sliced_out(Span(20, 30), [Span(0, 5), Span(22, 25)]) == Span(15, 22)
    assert sliced_out(Span(20, 30), [Span(18, 40)]) is None


spans = st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))


@given(spans, st.lists(spans, max_size=10))
def test_a_union_leaves_nothing_that_overlaps_it(span, others):
    whole, taken = union(span, others)
    left = [other for other in others if other not in taken]
    assert not any(whole.overlaps(other) for other in left)
    assert whole.start == min(each.start for each in [span, *taken]) and whole.end == max(
        each.end for each in [span, *taken]
    )


@given(st.lists(spans, max_size=12))
def test_merging_keeps_exactly_the_letters_that_were_covered(codings):
    before = {place for span in codings for place in range(span.start, span.end)}
    assert [place for span in merged(codings) for place in range(span.start, span.end)] == sorted(before)


@given(spans, st.lists(spans, max_size=6))
def test_cutting_out_leaves_the_letters_that_were_not_cut(span, cuts):
    text = "".join(chr(0x100 + place) for place in range(100))
    gone = {place for cut in cuts for place in range(cut.start, cut.end)}
    left = "".join(letter for place, letter in enumerate(text) if place not in gone)
    kept = "".join(text[place] for place in range(span.start, span.end) if place not in gone)
    moved = sliced_out(span, cuts)
    assert (moved.of(left) if moved else "") == kept
