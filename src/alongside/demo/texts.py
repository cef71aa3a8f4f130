"""The texts of the demo, read from `demo/texts/` and checked: the programme, the study, what was said and how it was coded.

Everything there was invented and written by hand. Each file says at its top what stands in it.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from alongside.core.errors import Invalid, Problem
from alongside.core.text import turns

FOLDER = Path(__file__).parent / "texts"
REFLECTION = "\n== Reflection\n"
OBSERVATION = "== Observation\n"
FIRST_MONTH = dt.date(2015, 9, 1)
MONTHS = 22

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Measure:
    """A measure's definition, and where an average team stands on it."""

    key: str
    topic: str
    name: str
    type: str
    unit: str
    chart: str
    direction: str
    numerator: str
    denominator: str
    exclusions: str
    source: str
    level: float
    spread: float
    target: float | None = None
    collected_by: str = "team"
    noise: float = 0.0
    cases: int = 0
    multiply: float | None = None
    definition: str = ""
    sampling: str = ""
    library: str = ""
    core: bool = True


@dataclass(frozen=True)
class Again:
    """A definition that replaced another on the way: from which month it holds, and why."""

    measure: str
    since: str
    on: dt.date
    reason: str
    definition: str
    exclusions: str


@dataclass(frozen=True)
class Someone:
    """A person of the programme with their job, for a time."""

    name: str
    job: str
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class History:
    """What a team's numbers show: a shift, a ceiling, a gap, an end."""

    kind: str
    measure: str
    since: dt.date
    until: dt.date | None = None
    direction: str = ""
    test: str = ""


@dataclass(frozen=True)
class Team:
    """A team as the programme knows it."""

    letter: str
    name: str
    topics: tuple[str, ...]
    joined: dt.date
    agreement: dt.date
    lead: Someone
    sponsors: tuple[Someone, ...]
    members: tuple[Someone, ...]
    histories: tuple[History, ...]
    site: str = ""
    left: dt.date | None = None
    left_because: str = ""
    succeeds: tuple[str, ...] = ()
    renamed: tuple[tuple[str, dt.date], ...] = ()

    @property
    def data_person(self) -> Someone:
        """Who sends the numbers: whoever has them in their job, else the lead."""
        words = ("data", "audit", "clerk", "analyst", "records", "facilitator")
        return next(
            (one for one in self.members if any(word in one.job.lower() for word in words)), self.lead
        )


@dataclass(frozen=True)
class Coded:
    """One coding as a coder made it, its place in code points of the text."""

    coder: str
    code: str
    valence: str
    important: bool
    quote: str
    memo: str
    start: int
    end: int


@dataclass(frozen=True)
class Material:
    """A source with its text, what is said about it, its codings and the summaries of its row in the matrix."""

    id: str
    kind: str
    title: str
    on: dt.date
    text: str
    about: Row
    codings: tuple[Coded, ...]
    reflection: str = ""

    @property
    def cells(self) -> Mapping[str, str]:
        found: Mapping[str, str] = self.about.get("cells", {})
        return found


@dataclass(frozen=True)
class Texts:
    """All of it. What is a `Row` is a file as it stands, under the file's name."""

    programme: Row
    framework: Row
    findings: Row
    guide: Row
    journal: Row
    vault: Row
    changes: Row
    scores: Row
    collecting: Row
    measures: tuple[Measure, ...]
    again: tuple[Again, ...]
    teams: tuple[Team, ...]
    materials: Mapping[str, Material]

    def of_kind(self, kind: str) -> list[Material]:
        return [each for each in self.materials.values() if each.kind == kind]

    def codings(self) -> Iterable[tuple[Material, Coded]]:
        return ((material, coded) for material in self.materials.values() for coded in material.codings)

    def team(self, letter: str) -> Team:
        return next(team for team in self.teams if team.letter == letter)

    def measures_of(self, team: Team) -> list[Measure]:
        return [measure for measure in self.measures if measure.topic in team.topics]


@lru_cache(maxsize=1)
def load() -> Texts:
    """Read and check every file. Raises Invalid that lists each thing wrong with its file and row."""
    programme = _toml("programme")
    materials = {
        each.id: each for each in map(_material, sorted(FOLDER.glob("[PFD][GN0-9]*.toml"), key=_in_order))
    }
    texts = Texts(
        programme=programme,
        framework=_toml("framework"),
        findings=_toml("findings"),
        guide=_toml("guide"),
        journal=_toml("journal"),
        vault=_toml("vault"),
        changes=_toml("changes"),
        scores=_toml("scores"),
        collecting=_toml("collecting"),
        measures=tuple(Measure(**row) for row in _toml("measures")["measures"]),
        again=tuple(Again(**row) for row in _toml("measures")["again"]),
        teams=tuple(_team(row) for row in programme["teams"]),
        materials=materials,
    )
    if problems := list(_wrong(texts)):
        raise Invalid(
            f"The demo's texts have {len(problems)} faults.", "Mend the files named.", problems=problems
        )
    return texts


