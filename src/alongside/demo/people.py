"""The people of the demo: their addresses, and those in whose shoes a visitor may look round."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from alongside.accounts.actions import add_person
from alongside.accounts.models import Person

HOST = "wendlestone.example"
UNIVERSITY = "northmere.example"
ADMINISTRATOR = "Sunniva Hartley"


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to sign in as: their name, what they are there, and their address."""

    name: str
    what: str
    email: str

    def find(self) -> Person:
        return Person.objects.get(email=self.email)


def address(name: str, at: str) -> str:
    """`marguerite.pascoe-hill@alderbourne.example`: an address under a domain that is kept for examples (RFC 2606)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return f"{'.'.join(re.sub(r'^(dr|professor) ', '', plain).split())}@{at}"


def domain(team: str) -> str:
    """The domain of a team's trust."""
    return f"{re.sub(r'[^a-z]+', '-', team.lower()).strip('-')}.example"


def _at(place: str, name: str, what: str) -> DemoPerson:
    return DemoPerson(name, what, address(name, place))


PEOPLE: list[DemoPerson] = [
    _at(HOST, "Maren Oduya", "host lead, who runs the collaborative"),
    _at(HOST, "Ishbel Tarrant", "improvement adviser, with teams A to L in her care"),
    _at("alderbourne.example", "Marguerite Pascoe-Hill", "leads team C, Alderbourne"),
    _at("kestrel-vale.example", "Rosheen Adcock", "leads team K, Kestrel Vale"),
    _at("alderbourne.example", "Jacinta Breeze", "data nurse in team C"),
    _at("alderbourne.example", "Dr Alistair Fonthill", "medical director, sponsor of team C"),
    _at("kestrel-vale.example", "Dominic Arkwright-Bose", "director of nursing, sponsor of team K"),
    _at("example.org", "Jean Lockyer-Pike", "patient partner, on the committee"),
    _at(UNIVERSITY, "Elin Prosser", "researcher-in-residence"),
    _at(UNIVERSITY, "Tomas Adair", "second coder"),
    _at("hartmere.example", "Dr Nuala Winterbourne", "clinical lead on the committee; leads team E"),
    _at(UNIVERSITY, "Dr Sigrid Amankwah", "academic on the committee, a statistician"),
    _at("southey.example", "Dr Wanda Eskdale", "critical friend, outside the region"),
    _at(HOST, ADMINISTRATOR, "administrator, who sees accounts and no research"),
]


class People:
    """Everybody in the demo by name, added when they are first spoken of."""

    def __init__(self) -> None:
        self._by_name: dict[str, Person] = {}

    def __getitem__(self, name: str) -> Person:
        return self._by_name[name]

    def add(self, name: str, place: str, *, is_administrator: bool = False) -> Person:
        """The person of this name; added, with an address at this place, if they are new."""
        if name not in self._by_name:
            self._by_name[name] = add_person(
                name=name, email=address(name, place), is_administrator=is_administrator, by=None
            )
        return self._by_name[name]
