"""The drawing held to the record: every shape, line and label where the numbers say, and nothing else."""

from __future__ import annotations

import re
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from alongside.core.spc import Phase, Series, Spec, Target, analyse
from alongside.core.spc.stored import frozen
from alongside.ui import charts
from alongside.ui.charts import Lane, Mark, paper, plane, wording

SHAPES = {"rect": "improvement", "circle": "common", "path": ("concern", "neutral")}


def months(count: int, first: int = 2015 * 12 + 3) -> list[str]:
    return [f"{k // 12}-{k % 12 + 1:02d}-01" for k in range(first, first + count)]


def share(values, n=50, **spec):
    """A p chart of these percentages of n cases; None is a month in which nothing was sent."""
    over = [None if value is None else round(value * n / 100) for value in values]
    under = [None if value is None else n for value in values]
    series = Series("A", months(len(values)), numerator=over, denominator=under)
    return analyse(series, Spec(**{"chart": "p", "unit": "percent", "direction": "up", **spec}))


def values(numbers, x=None, **spec):
    return analyse(Series("A", x or months(len(numbers)), y=numbers), Spec(**spec))


LEVEL = [60, 66, 58, 64, 62, 56, 68, 60, 64, 58, 66, 62, 60, 64, 58, 62]
BETTER = share(
    [*LEVEL, 82, 84, 80, 86, 82, 84, 88], targets=(Target(80), Target(90, "2016-06-01")), freeze=16
)
WORSE = share([*LEVEL, 40, 44, 38, 42, 44, 40, 42], targets=(Target(80),), freeze=16)
ENDED = share([*[76] * 8, *[60, 72, 62, 70, 58, 68, 60, 70, 62, 66, 60, 68]])
GAPS = share([60, 66, None, 58, 64, None, None, 62, 56, 68, 60, 64, 58, 66, 62, None])
PHASES = share(
    [*LEVEL, 80, 84, 78, 82, 86, 80, 84, 78, 82, 84, 80, 82, 84],
    phases=(Phase("2016-08-01", "a trolley <in> each bay"),),
    targets=(Target(70), Target(85, "2016-10-01")),
)
NEITHER = values([20, 21, 19, 20, 22, 18, 20, 21, 19, 20, 27, 28, 27, 29, 28, 27, 28, 29], freeze=10)
CLIPPED = share([96, 100, 94, 98, 100, 92, 96, 98, 100, 94, 96, 100, 98, 96], n=30, targets=(Target(95),))
CONSTANT = share([100] * 20, targets=(Target(95),))
ONE = values([4.2])
EMPTY = values([])
MISSING = share([None] * 12)
LONG = values([50 + (k * 7 % 11) for k in range(60)], direction="down", targets=(Target(40),))
WEEKLY = values(
    [52.0, 55, 49, 53, 56, 50, 54, 51, 55, 52, 53, 50, 54, 56, 51],
    x=[date.fromordinal(date(2015, 9, 7).toordinal() + 7 * k).isoformat() for k in range(15)],
    unit="percent",
)
COUNTED = values([3.0, 3.5, 2.8, 3.1, 2.9, 3.3, 3.0, 2.7, 3.2, 3.1, 2.9, 3.0, 3.4, 2.8], x=list(range(1, 15)))
CASES = {
    name.lower(): case
    for name, case in globals().copy().items()
    if name.isupper() and hasattr(case, "points")
}
LANES = (
    Lane("Sessions", [Mark(date(2015, 9, 24), "1", "session"), Mark(date(2016, 2, 4), "2", "session")]),
    Lane("Tests", [Mark(date(2015, 11, 2), "trolley", "test", until=date(2016, 2, 20), url="/tests/1")]),
    Lane("Context", [Mark(date(2016, 1, 10), "winter", "context")]),
    Lane("Decisions", [Mark(date(2016, 3, 1), "nurses give the dose", "decision")]),
)
DRAWINGS = {
    "detail": lambda case: charts.detail(case, title="Antibiotic", lanes=LANES),
    "small": lambda case: charts.small(case, sessions=[date(2015, 9, 24)], title="Antibiotic"),
    "multiple": lambda case: charts.multiple(case, low=0, high=100, label="Alderwick"),
    "sparkline": lambda case: charts.sparkline(case),
}
every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
every_drawing = pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)


