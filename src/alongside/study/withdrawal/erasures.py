"""The erasure list: which withdrawals were carried out, kept beside the database and outside its backups.

`DATA/erasures.jsonl` has one line a withdrawal: guids, the extent and the day, no name and no word. Restoring a backup
brings back what was deleted after it was made; `replay` deletes it again.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings

from alongside.core.errors import Invalid, Problem
from alongside.study.models import Withdrawal


def path() -> Path:
    return Path(settings.DATA_FOLDER) / "erasures.jsonl"


def write() -> None:
    """Write the list anew: what stood in it, and every withdrawal that is done here and missing from it."""
    lines = {line["withdrawal"]: line for line in read()}
    for done in Withdrawal.objects.filter(state=Withdrawal.State.DONE).select_related("study__scope"):
        lines.setdefault(
            str(done.guid),
            {
                "withdrawal": str(done.guid),
                "study": str(done.study.scope.guid),
                "participant": str(done.participant_guid),
                "extent": done.extent,
                "at": done.done_at.isoformat() if done.done_at else "",
            },
        )
    target = path()
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines.values())
        file.flush()
        os.fsync(file.fileno())
    beside.replace(target)


def read() -> list[dict[str, Any]]:
    """The lines of the list, none if there is no list yet. Raises Invalid for a line that is none."""
    if not path().exists():
        return []
    lines = []
    for number, line in enumerate(path().read_text(encoding="utf-8").splitlines(), start=1):
        try:
            found = json.loads(line)
            found["withdrawal"], found["study"], found["participant"], found["extent"]
        except (ValueError, KeyError, TypeError):
            todo = "Restore the list from its copy before you go on."
            raise Invalid(
                "The erasure list is damaged.",
                todo,
                problems=[Problem("This line is none.", todo, path().name, number)],
            ) from None
        lines.append(found)
    return lines
