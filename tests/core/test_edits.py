"""What changed between two versions of a text, and that codings across it keep their words or say that they changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.core.edits import edits
from alongside.core.pseudonyms import Replacement, carry
from alongside.core.text import Span

OLD = "INT: Who else was there?\n\nP07: Mostly the consultants. The junior nurses had never heard of it.\n"


def places(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def carried(old: str, new: str, words: str) -> tuple[str, str]:
    [found] = carry([places(old, words)], edits(old, new))
    return found.span.of(new), found.state


def test_nothing_changed():
    assert edits(OLD, OLD) == []


def test_a_mended_word_is_one_edit_of_the_whole_word():
    new = OLD.replace("consultants", "consultant")
    [edit] = edits(OLD, new)
    assert (OLD[edit.start : edit.end], new[edit.new_start : edit.new_end]) == ("consultants", "consultant")


@pytest.mark.parametrize(
    ("new", "words", "expected"),
    [
        (OLD.replace("Who else", "So who else"), "junior nurses", ("junior nurses", "moved")),
        (OLD.replace("it.\n", "it, ever.\n"), "junior nurses", ("junior nurses", "same")),
        (OLD.replace("junior nurses", "junior ward nurses"), "junior nurses", ("junior ward nurses", "changed")),
        (OLD.replace("The junior nurses had", "They had"), "junior nurses", ("", "gone")),
        (OLD.replace("nurses had", "nurses never had"), "junior nurses", ("junior nurses", "same")),
        (OLD.replace("The junior", "The very junior"), "junior nurses", ("junior nurses", "moved")),
    ],
)  # fmt: skip
def test_a_coding_keeps_its_words_or_says_what_became_of_them(new, words, expected):
    found = carried(OLD, new, words)
    assert found == expected or (expected[1] == "gone" and found[1] in {"gone", "changed"})


texts = st.text(st.sampled_from("ab \n.é🙂\u0301’"), max_size=60)


@given(texts, texts)
def test_what_lies_between_two_edits_is_the_same_in_both(old: str, new: str):
    made, done = [], 0
    for edit in edits(old, new):
        assert edit.start >= done or not made
        made += [old[done : edit.start], new[edit.new_start : edit.new_end]]
        done = edit.end
    assert "".join([*made, old[done:]]) == new


@given(texts, texts, st.data())
def test_a_coding_that_is_not_said_to_have_changed_has_its_very_words(old: str, new: str, data):
    if not old:
        return
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    [found] = carry([Span(start, end)], edits(old, new))
    if found.state in {"same", "moved"}:
        assert found.span.of(new) == old[start:end]
    elif found.state == "changed":
        assert 0 <= found.span.start < found.span.end <= len(new)


def test_an_insertion_replaces_an_empty_stretch():
    assert edits("one two\n", "one and two\n") == [Replacement(3, 3, 3, 7)]


def test_corrections_all_over_a_long_interview_stay_single_edits():
    old = "\n".join(f"P07: Sentence number {n} has some more words in it, said slowly." for n in range(5000))
    new = old.replace("number 7", "No 7").replace("slowly", "slow", 40)
    found = edits(old, new)
    assert len(found) == 151
    assert max(edit.end - edit.start for edit in found) < 20
