"""The REST interface's own description is right: one name, one shape."""

from __future__ import annotations

from collections import defaultdict

from ninja import Schema


def ours(kind: type[Schema]):
    for below in kind.__subclasses__():
        if below.__module__.startswith("alongside."):
            yield below
        yield from ours(below)


def test_no_two_apps_give_one_name_to_different_shapes():
    import alongside.api.routes  # noqa: F401  (loads every router)

    found = defaultdict(set)
    for shape in ours(Schema):
        found[shape.__name__].add(shape.__module__)
    assert {name: sorted(places) for name, places in found.items() if len(places) > 1} == {}
