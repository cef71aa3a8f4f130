"""The demo: an invented programme and study, ready to walk through."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import click
from django.conf import settings
from django.db import connection

from alongside.accounts.demo_links import make
from alongside.cli.install import make_vault_key, migrate
from alongside.cli.main import Session
from alongside.cli.serve import run
from alongside.core.errors import Invalid
from alongside.demo.build import PEOPLE, build, is_built, needs_rebuild, today


@click.command()
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--serve/--no-serve", default=True, help="Only build it, and print nothing to open.")
@click.pass_obj
def demo(session: Session, port: int, serve: bool) -> None:
    """Build the demo (once) and serve it on this machine, with a sign-in link for each of its people.

    Everything in it is invented. Its vault key lies inside its data folder, which `serve` would refuse: a demo has no secrets.

    \b
    Example: alongside demo --port 8000
    """
    folder = Path(settings.DATA_FOLDER)
    if os.environ.get("DATABASE_URL"):
        raise Invalid("The demo keeps to its own SQLite file.", "Take DATABASE_URL out of the environment.")
    if (folder / "alongside.sqlite3").exists() and not settings.DEMO_MARKER.exists():
        raise Invalid(
            f"{folder} holds data that are not a demo's.",
            "Give the demo a folder of its own: alongside --data FOLDER demo",
        )
    folder.mkdir(parents=True, exist_ok=True)
    settings.DEMO_MARKER.write_text(today().isoformat(), encoding="ascii")
    settings.DEMO_TODAY = today()  # for the processes that are forked from this one
    settings.VAULT_KEY_FILE = folder / "vault.key"
    os.environ["ALONGSIDE_VAULT_KEY_FILE"] = str(settings.VAULT_KEY_FILE)
    file = make_vault_key()
    if not settings.VAULT_KEY:
        # handed on as a key, not as a file: a key file beside the data it opens is refused everywhere
        settings.VAULT_KEY = os.environ["ALONGSIDE_VAULT_KEY"] = file.read_text(encoding="ascii").strip()
    migrate()
    if needs_rebuild():
        click.echo("The demo here is of another version, or was left unfinished: it is made again.", err=True)
        connection.close()
        for old in folder.glob("alongside.sqlite3*"):
            old.unlink()
        migrate()
    if not is_built():
        click.echo("Building the demo, once …", err=True)
        build(progress=session.progress("Building"))
    if not serve:
        session.say(f"The demo is in {folder}.", data=str(folder))
        return
    # for the server's processes, whether they are forked from this one or read the environment afresh
    secret = settings.DEMO_SECRET = secrets.token_urlsafe(24)
    click.echo("\nEverything here is invented. Sign in as:\n")
    width = max(len(each.name) for each in PEOPLE)
    for each in PEOPLE:
        click.echo(
            f"  {each.name:<{width}}  {each.what}\n  {'':<{width}}  http://127.0.0.1:{port}{make(each.find(), secret)}"
        )
    click.echo("")
    run("127.0.0.1", port, 2, {"ALONGSIDE_DEMO_SECRET": secret})
