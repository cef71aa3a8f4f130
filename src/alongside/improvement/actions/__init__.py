"""What can be done with measures, numbers and tests of change. Each function asks, writes and records in one transaction."""

from alongside.improvement.actions.adoption import record_step, undo_step
from alongside.improvement.actions.cycles import log_test, update_test
from alongside.improvement.actions.drivers import (
    add_driver,
    move_driver,
    place_driver,
    remove_driver,
    write_driver,
)
from alongside.improvement.actions.due import plan_due, set_due
from alongside.improvement.actions.following import (
    configure_series,
    follow,
    set_target,
    set_targets,
    stop_following,
)
from alongside.improvement.actions.ideas import (
    add_idea,
    add_material,
    move_idea,
    place_idea,
    propose_idea,
    remove_material,
    restore_idea,
    retire_idea,
    write_idea,
)
from alongside.improvement.actions.library import adopt_from_library
from alongside.improvement.actions.measures import (
    add_measure,
    arrange_measure,
    bring_back_measure,
    new_version,
    retire_measure,
)
from alongside.improvement.actions.minutes import log_minutes
from alongside.improvement.actions.notes import annotate, write_annotation
from alongside.improvement.actions.numbers import nothing_to_submit, submit, take_back
from alongside.improvement.actions.packages import publish_package
from alongside.improvement.actions.phases import start_phase, undo_phase
from alongside.improvement.actions.progress import score_team
from alongside.improvement.actions.reminders import (
    plan_reminders,
    send_reminders,
    stop_reminders,
    want_reminders,
)
from alongside.improvement.actions.requirements import (
    Asked,
    add_requirement,
    answer,
    change_requirement,
    map_measures,
    remove_requirement,
    stop_answering,
)
from alongside.improvement.actions.ticks import keep_totals, make_tick_form, tick_case, use_ticks

__all__ = [
    "Asked",
    "add_driver",
    "add_idea",
    "add_material",
    "add_measure",
    "add_requirement",
    "adopt_from_library",
    "annotate",
    "answer",
    "arrange_measure",
    "bring_back_measure",
    "change_requirement",
    "configure_series",
    "follow",
    "keep_totals",
    "log_minutes",
    "log_test",
    "make_tick_form",
    "map_measures",
    "move_driver",
    "move_idea",
    "new_version",
    "nothing_to_submit",
    "place_driver",
    "place_idea",
    "plan_due",
    "plan_reminders",
    "propose_idea",
    "publish_package",
    "record_step",
    "remove_driver",
    "remove_material",
    "remove_requirement",
    "restore_idea",
    "retire_idea",
    "retire_measure",
    "score_team",
    "send_reminders",
    "set_due",
    "set_target",
    "set_targets",
    "start_phase",
    "stop_answering",
    "stop_following",
    "stop_reminders",
    "submit",
    "take_back",
    "tick_case",
    "undo_phase",
    "undo_step",
    "update_test",
    "use_ticks",
    "want_reminders",
    "write_annotation",
    "write_driver",
    "write_idea",
]
