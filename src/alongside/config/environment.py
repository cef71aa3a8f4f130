"""Where this installation keeps its data, its keys and its database: read once, from the environment."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from platformdirs import user_config_path, user_data_path

from alongside.core.errors import Invalid

DATA = "ALONGSIDE_DATA"
VAULT_KEY = "ALONGSIDE_VAULT_KEY"
VAULT_KEY_FILE = "ALONGSIDE_VAULT_KEY_FILE"
DEMO_SECRET = "ALONGSIDE_DEMO_SECRET"  # noqa: S105  (the variable's name)


def data_folder() -> Path:
    """The folder that holds the database file, stored files and logs."""
    given = os.environ.get(DATA)
    return Path(given).expanduser().resolve() if given else user_data_path("alongside", appauthor=False)


def demo_marker() -> Path:
    """The file that says a data folder is a demo's; in it stands the day that the demo takes for today."""
    return data_folder() / "demo"


def demo_today() -> dt.date | None:
    """The demo's own day where the data are a demo's; None everywhere else."""
    marker = demo_marker()
    if os.environ.get("DATABASE_URL") or not marker.is_file():
        return None
    written = marker.read_text(encoding="ascii").strip()
    return dt.date.fromisoformat(written) if written else None  # empty in the demos of earlier versions


def vault_key_file() -> Path:
    """The file with the vault's keys, newest first, one a line; outside the data folder unless told otherwise."""
    given = os.environ.get(VAULT_KEY_FILE)
    return (
        Path(given).expanduser().resolve()
        if given
        else user_config_path("alongside", appauthor=False) / "vault.key"
    )


def secret_key() -> str:
    """The key that signs sessions: from the environment, else made once and kept in the data folder."""
    given = os.environ.get("ALONGSIDE_SECRET_KEY")
    if given:
        return given
    path = data_folder() / "secret.key"
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(48)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # a second process of the same start was first
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key


def database(url: str | None) -> dict[str, object]:
    """Django's settings for the database that `DATABASE_URL` names; a SQLite file in the data folder without one."""
    if not url:
        return sqlite(data_folder() / "alongside.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise Invalid(
            f"DATABASE_URL starts with {parts.scheme!r}, which Alongside does not know.",
            "Use postgresql://user:password@host/name or sqlite:////absolute/path, or leave it out.",
        )
    options = dict(pair.split("=", 1) for pair in unquote(parts.query).split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite(path: Path) -> dict[str, object]:
    """SQLite that two workers may write to at once, and that overwrites what it deletes."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA secure_delete=ON; PRAGMA busy_timeout=20000;"
            ),
        },
    }
