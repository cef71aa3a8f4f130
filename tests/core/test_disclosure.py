"""What may be shown: how a participant is named, whose words, which numbers."""

from __future__ import annotations

import pytest

from alongside.core.disclosure import (
    Decision,
    attribution,
    audience_purposes,
    bearers,
    quotable,
    small_number,
)
from alongside.core.errors import Invalid


def person(role: str, site: str) -> dict[str, str]:
    kind = "programme team" if site == "Host" else "partner trust"
    return {"role": role, "site_kind": kind, "site": site}


# Fifteen people in two trusts and the programme team, in the proportions of a real evaluation.
PEOPLE = {
    f"P{number:02}": one
    for number, one in enumerate(
        [
            *[person("manager", "Trust A")] * 3,
            person("manager", "Trust B"),
            *[person("manager", "Host")] * 2,
            *[person("doctor", "Trust A")] * 2,
            person("doctor", "Trust B"),
            *[person("senior nurse", "Trust A")] * 2,
            *[person("senior nurse", "Trust B")] * 3,
            person("junior nurse", "Trust B"),
        ],
        1,
    )
}


@pytest.mark.parametrize(
    ("who", "label"),
    [
        ("P01", "manager, Trust A"),
        ("P04", "manager, partner trust"),
        ("P05", "manager"),
        ("P07", "doctor, partner trust"),
        ("P10", "senior nurse, partner trust"),
        ("P12", "senior nurse, Trust B"),
        ("P15", "partner trust"),
    ],
)
def test_the_label_is_the_finest_that_three_share(who: str, label: str) -> None:
    assert attribution(PEOPLE, who) == label


def test_the_study_says_what_a_label_is_made_of() -> None:
    parts = [("site_kind",), ("role",), ("role", "site_kind")]
    assert attribution(PEOPLE, "P01", parts) == "manager, partner trust"
    assert attribution(PEOPLE, "P01", [("site_kind",)]) == "partner trust"
    assert attribution(PEOPLE, "P01", []) == "a participant"


def test_nobody_is_named_closer_among_fewer_than_three() -> None:
    assert (
        attribution({1: person("manager", "Trust A"), 2: person("manager", "Trust A")}, 1) == "a participant"
    )


def test_what_is_not_known_of_someone_makes_no_label() -> None:
    people = {number: {"role": "", "site_kind": "partner trust"} for number in range(3)}
    assert attribution(people, 0) == "partner trust"
    assert attribution({number: {} for number in range(3)}, 0) == "a participant"


def test_capitals_and_spaces_do_not_tell_people_apart() -> None:
    people = {1: {"role": "Manager"}, 2: {"role": "manager "}, 3: {"role": "MANAGER"}}
    assert {attribution(people, who) for who in people} == {"Manager"}


def test_it_can_be_seen_who_bears_a_label_alone() -> None:
    counts = bearers(PEOPLE)
    assert sum(counts.values()) == len(PEOPLE)
    assert counts["partner trust"] == 1
    assert counts["manager"] == 2


@pytest.mark.parametrize(
    ("audience", "purposes"),
    [
        ("committee", {"quote"}),
        ("programme", {"quote", "share"}),
        ("teams", {"quote", "share"}),
        ("publication", {"quote", "publish"}),
    ],
)
def test_each_audience_needs_its_own_consent(audience: str, purposes: set[str]) -> None:
    assert audience_purposes(audience) == purposes
    assert quotable({"P07": purposes}, audience) == Decision(True)
    for left_out in purposes:
        assert not quotable({"P07": purposes - {left_out}}, audience)


def test_an_audience_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Invalid, match="no audience"):
        audience_purposes("everyone")


def test_words_of_two_people_need_the_consent_of_both() -> None:
    decision = quotable({"P07": {"quote", "share"}, "P09": {"quote"}}, "teams")
    assert decision == Decision(
        False, "1 of 2 people heard here did not agree to sharing with the programme."
    )


def test_words_of_nobody_known_are_not_shown() -> None:
    assert not quotable({}, "committee")
    assert not quotable({"P07": set()}, "committee")


def test_a_field_note_leaves_the_committee_only_by_decision() -> None:
    assert quotable({}, "committee", document=True)
    assert not quotable({}, "publication", document=True)
    assert quotable({}, "publication", document=True, decided=True)
    assert not quotable({"P07": {"quote"}}, "publication", document=True, decided=True)


@pytest.mark.parametrize("consents", [{"quote": False}, "no quote"])
def test_consents_that_could_be_misread_are_an_error(consents: object) -> None:
    with pytest.raises(TypeError):
        quotable({"P07": consents}, "committee")  # type: ignore[dict-item]


@pytest.mark.parametrize(("n", "shown"), [(0, "0"), (1, "<5"), (4, "<5"), (5, "5"), (12, "12")])
def test_small_numbers_of_people_are_not_shown(n: int, shown: str) -> None:
    assert small_number(n) == shown


def test_the_threshold_may_be_another() -> None:
    assert (small_number(2, 3), small_number(3, 3)) == ("<3", "3")
    with pytest.raises(ValueError, match="negative"):
        small_number(-1)
