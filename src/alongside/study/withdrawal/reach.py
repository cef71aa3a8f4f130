"""Which stored words rest on a participant: found by walking every model's privacy manifest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from alongside.core.privacy import Manifest
from alongside.study.models import Participant


@dataclass(frozen=True)
class Reached:
    """Rows of one model whose content fields (those with the same path) rest on a participant: `alone`, on nobody else."""

    model: type[models.Model]
    fields: tuple[str, ...]
    alone: frozenset[int]
    shared: frozenset[int]


def content_paths() -> Iterator[tuple[type[models.Model], str, tuple[str, ...]]]:
    """Each model with content, the path from it to participants, and the fields that are reached by this path.

    It reads the manifests of whatever is installed, so that a later app's tables are found without being known here.
    """
    for model in apps.get_models():
        manifest = getattr(model, "privacy", None)
        if not isinstance(manifest, Manifest):
            continue
        by_path: dict[str, list[str]] = defaultdict(list)
        for name, held in manifest.content().items():
            if held.path is not None:
                by_path[held.path].append(name)
        for path, names in by_path.items():
            yield model, path, tuple(names)


def reached_from(participant: Participant) -> list[Reached]:
    """All rows with words that rest on this participant."""
    found = []
    for model, path, names in content_paths():
        rows = set(model._base_manager.filter(**{path: participant.pk}).values_list("pk", flat=True))
        if not rows:
            continue
        others = model._base_manager.filter(pk__in=rows, **{f"{path}__isnull": False}).values_list("pk", path)
        shared = {pk for pk, other in others if other != participant.pk}
        found.append(Reached(model, names, frozenset(rows - shared), frozenset(shared)))
    return found
