"""No page of the demo makes more queries than are written down in `tests/web/query_counts.txt`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.e2e.conftest import environment

ROOT = Path(__file__).resolve().parents[2]


def test_no_page_makes_more_queries_than_are_written_down(built_demo, tmp_path):
    folder = tmp_path / "demo"
    shutil.copytree(built_demo, folder)
    env = environment(folder)
    env.pop("ALONGSIDE_VAULT_KEY_FILE")
    told = subprocess.run(
        [sys.executable, "-m", "bench.queries", str(folder)],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
