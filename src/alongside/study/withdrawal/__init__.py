"""Withdrawal: a participant takes back what they gave, in one of four extents, and it can be proved.

One person proposes it and another confirms it; then it is done at once, in one transaction.

* *stop*: takes no further part; what was collected stays in use.
* *no quotes*: the analysis stays, but nothing of theirs is quoted to anybody any more.
* *keep what is analysed*: sources on which nothing rests yet are deleted (of a shared one, this speaker's turns).
* *delete everything*: their sources, turns, codings, identity, pseudonyms, consents and history of edits go; words that
  rest on them alone are blanked, and what rests on several people is hidden until somebody writes it again.

What is promised, and where it ends
    When `confirm` returns, no query, page, search or export finds what was deleted.
    SQLite: deleted content is overwritten with zeros as it goes (`secure_delete`), full-text tables are merged so that
    they drop their old words, and the write-ahead log is emptied right after the commit. If some other connection is
    reading just then, the log is emptied when the last one leaves.
    PostgreSQL: the touched tables are written anew after the commit (`VACUUM FULL`), so that their files hold no dead
    rows. The server's own write-ahead log and its archive keep theirs until they are recycled.
    Backups and the disk's own free blocks are outside a program's reach: backups carry an expiry date, and the erasure
    list (`erasures`) is replayed whenever one is restored.
"""

from alongside.study.withdrawal.deed import Cut, Erasure, touches
from alongside.study.withdrawal.replaying import replay
from alongside.study.withdrawal.steps import cancel, confirm, in_words, participant_of, preview, propose

__all__ = [
    "Cut",
    "Erasure",
    "cancel",
    "confirm",
    "in_words",
    "participant_of",
    "preview",
    "propose",
    "replay",
    "touches",
]
