"""Commands about people."""

from __future__ import annotations

import click

from alongside.accounts.actions import add_person, invite, make_token, operator
from alongside.cli.main import Session


@click.group()
def person() -> None:
    """People and their ways in.

    \b
    Example: alongside --as ada@example.org person add "Elin Prosser" --email elin@example.org
    """


@person.command()
@click.argument("name")
@click.option("--email", help="Without one they cannot sign in.")
@click.option("--administrator", is_flag=True, help="They manage accounts.")
@click.pass_obj
def add(session: Session, name: str, email: str | None, administrator: bool) -> None:
    """Add a person, and print an invitation if they have an address.

    \b
    Example: alongside --as ada@example.org person add "Elin Prosser" --email elin@example.org
    """
    by = session.person()
    added = add_person(name=name, email=email, is_administrator=administrator, by=by)
    link = f"/invitation/{invite(person=added, by=by)}/" if email else ""
    session.say(
        f"{added.name} is added." + (f" They choose a password at {link}" if link else ""),
        guid=added.guid,
        invitation=link,
    )


@person.command()
@click.option("--name", default="command line", show_default=True, help="What the token is for.")
@click.option("--days", default=90, show_default=True, help="How long it works.")
@click.pass_obj
def token(session: Session, name: str, days: int) -> None:
    """Make a token for the REST interface, for the person that --as names.

    \b
    Example: alongside --as elin@example.org person token --name "my script"
    """
    who = operator(session.person().email)
    _, raw = make_token(person=who, name=name, by=who, days=days)
    session.say(raw, token=raw)


@person.command("invite")
@click.argument("email")
@click.pass_obj
def invite_again(session: Session, email: str) -> None:
    """Print a new invitation for somebody who cannot get in; their old password ends.

    \b
    Example: alongside person invite elin@example.org
    """
    who = operator(email)
    link = f"/invitation/{invite(person=who, by=None)}/"
    session.say(f"{who.name} chooses a password at {link}", invitation=link)
