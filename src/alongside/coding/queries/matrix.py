"""The framework matrix: cases down, codes across; in each cell the summary's first lines and what lies beneath it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models.functions import Substr
from django.urls import reverse

from alongside.accounts.models import Person
from alongside.coding.glyphs import counted
from alongside.coding.models import CodeEntry, Coding, FrameworkVersion, MatrixCell
from alongside.coding.places import Ground, grounds
from alongside.coding.versions import Carrier, Where, current_version, in_order, steps_of
from alongside.study.models import Case, Source, Study, VariableValue

FIRST_LINES = 160  # letters of a summary that three lines of a cell hold at most
ATTRIBUTES = 3  # in a row's header
FILL = {"reviewed": "half", "agreed": "full"}  # how full the status dot is
CHOICES = 12  # an attribute with more different values is no filter


@dataclass
class Column:
    """A code, with its quotes and the number of cases they come from."""

    code: int
    entry: CodeEntry
    theme: str
    quotes: int = 0
    cases: int = 0


@dataclass
class Cell:
    """One case and one code: the summary's first lines, its status, the quotes beneath it by how they bear."""

    url: str
    key: str
    text: str = ""
    nothing_said: bool = False
    status: str = ""
    stale: bool = False
    hidden: bool = False  # waits to be rewritten after a withdrawal
    earlier: bool = False  # written for a code that became this one
    quotes: int = 0
    valences: Counter[str] = field(default_factory=Counter)
    current: bool = False

    @property
    def marks(self) -> str:
        return counted(self.valences)

    def drawn(self) -> dict[str, Any]:
        """What the page shows of it, worked out here: a table of a thousand cells is drawn in a template twice as fast so."""
        quotes = (
            f"{self.quotes} quote{'' if self.quotes == 1 else 's'}\u2002{self.marks}".rstrip()
            if self.quotes
            else ""
        )
        said = "to be written again" if self.hidden else "nothing said" if self.nothing_said else self.text
        return {
            "key": self.key,
            "url": self.url,
            "current": self.current,
            "summary": said,
            "tone": " nothing" if self.hidden or self.nothing_said else "",
            "status": self.status,
            "fill": FILL.get(self.status, ""),
            "quotes": quotes,
            "stale": self.stale,
        }


@dataclass
class Row:
    case: Case
    attributes: list[str]
    cells: list[Cell]

    @property
    def drawn(self) -> list[dict[str, Any]]:
        return [cell.drawn() for cell in self.cells]


@dataclass
class Band:
    """Rows of one site."""

    name: str
    rows: list[Row]


@dataclass
class Filter:
    """One way to choose rows: an attribute and its values, as (label, query, chosen)."""

    name: str
    choices: list[tuple[str, str, bool]]


@dataclass
class Table:
    """The matrix as a person may see it, with what is written, agreed and to be read again."""

    version: FrameworkVersion
    columns: list[Column]
    bands: list[Band]
    themes: list[tuple[str, str, bool]]
    filters: list[Filter]
    kinds: list[tuple[str, str, bool]]
    written: int = 0
    agreed: int = 0
    stale: list[Cell] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(len(band.rows) for band in self.bands)

    @property
    def cells(self) -> int:
        return self.rows * len(self.columns)


