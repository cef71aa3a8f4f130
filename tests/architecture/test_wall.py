"""The wall: nothing on the programme's side leads to the research side.

import-linter keeps the imports; here are Django's other doors.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

import alongside
from alongside.accounts.models import Person

PACKAGE = Path(alongside.__file__).parent
PROGRAMME_SIDE = ("audit", "accounts", "access", "jobs", "programme", "improvement")
RESEARCH_SIDE = ("study", "coding", "findings")
ORDER = (
    "core",
    "exchange",
    "audit",
    "accounts",
    "access",
    "jobs",
    "ui",
    "programme",
    "improvement",
    "study",
    "coding",
    "findings",
)


def models_of(*labels: str):
    return [model for label in labels for model in apps.get_app_config(label).get_models()]


@pytest.mark.parametrize("model", models_of(*PROGRAMME_SIDE), ids=lambda model: model._meta.label)
def test_no_relation_leads_from_the_programme_side_to_the_research_side(model):
    across = [
        field.name
        for field in model._meta.get_fields()
        if field.is_relation
        and field.related_model is not None
        and field.related_model._meta.app_label in RESEARCH_SIDE
    ]
    assert across == []


def test_the_walk_would_find_a_relation_across_if_there_were_one():
    participant = apps.get_model("study", "Participant")
    names = {
        field.related_model._meta.app_label for field in participant._meta.get_fields() if field.is_relation
    }
    assert names & {"findings", "coding"}


def test_hidden_relations_have_no_name_to_query_by():
    hidden = [
        f
        for f in Person._meta.get_fields(include_hidden=True)
        if f.is_relation and f.auto_created and not f.concrete
    ]
    across = [f for f in hidden if f.related_model._meta.app_label in RESEARCH_SIDE]
    assert across, "the research side does point at people"
    assert all(f.hidden for f in across)


def sources(*labels: str):
    return [
        path for label in labels for path in (PACKAGE / label).rglob("*.py") if "migrations" not in path.parts
    ]


@pytest.mark.parametrize(
    "path", sources(*PROGRAMME_SIDE, "ui"), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_no_code_looks_a_model_up_by_name_or_writes_sql(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in {"get_model", "raw", "extra"}, f"{path.name}:{node.lineno}"
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not re.search(r"\b(study|coding|findings)_[a-z]+\b", node.value), (
                f"{path.name}:{node.lineno}"
            )


@pytest.mark.parametrize("label", ORDER[2:])
def test_foreign_keys_point_at_classes_of_the_own_or_a_lower_app(label):
    allowed = {*ORDER[: ORDER.index(label) + 1]}
    if label == "study":
        allowed.discard("improvement")
    for model in models_of(label) if label not in {"ui"} else []:
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model is not None:
                target = field.related_model._meta.app_label
                assert target in allowed, f"{model._meta.label}.{field.name} points up at {target}"


def test_templates_include_nothing_from_a_higher_app():
    pattern = re.compile(r"""{%\s*(?:include|extends)\s+["']([a-z_]+)/""")
    for number, label in enumerate(ORDER):
        for template in (PACKAGE / label / "templates").rglob("*.html"):
            for folder in pattern.findall(template.read_text(encoding="utf-8")):
                if folder in ORDER:
                    assert ORDER.index(folder) <= number, f"{template.name} includes {folder}/"