def parsed(svg: str):
    return etree.fromstring(svg.encode())


def having(root, name: str):
    return [each for each in root.iter() if name in (each.get("class") or "").split()]


def one(root, name: str):
    found = having(root, name)
    assert len(found) == 1, f"{len(found)} of {name}"
    return found[0]


def words(node) -> str:
    return "".join(part for each in node.iter() if each.tag != "title" for part in [each.text or ""])


def pen(d: str) -> list[list[tuple[float, float]]]:
    """The strokes of a path of absolute M, L, H and V, as lists of corners."""
    strokes: list[list[tuple[float, float]]] = []
    for command, given in re.findall(r"([MLHV])([^MLHVZ]*)", d):
        numbers = [float(each) for each in given.split()]
        x, y = strokes[-1][-1] if strokes else (0.0, 0.0)
        if command == "H":
            at = (numbers[0], y)
        elif command == "V":
            at = (x, numbers[0])
        else:
            at = (numbers[0], numbers[1])
        if command == "M":
            strokes.append([at])
        else:
            strokes[-1].append(at)
    return strokes


def middle(node) -> tuple[float, float]:
    """Where a point's shape stands."""
    shape = next(
        (child for child in node if child.tag in SHAPES and "spc" not in (child.get("class") or "")), node
    )
    if shape.tag == "circle":
        return float(shape.get("cx")), float(shape.get("cy"))
    if shape.tag == "rect":
        left, top, width = (float(shape.get(key)) for key in ("x", "y", "width"))
        return left + width / 2, top + width / 2
    corners = [at for stroke in pen(shape.get("d")) for at in stroke]
    across, down = ([at[k] for at in corners] for k in (0, 1))
    return (min(across) + max(across)) / 2, (min(down) + max(down)) / 2


def axis(root):
    """The scale read off the labelled hairlines, as a reader would: value → y."""
    ticks = [
        (float(words(each).rstrip("%").replace(",", "")), float(each.get("y")) - 4)
        for each in having(root, "spc-tick")
    ]
    (low, foot), (high, top) = ticks[0], ticks[-1]
    return lambda value: foot - (value - low) / (high - low) * (foot - top)


# What is drawn


@every_case
def test_each_measured_month_is_one_point_in_the_shape_of_its_tone(case):
    root = parsed(charts.detail(case, title="x"))
    drawn = having(root, "spc-point")
    assert [int(each.get("data-i")) for each in drawn] == list(case.measured)
    for node in drawn:
        tone = case.points[int(node.get("data-i"))].tone
        shape = node[-1]
        assert tone in (SHAPES[shape.tag] if shape.tag == "path" else [SHAPES[shape.tag]])
        if tone == "concern":
            assert shape.get("d").endswith("Z"), "a diamond is closed"
        if tone == "neutral":
            assert shape.get("d").count("M") == 2, "a plus is two strokes"


@pytest.mark.parametrize(
    ("case", "tone"),
    [(BETTER, "improvement"), (WORSE, "concern"), (NEITHER, "neutral")],
    ids=lambda each: str(each),
)
def test_the_cases_do_show_their_tone(case, tone):
    assert (
        sum(tone in each.get("class") for each in having(parsed(charts.detail(case, title="x")), "spc-point"))
        >= 7
    )


