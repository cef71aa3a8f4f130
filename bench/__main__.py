"""Prints the tables: `make bench`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile


def main() -> None:
    from bench import false_signals, imports, observations, spc

    print("Charts\n")
    spc.main()
    print("\nFalse signals\n")
    false_signals.main()
    print("\nCharts over teams\n", flush=True)
    subprocess.run([sys.executable, "-m", "bench.charts"], check=True)
    print("\nImport\n")
    print(imports.run())
    print(observations.run())
    print("\nCoding, at the server\n", flush=True)
    subprocess.run([sys.executable, "-m", "bench.coding"], check=True)
    subprocess.run(
        [sys.executable, "-m", "bench.coding"],
        check=True,
        env={**os.environ, "ALONGSIDE_BENCH_DB": "postgres"},
    )
    print("\nCoding, over HTTP\n", flush=True)
    subprocess.run([sys.executable, "-m", "bench.coding_http"], check=True)
    print("\nCoding, in the browser\n", flush=True)
    subprocess.run([sys.executable, "-m", "bench.coding_page"], check=True)
    print("\nPages of the demo\n")
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["ALONGSIDE_DATA"] = f"{temporary}/demo"
        os.environ["ALONGSIDE_VAULT_KEY_FILE"] = f"{temporary}/demo/vault.key"
        os.environ["DJANGO_SETTINGS_MODULE"] = "alongside.config.settings"
        os.environ.pop("DATABASE_URL", None)
        subprocess.run(
            [sys.executable, "-m", "alongside.cli.main", "demo", "--no-serve"],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        import django

        django.setup()
        from bench import pages

        print(pages.table(pages.measure()))


if __name__ == "__main__":
    main()
