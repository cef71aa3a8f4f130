"""Charts from a file of numbers: `alongside spc numbers.csv`. Needs neither a database nor a person."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import click

from alongside.cli.main import Session
from alongside.cli.spc_rows import Rows, Sheet, day_of, refuse, sheet
from alongside.core.errors import Invalid
from alongside.core.spc import CHARTS, RULE_SETS, Analysis, Phase, Spec, Target, analyse, words
from alongside.core.spc.spec import Direction
from alongside.exchange.tables import read_table

STATED = "stated when the chart was asked for"


@click.command()
@click.argument("csv", metavar="FILE.csv", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--chart", type=click.Choice(list(CHARTS)), help="Without it: p for shares, u for rates, else xmr."
)
@click.option(
    "--rules", type=click.Choice(list(RULE_SETS)), help="Without it mdc-2023; anhoej for a run chart."
)
@click.option(
    "--direction", type=click.Choice(get_args(Direction)), default="none", help="Which way is better."
)
@click.option("--target", type=float, help="The value aimed at, in the chart's unit (95 for 95%).")
@click.option(
    "--phase",
    "phases",
    multiple=True,
    metavar="PLACE[=REASON]",
    help="A new level from this date (or point i) on, with what changed; may be repeated.",
)
@click.option("--freeze", type=click.IntRange(min=2), help="Limits from each phase's first so many points.")
@click.option("--screening/--no-screening", default=True, help="Leave very large moving ranges out once.")
@click.option(
    "--multiply", type=float, help="What numerator ÷ denominator is multiplied by: 10000 for per 10,000."
)
@click.option("--json", "as_json", is_flag=True, help="Print a list, one object a series.")
@click.option(
    "--to", "target_file", type=click.Path(path_type=Path, dir_okay=False), help="Draw into this SVG file."
)
@click.pass_obj
def spc(
    session: Session,
    csv: Path,
    chart: str | None,
    rules: str | None,
    direction: Direction,
    target: float | None,
    phases: tuple[str, ...],
    freeze: int | None,
    screening: bool,
    multiply: float | None,
    as_json: bool,
    target_file: Path | None,
) -> None:
    """Chart a file of numbers and read it by the rules of statistical process control.

    Columns: date (2016-04-01, 2016-04, Apr 2016, …) or i (1, 2, 3, …); y, or numerator and denominator (y with n is a count of
    so many in p and u charts); series, where there are several. An empty cell is a missing period.

    \b
    Example: alongside spc numbers.csv --chart p --direction up --target 95 --to chart.svg
    """
    if target_file is not None and target_file.suffix.lower() != ".svg":
        raise Invalid(f"{target_file} is no SVG file.", "Give it a name that ends in .svg.")
    found = sheet(read_table(csv.name, _bytes(csv)))
    kind = chart or _usual(found, multiply)
    as_ratio = _as_ratio(found, kind)
    spec = Spec(
        chart=kind,
        rules=rules or ("anhoej" if kind == "run" else "mdc-2023"),
        direction=direction,
        targets=() if target is None else (Target(target),),
        freeze=freeze,
        screening=screening,
        **_unit(found, kind, as_ratio, multiply),
    )
    records = _analysed(found, spec, as_ratio, phases)
    if target_file is not None:
        drawn = _draw(records, target_file)
        if as_json or session.as_json:
            click.echo(_json(found, records))
        else:
            click.echo("\n".join(f"Drawn: {path}" for path in drawn))
    elif as_json or session.as_json:
        click.echo(_json(found, records))
    else:
        click.echo("\n\n".join(_told(record) for record in records) or "The file has no rows.")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise Invalid(
            f"{path} cannot be read: {problem.strerror}.", "Check that you may read it."
        ) from problem


def _usual(found: Sheet, multiply: float | None) -> str:
    """The chart that such numbers usually get."""
    counts = found.counts()
    if not found.has_ratio or not counts:
        return "xmr"
    whole = all(float(each).is_integer() for pair in counts for each in pair)
    within = all(over <= under for over, under in counts)
    if multiply not in (None, 100) or not within:
        return "u"
    return "p" if whole else "xmr"


def _as_ratio(found: Sheet, kind: str) -> bool:
    """Whether numerators and denominators are what the chart is drawn from."""
    takes = CHARTS[kind].takes
    if takes == "ratio" and not found.has_ratio:
        raise Invalid(
            f"{found.name} has values only; a {CHARTS[kind].name} needs numerators and denominators.",
            "Add the columns numerator and denominator (or n beside y), or choose --chart xmr.",
        )
    if takes == "values" and not found.has_values:
        raise Invalid(
            f"{found.name} has no column y; a {CHARTS[kind].name} takes one value a point.",
            f"Add {words.TAKES[kind]} as y, or choose --chart {words.RATIO_INSTEAD[kind]}.",
        )
    return takes == "ratio" or not found.has_values


def _unit(found: Sheet, kind: str, as_ratio: bool, multiply: float | None) -> dict[str, Any]:
    """Unit and factor: shares in per cent, rates as they are, unless told otherwise."""
    if not as_ratio:
        if multiply is not None:
            raise Invalid(
                f"--multiply {multiply:g} has nothing to multiply: a value is charted as it is.",
                "Leave it out, or send numerators and denominators.",
            )
        return {"unit": "number"}
    share = CHARTS[kind].of_all or (
        kind not in ("u", "up") and all(over <= under for over, under in found.counts())
    )
    if share and multiply in (None, 100):
        return {"unit": "percent"}
    return {"unit": "number" if share else "rate", "multiply": multiply}


def _analysed(found: Sheet, spec: Spec, as_ratio: bool, phases: Sequence[str]) -> list[Analysis]:
    series, specs = [], []
    for rows in found.series:
        try:
            series.append(rows.ratio() if as_ratio else rows.plain())
            specs.append(replace(spec, phases=_phases(found, rows, phases)))
        except Invalid as problem:
            refuse(problem, found, rows)
    try:
        return analyse(series, specs)
    except Invalid:
        for rows, one, its in zip(found.series, series, specs, strict=True):
            try:
                analyse(one, its)
            except Invalid as problem:
                refuse(problem, found, rows)
        raise


def _phases(found: Sheet, rows: Rows, stated: Sequence[str]) -> tuple[Phase, ...]:
    """Phases from the command line, in order. On a numbered axis a place is a number of the column i."""
    opened = []
    for each in stated:
        text, _, reason = each.partition("=")
        try:
            starts: str | int = day_of(text) if found.dated else sum(x < int(text) for x in rows.x)  # type: ignore[operator]
        except ValueError:
            wanted = "a date such as 2016-04-01" if found.dated else "a number of the column i"
            raise Invalid(f"--phase {each} does not begin anywhere.", f"Give {wanted}.") from None
        opened.append(Phase(starts, reason.strip() or STATED))
    return tuple(sorted(opened, key=lambda phase: phase.starts))


def _json(found: Sheet, records: Sequence[Analysis]) -> str:
    return json.dumps([_object(found, record) for record in records], ensure_ascii=False, allow_nan=False)


def _object(found: Sheet, record: Analysis) -> dict[str, Any]:
    """A record for scripts. `i` is the file's own number of a point, else its place counted from 1."""
    answer: dict[str, Any] = {"series": record.series.key, "spec": record.spec.to_json()}
    answer["points"] = [
        {
            "i": point.i + 1 if found.dated else point.x,
            "x": point.x,
            "y": point.y,
            "centre": point.centre,
            "lower": point.lower,
            "upper": point.upper,
            "signals": [{"rule": each.rule, "direction": each.direction} for each in point.signals],
        }
        for point in record.points
    ]
    if record.spec.chart == "run" or record.spec.rules in ("anhoej", "ihi-run"):
        for name in ("useful", "longest_run", "longest_run_max", "crossings", "crossings_min"):
            answer[name] = getattr(record, name)
    return answer | {
        "variation": vars(record.variation),
        "assurance": vars(record.assurance),
        "sentence": record.sentence,
        "reading": record.reading,
        "remarks": [each.text for each in record.remarks],
    }


