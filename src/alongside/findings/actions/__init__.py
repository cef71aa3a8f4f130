"""What can be done with findings."""

from alongside.findings.actions.committee import add_committee_member, end_committee_member
from alongside.findings.actions.deciding import add_action, close_action, decide, rewrite_decision
from alongside.findings.actions.feedback import edit_feedback, log_feedback
from alongside.findings.actions.reading import close_interpretation, interpret
from alongside.findings.actions.releasing import (
    Preview,
    end_release,
    preview_release,
    release,
    release_framework,
    release_guide,
)
from alongside.findings.actions.writing import (
    add_evidence,
    edit_finding,
    mark_against,
    new_version,
    record_finding,
    remove_evidence,
    withdraw_finding,
)

__all__ = [
    "Preview",
    "add_action",
    "add_committee_member",
    "add_evidence",
    "close_action",
    "close_interpretation",
    "decide",
    "edit_feedback",
    "edit_finding",
    "end_committee_member",
    "end_release",
    "interpret",
    "log_feedback",
    "mark_against",
    "new_version",
    "preview_release",
    "record_finding",
    "release",
    "release_framework",
    "release_guide",
    "remove_evidence",
    "rewrite_decision",
    "withdraw_finding",
]
