"""Tables that wait between the steps of an upload, held against guessing, other people and other teams."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from alongside.improvement.importing import waiting

pytestmark = pytest.mark.django_db
TABLE = b"measure,period,numerator,denominator\nantibiotic_60,2016-03,3,47\n"
HERE = "/c/sepsis/teams/A/upload/"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path
    return tmp_path / "imports"


@pytest.fixture
def token(as_, team_lead, series):
    answer = as_(team_lead).post(HERE, {"file": SimpleUploadedFile("../../evil.csv", TABLE)})
    assert answer.status_code == 302
    return answer.url.rstrip("/").rsplit("/", 1)[1]


def test_another_member_another_team_the_host_and_one_who_has_left_do_not_open_it(
    as_, token, team, team_lead, team_member, person, lead, other_team, other_series
):
    from alongside.access.models import Grant
    from alongside.programme.actions import add_member

    other_team_lead = person("Olga Other")
    add_member(team=other_team, person=other_team_lead, job_role="nurse", is_lead=True, by=lead)
    assert as_(team_lead).get(f"{HERE}{token}/").status_code == 200
    assert as_(team_member).get(f"{HERE}{token}/").status_code == 404
    assert as_(lead).get(f"{HERE}{token}/").status_code == 404
    assert as_(other_team_lead).get(f"/c/sepsis/teams/B/upload/{token}/").status_code == 404
    assert as_(lead).get(f"/c/sepsis/import/{token}/").status_code == 404
    Grant.objects.filter(person=team_lead).update(ends="2016-01-01", starts="2015-01-01")
    assert as_(team_lead).get(f"{HERE}{token}/").status_code in (403, 404)


@pytest.mark.parametrize("guess", ["..%2f..%2fdb", "0" * 32, "A" * 32, "a" * 31, "a" * 33])
def test_a_token_that_is_none_opens_nothing(as_, team_lead, token, guess):
    assert as_(team_lead).get(f"{HERE}{guess}/").status_code == 404


def test_its_files_are_for_nobody_else_and_have_no_name_of_the_senders(token, files):
    assert sorted(path.name for path in files.iterdir()) == [f"{token}.json", f"{token}.table"]
    assert {path.stat().st_mode & 0o077 for path in files.iterdir()} == {0}
    assert json.loads((files / f"{token}.json").read_text())["name"] == "evil.csv"
    assert waiting.remove_old() == 0


def test_in_coded_mode_the_columns_page_and_its_guesses_tell_no_other_teams_name(
    as_, collaborative, lead, team_lead, other_team, series
):
    from alongside.programme.actions import set_confidentiality

    set_confidentiality(collaborative=collaborative, mode="coded", by=lead)
    pages = []
    for name in ("Beech", "Bxxch"):
        table = f"x,measure,period,numerator,denominator\n{name},antibiotic_60,2016-03,3,47\n".encode()
        answer = as_(team_lead).post(HERE, {"file": SimpleUploadedFile("n.csv", table)}, follow=True)
        text = answer.content.decode()
        chosen = [part.split("</select>")[0] for part in text.split('name="c0"')[1:]]
        pages.append([part.replace(name, "") for part in chosen])
    assert pages[0] == pages[1] and pages[0]
