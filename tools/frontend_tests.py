"""Runs the front end's unit tests with the Node that builds it: `python tools/frontend_tests.py`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PATIENCE = "--testTimeout=60000"  # ms; thousands of random texts take their time on a busy machine


def main() -> int:
    import hatch_build

    folder = ROOT / "frontend"
    node, _, _ = hatch_build._find_node()
    with tempfile.TemporaryDirectory(prefix="alongside-node-") as home:
        environment = hatch_build._environment(node, Path(home))
        command = [
            *node,
            str(folder / "node_modules" / "vitest" / "vitest.mjs"),
            "run",
            PATIENCE,
            *sys.argv[1:],
        ]
        return subprocess.run(command, cwd=folder, env=dict(environment)).returncode


if __name__ == "__main__":
    raise SystemExit(main())
