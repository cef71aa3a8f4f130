"""How long a run and how few crossings are usual, for 1 to 200 useful points: all as published, exactly."""

from __future__ import annotations

import csv
from pathlib import Path

from alongside.core.spc.rules import crossings_min, longest_run_max


def test_the_limits_for_1_to_200_useful_points(shared: Path) -> None:
    with (shared / "spc/expected/anhoej_limits_n1_200.csv").open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 200
    for row in rows:
        n = int(row["n_useful"])
        published = int(row["longest_run_max"]), int(row["crossings_min"])
        assert (longest_run_max(n), crossings_min(n)) == published, n
