"""Writing very many rows of one table: straight to the database, without a model's object for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, models


def insert_many(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows whose values stand in the order of the fields `names`; the database holds them to its constraints.

    For rows whose values were checked already. Making objects of 100,000 rows and preparing each of their fields takes five
    times as long as the database needs to keep them.
    """
    if not rows:
        return
    by_name = {field.name: str(field.column) for field in model._meta.concrete_fields}
    quoted = [connection.ops.quote_name(by_name[name]) for name in names]
    into = f"{connection.ops.quote_name(model._meta.db_table)} ({', '.join(quoted)})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as stream:
                for row in rows:
                    stream.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(quoted))
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", list(_adapted(rows)))  # noqa: S608 (names of our own columns)


def _adapted(rows: Sequence[Sequence[Any]]) -> Iterator[list[Any]]:
    """Days and moments as this database keeps them; each is adapted once, since they repeat."""
    kept: dict[dt.date, Any] = {}
    for row in rows:
        values = list(row)
        for place, value in enumerate(values):
            if isinstance(value, dt.date):
                if value not in kept:
                    kept[value] = (
                        connection.ops.adapt_datetimefield_value(value)
                        if isinstance(value, dt.datetime)
                        else connection.ops.adapt_datefield_value(value)
                    )
                values[place] = kept[value]
        yield values
