"""The framework as a report prints it: its themes and codes, what they mean, and how far each was used."""

from __future__ import annotations

from alongside.accounts.models import Person
from alongside.coding.models import Coding, Layer
from alongside.coding.places import grounds
from alongside.coding.queries import published_version
from alongside.coding.versions import Carrier, in_order, steps_of
from alongside.reporting.content.values import CodeUsed, FrameworkSaid
from alongside.study.models import Source, Study


def framework(study: Study, by: Person) -> FrameworkSaid | None:
    """The published version with the quotes and cases of each code; examples stay out, since they quote."""
    version = published_version(study)
    if version is None:
        return None
    carry = Carrier(steps_of(study), version.number)
    ground = grounds(Source.objects.visible_to(by).filter(study=study))
    quotes: dict[int, set[tuple[int, int, int]]] = {}
    cases: dict[int, set[int]] = {}
    rows = Coding.objects.visible_to(by).filter(study=study, layer__kind=Layer.Kind.OWN).order_by()
    for source, start, end, code, since in rows.values_list(
        "source", "start", "end", "code", "version__number"
    ):
        means = carry.code(code, since)
        if means is None:
            continue
        quotes.setdefault(means, set()).add((source, start, end))
        if source in ground:
            cases.setdefault(means, set()).update(ground[source].cases(start, end))
    codes = tuple(
        CodeUsed(
            name=where.entry.name,
            depth=where.depth,
            definition=where.entry.definition,
            use_when=where.entry.use_when,
            not_when=where.entry.not_when,
            codable=where.entry.codable,
            quotes=len(quotes.get(where.entry.code_id, ())),
            cases=len(cases.get(where.entry.code_id, ())),
        )
        for where in in_order(list(version.entries.all()))
    )
    return FrameworkSaid(version.framework.name, version.number, codes)
