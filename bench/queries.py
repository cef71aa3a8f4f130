"""How many queries each measured page makes on the demo, beside the committed numbers: `python -m bench.queries FOLDER`.

`--write` writes `tests/web/query_counts.txt` anew. A page that makes more than it did fails.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

COMMITTED = Path(__file__).resolve().parent.parent / "tests" / "web" / "query_counts.txt"


def main() -> int:
    folder = Path(sys.argv[1]).resolve()
    os.environ["ALONGSIDE_DATA"] = str(folder)
    os.environ["ALONGSIDE_VAULT_KEY"] = (folder / "vault.key").read_text(encoding="ascii").strip()
    os.environ["DJANGO_SETTINGS_MODULE"] = "alongside.config.settings"
    import django

    django.setup()
    from bench.pages import measure

    found = {each.page: each.queries for each in measure(times=1)}
    if "--write" in sys.argv:
        COMMITTED.write_text(
            "".join(f"{count:>4}  {page}\n" for page, count in found.items()), encoding="utf-8"
        )
        return 0
    wrong = []
    for line in COMMITTED.read_text(encoding="utf-8").splitlines():
        count, page = line.strip().split("  ", 1)
        if found.get(page, 0) > int(count):
            wrong.append(f"{page}: {found[page]} queries, where {count} are written down")
    print("\n".join(wrong) or "No page makes more queries than are written down.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
