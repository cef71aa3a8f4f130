"""Codes carried over versions, and versions held against each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alongside.core.framework import Fate, Step, Steps, changes, difference


def steps(*rows) -> Steps[str]:
    return Steps(Step(*row) for row in rows)


def test_a_renamed_or_moved_code_is_the_same_code():
    carried = steps((2, "rename", "leadership", "leadership"), (3, "move", "leadership", "leadership")).carry(
        "leadership", since=1, to=3
    )
    assert (carried.fate, carried.code) == (Fate.KEPT, "leadership")


def test_a_merged_code_is_the_one_it_became_over_several_versions():
    found = steps(
        (2, "merge", "support", "help"), (2, "merge", "culture", "help"), (3, "merge", "help", "climate")
    )
    assert [found.carry("culture", since=1, to=version).code for version in (1, 2, 3)] == [
        "culture",
        "help",
        "climate",
    ]


def test_a_split_leaves_open_which_part_is_meant():
    carried = steps((2, "split", "engagement", "sustaining"), (2, "split", "engagement", "readiness")).carry(
        "engagement", since=1, to=2
    )
    assert (carried.fate, carried.code, carried.parts) == (Fate.OPEN, None, ("sustaining", "readiness"))


def test_a_split_seen_from_before_it_is_not_there_yet():
    found = steps((3, "split", "engagement", "sustaining"), (3, "split", "engagement", "readiness"))
    assert found.carry("engagement", since=1, to=2).code == "engagement"


def test_a_retired_code_means_nothing_any_more():
    assert steps((2, "retire", "attitude", None)).carry("attitude", since=1, to=2).fate is Fate.RETIRED


def test_a_code_merged_away_while_its_draft_was_used_is_carried_too():
    assert steps((1, "merge", "help", "support")).carry("help", since=1, to=1).code == "support"


def test_a_coding_made_after_a_step_is_not_touched_by_it():
    assert steps((2, "retire", "attitude", None)).carry("attitude", since=3, to=4).code == "attitude"


def test_every_code_that_became_one_is_its_ancestor():
    found = steps((2, "merge", "support", "help"), (3, "merge", "help", "climate"), (3, "retire", "x", None))
    assert found.ancestors("climate", to=3) == {"support", "help", "climate"}
    assert found.ancestors("help", to=2) == {"support", "help"}


def test_steps_that_belong_together_are_one_change_with_its_reason():
    told = changes([
        Step(2, "merge", "support", "both", "Neither could say where one ended."),
        Step(2, "add", None, "tests", "Had no home."),
        Step(2, "merge", "culture", "both", "Neither could say where one ended."),
    ])  # fmt: skip
    assert [(each.operation, each.before, each.after) for each in told] == [
        ("merge", ("support", "culture"), ("both",)),
        ("add", (), ("tests",)),
    ]
    assert told[0].reason == "Neither could say where one ended."


def test_two_versions_are_led_to_each_other():
    """The example of the design: 9 codes became 9, by one of each step."""
    found = difference(
        (
            2,
            [
                "achievement",
                "champions",
                "leadership",
                "support",
                "culture",
                "shared",
                "engagement",
                "attitude",
            ],
        ),
        (3, ["achievement", "tests", "champions", "leadership", "both", "shared", "sustaining", "readiness"]),
        steps(
            (3, "rename", "leadership", "leadership"),
            (3, "merge", "support", "both"),
            (3, "merge", "culture", "both"),
            (3, "split", "engagement", "sustaining"),
            (3, "split", "engagement", "readiness"),
            (3, "move", "shared", "shared"),
            (3, "add", None, "tests"),
            (3, "retire", "attitude", None),
        ),
    )
    assert [(link.before, link.after, link.how) for link in found.links] == [
        ("achievement", "achievement", "same"),
        ("champions", "champions", "same"),
        ("leadership", "leadership", "renamed"),
        ("support", "both", "merged"),
        ("culture", "both", "merged"),
        ("shared", "shared", "moved"),
        ("engagement", "sustaining", "split"),
        ("engagement", "readiness", "split"),
        ("attitude", None, "retired"),
    ]
    assert (found.added, found.unchanged, len(found.changes)) == (["tests"], 2, 6)


CODES = st.integers(0, 5)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.integers(1, 5), st.sampled_from(["rename", "move"]), CODES).map(
            lambda t: Step(t[0], t[1], t[2], t[2])
        ),
        st.tuples(st.integers(1, 5), st.sampled_from(["merge", "split"]), CODES, CODES).map(
            lambda t: Step(*t)
        ),
        st.tuples(st.integers(1, 5), CODES).map(lambda t: Step(t[0], "retire", t[1], None)),
    ),
    max_size=12,
)


@given(STEPS, CODES)
def test_carrying_on_version_by_version_is_carrying_at_once(rows, code):
    found = Steps(rows)
    at_once = found.carry(code, since=1, to=5)
    here, fate = code, Fate.KEPT
    for version in range(1, 6):
        one = found.carry(here, since=version, to=version)
        fate = one.fate
        if one.code is None:
            break
        here = one.code
    assert fate is at_once.fate
    if fate is Fate.KEPT:
        assert here == at_once.code


@given(STEPS, CODES)
def test_a_code_is_kept_open_or_retired_and_nothing_else(rows, code):
    carried = Steps(rows).carry(code, since=1, to=5)
    assert (carried.code is not None) == (carried.fate is Fate.KEPT)
    assert bool(carried.parts) == (carried.fate is Fate.OPEN)