def _told(record: Analysis) -> str:
    """A series for people: its sentence, its table, its reading."""
    heads = [record.period, "value", "of", "centre", "lower", "upper", "signals"]
    lines = [heads]
    for point in record.points:
        counted = "" if point.numerator is None or point.n is None else f"{point.numerator:,g}/{point.n:,g}"
        signals = ", ".join(f"{words.rule(each.rule)} {each.direction}" for each in point.signals)
        lines.append(
            [
                str(point.x),
                words.value(record, point.y, 1),
                counted,
                *(words.value(record, each, 1) for each in (point.centre, point.lower, point.upper)),
                signals,
            ]
        )
    kept = [k for k in range(len(heads)) if k in (0, 1, 3) or any(line[k].strip("–") for line in lines[1:])]
    widths = {k: max(len(line[k]) for line in lines) for k in kept}
    rows = [
        "  ".join(
            line[k].ljust(widths[k]) if k in (0, len(heads) - 1) else line[k].rjust(widths[k]) for k in kept
        ).rstrip()
        for line in lines
    ]
    name = f"{record.series.key} · {record.chart_kind.name}, {record.spec.rules}"
    remarks = [f"Note: {each.text}" for each in record.remarks]
    return "\n".join([name, record.sentence, "", *rows, "", record.reading, *remarks])


def _draw(records: Sequence[Analysis], target: Path) -> list[Path]:
    """One file, or one a series with its name before the ending."""
    from alongside.ui import charts

    if not records:
        raise Invalid("The file has no rows.", "There is nothing to draw.")
    paths = [target]
    if len(records) > 1:
        plain = [re.sub(r"\W+", "-", record.series.key).strip("-") or "series" for record in records]
        names = [f"{name}-{k}" if plain.count(name) > 1 else name for k, name in enumerate(plain, start=1)]
        paths = [target.with_name(f"{target.stem}-{name}{target.suffix}") for name in names]
    for record, path in zip(records, paths, strict=True):
        try:
            path.write_text(
                charts.standalone(charts.detail(record, title=record.series.key)), encoding="utf-8"
            )
        except OSError as problem:
            raise Invalid(
                f"{path} cannot be written: {problem.strerror}.", "Choose another place."
            ) from problem
    return paths