@every_case
def test_points_stand_where_the_labelled_axis_says(case):
    root = parsed(charts.detail(case, title="x"))
    if not case.measured:
        assert "No data yet" in words(root)
        return
    y = axis(root)
    base = next(
        each for each in having(root, "spc-axis") if "V" not in each.get("d") and "v" not in each.get("d")
    )
    (left, _), (right, _) = pen(base.get("d"))[0]
    step = (right - left) / len(case.points)
    for node in having(root, "spc-point"):
        point = case.points[int(node.get("data-i"))]
        assert middle(node) == pytest.approx((left + (point.i + 0.5) * step, y(point.y)), abs=0.11)


@every_case
def test_limits_and_target_are_stepped_month_by_month_at_their_values(case):
    root = parsed(charts.detail(case, title="x"))
    if not case.measured:
        assert not having(root, "spc-limit")
        return
    y = axis(root)
    lines = {"target": [], "upper": [], "lower": []}
    limits = having(root, "spc-limit")
    lines["upper"], lines["lower"] = (pen(each.get("d")) for each in limits) if limits else ([], [])
    lines["target"] = [stroke for each in having(root, "spc-target") for stroke in pen(each.get("d"))]
    marks = {int(each.get("data-i")): middle(each)[0] for each in having(root, "spc-point")}
    for name, strokes in lines.items():
        for i, x in marks.items():
            wanted = getattr(case.points[i], name)
            heights = [
                a[1] for stroke in strokes for a, b in pairwise(stroke) if a[1] == b[1] and a[0] <= x <= b[0]
            ]
            assert heights == ([] if wanted is None else [pytest.approx(y(wanted), abs=0.11)]), (name, i)


def test_the_data_line_breaks_at_a_missing_month_and_at_a_phase():
    strokes = pen(one(parsed(charts.detail(GAPS, title="x")), "spc-line").get("d"))
    assert [len(each) for each in strokes] == [2, 2, 8]
    strokes = pen(one(parsed(charts.detail(PHASES, title="x")), "spc-line").get("d"))
    assert [len(each) for each in strokes] == [16, 13]


def test_a_dash_at_the_foot_marks_each_missing_month():
    root = parsed(charts.detail(GAPS, title="x"))
    assert one(root, "spc-missing").get("d").count("M") == 4
    assert not having(parsed(charts.detail(BETTER, title="x")), "spc-missing")


def test_before_the_first_measured_month_there_are_neither_lines_nor_dashes():
    late = share([None] * 6 + LEVEL)
    root = parsed(charts.detail(late, title="x"))
    assert not having(root, "spc-missing")
    first = min(x for stroke in pen(one(root, "spc-centre").get("d")) for x, _ in stroke)
    assert first == pytest.approx(64 + 6 * 900 / 22, abs=0.1)


def test_a_phase_is_a_hairline_through_the_lanes_with_number_month_and_reason_beside_it():
    svg = charts.detail(PHASES, title="x", lanes=LANES)
    root = parsed(svg)
    (x, top), (_, foot) = pen(one(root, "spc-phase").get("d"))[0]
    assert x == pytest.approx(64 + 16 * 900 / 29, abs=0.1)
    assert top < 38
    assert foot == pytest.approx(38 + 334 + 58 + 3 * 24, abs=0.1)
    assert "phase 2 since August 2016: a trolley <in> each bay" in " ".join(root.itertext())
    assert "a trolley &lt;in&gt; each bay" in svg


def test_centres_of_earlier_phases_and_earlier_targets_are_named_off_the_points():
    root = parsed(charts.detail(PHASES, title="x"))
    labels = {words(each): each for each in having(root, "spc-label")}
    inside = [labels[f"centre {PHASES.segments[0].centre:.1f}%"], labels["target 70%"]]
    points = [middle(each) for each in having(root, "spc-point")]
    for label in inside:
        left, foot = float(label.get("x")), float(label.get("y"))
        right = left + wording.wide(words(label))
        assert not [at for at in points if left - 3 < at[0] < right + 3 and foot - 13 < at[1] < foot + 5]


