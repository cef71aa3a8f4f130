"""What can be done with the framework, codings, notes and the matrix."""

from alongside.coding.actions.cells import still_right, write_cell
from alongside.coding.actions.codes import (
    add_code,
    edit_code,
    merge_codes,
    move_code,
    rename_code,
    retire_code,
    split_code,
)
from alongside.coding.actions.codings import add_coding, add_codings, change_coding, remove_coding
from alongside.coding.actions.corrections import Corrected, correct_text, redact, settle_review
from alongside.coding.actions.names import replace_name
from alongside.coding.actions.names import where as where_name
from alongside.coding.actions.notes import edit_note, write_note
from alongside.coding.actions.rounds import close_round, open_round, submit_round
from alongside.coding.actions.trimming import uncode
from alongside.coding.actions.versions import publish_version, send_for_review, start_draft, take_back

__all__ = [
    "Corrected",
    "add_code",
    "add_coding",
    "add_codings",
    "change_coding",
    "close_round",
    "correct_text",
    "edit_code",
    "edit_note",
    "merge_codes",
    "move_code",
    "open_round",
    "publish_version",
    "redact",
    "remove_coding",
    "rename_code",
    "replace_name",
    "retire_code",
    "send_for_review",
    "settle_review",
    "split_code",
    "start_draft",
    "still_right",
    "submit_round",
    "take_back",
    "uncode",
    "where_name",
    "write_cell",
    "write_note",
]
