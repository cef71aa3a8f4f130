"""What can be done in a programme. Each function asks, writes and records in one transaction."""

from alongside.programme.actions.collaboratives import (
    add_phase,
    open_collaborative,
    restate_aim,
    set_confidentiality,
    set_state,
)
from alongside.programme.actions.events import add_context_event, add_event, record_attendance
from alongside.programme.actions.members import (
    add_member,
    answer_ask,
    ask_sponsor,
    end_member,
    end_sponsor,
    name_sponsor,
)
from alongside.programme.actions.teams import add_team, change_team, merge_teams, team_leaves

__all__ = [
    "add_context_event",
    "add_event",
    "add_member",
    "add_phase",
    "add_team",
    "answer_ask",
    "ask_sponsor",
    "change_team",
    "end_member",
    "end_sponsor",
    "merge_teams",
    "name_sponsor",
    "open_collaborative",
    "record_attendance",
    "restate_aim",
    "set_confidentiality",
    "set_state",
    "team_leaves",
]