def matrix(
    person: Person,
    study: Study,
    *,
    theme: str = "",
    kind: str = "",
    where: dict[str, str] | None = None,
    current: tuple[int, int] | None = None,
) -> Table | None:
    """The matrix under the version in hand; None while there is no framework.

    `theme` (a code's guid) leaves the columns of one theme, `kind` the rows of one kind of case (people, unless there are
    none), `where` the rows whose attribute has this value (`role`, `site`, or a variable's id). `current` is a chosen
    (case, code).
    """
    version = current_version(study)
    if version is None:
        return None
    where = where or {}
    steps = steps_of(study)
    carry = Carrier(steps, version.number)
    columns, themes = _columns(version, theme)
    cases = list(
        Case.objects.visible_to(person)
        .filter(study=study)
        .select_related("participant", "part_of")
        .order_by("name")
    )
    values = _values(study)
    kinds = sorted({case.kind for case in cases}, key=list(Case.Kind.values).index)
    kind = kind if kind in kinds else (Case.Kind.PERSON.value if Case.Kind.PERSON.value in kinds else "")
    of_kind = [case for case in cases if not kind or case.kind == kind]
    facts = {case.pk: _facts(case, values) for case in of_kind}
    chosen = [
        case
        for case in of_kind
        if all(facts[case.pk].get(name, ("", ""))[1] == value for name, value in where.items())
    ]
    query = {"theme": theme, "kind": kind} | where
    table = Table(
        version=version,
        columns=columns,
        bands=[],
        themes=themes,
        filters=_filters(facts, query),
        kinds=[
            (Case.Kind(each).label, urlencode({"kind": each, "theme": theme}), each == kind) for each in kinds
        ],
    )
    under = _codings(person, study, carry, grounds(Source.objects.visible_to(person).filter(study=study)))
    written = _written(person, study, carry)
    address = (
        reverse("coding:matrix", args=[study.slug]) + "?" + urlencode({k: v for k, v in query.items() if v})
    )
    bands: dict[str, Band] = {}
    for case in chosen:
        cells = []
        for column in columns:
            key = (case.pk, column.code)
            name = f"{case.pk}-{column.code}"
            cell = Cell(
                url=f"{address}&cell={name}",
                key=name,
                valences=under.get(key, Counter()),
                current=key == current,
            )
            cell.quotes = cell.valences.total()
            if cell.quotes:
                column.quotes += cell.quotes
                column.cases += 1
            if (row := written.get(key)) is not None:
                _fill(cell, row)
                table.written += 1
                table.agreed += cell.status == "agreed"
                if cell.stale:
                    table.stale.append(cell)
            cells.append(cell)
        site = facts[case.pk].get("site", ("", ""))[1]
        shown = [value for _, value in list(facts[case.pk].values()) if value and value != site][:ATTRIBUTES]
        bands.setdefault(site, Band(site, [])).rows.append(Row(case, shown, cells))
    table.bands = [bands[name] for name in sorted(bands, key=lambda name: (not name, name))]
    return table


def face(study: Study, cell: MatrixCell | None, case: Case, code: int, valences: Counter[str]) -> Cell:
    """One cell as the matrix shows it, for a page that has changed only this one."""
    name = f"{case.pk}-{code}"
    shown = Cell(
        url=f"{reverse('coding:matrix', args=[study.slug])}?cell={name}",
        key=name,
        valences=valences,
        quotes=valences.total(),
        current=True,
    )
    if cell is not None:
        row = {
            "first": cell.summary, "nothing_said": cell.nothing_said, "status": cell.status, "earlier": False,
            "stale_since": cell.stale_since, "needs_rewrite": cell.needs_rewrite,
        }  # fmt: skip
        _fill(shown, row)
    return shown


def _columns(version: FrameworkVersion, theme: str) -> tuple[list[Column], list[tuple[str, str, bool]]]:
    """The codable codes (of one theme), and the themes to choose from."""
    found: list[Where] = in_order(list(version.entries.select_related("code")))
    tops = [where.entry for where in found if where.entry.parent_id is None and not where.entry.codable]
    columns = [
        Column(where.entry.code_id, where.entry, where.theme.name if where.theme else "")
        for where in found
        if where.entry.codable and (not theme or (where.theme and str(where.theme.code.guid) == theme))
    ]
    themes = [("All themes", "", not theme)] + [
        (top.name, str(top.code.guid), str(top.code.guid) == theme) for top in tops
    ]
    return columns, themes


