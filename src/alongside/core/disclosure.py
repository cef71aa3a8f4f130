"""What may be shown of the people a study rests on: who is named how, whose words, and which numbers.

In a collaborative of a few hospitals a role and a site together identify nearly everyone, so a participant
is described by the finest label that at least three participants share.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

from alongside.core.errors import Invalid

SHARED_BY = 3
ANYONE = "a participant"

# Coarse to fine: what a label may be made of, in the order in which it is written.
PARTS: tuple[tuple[str, ...], ...] = (
    ("site_kind",),
    ("role",),
    ("role", "site_kind"),
    ("role", "site"),
)

QUOTE, SHARE, PUBLISH = "quote", "share", "publish"
_PURPOSES = {
    "committee": frozenset({QUOTE}),
    "programme": frozenset({QUOTE, SHARE}),
    "teams": frozenset({QUOTE, SHARE}),
    "publication": frozenset({QUOTE, PUBLISH}),
}
_WORDS = {QUOTE: "being quoted", SHARE: "sharing with the programme", PUBLISH: "publication"}


@dataclass(frozen=True)
class Decision:
    """Whether something may be shown, and if not, why."""

    ok: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.ok


def attribution(
    people: Mapping[Hashable, Mapping[str, str]],
    person: Hashable,
    parts: Sequence[Sequence[str]] = PARTS,
) -> str:
    """The finest label for a participant that at least three participants share, this one among them.

    `people` holds what each participant of the study is (`{"role": "manager", "site_kind": "partner trust",
    "site": "Trust A"}`), `person` is a key of it, and `parts` lists coarse to fine which of these make a
    label. They are tried from the finest; the first whose values this person shares with two others is the
    label ("manager, partner trust", else "manager", else "partner trust"), and where none is, "a
    participant". A label with a part that this person lacks is passed over. Capitals and spaces make no
    difference between values.

    The rule counts who *could* bear a label. Someone who knows all participants can still reason from who
    bears a finer one: of four managers, three from partner trusts, the fourth is the only one shown as
    "manager". `bearers` counts who does bear each label, so that this can be seen before a release.
    """
    own = people[person]
    for combination in reversed(parts):
        wanted = [_folded(own, part) for part in combination]
        if not combination or not all(wanted):
            continue
        sharing = [
            other for other in people.values() if [_folded(other, part) for part in combination] == wanted
        ]
        if len(sharing) >= SHARED_BY:
            # As the first of them has it: differences in capitals must not tell people apart.
            return ", ".join(" ".join(sharing[0][part].split()) for part in combination)
    return ANYONE


def bearers(
    people: Mapping[Hashable, Mapping[str, str]], parts: Sequence[Sequence[str]] = PARTS
) -> dict[str, int]:
    """How many participants bear each label that `attribution` gives."""
    return dict(Counter(attribution(people, person, parts) for person in people))


def audience_purposes(audience: str) -> frozenset[str]:
    """What a participant must have agreed to before this audience reads their words."""
    if audience not in _PURPOSES:
        raise Invalid(f"“{audience}” is no audience.", f"Choose one of {', '.join(_PURPOSES)}.")
    return _PURPOSES[audience]


def quotable(
    consents_by_participant: Mapping[Hashable, Collection[str]],
    audience: str,
    *,
    document: bool = False,
    decided: bool = False,
) -> Decision:
    """Whether words may be shown to an audience: everyone heard in them must agree now to all that it asks.

    `consents_by_participant` holds, for everyone whose turn the words touch, the purposes agreed to at this
    moment; what is not in it was not agreed to. Nobody in it means that whose words they are is not known,
    so they are not shown; except in a `document` or field note, which speaks for no participant: the
    committee may read those, others once a named person has `decided` so.
    """
    asked = audience_purposes(audience)
    for consents in consents_by_participant.values():
        if isinstance(consents, str | Mapping):
            raise TypeError("Consents are a collection of the purposes agreed to.")
    missing = [asked.difference(consents) for consents in consents_by_participant.values()]
    refusing = [purposes for purposes in missing if purposes]
    if refusing:
        lacking = " and ".join(
            _WORDS[purpose] for purpose in _WORDS if any(purpose in each for each in refusing)
        )
        return Decision(
            False, f"{len(refusing)} of {len(missing)} people heard here did not agree to {lacking}."
        )
    if document and audience != "committee" and not decided:
        return Decision(
            False, "A field note or document goes beyond the committee only by a named person's decision."
        )
    if not missing and not document:
        return Decision(False, "Nobody's consent is known for these words: say first who speaks in them.")
    return Decision(True)


def small_number(n: int, threshold: int = 5) -> str:
    """A count of people as it may be shown: "<5" for 1 to 4, which could be recognised; nought is shown."""
    if n < 0:
        raise ValueError("A count of people is not negative.")
    return f"<{threshold}" if 0 < n < threshold else str(n)


def _folded(person: Mapping[str, str], part: str) -> str:
    return " ".join(person.get(part, "").split()).casefold()
