"""A day's work from the command line, for whoever runs no worker."""

from __future__ import annotations

import click
from django.utils import timezone

from alongside.cli.main import Session
from alongside.jobs.daily import do_daily
from alongside.programme.dates import optional_day


@click.command()
@click.option("--day", metavar="YYYY-MM-DD", help="The day to do it for; today without it.")
@click.pass_obj
def daily(session: Session, day: str | None) -> None:
    """Send the day's reminders and forget what is kept no longer. `alongside serve` does it by itself each morning.

    \b
    Example: alongside daily
    """
    on = optional_day(day, "day") or timezone.localdate()
    failed = [path.rsplit(".", 1)[1] for path in do_daily(on)]
    words = f"Not done for {on}: {', '.join(failed)}. The log says why." if failed else f"Done for {on}."
    session.say(words, day=on.isoformat(), failed=failed)
    if failed:
        raise click.exceptions.Exit(1)
