"""Every stored field says what it holds about persons."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from alongside.core.privacy import Content, Manifest
from alongside.study.models import Participant

OURS = [model for model in apps.get_models() if model.__module__.startswith("alongside.")]


def own_fields(model: type[models.Model]) -> set[str]:
    """The fields that need a declaration: stored, not the key, not a relation."""
    return {
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.Field) and not field.primary_key and not field.is_relation
    }


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_each_field_is_declared_and_nothing_else(model):
    assert isinstance(getattr(model, "privacy", None), Manifest), (
        f"{model._meta.label} has no privacy manifest"
    )
    assert set(model.privacy.fields) == own_fields(model)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_each_content_field_is_reached_from_a_participant_or_says_why_not(model):
    for name, held in model.privacy.content().items():
        assert isinstance(held, Content)
        if held.path is None:
            assert held.why, f"{model._meta.label}.{name}"
            continue
        reached: type[models.Model] = model
        for step in held.path.split("__"):
            field = reached._meta.get_field(step)
            reached = field.related_model
        assert reached is Participant, (
            f"{model._meta.label}.{name}: {held.path} ends at {reached._meta.label}"
        )


def test_long_prose_is_always_declared_as_content():
    for model in OURS:
        for field in model._meta.concrete_fields:
            if isinstance(field, models.TextField):
                assert model.privacy[field.name].level == "content", f"{model._meta.label}.{field.name}"
