"""`alongside spc FILE.csv`: charts from a file, without a database; a mistake is told by file, row and column."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alongside.cli.main import alongside
from alongside.cli.spc_rows import day_of
from alongside.core.errors import Invalid
from alongside.core.spc import Series, Spec, Target, analyse

SHARES = "date,numerator,denominator\n" + "\n".join(
    f"{2015 + k // 12}-{k % 12 + 1:02d},{35 + k % 3 + (6 if k > 15 else 0)},50" for k in range(24)
)
VALUES = "i,y\n" + "\n".join(f"{k},{4 + k % 3}" for k in range(1, 16))


@pytest.fixture
def chart(tmp_path: Path):
    """Runs the command on a file of this text."""

    def run(text: str, *words: str, name: str = "numbers.csv") -> Result:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return CliRunner().invoke(alongside, ["spc", str(path), *words], catch_exceptions=True)

    return run


@pytest.fixture
def objects(chart):
    """The JSON answer for a file of this text."""

    def run(text: str, *words: str) -> list[dict]:
        done = chart(text, *words, "--json")
        assert done.exception is None, done.exception
        return json.loads(done.stdout)

    return run


@pytest.fixture
def problem(chart):
    """What is wrong with a file of this text."""

    def run(text: str, *words: str) -> Invalid:
        done = chart(text, *words)
        assert isinstance(done.exception, Invalid), done.output
        assert done.exception.todo or done.exception.problems
        return done.exception

    return run


def test_the_json_answer_is_the_engine_s_record(objects) -> None:
    words = ["--chart", "p", "--rules", "mdc-2021", "--direction", "up", "--target", "95", "--freeze", "12"]
    (answer,) = objects(SHARES, *words, "--phase", "2016-04-01")
    assert {"series", "spec", "points", "variation", "assurance", "sentence"} <= set(answer)
    assert answer["series"] == "numbers"
    assert answer["spec"]["phases"][0]["starts"] == "2016-04-01"
    record = analyse(
        Series(
            "numbers",
            [f"{2015 + k // 12}-{k % 12 + 1:02d}-01" for k in range(24)],
            numerator=[35 + k % 3 + (6 if k > 15 else 0) for k in range(24)],
            denominator=[50] * 24,
        ),
        Spec.from_json(answer["spec"]),
    )
    assert answer["spec"]["targets"] == [{"from": None, "value": 95.0}]
    for point, said in zip(record.points, answer["points"], strict=True):
        assert said == {
            "i": point.i + 1,
            "x": point.x,
            "y": point.y,
            "centre": point.centre,
            "lower": point.lower,
            "upper": point.upper,
            "signals": [{"rule": each.rule, "direction": each.direction} for each in point.signals],
        }
    assert answer["sentence"] == record.sentence
    assert answer["variation"] == vars(record.variation)
    assert answer["assurance"] == vars(record.assurance)


@pytest.mark.parametrize(
    ("text", "words", "kind", "unit"),
    [
        (SHARES, [], "p", "percent"),
        (VALUES, [], "xmr", "number"),
        ("date,numerator,denominator\n2016-01,30,10\n2016-02,5,10\n", [], "u", "rate"),
        (SHARES, ["--multiply", "1000"], "u", "rate"),
        (SHARES, ["--multiply", "100"], "p", "percent"),
        ("date,numerator,denominator\n2016-01,3.5,10\n", [], "xmr", "percent"),
        ("i,y,n\n1,3,10\n2,4,10\n", [], "p", "percent"),
        ("i,y,n\n1,3,0\n2,4,10\n", [], "p", "percent"),
    ],
)
def test_the_chart_is_chosen_from_the_numbers(
    objects, text: str, words: list[str], kind: str, unit: str
) -> None:
    (answer,) = objects(text, *words)
    assert (answer["spec"]["chart"], answer["spec"]["unit"]) == (kind, unit)
    assert answer["spec"]["rules"] == "mdc-2023"
    assert answer["spec"]["screening"] is True


@pytest.mark.parametrize("kind", ["run", "xmr", "p", "pp", "u", "up", "c", "g", "t"])
def test_every_chart_can_be_asked_for(objects, kind: str) -> None:
    (answer,) = objects("i,y,n\n" + "\n".join(f"{k},{3 + k % 4},20" for k in range(1, 21)), "--chart", kind)
    assert answer["spec"]["chart"] == kind
    assert len(answer["points"]) == 20
    assert answer["points"][0]["centre"] is not None
    share = kind in ("p", "pp")
    assert answer["points"][0]["y"] == (20 if share else 0.2 if kind in ("u", "up") else 4)


def test_a_run_chart_is_read_by_anhoej_and_tells_its_runs(objects) -> None:
    (answer,) = objects("i,y\n" + "\n".join(f"{k},{k // 12}" for k in range(24)), "--chart", "run")
    assert answer["spec"]["rules"] == "anhoej"
    assert (answer["longest_run"], answer["longest_run_max"]) == (12, 8)
    assert (answer["crossings"], answer["crossings_min"]) == (1, 8)
    assert {"rule": "crossings", "direction": "none"} in answer["points"][0]["signals"]


def test_screening_can_be_switched_off_and_rates_multiplied(objects) -> None:
    (plain,) = objects(VALUES, "--no-screening")
    assert plain["spec"]["screening"] is False
    rates = "date,numerator,denominator\n2016-01,3,1000\n2016-02,5,2000\n"
    (answer,) = objects(rates, "--chart", "u", "--multiply", "10000")
    assert [point["y"] for point in answer["points"]] == [30, 25]


def test_the_file_s_own_numbers_are_kept_and_a_phase_may_begin_at_one(objects) -> None:
    text = "i,y\n" + "\n".join(f"{k},{5 if k < 30 else 9}" for k in range(20, 40))
    (answer,) = objects(text, "--phase", "30=new trolley")
    assert [point["i"] for point in answer["points"]] == list(range(20, 40))
    assert {point["centre"] for point in answer["points"][:10]} == {5}
    assert {point["centre"] for point in answer["points"][10:]} == {9}
    assert answer["spec"]["phases"][0]["reason"] == "new trolley"


def test_series_are_told_apart_put_in_order_and_may_miss_months(objects) -> None:
    text = "series,date,y\nB,2016-02,2\nA,2016-01,1\nB,2016-01,1\nA,2016-03,NA\nA,2016-02,\n"
    b, a = objects(text)
    assert (b["series"], a["series"]) == ("B", "A")
    assert [point["x"] for point in b["points"]] == ["2016-01-01", "2016-02-01"]
    assert [point["y"] for point in a["points"]] == [1, None, None]


def test_without_json_there_is_a_table_with_the_sentence_and_the_reading(chart) -> None:
    done = chart(SHARES, "--direction", "up")
    assert done.exit_code == 0, done.exception
    assert done.stdout.startswith("numbers · p chart, mdc-2023\n")
    assert "2015-02-01" in done.stdout and "36/50" in done.stdout
    assert "Better since" in done.stdout
    assert "never says why" in done.stdout


def test_a_drawing_stands_alone_and_several_series_make_several_files(chart, tmp_path: Path) -> None:
    done = chart(SHARES, "--to", str(tmp_path / "chart.svg"))
    assert done.exit_code == 0, done.exception
    drawn = (tmp_path / "chart.svg").read_text()
    assert drawn.startswith("<svg") and "class=" not in drawn
    both = chart("series,i,y\nWard 1,1,2\nWard 2,1,3\n", "--to", str(tmp_path / "wards.svg"))
    assert both.exit_code == 0, both.exception
    assert sorted(path.name for path in tmp_path.glob("wards*")) == ["wards-Ward-1.svg", "wards-Ward-2.svg"]
    assert str(tmp_path / "wards-Ward-1.svg") in both.stdout


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2016-04-01", "2016-04-01"),
        ("2016-04-01T00:00:00", "2016-04-01"),
        ("2016-04", "2016-04-01"),
        ("2016/4/1", "2016-04-01"),
        ("2016", "2016-01-01"),
        ("2016-Q2", "2016-04-01"),
        ("Q2 2016", "2016-04-01"),
        ("2016-W14", "2016-04-04"),
        ("Apr 2016", "2016-04-01"),
        ("April 2016", "2016-04-01"),
        ("Sept 2016", "2016-09-01"),
        ("14 Mar 2016", "2016-03-14"),
        ("14-Mar-2016", "2016-03-14"),
        ("March 14, 2016", "2016-03-14"),
    ],
)
def test_a_date_may_be_written_in_any_way_that_means_one_day(written: str, day: str) -> None:
    assert day_of(written) == day


@pytest.mark.parametrize(
    "written", ["Apr-16", "April", "2016-13", "31 Feb 2016", "Smarch 2016", "42461", "soon"]
)
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        day_of(written)


def test_a_column_of_slashed_dates_is_read_when_one_of_them_tells_the_order(objects, problem) -> None:
    days, months = "date,y\n01/04/2016,1\n15/04/2016,2\n", "date,y\n04/01/2016,1\n04/15/2016,2\n"
    for text in (days, months):
        (answer,) = objects(text)
        assert [point["x"] for point in answer["points"]] == ["2016-04-01", "2016-04-15"]
    unclear = problem("date,y\n01/04/2016,1\n02/04/2016,2\n")
    assert [(each.row, each.column) for each in unclear.problems] == [(2, "date"), (3, "date")]
    assert "day or the month first" in unclear.problems[0].what


@pytest.mark.parametrize(
    ("text", "words", "said", "row", "column"),
    [
        ("date,y\n2016-01,1\n2016-02,two\n", [], "'two' is no number", 3, "y"),
        ("date,y\n2016-01,1\nsoon,2\n", [], "'soon' is no date", 3, "date"),
        ("date,y\n2016-01,1\n2016-01-01,2\n", [], "2016-01-01 comes twice", 3, "date"),
        ("i,y\n1,1\n1.5,2\n", [], "'1.5' is no whole number", 3, "i"),
        ("series,i,y\nB,1,1\nA,1,1\nA,1,2\n", [], "1 of series A comes twice", 4, "i"),
        ("i,numerator,denominator\n2,7,5\n1,3,5\n", ["--chart", "p"], "numerator 7 is above", 2, "numerator"),
        ("i,y,n\n1,3,5\n2,7,5\n", ["--chart", "pp"], "numerator 7 is above", 3, "y"),
        ("i,y\n1,3\n2,-7\n", ["--chart", "c"], "value is -7", 3, "y"),
        ("i,numerator,denominator\n1,3,5\n2,-7,5\n", [], "numerator is -7", 3, "numerator"),
    ],
)
def test_a_mistake_is_named_by_file_row_and_column(
    problem, text: str, words: list[str], said: str, row: int, column: str
) -> None:
    (found,) = problem(text, *words).problems
    assert said in found.what
    assert (found.file, found.row, found.column) == ("numbers.csv", row, column)
    assert found.todo


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("month,y\n2016-01,1\n", [], "no column date or i (it has month, y)"),
        ("date,count\n2016-01,1\n", [], "neither y nor numerator and denominator"),
        (VALUES, ["--chart", "p"], "needs numerators and denominators"),
        (SHARES, ["--chart", "c"], "has no column y"),
        (VALUES, ["--multiply", "1000"], "nothing to multiply"),
        (VALUES, ["--phase", "soon"], "does not begin anywhere"),
        (SHARES, ["--phase", "13"], "does not begin anywhere"),
        (SHARES, ["--to", "chart.png"], "is no SVG file"),
    ],
)
def test_what_cannot_be_charted_says_why(problem, text: str, words: list[str], said: str) -> None:
    assert said in problem(text, *words).message


def test_it_needs_no_database_and_a_mistake_ends_with_exit_code_2(tmp_path: Path) -> None:
    path = tmp_path / "numbers.csv"
    path.write_text(VALUES)
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    kept["ALONGSIDE_DATA"] = str(tmp_path / "nothing here")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "alongside.cli.main", *words],
            env=kept,
            capture_output=True,
            text=True,
            check=False,
        )

    done = run("--json", "spc", str(path))
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)[0]["points"]) == 15
    path.write_text("i,y\n1,one\n")
    wrong = run("spc", str(path))
    assert wrong.returncode == 2
    assert "numbers.csv, row 2, column y: 'one' is no number." in wrong.stderr
    assert "Traceback" not in wrong.stderr
    assert not list((tmp_path / "nothing here").glob("*.sqlite3"))
    assert "Example: alongside spc numbers.csv" in run("spc", "--help").stdout


def test_the_target_is_in_the_unit_of_the_chart(objects) -> None:
    (answer,) = objects(SHARES, "--direction", "up", "--target", "20")
    assert answer["assurance"]["kind"] == "pass"
    assert Target(**{"value": 20.0}) == Target(answer["assurance"]["target"])
