"""What can be done with measures, numbers and tests of change. Each function asks, writes and records in one transaction."""

from alongside.improvement.actions.cycles import log_test, update_test
from alongside.improvement.actions.measures import (
    add_measure,
    follow,
    retire_measure,
    set_due,
    set_target,
    start_phase,
    undo_phase,
)
from alongside.improvement.actions.notes import annotate, write_annotation
from alongside.improvement.actions.numbers import nothing_to_submit, submit

__all__ = [
    "add_measure",
    "annotate",
    "follow",
    "log_test",
    "nothing_to_submit",
    "retire_measure",
    "set_due",
    "set_target",
    "start_phase",
    "submit",
    "undo_phase",
    "update_test",
    "write_annotation",
]