def digest() -> str:
    """A hash over every file of the texts, so that a demo made of other texts is recognised."""
    total = hashlib.sha256()
    for path in sorted(FOLDER.iterdir()):
        if path.is_file():
            total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def month(text: str) -> dt.date:
    """The first day of a month written 2016-09."""
    return dt.date.fromisoformat(f"{text}-01")


def months() -> list[dt.date]:
    """The months that the programme lasted, by their first days."""
    begin = FIRST_MONTH.year * 12 + FIRST_MONTH.month - 1
    return [dt.date(n // 12, n % 12 + 1, 1) for n in range(begin, begin + MONTHS)]


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _in_order(path: Path) -> tuple[int, str]:
    return (("P", "FG", "FN", "D").index(path.stem.rstrip("0123456789")), path.stem)


def _someone(row: Row) -> Someone:
    return Someone(row["name"], row["job"], row.get("from"), row.get("to"))


def _history(row: Row) -> History:
    return History(
        kind=row["kind"],
        measure=row["measure"],
        since=month(row["from"]),
        until=month(row["to"]) if "to" in row else None,
        direction=row.get("direction", ""),
        test=row.get("test", ""),
    )


def _team(row: Row) -> Team:
    return Team(
        letter=row["letter"],
        name=row["name"],
        topics=("sepsis", "aki") if row["topics"] == "both" else (row["topics"],),
        joined=row["joined"],
        agreement=row["agreement"],
        lead=_someone(row["lead"]),
        sponsors=tuple(map(_someone, row["sponsors"])),
        members=tuple(map(_someone, row["members"])),
        histories=tuple(map(_history, row.get("histories", ()))),
        site=row.get("site", ""),
        left=row.get("left"),
        left_because=row.get("left_because", ""),
        succeeds=tuple(row.get("succeeds", ())),
        renamed=tuple((each["name"], each["from"]) for each in row.get("names", ())[1:]),
    )


def _material(path: Path) -> Material:
    about = tomllib.loads(path.read_text(encoding="utf-8"))
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    reflection = ""
    if about["kind"] == "field_note":
        text, _, reflection = text.partition(REFLECTION)
        text, reflection = text.removeprefix(OBSERVATION).strip() + "\n", reflection.strip()
    return Material(
        id=about["id"],
        kind=about["kind"],
        title=about["title"],
        on=about["date"] if isinstance(about["date"], dt.date) else dt.date.fromisoformat(about["date"]),
        text=text,
        about=about,
        codings=tuple(_codings(path.with_suffix(".csv"), text)),
        reflection=reflection,
    )


def _codings(path: Path, text: str) -> Iterable[Coded]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            start = text.find(row["quote"])
            yield Coded(
                row["coder"],
                row["code"],
                row["valence"],
                row["important"] == "1",
                row["quote"],
                row["memo"],
                start,
                start + len(row["quote"]),
            )


def _wrong(texts: Texts) -> Iterable[Problem]:
    codes = {row["key"] for row in texts.framework["codes"]}
    for material in texts.materials.values():
        file = f"{material.id}.csv"
        spoken = [
            (turn.body_start, turn.end)
            for turn in turns(material.text)
            if turn.speaker and turn.speaker != "INTERVIEWER"
        ]
        for row, coded in enumerate(material.codings, start=2):
            if material.text.count(coded.quote) != 1:
                yield Problem("The quote does not stand exactly once in the text.", file=file, row=row)
            elif material.kind in ("interview", "focus_group") and not any(
                begin <= coded.start and coded.end <= end for begin, end in spoken
            ):
                yield Problem("The quote does not lie inside one participant's turn.", file=file, row=row)
            if coded.code not in codes:
                yield Problem(f"There is no code {coded.code!r}.", file=file, row=row, column="code")
        for key in set(material.cells) - codes:
            yield Problem(f"There is no code {key!r}.", file=f"{material.id}.toml", column="cells")
        for (who, code, quote), count in Counter(
            (c.coder, c.code, c.quote) for c in material.codings
        ).items():
            if count > 1:
                yield Problem(f"{who} gave {code} twice to “{quote[:30]}…”.", file=file)
    for finding in texts.findings["findings"]:
        for piece in finding["evidence"]:
            if (source := texts.materials.get(piece["source"])) is None:
                yield Problem(f"There is no source {piece['source']!r}.", file="findings.toml")
            elif "quote" in piece and source.text.count(piece["quote"]) != 1:
                yield Problem(f"“{piece['quote'][:40]}…” is not in {source.id}.", file="findings.toml")
            elif "code" in piece and not any(
                c.code == piece["code"] and c.coder == "EP" for c in source.codings
            ):
                yield Problem(f"{source.id} has nothing coded {piece['code']}.", file="findings.toml")
