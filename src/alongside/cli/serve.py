"""The server: pages, REST interface and background work together."""

from __future__ import annotations

import os
import subprocess
import sys

import click
from django.conf import settings

from alongside.cli.install import migrate
from alongside.cli.main import Session
from alongside.jobs import daily
from alongside.study import vault


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--workers", default=2, show_default=True, help="Processes that answer pages.")
@click.pass_obj
def serve(session: Session, host: str, port: int, workers: int) -> None:
    """Serve the pages and the REST interface, and do background work, until stopped.

    \b
    Example: alongside serve --port 8000
    """
    if not settings.VAULT_KEY:
        vault.check_key_place(settings.DATA_FOLDER, settings.VAULT_KEY_FILE)
    vault.unseal(vault.seal("check"))
    migrate()
    run(host, port, workers)


def run(host: str, port: int, workers: int, environment: dict[str, str] | None = None) -> None:
    """Start the worker beside the server and end it with the server."""
    os.environ.update(environment or {})
    daily.arrange()
    worker = subprocess.Popen(
        [sys.executable, "-m", "django", "db_worker", "--no-startup-delay", "--interval", "1"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "alongside.config.settings"},
    )
    click.echo(
        f"Alongside on http://{host}:{port}/ : pages, REST interface and background work. Stop with Ctrl-C.",
        err=True,
    )
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    try:
        Granian(
            "alongside.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=4,
            log_level=LogLevels.warning,
        ).serve()
    finally:
        worker.terminate()
        worker.wait(timeout=10)
