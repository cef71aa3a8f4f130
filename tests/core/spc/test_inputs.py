"""What the engine takes and what it refuses, and that a stored record is the record."""

from __future__ import annotations

import json
import re

import pytest

from alongside.core.errors import Invalid
from alongside.core.spc import Phase, Series, Spec, Target, analyse

FULL = Spec(
    chart="p",
    rules="mdc-2021",
    screening=False,
    freeze=12,
    phases=(Phase("2016-01-01", "trolley", "P. Lindqvist", "2016-06-09"),),
    targets=(Target(80), Target(90, "2016-04-01")),
    direction="up",
    unit="percent",
    multiply=100,
    minimum=12,
)


def test_a_spec_survives_being_stored() -> None:
    assert Spec.from_json(json.loads(json.dumps(FULL.to_json()))) == FULL
    assert Spec.from_json({}) == Spec()


def test_the_stored_form_of_a_target_says_from() -> None:
    assert FULL.to_json()["targets"] == [{"from": None, "value": 80}, {"from": "2016-04-01", "value": 90}]


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ({"chart": "ewma"}, "chart is 'ewma'"),
        ({"rules": "mdc"}, "rules is 'mdc'"),
        ({"direction": "higher"}, "direction is 'higher'"),
        ({"unit": "parsecs"}, "unit is 'parsecs'"),
        ({"screening": 1}, "screening is 1"),
        ({"freeze": 1}, "freeze is 1"),
        ({"freeze": True}, "freeze is True"),
        ({"minimum": 0}, "minimum is 0"),
        ({"multiply": 0}, "multiply is 0"),
        ({"colour": "red", "limit": 3}, "Unknown field in spec: colour, limit"),
        ({"phases": {}}, None),
        ({"phases": "2016"}, "phases is '2016'"),
        ({"phases": [{"starts": "2016-01-01"}]}, "Missing in phases: reason"),
        ({"phases": [{"starts": "2016-01-01", "reason": " "}]}, "has no reason"),
        ({"phases": [{"starts": "1 Jan", "reason": "x"}]}, "phases is '1 Jan'"),
        ({"phases": [{"starts": -1, "reason": "x"}]}, "phases is -1"),
        ({"phases": [{"starts": 1, "reason": "x", "undo": 1}]}, "Unknown field in phases: undo"),
        ({"phases": [{"starts": 5, "reason": "x"}, {"starts": 5, "reason": "y"}]}, "not in order"),
        (
            {"phases": [{"starts": 5, "reason": "x"}, {"starts": "2016-01-01", "reason": "y"}]},
            "mix dates and positions",
        ),
        ({"targets": [{"from": "2016-01-01"}]}, "Missing in targets: value"),
        ({"targets": [{"value": "90%"}]}, "targets is '90%'"),
        ({"targets": [{"value": 1, "from": 3}, {"value": 2}]}, "Only the first"),
    ],
)
def test_a_stored_spec_that_is_not_understood_is_refused(stored: dict[str, object], said: str | None) -> None:
    if said is None:
        assert Spec.from_json(stored) == Spec()
        return
    with pytest.raises(Invalid, match=re.escape(said)) as caught:
        Spec.from_json(stored)
    assert caught.value.todo


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"x": ["2016-01-01", "2016-01-01"], "y": [1, 2]},
            "2016-01-01 (point 2): 2016-01-01 does not come after",
        ),
        ({"x": ["2016-02-01", "2016-01-01"], "y": [1, 2]}, "does not come after"),
        ({"x": ["Jan 2016"], "y": [1]}, "'Jan 2016' is no date"),
        ({"x": ["20160101"], "y": [1]}, "is no date"),
        ({"x": [1, "2016-01-01"], "y": [1, 2]}, "mixes dates and numbers"),
        ({"x": [1, 2], "y": [1]}, "2 periods but 1 values"),
        ({"x": [1], "y": [float("nan")]}, "y is nan"),
        ({"x": [1], "y": ["7"]}, "y is '7'"),
        ({"x": [1]}, "needs either values"),
        ({"x": [1], "y": [1], "numerator": [1], "denominator": [2]}, "needs either values"),
        ({"x": [1], "numerator": [1]}, "needs either values"),
        ({"x": [1], "numerator": [-1], "denominator": [2]}, "the numerator is -1"),
        ({"x": [1], "numerator": [1], "denominator": [-2]}, "the denominator is -2"),
    ],
)
def test_rows_that_make_no_chart_are_refused_by_name(fields: dict[str, object], said: str) -> None:
    with pytest.raises(Invalid, match=re.escape(said)) as caught:
        Series("A", **fields)  # type: ignore[arg-type]
    assert "Series A" in str(caught.value)
    assert caught.value.todo


