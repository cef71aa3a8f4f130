"""Times other packages' charts; run by `bench.peers` inside an environment of its own, where Alongside is not installed.

    python peer_charts.py SERIES.json

The file holds, for each kind of chart, x and the rows of values or counts. Prints JSON: package, kind, series measured, seconds.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

warnings.filterwarnings("ignore")
HOW_MANY = {"pyqicharts": 40, "clinical-qikit": 300, "abspc": 300}


def frames(kind: str, given: dict[str, Any]) -> list[pd.DataFrame]:
    """One table a series, made before the clock starts."""
    x = pd.to_datetime(given["x"])
    made = []
    for k, y in enumerate(given["y"]):
        columns = {"x": x, "value": y}
        if kind == "p":
            columns |= {
                "subgroup_size": given["n"][k],
                "share": [a / b for a, b in zip(y, given["n"][k], strict=True)],
            }
        made.append(pd.DataFrame(columns))
    return made


def pyqicharts(kind: str) -> Callable[[pd.DataFrame], object]:
    from pyqicharts import qic_table

    more = {"denominator": "subgroup_size"} if kind == "p" else {}
    name = {"xmr": "i", "p": "p", "run": "run"}[kind]
    return lambda frame: qic_table(frame, "x", "value", chart=name, **more)


def qikit(kind: str) -> Callable[[pd.DataFrame], object]:
    from qikit.spc import api

    name = {"xmr": "i", "p": "p", "run": "run"}[kind]
    count = "subgroup_size" if kind == "p" else None
    return lambda frame: api.qic(x="x", y="value", n=count, data=frame, chart=name)


def abspc(kind: str) -> Callable[[pd.DataFrame], object]:
    from abspc import calculate_control_limits, detect_run_chart_signals, detect_special_causes

    if kind == "run":
        return lambda frame: detect_run_chart_signals(calculate_control_limits(frame, "run"))
    if kind == "p":
        return lambda frame: detect_special_causes(
            calculate_control_limits(frame.assign(value=frame["share"]), "p"), value_col="value"
        )
    return lambda frame: detect_special_causes(calculate_control_limits(frame, "XmR"))


def main() -> None:
    given = json.loads(Path(sys.argv[1]).read_text())
    found = []
    for package, open_ in (("pyqicharts", pyqicharts), ("clinical-qikit", qikit), ("abspc", abspc)):
        for kind, rows in given.items():
            tables = frames(kind, rows)[: HOW_MANY[package]]
            line = {"package": f"{package} {version(package)}", "kind": kind, "series": len(tables)}
            try:
                draw = open_(kind)
                draw(tables[0])
                begun = time.perf_counter()
                for table in tables:
                    draw(table)
                line["seconds"] = time.perf_counter() - begun
            except (
                Exception
            ) as problem:  # another package's own fault is a line of the table, not the end of it
                line["failed"] = f"{type(problem).__name__}: {problem}"
            found.append(line)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
