"""The columns of a chart's table that are computed from those that were sent."""

COMPUTED = (
    "shown",
    "centre",
    "lower",
    "upper",
    "target",
    "phase",
    "signals",
    "series",
    "specification",
    "content",
)
