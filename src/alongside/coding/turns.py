"""The turns of a text as the coding page holds them.

Put together by hand: of all pages this one alone holds a thousand of one thing, for which a template takes 50 ms, and
this 2. Whatever comes from a text is escaped here.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

from alongside.coding.queries.transcript import Heard

TOGETHER = 8  # turns the browser lays out at once, or not at all


def turns_in_html(turns: Sequence[Heard]) -> SafeString:
    """Groups of turns, one block a turn; its words are alone in `.turn-text`, since places are counted there."""
    groups = (turns[start : start + TOGETHER] for start in range(0, len(turns), TOGETHER))
    return mark_safe(
        "".join(f'<div class="turn-group">{"".join(map(_turn, group))}</div>' for group in groups)
    )


def _turn(turn: Heard) -> str:
    number, speaker, at = turn.number, escape(turn.speaker), escape(turn.at)
    kind = "turn interviewer" if turn.asking else "turn"
    name = f"Turn {number}, {speaker}" if speaker else f"Turn {number}"
    heard, said = (f' title="{at}"', f"{speaker}, {at}") if at else ("", speaker)
    clock = f'<time class="turn-at" datetime="{at}">{escape(turn.clock)}</time>' if at else ""
    return (
        f'<article class="{kind}" id="t{number}" data-turn="{number}" data-speaker="{speaker}" aria-label="{name}">'
        f'<a class="turn-number" href="#t{number}" tabindex="-1" contenteditable="false"{heard}>{number}</a>'
        f'<b class="turn-speaker" title="{said}" contenteditable="false">{escape(turn.short)}{clock}</b>'
        f'<div class="turn-text" data-start="{turn.start}" data-end="{turn.end}">{escape(turn.words)}</div>'
        "</article>"
    )