def test_more_given_than_cases_names_the_series_and_the_month() -> None:
    good = Series("A", ["2016-01-01"], numerator=[1], denominator=[2])
    bad = Series("B", ["2016-01-01", "2016-02-01"], numerator=[1, 47], denominator=[2, 45])
    with pytest.raises(Invalid, match="numerator 47 is above the denominator 45") as caught:
        analyse([good, bad], Spec(chart="p", unit="percent"))
    assert "Series B, 2016-02-01 (point 2)" in caught.value.message
    (problem,) = caught.value.problems
    assert (problem.row, problem.column) == (2, "numerator")


def test_a_rate_may_be_above_one() -> None:
    series = Series("falls", [1, 2], numerator=[30, 20], denominator=[10, 10])
    assert [point.y for point in analyse(series, Spec(unit="rate")).points] == [3, 2]


def test_a_p_chart_needs_counts() -> None:
    with pytest.raises(Invalid, match="a p chart needs numerators and denominators"):
        analyse(Series("A", [1], y=[50]), Spec(chart="p"))


def test_dates_on_a_numbered_axis_are_refused() -> None:
    numbered = Series("A", [1, 2, 3], y=[1, 2, 3])
    with pytest.raises(Invalid, match="is numbered"):
        analyse(numbered, Spec(phases=(Phase("2016-01-01", "x"),)))
    with pytest.raises(Invalid, match="is numbered"):
        _ = analyse(numbered, Spec(targets=(Target(3, "2016-01-01"),))).points


def test_one_gives_one_and_a_list_gives_a_list() -> None:
    series = Series("A", [1, 2, 3], y=[1, 2, 3])
    assert analyse(series, Spec()).series is series
    assert [record.series.key for record in analyse([series, series], Spec())] == ["A", "A"]
    assert analyse([], Spec()) == []


def test_each_series_may_bring_its_own_spec_and_the_order_is_kept() -> None:
    series = [Series(str(k), [1, 2, 3, 4], y=[k, k + 2, k, k + 3]) for k in range(6)]
    specs = [Spec(screening=k % 2 == 0) for k in range(6)]
    records = analyse(series, specs)
    assert [record.series.key for record in records] == list("012345")
    assert [record.spec.screening for record in records] == [True, False] * 3
    with pytest.raises(Invalid, match="6 series but 2 specs"):
        analyse(series, specs[:2])


def test_the_record_is_json_without_surprises() -> None:
    months = ["2016-01-01", "2016-02-01", "2016-03-01"]
    record = analyse(
        Series("A", months, numerator=[1, 0, 2], denominator=[2, 0, 4]), Spec(chart="p", unit="percent")
    )
    stored = json.loads(json.dumps(record.to_json(), allow_nan=False))
    assert stored["points"][1]["y"] is None
    assert stored["content_hash"] == record.content_hash
    assert Series.from_json(stored["series"]) == record.series
    assert Spec.from_json(stored["spec"]) == record.spec


def test_the_hash_follows_rows_and_spec() -> None:
    series = Series("A", [1, 2, 3], y=[1, 2, 3])
    record = analyse(series, Spec())
    assert record.content_hash == analyse(Series.from_json(series.to_json()), Spec()).content_hash
    assert re.fullmatch("[0-9a-f]{64}", record.content_hash)
    assert record.content_hash != analyse(Series("A", [1, 2, 3], y=[1, 2, 4]), Spec()).content_hash
    assert record.content_hash != analyse(series, Spec(freeze=2)).content_hash


def test_a_series_that_is_not_understood_is_refused() -> None:
    with pytest.raises(Invalid, match="Unknown field in a series: values"):
        Series.from_json({"key": "A", "x": [1], "values": [1]})
    with pytest.raises(Invalid, match="Missing in a series: x"):
        Series.from_json({"key": "A"})
