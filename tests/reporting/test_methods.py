"""The methods section says what was counted, and says in words what cannot be."""

from __future__ import annotations

from alongside.reporting.content.framework import framework
from alongside.reporting.content.methods import methods

COUNTED = {
    "approached": "8: accepted 6, declined 1, no reply 1",
    "sampling": "6 who accepted: purposive 5, snowball 1",
    "withdrawn": "none",
    "interviews": "6: manager 3, senior nurse 2, doctor 1",
    "minutes": "45 to 60 minutes, median 52; known for 5 of 6",
    "again": "none",
    "focus_groups": "1, with 3 people",
    "observed": "3.5 hours in 3 field notes: as researcher 2.5, as a member of the team 1; hours not written down for 1 of 3",
    "documents": "1",
    "guides": "2 versions of 1 guide",
    "coders": "2",
    "codings": "6 in 4 of 11 sources",
    "double_coded": "1 of 4 coded sources",
    "versions": "2 versions published; 2 codes in version 2",
    "cells": "2 cells, in 1 of them nothing said; 0 agreed",
    "told": "none is written down",
}
NOT_YET = {
    "approached": "no one is recorded as asked",
    "sampling": "no one has accepted yet",
    "interviews": "no interview yet",
    "minutes": "no interview yet",
    "again": "no interview yet",
    "focus_groups": "no focus group yet",
    "observed": "no observation yet",
    "documents": "no document yet",
    "texts": "no source yet",
    "guides": "no guide is recorded",
    "coders": "nobody has coded yet",
    "codings": "nothing is coded yet",
    "double_coded": "nothing is coded yet",
    "versions": "none is published yet",
    "cells": "nothing is charted yet",
    "new_codes": "no interview is coded yet",
    "told": "none is written down",
}


def test_the_numbers_are_those_counted_by_hand(world, researcher):
    found = methods(world.study, researcher)
    assert {key: found[key].says for key in COUNTED} == COUNTED


def test_each_number_says_how_it_was_counted(world, researcher):
    assert all(count.how for count in methods(world.study, researcher).counts)


def test_what_cannot_be_counted_yet_is_said_in_words(study, researcher):
    found = methods(study, researcher)
    assert {key: found[key].says for key in NOT_YET} == NOT_YET


def test_a_version_of_the_framework_says_what_it_changed_and_why(world, researcher):
    first, second = methods(world.study, researcher).stages
    assert (first.codes, first.note, first.steps) == (2, "After the first interviews.", ())
    (step,) = second.steps
    assert (step.what, step.reason) == ("“Time” was renamed “Lack of time”", "nobody spoke of having it")


def test_a_role_of_one_or_two_people_is_pointed_out_before_the_export(world, researcher):
    # two senior nurses and one doctor were interviewed, but three managers
    assert methods(world.study, researcher).small_groups == ("doctor", "senior nurse")


def test_the_framework_counts_a_stretch_once_however_many_coded_it(world, researcher):
    found = framework(world.study, researcher)
    said = [(code.name, code.depth, code.quotes, code.cases) for code in found.codes]
    # P01 was coded by both; the field note belongs to no case
    assert said == [
        ("Within the organisation", 0, 0, 0),
        ("Shown results", 1, 4, 3),
        ("Lack of time", 1, 1, 1),
    ]
