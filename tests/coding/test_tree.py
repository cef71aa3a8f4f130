"""The draft, changed from the tree beside the text."""

from __future__ import annotations

import pytest

from alongside.coding import actions
from alongside.coding.models import CodeEntry
from tests.coding.test_sheet import Page


@pytest.fixture
def page(interview, researcher):
    return Page(researcher, interview)


def names(answer) -> list[tuple[str, int]]:
    return [(code["name"], code["depth"]) for code in answer["codes"]]


def test_a_theme_and_a_code_are_added(page, draft):
    theme = page.ok("~/framework/codes/add/", name="Within", kind="theme")["codes"][0]
    assert not theme["codable"]
    answer = page.ok("~/framework/codes/add/", name="Board", parent=theme["guid"], colour="brown")
    assert names(answer) == [("Within", 0), ("Board", 1)]
    assert answer["undo"] == {"label": "new code"}


def test_a_code_is_defined_and_recoloured_and_two_people_see_both(page, ownership, interview):
    address = f"~/framework/codes/{ownership.code.guid}/edit/"
    code = page.ok(address, revision=1, definition="Who does it.", colour="blue", source=str(interview.guid))[
        "codes"
    ][1]
    assert (code["definition"], code["colour"], code["revision"]) == ("Who does it.", "blue", 2)
    late = page.send(address, revision=1, definition="Mine.")
    assert late.status_code == 409
    assert (
        late.json()["theirs"]["definition"] == "Who does it." and late.json()["mine"]["definition"] == "Mine."
    )


def test_a_code_is_moved_merged_and_retired_and_all_undone(page, theme, ownership, board):
    before = sorted(CodeEntry.objects.values_list("name", "parent", "order"))
    page.ok(f"~/framework/codes/{board.code.guid}/move/", parent=str(ownership.code.guid))
    page.ok(f"~/framework/codes/{board.code.guid}/merge/", into=str(ownership.code.guid), reason="the same")
    page.ok(f"~/framework/codes/{ownership.code.guid}/retire/", reason="too broad")
    assert CodeEntry.objects.count() == 1
    for _ in range(3):
        page.ok("undo/")
    assert sorted(CodeEntry.objects.values_list("name", "parent", "order")) == before


def test_a_published_framework_stays_as_it_is(page, draft, ownership, researcher):
    actions.publish_version(version=draft, note="first", by=researcher)
    refused = page.send("~/framework/codes/add/", name="More")
    assert refused.status_code == 403 and "new draft" in refused.json()["todo"]


def test_a_name_that_is_taken_is_said_at_its_field(page, theme, ownership):
    refused = page.send("~/framework/codes/add/", name="Clinical ownership", parent=str(theme.code.guid))
    assert refused.status_code == 422 and "name" in refused.json()["fields"]


def test_nobody_outside_the_study_changes_it(interview, draft, outsider):
    assert Page(outsider, interview).send("~/framework/codes/add/", name="More").status_code == 404
