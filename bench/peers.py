"""The same charts by other Python packages, on the same machine in the same run, in an environment made for it.

The environment lies in the platform's cache folder and is no dependency of the project. Where the packages cannot be had, it says
so and the benchmark shows our own figures alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

CHARTS = ("pyqicharts==2.0.0", "clinical-qikit==0.5.0", "abspc==1.1.0")
PATIENCE = 240  # seconds for the installation


class Unavailable(Exception):
    """The other packages cannot be had here; says why."""


def environment(name: str, packages: tuple[str, ...]) -> Path:
    """The Python of an environment with other packages, made when it is not there yet."""
    folder = user_cache_path("alongside-bench", appauthor=False) / name
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    made = folder / "made-for.txt"
    wanted = " ".join((*packages, sys.version.split()[0]))
    if made.exists() and made.read_text() == wanted:
        return python
    try:
        subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(folder)], check=True, capture_output=True
        )
        subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages],
            check=True,
            capture_output=True,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        raise Unavailable(f"the package registry did not answer within {PATIENCE} seconds") from None
    except (subprocess.CalledProcessError, OSError) as problem:
        said = (getattr(problem, "stderr", b"") or b"").decode(errors="replace").strip().splitlines()
        raise Unavailable(said[-1] if said else str(problem)) from None
    made.write_text(wanted)
    return python


def measure(series: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """What each package needs for some of these series: package, kind, series, seconds (or failed)."""
    python = environment("peers", CHARTS)
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / "series.json"
        file.write_text(json.dumps(series))
        script = Path(__file__).with_name("peer_charts.py")
        done = subprocess.run(
            [str(python), str(script), str(file)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "MPLBACKEND": "Agg"},
        )
    if done.returncode:
        raise Unavailable(done.stderr.strip().splitlines()[-1])
    answer = json.loads(done.stdout.strip().splitlines()[-1])
    return list(answer)
