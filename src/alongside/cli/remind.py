"""Reminders from the command line, for whoever runs no worker."""

from __future__ import annotations

import click

from alongside.cli.main import Session
from alongside.improvement.actions import send_reminders
from alongside.programme.dates import optional_day


@click.command()
@click.option("--day", metavar="YYYY-MM-DD", help="The day to send for; today without it.")
@click.option("--dry-run", is_flag=True, help="Only say to how many it would go.")
@click.pass_obj
def remind(session: Session, day: str | None, dry_run: bool) -> None:
    """Send the reminders of a day, once however often this runs. `alongside serve` does it by itself each morning.

    \b
    Example: alongside remind --dry-run
    """
    sent = send_reminders(optional_day(day, "day"), dry_run=dry_run)
    people = f"{sent.people} {'person' if sent.people == 1 else 'people'}"
    told = f"{people} would be reminded" if dry_run else f"{people} reminded"
    failed = f", {sent.failed} could not be: the mail server refused" if sent.failed else ""
    why = f" ({sent.because})" if sent.because else ""
    session.say(f"{told} for {sent.day}{failed}{why}.", **sent.to_json())
    if sent.failed:
        raise click.exceptions.Exit(1)
