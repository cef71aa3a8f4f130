"""What an act is called on the button that undoes it."""

from __future__ import annotations

LABELS = {
    "coding.add": "coding",
    "coding.change": "changed coding",
    "coding.remove": "removed coding",
    "coding.uncode": "uncoding",
    "coding.keep": "reading again",
    "coding.bulk": "coding of many",
    "code.in_vivo": "code in vivo",
    "code.add": "new code",
    "code.edit": "changed code",
    "code.move": "moved code",
    "code.merge": "merged codes",
    "code.retire": "retired code",
    "note.write": "memo",
    "note.edit": "changed memo",
    "note.annotate": "annotation",
    "cell.write": "cell",
}


def label(verb: str) -> str:
    """The act in a few words."""
    return LABELS[verb]
