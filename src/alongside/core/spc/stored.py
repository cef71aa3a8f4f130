"""Charts kept for later: rows and spec as they were, computed again when they are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alongside.core.spc.engine import analyse
from alongside.core.spc.record import Analysis
from alongside.core.spc.series import Series
from alongside.core.spc.spec import Spec


def frozen(rows: Mapping[str, Any], spec: Mapping[str, Any]) -> Analysis:
    """The record of a chart from its stored rows (`Series.to_json`) and spec (`Spec.to_json`), by today's engine.

    Compare `content_hash` with the one stored beside them to see whether the engine has changed since.
    """
    return analyse(Series.from_json(rows), Spec.from_json(spec))
