"""Commands about collaboratives and their numbers."""

from __future__ import annotations

from pathlib import Path

import click

from alongside.accounts.actions import operator
from alongside.cli.main import Session
from alongside.cli.study import read
from alongside.core.errors import Invalid, NotKnown
from alongside.exchange.tables import read_csv
from alongside.improvement.importing import import_observations
from alongside.programme.actions import open_collaborative
from alongside.programme.models import Collaborative


@click.group()
def collaborative() -> None:
    """Collaboratives.

    \b
    Example: alongside --as ada@example.org collaborative create "Sepsis" --slug sepsis --host "The Network" --starts 2016-01-01
    """


@collaborative.command()
@click.argument("name")
@click.option("--slug", required=True, help="Its short name in addresses and commands.")
@click.option("--host", required=True, help="The organisation that runs it.")
@click.option("--starts", required=True, metavar="YYYY-MM-DD")
@click.option("--ends", metavar="YYYY-MM-DD")
@click.option("--aim", default="", help="What it aims at.")
@click.option("--lead", metavar="EMAIL", help="Who leads it; without it the one who runs the command.")
@click.pass_obj
def create(
    session: Session,
    name: str,
    slug: str,
    host: str,
    starts: str,
    ends: str | None,
    aim: str,
    lead: str | None,
) -> None:
    """Open a collaborative.

    \b
    Example: alongside --as ada@example.org collaborative create "Sepsis" --slug sepsis --host "The Network" --starts 2016-01-01
    """
    by = session.person()
    opened = open_collaborative(
        name=name,
        slug=slug,
        host=host,
        starts=starts,
        ends=ends,
        aim=aim,
        lead=operator(lead) if lead else by,
        by=None,
    )
    session.say(f"{opened.name} is open at /c/{opened.slug}/", slug=opened.slug)


@click.group()
def improvement() -> None:
    """Measures and their numbers.

    \b
    Example: alongside --as lena@example.org improvement import sepsis numbers.csv
    """


@improvement.command("import")
@click.argument("slug", metavar="COLLABORATIVE")
@click.argument("csv", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--map",
    "pairs",
    multiple=True,
    metavar="THEIRS=OURS",
    help="A column of theirs and ours; may be repeated.",
)
@click.option("--partial", is_flag=True, help="Take the rows that are right and list the others.")
@click.pass_obj
def import_numbers(session: Session, slug: str, csv: Path, pairs: tuple[str, ...], partial: bool) -> None:
    """Bring numbers in: team, measure, period (YYYY-MM), numerator, denominator or value, note.

    \b
    Example: alongside --as lena@example.org improvement import sepsis numbers.csv --map "Month=period"
    """
    mapping = {}
    for pair in pairs:
        theirs, equals, ours = pair.partition("=")
        if not equals or not theirs or not ours:
            raise Invalid(f"--map {pair} does not say which column is which.", 'Write --map "THEIRS=OURS".')
        mapping[ours.strip()] = theirs.strip()
    by = session.person()
    found = Collaborative.objects.visible_to(by).filter(slug=slug).select_related("scope").first()
    if found is None:
        raise NotKnown(
            f"There is no collaborative {slug!r} that you have a part in.", "Check its short name."
        )
    summary = import_observations(
        collaborative=found, table=read_csv(csv.name, read(csv)), mapping=mapping, by=by, partial=partial
    )
    lines = [f"{summary.done} imported, {summary.unchanged} unchanged, {len(summary.refused)} refused."]
    lines += [f"  {problem}" for problem in summary.refused]
    session.say(
        "\n".join(lines),
        done=summary.done,
        unchanged=summary.unchanged,
        refused=[str(p) for p in summary.refused],
    )
    if summary.refused:
        raise click.exceptions.Exit(2 if not summary.done else 1)
