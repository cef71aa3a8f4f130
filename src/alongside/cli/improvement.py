"""Commands about collaboratives and their numbers."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from django.db import transaction

from alongside.accounts.actions import operator
from alongside.accounts.models import Person
from alongside.cli.main import Session
from alongside.cli.study import read
from alongside.core.errors import Invalid, NotKnown
from alongside.exchange.tables import read_csv
from alongside.improvement.actions import adopt_from_library
from alongside.improvement.importing import import_observations
from alongside.improvement.library import entries
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


@improvement.group()
def library() -> None:
    """The measure library.

    \b
    Example: alongside improvement library list --topic AKI
    """


@library.command("list")
@click.argument("words", nargs=-1)
@click.option("--topic", default="", help="Sepsis or AKI.")
@click.option("--type", "kind", default="", help="outcome, process or balancing.")
@click.pass_obj
def list_library(session: Session, words: tuple[str, ...], topic: str, kind: str) -> None:
    """Its measures, or those that hold every word.

    \b
    Example: alongside improvement library list antibiotic
    """
    found = [
        each
        for each in entries()
        if each.holds(" ".join(words))
        and topic.casefold() in {"", each.topic.casefold()}
        and kind in {"", each.type}
    ]
    lines = [f"{each.id:<8} {each.name} ({each.topic}, {each.type}; {each.chart_words})" for each in found]
    session.say(
        "\n".join(lines) or "Nothing holds all of these words.", entries=[asdict(each) for each in found]
    )


@improvement.command()
@click.argument("slug", metavar="COLLABORATIVE")
@click.argument("ids", metavar="ID…", nargs=-1, required=True)
@click.pass_obj
def adopt(session: Session, slug: str, ids: tuple[str, ...]) -> None:
    """Take measures over from the library as they stand: all of them, or none. Adapt them on their pages.

    \b
    Example: alongside --as lena@example.org improvement adopt sepsis SEP-03 SEP-04
    """
    by = session.person()
    found = collaborative_of(by, slug)
    with transaction.atomic():
        keys = [adopt_from_library(collaborative=found, entry=each, by=by).key for each in ids]
    session.say(f"Adopted: {', '.join(keys)}.", adopted=keys)


def collaborative_of(by: Person, slug: str) -> Collaborative:
    """The collaborative of a short name, for who has a part in it."""
    found = Collaborative.objects.visible_to(by).filter(slug=slug).select_related("scope").first()
    if found is None:
        raise NotKnown(
            f"There is no collaborative {slug!r} that you have a part in.", "Check its short name."
        )
    return found


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
    found = collaborative_of(by, slug)
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
