"""The driver diagram: edited in place by the host, read by all, published in versions."""

from __future__ import annotations

import pytest

from alongside.access.models import Revision
from alongside.audit.models import AuditEvent
from alongside.core.errors import Conflict, Invalid, NotKnown, Refused
from alongside.improvement import actions
from alongside.improvement.models import ChangeIdea, ChangePackage, Driver
from alongside.improvement.queries import packages
from alongside.improvement.queries.drivers import diagram, removal_of
from alongside.programme.actions import set_confidentiality

pytestmark = pytest.mark.django_db
ROOT = "/c/sepsis/change-package/"


@pytest.fixture
def treat(collaborative, lead):
    return actions.add_driver(collaborative=collaborative, text="Treat in time", by=lead)


@pytest.fixture
def reach(collaborative, treat, lead):
    return actions.add_driver(
        collaborative=collaborative, text="Antibiotic within reach", parent=treat, by=lead
    )


@pytest.fixture
def trolley(collaborative, reach, lead):
    return actions.add_idea(
        collaborative=collaborative, title="Sepsis trolley in each bay", drivers=[reach], by=lead
    )


def texts(collaborative, parent=None):
    return list(
        Driver.objects.filter(collaborative=collaborative, parent=parent).values_list("text", flat=True)
    )


class TestDrawing:
    def test_ideas_stand_under_secondary_drivers_and_these_under_primary_ones(
        self, collaborative, lead, team, treat, trolley
    ):
        found = diagram(lead, collaborative)
        assert found.aim.text == "Antibiotics within an hour."
        (top,) = found.branches
        (below,) = top.branches
        assert (top.driver, [line.idea for line in below.ideas]) == (treat, [trolley])
        assert found.teams == 1 and below.ideas[0].counts.of == 1

    def test_only_the_host_draws(self, collaborative, treat, team_lead, adviser, outsider):
        for someone, error in ((team_lead, Refused), (adviser, Refused), (outsider, NotKnown)):
            with pytest.raises(error):
                actions.add_driver(collaborative=collaborative, text="Mine", by=someone)
            with pytest.raises(error):
                actions.write_driver(driver=treat, text="Mine", revision=1, by=someone)
            with pytest.raises(error):
                actions.remove_driver(driver=treat, by=someone)
        assert texts(collaborative) == ["Treat in time"]

    def test_a_sibling_is_added_right_after_and_moved_by_one(self, collaborative, treat, lead):
        actions.add_driver(collaborative=collaborative, text="Hand over well", by=lead)
        between = actions.add_driver(
            collaborative=collaborative, text="Recognise early", after=treat, by=lead
        )
        assert texts(collaborative) == ["Treat in time", "Recognise early", "Hand over well"]
        actions.move_driver(driver=between, way="up", by=lead)
        actions.move_driver(driver=between, way="up", by=lead)
        assert texts(collaborative) == ["Recognise early", "Treat in time", "Hand over well"]

    def test_there_are_two_levels_and_no_third(self, collaborative, treat, reach, lead):
        with pytest.raises(Invalid, match="two levels"):
            actions.add_driver(collaborative=collaborative, text="Third", parent=reach, by=lead)
        other = actions.add_driver(collaborative=collaborative, text="Recognise early", by=lead)
        with pytest.raises(Invalid, match="has drivers of its own"):
            actions.place_driver(driver=treat, parent=other, by=lead)
        actions.place_driver(driver=reach, parent=other, by=lead)
        assert texts(collaborative, parent=other) == ["Antibiotic within reach"]

    def test_the_second_of_two_writers_is_shown_the_first(self, treat, lead):
        actions.write_driver(driver=treat, text="Treat within the hour", revision=1, by=lead)
        with pytest.raises(Conflict) as caught:
            actions.write_driver(driver=treat, text="Treat soon", revision=1, by=lead)
        assert caught.value.theirs["text"] == "Treat within the hour"
        assert Revision.objects.get(kind="driver").fields == {"text": "Treat in time"}

    def test_removing_a_driver_says_first_what_it_unlinks_and_keeps_the_ideas(
        self, collaborative, treat, reach, trolley, lead
    ):
        other = actions.add_driver(collaborative=collaborative, text="A team that learns", by=lead)
        both = actions.add_idea(
            collaborative=collaborative, title="Weekly case review", drivers=[reach, other], by=lead
        )
        goes = removal_of(treat)
        assert (goes.secondary, goes.waiting, goes.kept) == (
            ["Antibiotic within reach"],
            ["Sepsis trolley in each bay"],
            ["Weekly case review"],
        )
        actions.remove_driver(driver=treat, by=lead)
        found = diagram(lead, collaborative)
        assert [line.idea for line in found.waiting] == [trolley]
        assert list(both.drivers.all()) == [other]

    def test_the_trail_holds_no_words(self, treat, trolley, lead):
        actions.write_driver(driver=treat, text="Treat within the hour", revision=1, by=lead)
        kept = str(
            list(AuditEvent.objects.filter(verb__startswith="driver.").values_list("details", flat=True))
        )
        assert "reat" not in kept