def test_what_holds_now_is_named_at_the_right_at_least_14_px_apart():
    root = parsed(charts.detail(BETTER, title="x"))
    latest = BETTER.latest
    right = [each for each in having(root, "spc-label") if float(each.get("x")) > 1082 - 118]
    assert {words(each) for each in right} == {
        f"upper limit {latest.upper:.1f}%", "target 90%", "February 88%",
        f"centre {latest.centre:.1f}%", f"lower limit {latest.lower:.1f}%",
    }  # fmt: skip
    heights = sorted(float(each.get("y")) for each in right)
    assert all(b - a >= 13.9 for a, b in pairwise(heights))


def test_labels_that_collide_settle_around_where_they_wanted_to_be():
    assert plane.spread([100, 100, 100], 14, 0, 300) == [86, 100, 114]
    assert plane.spread([10, 200, 12], 14, 0, 300) == [4, 200, 18]
    assert plane.spread([2, 1], 14, 0, 300) == [14, 0]
    assert plane.spread([299, 298], 14, 0, 300) == [300, 286]


def test_a_soft_band_lies_behind_the_points_of_the_current_pattern_only():
    root = parsed(charts.detail(BETTER, title="x"))
    band = one(root, "spc-band")
    left, width = float(band.get("x")), float(band.get("width"))
    inside = [each for each in having(root, "spc-point") if left < middle(each)[0] < left + width]
    assert tuple(int(each.get("data-i")) for each in inside) == BETTER.newest_signal.points
    assert not having(parsed(charts.detail(ENDED, title="x")), "spc-band")


def test_a_signal_that_has_ended_keeps_its_shape_and_is_muted():
    root = parsed(charts.detail(ENDED, title="x"))
    muted = having(root, "ended")
    assert len(muted) == 8
    assert all("improvement" in each.get("class") and each[-1].tag == "rect" for each in muted)
    assert not having(parsed(charts.detail(BETTER, title="x")), "ended")


def test_each_point_can_be_focused_and_says_month_count_value_and_rule():
    root = parsed(charts.detail(BETTER, title="x"))
    newest = having(root, "spc-point")[-1]
    assert (newest.get("tabindex"), newest.get("role"), newest.get("data-i")) == ("0", "img", "22")
    assert newest.get("aria-label").startswith("February 2017: 44 of 50, 88%. ")
    assert "Shift, better" in newest.get("aria-label")
    assert newest.find("title").text == newest.get("aria-label")


@pytest.mark.parametrize(
    ("case", "labels", "years"),
    [
        (BETTER, ["Apr", "May", "Jun"], ["2015", "2016", "2017"]),
        (LONG, ["Apr", "Jul", "Oct"], ["2015", "2016", "2017", "2018", "2019", "2020"]),
        (WEEKLY, ["Sep", "Oct", "Nov"], ["2015"]),
        (COUNTED, ["1", "2", "3"], []),
    ],
    ids=["months", "quarters", "weeks", "numbers"],
)
def test_the_time_axis_names_periods_as_room_allows_and_each_year_once(case, labels, years):
    root = parsed(charts.detail(case, title="x", width=1000))
    named = [each for each in having(root, "spc-label") if each.get("text-anchor") == "middle"]
    bold = [words(each) for each in named if having(each, "spc-strong")]
    plain = [words(each) for each in named if not having(each, "spc-strong")]
    assert plain[:3] == labels
    assert bold == years


