"""The measure library: 36 entries in our own words, taken over with whatever is adapted."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from alongside.access.rules import Denied
from alongside.core.errors import Invalid, NotKnown
from alongside.improvement import actions, library
from alongside.improvement.library import differences, entries, entry
from alongside.improvement.models import Measure, MeasureVersion
from tests.rest import Rest

pytestmark = pytest.mark.django_db
HERE = "/c/sepsis/library/"


@pytest.mark.parametrize("each", entries(), ids=lambda each: each.id)
def test_every_entry_is_whole_and_becomes_a_definition(each, collaborative, lead):
    empty = [one.name for one in fields(each) if getattr(each, one.name) in ("", None)]
    assert empty in ([], ["multiply"])
    assert each.status == "local copy; check against the source" and each.source.endswith(")")
    measure = actions.adopt_from_library(collaborative=collaborative, entry=each, by=lead)
    version = measure.versions.get()
    version.full_clean()
    assert (version.library, version.library_version) == (each.id, each.version)
    assert differences(each, version) == []


def test_ids_name_one_entry_each_and_every_row_of_the_three_sets_is_there():
    ids = [each.id for each in entries()]
    assert len(ids) == len(set(ids)) == 36
    assert {f"SEP-{n:02}" for n in range(1, 14)} | {f"AKI-{n:02}" for n in range(1, 14)} <= set(ids)
    assert {"AKI-A", "SEP-14A", "AKI-14A", "BAL-01A"} <= set(ids)


def test_a_rate_is_told_for_its_exposure():
    hospital = entry("aki-13")
    assert (hospital.sent, hospital.unit, hospital.multiply, hospital.chart) == ("rate", "rate", 1000, "u")


def test_an_entry_nobody_knows_is_not_there(collaborative, lead, client):
    with pytest.raises(NotKnown):
        actions.adopt_from_library(collaborative=collaborative, entry="SEP-99", by=lead)
    client.force_login(lead)
    assert client.get(f"{HERE}sep-99/").status_code == 404


def test_adopting_keeps_what_was_adapted(collaborative, lead):
    measure = actions.adopt_from_library(
        collaborative=collaborative, entry="SEP-03", key="antibiotic", name="First dose in an hour", by=lead
    )
    version = measure.versions.get()
    assert (measure.key, version.name, measure.topic.name) == (
        "antibiotic",
        "First dose in an hour",
        "Sepsis",
    )
    assert [name for name, *_ in differences(entry("SEP-03"), version)] == ["name"]


def test_adopting_the_same_key_twice_is_refused(collaborative, lead):
    actions.adopt_from_library(collaborative=collaborative, entry="SEP-03", by=lead)
    with pytest.raises(Invalid) as problem:
        actions.adopt_from_library(collaborative=collaborative, entry="SEP-03", by=lead)
    assert "key" in problem.value.fields


def test_only_the_host_adopts(collaborative, team_lead, team_member, sponsor):
    for someone in (team_lead, team_member, sponsor):
        with pytest.raises(Denied):
            actions.adopt_from_library(collaborative=collaborative, entry="SEP-03", by=someone)
    assert not Measure.objects.exists()


def test_the_page_finds_by_words_topic_and_type(collaborative, team_member, client):
    client.force_login(team_member)
    page = client.get(HERE, {"q": "ANTIBIOTIC hour", "type": "process"}).content.decode()
    assert "Antibiotic within 60 minutes" in page and "Ultrasound" not in page and ">Adopt<" not in page
    kidney = client.get(HERE, {"topic": "AKI"}).content.decode()
    assert "Ultrasound" in kidney and "SEP-03" not in kidney
    assert "Nothing holds all of these words" in client.get(HERE, {"q": "zebra"}).content.decode()


def test_a_host_adopts_on_the_page_and_adapts_before_saving(collaborative, team, lead, client):
    client.force_login(lead)
    form = client.get(f"{HERE}sep-03/adopt/").context["form"]
    given = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    given |= {"teams": [team.pk], "name": "First dose", "target": 90}
    assert client.post(f"{HERE}sep-03/adopt/", given).status_code == 302
    (version,) = MeasureVersion.objects.all()
    assert (version.name, version.library) == ("First dose", "SEP-03")
    assert version.measure.series.get().targets.get().value == 90
    assert "in use" in client.get(HERE).content.decode()


def test_a_newer_version_in_the_library_is_told_with_what_differs(collaborative, lead, client, monkeypatch):
    measure = actions.adopt_from_library(collaborative=collaborative, entry="SEP-03", by=lead)
    newer = tuple(
        replace(each, version=2, exclusions="Nobody.") if each.id == "SEP-03" else each for each in entries()
    )
    for place in ("library", "queries.definitions", "queries.library"):
        monkeypatch.setattr(f"alongside.improvement.{place}.entries", lambda: newer)
    client.force_login(lead)
    page = client.get(f"/c/sepsis/measures/{measure.key}/").content.decode()
    assert "newer version of SEP-03: 2" in page and "Nobody." in page
    form = client.get(f"/c/sepsis/measures/{measure.key}/change/?from=library").context["form"]
    assert form["exclusions"].value() == "Nobody." and form["library_version"].value() == 2
    actions.new_version(
        measure=measure,
        since="2016-06",
        reason="As in the library",
        exclusions="Nobody.",
        library_version=2,
        by=lead,
    )
    assert "newer version of" not in client.get(f"/c/sepsis/measures/{measure.key}/").content.decode()


def test_the_library_over_rest(collaborative, lead, team_member):
    found = Rest(team_member).get("/collaboratives/sepsis/library?q=lactate").json()
    assert [each["id"] for each in found] == ["SEP-08"] and found[0]["in_use"] == []
    made = Rest(lead).post("/collaboratives/sepsis/library/SEP-08", key="fluids", name="Fluids")
    assert made.status_code == 201 and made.json()["library"] == "SEP-08" and made.json()["name"] == "Fluids"
    assert Rest(team_member).post("/collaboratives/sepsis/library/SEP-07").status_code == 403
    (again,) = Rest(team_member).get("/collaboratives/sepsis/library?q=lactate").json()
    assert again["in_use"] == ["fluids"]


def test_the_library_is_read_once():
    assert library.entries() is library.entries()


def test_the_command_line_lists_and_adopts_all_or_none(collaborative, lead):
    def run(*words):
        from click.testing import CliRunner

        from alongside.cli.main import alongside

        return CliRunner().invoke(alongside, ["--as", lead.email, "improvement", *words])

    assert "SEP-08   Fluids within an hour" in run("library", "list", "lactate").output
    assert isinstance(run("adopt", "sepsis", "SEP-08", "SEP-99").exception, NotKnown)
    assert not Measure.objects.exists()
    assert "sep-08, aki-11" in run("adopt", "sepsis", "SEP-08", "AKI-11").output
    assert set(Measure.objects.values_list("key", flat=True)) == {"sep-08", "aki-11"}