class TestThePage:
    def test_everybody_in_the_collaborative_reads_and_only_the_host_edits(
        self, as_, trolley, lead, team_lead, patient_partner, sponsor, outsider
    ):
        for someone in (lead, team_lead, patient_partner, sponsor):
            page = as_(someone).get(ROOT).content.decode()
            assert "Treat in time" in page and "Sepsis trolley in each bay" in page
            assert ("?edit=" in page) is (someone == lead)
        assert as_(outsider).get(ROOT).status_code == 404
        assert as_(team_lead).post(f"{ROOT}drivers/", {"text": "Mine"}).status_code == 403

    def test_a_text_is_changed_by_plain_links_and_forms(self, as_, treat, lead):
        browser = as_(lead)
        url = f"{ROOT}drivers/{treat.guid}/"
        assert (
            'name="text" value="Treat in time"' in browser.get(f"{ROOT}?edit={treat.guid}").content.decode()
        )
        assert browser.post(url, {"do": "save", "text": "Treat soon", "revision": 1}).status_code == 302
        treat.refresh_from_db()
        assert treat.text == "Treat soon"

    def test_a_conflict_shows_both_and_loses_neither(self, as_, treat, lead):
        actions.write_driver(driver=treat, text="Theirs", revision=1, by=lead)
        answer = as_(lead).post(f"{ROOT}drivers/{treat.guid}/", {"text": "Mine", "revision": 1})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "“Theirs”" in page and 'value="Mine"' in page and 'name="revision" value="2"' in page

    def test_a_driver_is_added_moved_placed_and_removed_by_forms(
        self, as_, collaborative, treat, trolley, lead
    ):
        browser = as_(lead)
        browser.post(f"{ROOT}drivers/", {"text": "Recognise early"})
        browser.post(f"{ROOT}drivers/", {"text": "Hand over well", "after": str(treat.guid)})
        assert texts(collaborative) == ["Treat in time", "Hand over well", "Recognise early"]
        hand = Driver.objects.get(text="Hand over well")
        browser.post(f"{ROOT}drivers/{hand.guid}/", {"do": "down"})
        browser.post(f"{ROOT}drivers/{hand.guid}/", {"do": "place", "under": str(treat.guid)})
        assert texts(collaborative, parent=treat) == ["Antibiotic within reach", "Hand over well"]
        said = browser.get(f"{ROOT}?remove={treat.guid}").content.decode()
        assert "1 idea then serves no driver" in said and "Antibiotic within reach, Hand over well" in said
        browser.post(f"{ROOT}drivers/{treat.guid}/", {"do": "remove"})
        assert texts(collaborative) == ["Recognise early"]
        assert browser.post(f"{ROOT}drivers/", {"text": "  "}).status_code == 422

    def test_an_idea_is_renamed_moved_and_taken_out_in_the_diagram(
        self, as_, collaborative, reach, trolley, lead
    ):
        browser = as_(lead)
        browser.post(f"{ROOT}ideas/", {"title": "Poster", "drivers": str(reach.guid), "in_diagram": "1"})
        poster = ChangeIdea.objects.get(title="Poster")
        url, here = f"{ROOT}ideas/{poster.guid}/place/", {"here": str(reach.guid)}
        browser.post(url, {**here, "do": "up"})
        (below,) = diagram(lead, collaborative).branches[0].branches
        assert [line.idea.title for line in below.ideas] == ["Poster", "Sepsis trolley in each bay"]
        browser.post(url, {**here, "do": "save", "title": "Poster in every bay", "revision": 1})
        browser.post(url, {**here, "do": "off"})
        assert [line.idea.title for line in diagram(lead, collaborative).waiting] == ["Poster in every bay"]
        assert "No team has begun" in browser.get(f"{ROOT}?remove={poster.guid}.none").content.decode()
        browser.post(url, {"do": "retire"})
        assert not diagram(lead, collaborative).waiting
        browser.post(url, {"do": "restore"})
        browser.post(url, {"here": "none", "do": "place", "under": str(reach.guid)})
        poster.refresh_from_db()
        assert poster.retired_on is None and list(poster.drivers.all()) == [reach]

    def test_an_empty_diagram_says_what_to_do_next(self, as_, lead, team_lead):
        assert "three or four primary drivers first" in as_(lead).get(ROOT).content.decode()
        assert "not drawn the driver diagram yet" in as_(team_lead).get(ROOT).content.decode()