@pytest.mark.parametrize(
    ("low", "high", "about", "expected"),
    [
        (34, 100, 7, [40, 50, 60, 70, 80, 90, 100]),
        (25, 100, 3, [25, 50, 75, 100]),
        (0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (-3, 3, 6, [-3, -2, -1, 0, 1, 2, 3]),
    ],
)
def test_the_axis_has_round_values(low, high, about, expected):
    assert plane.ticks(low, high, about) == pytest.approx(expected)


def test_a_share_keeps_within_0_and_100_per_cent():
    assert plane.reach(CLIPPED)[1] == 100
    assert plane.reach(CONSTANT) == (pytest.approx(94.7), 100)
    assert plane.reach(MISSING) == (0, 100)


# Lanes


def test_lanes_stand_24_px_apart_on_the_same_time_axis():
    root = parsed(charts.detail(BETTER, title="x", lanes=LANES))
    lanes = [pen(each.get("d"))[0][0][1] for each in having(root, "spc-lane")]
    assert [b - a for a, b in pairwise(lanes)] == [24, 24, 24]
    bar = one(root, "spc-bar")
    month = 900 / 23
    assert float(bar.get("x")) == pytest.approx(64 + (7 + 1 / 30) * month, abs=0.1)
    assert float(bar.get("width")) == pytest.approx((10 + 19 / 29 - 7 - 1 / 30) * month, abs=0.1)


def test_marks_say_what_they_are_and_lead_where_they_should():
    root = parsed(charts.detail(BETTER, title="x", lanes=LANES))
    said = [each.get("aria-label") for each in having(root, "spc-event")]
    assert said == [
        "1, 24 Sep 2015", "2, 4 Feb 2016", "trolley, 2 Nov 2015 to 20 Feb 2016", "winter, 10 Jan 2016",
        "nurses give the dose, 1 Mar 2016",
    ]  # fmt: skip
    assert root.find(".//a").get("href") == "/tests/1"
    with pytest.raises(ValueError, match="javascript"):
        charts.detail(
            BETTER, title="x", lanes=[Lane("T", [Mark(date(2016, 1, 1), "x", "test", url="javascript:x")])]
        )


@pytest.mark.parametrize("gap", [1, 9, 20, 40, 75])
def test_labels_of_a_lane_never_overlap(gap):
    marks = [
        Mark(date.fromordinal(date(2015, 4, 3).toordinal() + gap * k), f"a rather long name {k}", "context")
        for k in range(12)
    ]
    root = parsed(charts.detail(BETTER, title="x", lanes=[Lane("Context", marks)]))
    events = having(root, "spc-event")
    spans = []
    for event in events:
        text = next((each for each in event if each.tag == "text"), None)
        left = min(x for stroke in pen(event.find("path").get("d")) for x, _ in stroke)
        right = left + 8 if text is None else float(text.get("x")) + wording.wide(words(text))
        spans.append((left, right))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert spans[-1][1] <= 1082
    kept = " ".join(event.find("title").text for event in events)
    assert all(mark.label in kept for mark in marks if mark.on < date(2017, 3, 1)), "titles keep every name"


def test_marks_outside_the_axis_are_left_out_but_a_test_under_way_reaches_its_edge():
    marks = [
        Mark(date(2014, 1, 1), "before", "session"),
        Mark(date(2020, 1, 1), "after", "session"),
        Mark(date(2014, 1, 1), "began before", "test", until=date(2015, 6, 1)),
    ]
    root = parsed(charts.detail(BETTER, title="x", lanes=[Lane("All", marks)]))
    assert [each.get("aria-label") for each in having(root, "spc-event")] == [
        "began before, 1 Jan 2014 to 1 Jun 2015"
    ]
    assert float(one(root, "spc-bar").get("x")) == 64


# Every drawing


@every_drawing
@every_case
def test_every_drawing_is_well_formed_named_and_free_of_styles(case, draw):
    svg = draw(case)
    root = parsed(svg)
    assert "style" not in svg
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert root.get("role") in ("img", "group")
    assert case.sentence in root.get("aria-label")
    assert not re.search(r"nan|None|inf\b", svg)


@every_drawing
@every_case
def test_coordinates_are_rounded_to_a_tenth(case, draw):
    assert not re.search(r"\d\.\d{2}", re.sub(r'(aria-label="[^"]*"|>[^<]*<)', "", draw(case)))


@every_drawing
def test_text_is_escaped(draw):
    hostile = '</svg><script>alert("x")</script>\x00\x0b'
    mark = Mark(date(2015, 6, 1), hostile, "context", url='/"><script>')
    nasty = share(LEVEL, phases=(Phase("2015-09-01", hostile),))
    svg = {
        "detail": lambda: charts.detail(nasty, title=hostile, lanes=[Lane(hostile, [mark])]),
        "small": lambda: charts.small(nasty, title=hostile),
        "multiple": lambda: charts.multiple(nasty, low=0, high=100, label=hostile),
        "sparkline": lambda: charts.sparkline(nasty, title=hostile),
    }  # fmt: skip
    drawn = next(svg[name]() for name, each in DRAWINGS.items() if each is draw)
    assert "<script" not in drawn
    assert 'alert("x")' in parsed(drawn).get("aria-label")


def test_templates_take_a_drawing_as_markup_and_escape_everything_else():
    drawing = charts.legend()
    assert drawing.__html__() is drawing
    assert charts.Drawing("<g/>") in charts.elements.element("svg", charts.Drawing("<g/>"), "<g/>")
    assert charts.elements.element("svg", "<g/>") == "<svg>&lt;g/&gt;</svg>"


def test_small_names_target_newest_and_centre_and_marks_sessions():
    root = parsed(
        charts.small(BETTER, sessions=[date(2015, 9, 24), date(2016, 2, 4), date(2030, 1, 1)], title="x")
    )
    assert [words(each) for each in having(root, "spc-label")] == [
        "Apr 2015", "Feb 2017", "88%", f"centre {BETTER.latest.centre:.0f}%", "target 90%",
    ]  # fmt: skip
    assert len(having(root, "spc-mark")) == 2
    assert len(having(root, "spc-point")) == len(BETTER.measured)


def test_multiples_share_one_axis_of_values_and_months():
    late = share([None] * 0 + LEVEL[:10])
    panels = [
        parsed(charts.multiple(case, low=25, high=100, label="x", axis=months(23))) for case in (BETTER, late)
    ]
    grids = [[each.get("d") for each in having(root, "spc-grid")] for root in panels]
    assert grids[0] == grids[1]
    assert grids[0][0].count("M") == 4
    first = [middle(having(root, "spc-point")[0]) for root in panels]
    assert first[0] == first[1], "the same month and the same value stand in the same place"


def test_values_beyond_a_shared_axis_are_drawn_at_its_edge():
    root = parsed(charts.multiple(values([10.0, 50, 150]), low=25, high=100, label="x"))
    assert [middle(each)[1] for each in having(root, "spc-point")] == [113, pytest.approx(75.7, abs=0.1), 1]


def test_a_sparkline_shows_special_points_only():
    special = [point for point in BETTER.points if point.tone != "common"]
    assert len(having(parsed(charts.sparkline(BETTER)), "spc-point")) == len(special) > 0
    assert not having(parsed(charts.sparkline(GAPS)), "spc-point")


# Icons and key


@pytest.mark.parametrize("size", [20, 30, 36])
@pytest.mark.parametrize(
    ("case", "variation", "assurance"),
    [
        (BETTER, "improvement H", "not_judged"),
        (WORSE, "concern L", "not_judged"),
        (NEITHER, "neutral", ""),
        (share(LEVEL, targets=(Target(60),)), "common", "hit_and_miss ?"),
        (share(LEVEL, targets=(Target(99),)), "common", "fail F"),
        (share(LEVEL, targets=(Target(20),)), "common", "pass P"),
        (share(LEVEL[:10], targets=(Target(90),)), "too_few 10", ""),
        (MISSING, "too_few 0", ""),
    ],
    ids=["better", "worse", "neither", "hit and miss", "fails", "passes", "few", "nothing"],
)
def test_icons_say_their_verdict_by_class_letter_and_name(case, variation, assurance, size):
    for svg, expected in (
        (charts.variation_icon(case, size), variation),
        (charts.assurance_icon(case, size), assurance),
    ):
        if not expected:
            assert svg == ""
            continue
        root = parsed(svg)
        kind, _, letter = expected.partition(" ")
        assert root.get("class") == f"spc-icon {kind}"
        assert (root.get("width"), root.get("viewBox")) == (str(size), "0 0 32 32")
        assert root.get("aria-label") == root.find("title").text != ""
        assert "".join(each.text for each in root.iter("text")) == letter


def test_small_icons_leave_out_dots_and_lines():
    assert not having(parsed(charts.variation_icon(BETTER, 20)), "spc-badge-dot")
    assert len(having(parsed(charts.variation_icon(BETTER, 30)), "spc-badge-dot")) == 6


def test_the_key_has_a_sign_beside_each_word():
    root = parsed(charts.legend())
    assert [each.tail or "" for each in root.iter("svg")] == [
        "common cause", "improvement", "concern", "centre", "limits", "target",
    ]  # fmt: skip
    assert len(parsed(charts.legend("neutral", "missing", "session"))) == 3


# Paper


@every_drawing
@every_case
def test_a_standalone_drawing_needs_no_style_sheet(case, draw):
    root = parsed(charts.standalone(draw(case)))
    assert etree.QName(root).namespace == "http://www.w3.org/2000/svg"
    for node in root.iter():
        assert not {"class", "tabindex", "style", "data-i", "href"} & set(node.attrib)
        if etree.QName(node).localname in {"path", "circle", "rect"}:
            assert node.get("fill") or node.getparent().get("fill"), etree.tostring(node)


def test_a_standalone_drawing_keeps_every_point_and_leaves_out_what_only_a_pointer_needs():
    root = parsed(charts.standalone(charts.detail(BETTER, title="x")))
    colours = [each.get("fill") for each in root.iter("{*}g")]
    wanted = [point.tone for point in BETTER.points].count("improvement")
    assert colours.count(paper.TONES["improvement"]) == wanted >= 7
    assert "circle" not in {
        etree.QName(each).localname for each in root.iter() if each.get("r") in ("9", "12")
    }


def test_standalone_icons_carry_their_colours():
    assert paper.TONES["improvement"] in charts.standalone(charts.variation_icon(BETTER, 36))
    assert paper.TONES["concern"] in charts.standalone(charts.variation_icon(WORSE, 36))


def test_standalone_refuses_what_is_not_a_drawing():
    with pytest.raises(ValueError, match="not a drawing"):
        charts.standalone("plain words")


def test_every_class_that_is_drawn_is_dressed_on_screen_and_on_paper():
    drawn = {
        name
        for case in CASES.values()
        for draw in DRAWINGS.values()
        for name in re.findall(r'class="([^"]*)"', draw(case))
        for name in name.split()
    }
    drawn |= set(
        re.findall(r"spc-badge[a-z-]*", charts.variation_icon(BETTER, 36) + charts.assurance_icon(BETTER, 36))
    )
    css = (Path(__file__).parents[2] / "frontend/styles/charts.css").read_text(encoding="utf-8")
    styled = set(re.findall(r"\.([a-z][a-z_-]*)", css))
    on_paper = {name for names, _ in paper.LOOKS for name in names}
    kinds = {"spc", "spc-detail", "spc-small", "spc-multiple", "spc-spark", "spc-event"}
    without_looks = {"spc-event", "spc-spark", "spc-detail"}
    assert drawn - styled - without_looks == set()
    badges = {name for name in drawn if name.startswith("spc-badge")}
    assert drawn - on_paper - kinds - badges - paper.ON_SCREEN_ONLY - {"spc-icon"} == set()


# What is kept


def test_a_chart_kept_as_rows_and_spec_is_the_same_chart_again():
    again = frozen(PHASES.series.to_json(), PHASES.spec.to_json())
    assert again.content_hash == PHASES.content_hash
    assert charts.detail(again, title="x") == charts.detail(PHASES, title="x")


def test_charts_are_drawn_without_django():
    import subprocess

    code = "import sys, alongside.ui.charts; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
