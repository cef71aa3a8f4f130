"""After the commit: taking what was deleted out of the database's files too."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable

from django.db import DatabaseError, connection, models

logger = logging.getLogger(__name__)

_TRIES = 20
_WAIT = 0.1


def scrub(touched: Iterable[type[models.Model]]) -> bool:
    """Overwrite what the database's files still hold of deleted rows; False if other connections kept it from being done.

    What that means on each database is said in this package's own description.
    """
    if connection.vendor == "sqlite":
        return _scrub_sqlite()
    if connection.vendor == "postgresql":
        return _scrub_postgresql(sorted({model._meta.db_table for model in touched}))
    return True


def _scrub_sqlite() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%fts5%'"
        )
        for (name,) in cursor.fetchall():
            quoted = connection.ops.quote_name(name)
            # one segment: words of deleted rows are dropped, and their pages overwritten
            cursor.execute(f"INSERT INTO {quoted}({quoted}) VALUES('optimize')")
        for _ in range(_TRIES):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _log, _moved = cursor.fetchone()
            if not busy:
                return True
            time.sleep(_WAIT)
    logger.warning(
        "The write-ahead log could not be emptied after a withdrawal: other connections are reading."
    )
    return False


def _scrub_postgresql(tables: Iterable[str]) -> bool:
    done = True
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '5s'")
        for table in tables:
            quoted = connection.ops.quote_name(table)
            try:
                cursor.execute(f"VACUUM (FULL, ANALYZE) {quoted}")
            except DatabaseError as problem:
                done = False
                logger.warning(
                    "A table could not be written anew after a withdrawal: %s", type(problem).__name__
                )
        cursor.execute("SET lock_timeout = DEFAULT")
    return done