class TestVersions:
    def test_a_version_stays_as_it_stood(self, as_, collaborative, treat, reach, trolley, lead, team_member):
        actions.publish_package(collaborative=collaborative, note="The first.", by=lead)
        actions.write_driver(driver=reach, text="Antibiotic at hand", revision=1, by=lead)
        actions.add_idea(collaborative=collaborative, title="Poster", drivers=[treat], by=lead)
        actions.retire_idea(idea=trolley, by=lead)
        actions.publish_package(collaborative=collaborative, note="After session 2.", by=lead)
        browser = as_(team_member)
        old = browser.get(f"{ROOT}versions/1/").content.decode()
        assert (
            "Antibiotic within reach" in old and "Sepsis trolley in each bay" in old and "Poster" not in old
        )
        new = browser.get(f"{ROOT}versions/2/").content.decode()
        for says in (
            "Driver “Antibiotic within reach” is now “Antibiotic at hand”.",
            "“Poster” added.",
            "“Sepsis trolley in each bay” taken out.",
        ):
            assert says in new
        listed = browser.get(f"{ROOT}versions/").content.decode()
        assert listed.index("Version 2") < listed.index("Version 1")
        assert browser.get(f"{ROOT}versions/3/").status_code == 404

    def test_nothing_new_is_not_published_and_a_note_is_wanted(self, collaborative, treat, lead, team_lead):
        with pytest.raises(Invalid, match="what is new"):
            actions.publish_package(collaborative=collaborative, note=" ", by=lead)
        actions.publish_package(collaborative=collaborative, note="The first.", number=1, by=lead)
        with pytest.raises(Invalid, match="Nothing has changed"):
            actions.publish_package(collaborative=collaborative, note="Again.", by=lead)
        with pytest.raises(Conflict, match="version 1"):
            actions.publish_package(collaborative=collaborative, note="Again.", number=1, by=lead)
        with pytest.raises(Refused):
            actions.publish_package(collaborative=collaborative, note="Mine.", by=team_lead)
        assert ChangePackage.objects.count() == 1

    def test_changes_name_what_moved(self, collaborative, treat, reach, trolley, lead):
        before = packages.freeze(collaborative)
        other = actions.add_driver(collaborative=collaborative, text="Recognise early", by=lead)
        actions.place_driver(driver=reach, parent=other, by=lead)
        actions.place_idea(idea=trolley, drivers=[other], by=lead)
        assert packages.changes(before, packages.freeze(collaborative)) == [
            "Driver “Recognise early” added.",
            "Driver “Antibiotic within reach” stands under “Recognise early” now.",
            "“Sepsis trolley in each bay” now serves “Recognise early”.",
        ]
        assert packages.changes(before, before) == []

    def test_in_own_mode_a_version_tells_a_team_nothing_of_the_others(
        self, collaborative, trolley, other_team, lead, team_lead
    ):
        actions.record_step(team=other_team, idea=trolley, stage="testing", on="2016-03-01", by=lead)
        package = actions.publish_package(collaborative=collaborative, note="The first.", by=lead)
        set_confidentiality(collaborative=collaborative, mode="own", by=lead)
        collaborative.refresh_from_db()

        def stages(viewer):
            frozen = packages.frozen_diagram(viewer, collaborative, package.frozen)
            return frozen["branches"][0]["branches"][0]["ideas"][0]["stages"]

        assert stages(lead) == [1, 0, 0, 0, 2]
        assert stages(team_lead) is None

    def test_the_page_asks_as_often_for_many_ideas_as_for_few(
        self, as_, collaborative, treat, reach, trolley, team, lead, django_assert_max_num_queries
    ):
        for number in range(20):
            actions.add_idea(collaborative=collaborative, title=f"Idea {number}", drivers=[reach], by=lead)
        actions.publish_package(collaborative=collaborative, note="The first.", by=lead)
        browser = as_(lead)
        browser.get(ROOT)
        with django_assert_max_num_queries(22):
            browser.get(ROOT)