def _values(study: Study) -> dict[int, list[tuple[str, str, str]]]:
    """Case → its attributes as (key, name, value)."""
    found: dict[int, list[tuple[str, str, str]]] = {}
    rows = VariableValue.objects.filter(variable__study=study).order_by("variable__order", "variable__name")
    for case, variable, name, value in rows.values_list("case", "variable", "variable__name", "value"):
        found.setdefault(case, []).append((f"v{variable}", name, value))
    return found


def _facts(case: Case, values: dict[int, list[tuple[str, str, str]]]) -> dict[str, tuple[str, str]]:
    """What is known of a case: key → (name, value), role and site first."""
    participant = getattr(case, "participant", None)
    role = participant.role_group if participant else ""
    site = (participant.site_name or participant.site_group) if participant else ""
    facts = {"role": ("Role", role), "site": ("Site", site or (case.part_of.name if case.part_of else ""))}
    for key, name, value in values.get(case.pk, []):
        said = facts.get(name.casefold())  # a table may have brought role or site as an attribute, too
        same = said is not None and said[1].casefold() in {"", value.casefold()}
        facts[name.casefold() if same else key] = (name, value)
    return facts


def _filters(facts: dict[int, dict[str, tuple[str, str]]], query: dict[str, str]) -> list[Filter]:
    offered: dict[str, tuple[str, set[str]]] = {}
    for each in facts.values():
        for key, (name, value) in each.items():
            if value:
                offered.setdefault(key, (name, set()))[1].add(value)
    found = []
    for key, (name, values) in offered.items():
        if not 1 < len(values) <= CHOICES:
            continue
        others = {k: v for k, v in query.items() if v and k != key}
        choices = [("All", urlencode(others), not query.get(key))]
        choices += [
            (value, urlencode(others | {key: value}), query.get(key) == value) for value in sorted(values)
        ]
        found.append(Filter(name, choices))
    return found


def _codings(
    person: Person, study: Study, carry: Carrier, ground: dict[int, Ground]
) -> dict[tuple[int, int], Counter[str]]:
    """(case, code) → how many codings bear which way."""
    found: dict[tuple[int, int], Counter[str]] = {}
    rows = Coding.objects.visible_to(person).analysed().filter(study=study).order_by()
    for source, start, end, code, since, valence in rows.values_list(
        "source", "start", "end", "code", "version__number", "valence"
    ):
        means = carry.code(code, since)
        if means is None or source not in ground:
            continue
        for case in ground[source].cases(start, end):
            key = (case, means)
            if key not in found:
                found[key] = Counter()
            found[key][valence] += 1
    return found


def _written(person: Person, study: Study, carry: Carrier) -> dict[tuple[int, int], dict[str, Any]]:
    """(case, code) → the cell; one written for a code that became this one stands in where there is none of its own."""
    found: dict[tuple[int, int], dict[str, Any]] = {}
    rows = MatrixCell.objects.visible_to(person).filter(matrix__study=study).order_by("pk")
    for row in rows.annotate(first=Substr("summary", 1, FIRST_LINES + 1)).values(
        "case", "code", "first", "nothing_said", "status", "stale_since", "needs_rewrite"
    ):
        means = carry.code(row["code"], 0)
        row["earlier"] = means != row["code"]
        if means is not None and (not row["earlier"] or (row["case"], means) not in found):
            found[(row["case"], means)] = row
    return found


def _fill(cell: Cell, row: dict[str, Any]) -> None:
    text = row["first"]
    cell.text = text if len(text) <= FIRST_LINES else text[:FIRST_LINES].rsplit(" ", 1)[0] + "…"
    cell.nothing_said = row["nothing_said"]
    cell.status = row["status"]
    cell.earlier = row["earlier"]
    cell.hidden = row["needs_rewrite"]
    cell.stale = row["stale_since"] is not None or row["earlier"] or row["needs_rewrite"]
    if cell.hidden:
        cell.text = ""
