"""The people, places and databases that the tests speak of."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

# `make test-all` looks longer; a slow machine is no failure
hypothesis_settings.register_profile("short", max_examples=50, deadline=None)
hypothesis_settings.register_profile("long", max_examples=1000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("ALONGSIDE_HYPOTHESIS", "short"))


# their tests take seconds each and share no fixture
LONG = "tests/web/"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long is begun first, so that no worker is left with it at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Workers share out whole modules, so that their fixtures are made once; the long ones test by test."""
    from xdist.scheduler import LoadScopeScheduling

    class ByModule(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return nodeid if nodeid.startswith(LONG) else nodeid.split("::")[0]

    return ByModule(config, log)


@pytest.fixture(autouse=True)
def _settings(settings) -> None:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]  # speed; no password here is anyone's
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]


@pytest.fixture
def shared() -> Path:
    """The folder of real inputs beside the project; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("ALONGSIDE_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip("the real inputs (../shared/data) are not beside the project")
    return folder


@pytest.fixture
def person(db) -> Callable:
    """Makes somebody: `person("Ruth Okafor")`."""
    from alongside.accounts.actions import add_person

    def make(name: str, **fields):
        email = name.lower().replace(" ", ".").replace("'", "") + "@example.org"
        return add_person(name=name, email=fields.pop("email", email), by=None, **fields)

    return make


@pytest.fixture
def outsider(person):
    """Somebody with an account and no role anywhere."""
    return person("Oscar Outsider")


@pytest.fixture
def administrator(person):
    return person("Ada Administrator", is_administrator=True)


@pytest.fixture
def collaborative(person):
    """A running collaborative of two teams, in named mode, with a host lead."""
    from alongside.programme.actions import open_collaborative

    return open_collaborative(
        name="Sepsis collaborative",
        slug="sepsis",
        host="The Network",
        starts="2016-01-01",
        ends="2017-12-31",
        aim="Antibiotics within an hour.",
        topics=["Sepsis", "AKI"],
        lead=person("Lena Lead"),
        by=None,
    )


@pytest.fixture
def lead(collaborative):
    """The host lead of the collaborative."""
    from alongside.accounts.models import Person

    return Person.objects.get(email="lena.lead@example.org")


@pytest.fixture
def team(collaborative, lead):
    """Team A, Alder."""
    from alongside.programme.actions import add_team

    return add_team(
        collaborative=collaborative,
        name="Alder",
        organisation="Alder Trust",
        letter="A",
        joined="2016-01-01",
        topics=["Sepsis"],
        by=lead,
    )


@pytest.fixture
def other_team(collaborative, lead):
    """Team B, Beech."""
    from alongside.programme.actions import add_team

    return add_team(
        collaborative=collaborative,
        name="Beech",
        organisation="Beech Trust",
        letter="B",
        joined="2016-01-01",
        topics=["Sepsis"],
        by=lead,
    )


@pytest.fixture
def team_lead(team, lead, person):
    """Tess, who leads team A."""
    from alongside.programme.actions import add_member

    tess = person("Tess Teamlead")
    add_member(team=team, person=tess, job_role="Sepsis nurse", is_lead=True, by=lead)
    return tess


@pytest.fixture
def team_member(team, lead, person):
    """Max, who works in team A."""
    from alongside.programme.actions import add_member

    someone = person("Max Member")
    add_member(team=team, person=someone, job_role="Staff nurse", is_lead=False, by=lead)
    return someone


@pytest.fixture
def sponsor(team, lead, person):
    """Sana, medical director, who sponsors team A."""
    from alongside.programme.actions import name_sponsor

    someone = person("Sana Sponsor")
    name_sponsor(team=team, person=someone, job_role="Medical director", by=lead)
    return someone


@pytest.fixture
def adviser(team, lead, person):
    """Amir, improvement adviser, with team A in his care."""
    from alongside.access.actions import grant_role
    from alongside.access.roles import Role

    someone = person("Amir Adviser")
    grant_role(person=someone, role=Role.ADVISER, scope=team.scope, by=lead)
    return someone


@pytest.fixture
def patient_partner(collaborative, lead, person):
    from alongside.access.actions import grant_role
    from alongside.access.roles import Role

    someone = person("Pia Partner")
    grant_role(person=someone, role=Role.PATIENT_PARTNER, scope=collaborative.scope, by=lead)
    return someone


@pytest.fixture
def researcher(person):
    """Rosa, researcher-in-residence."""
    return person("Rosa Researcher")


@pytest.fixture
def study(researcher, collaborative):
    """Rosa's study of the collaborative."""
    from alongside.study.actions import open_study

    return open_study(
        name="Why teams keep going",
        slug="why",
        researcher=researcher,
        collaboratives=[collaborative],
        by=None,
    )


@pytest.fixture
def second_coder(study, researcher, person):
    from alongside.access.roles import Role
    from alongside.study.actions import add_to_study

    someone = person("Sven Secondcoder")
    add_to_study(study=study, person=someone, role=Role.SECOND_CODER, by=researcher)
    return someone


@pytest.fixture
def committee_member(study, researcher, person):
    from alongside.findings.actions import add_committee_member

    someone = person("Cora Committee")
    add_committee_member(study=study, person=someone, part="clinical lead", by=researcher)
    return someone


@pytest.fixture
def critical_friend(study, researcher, person):
    from alongside.access.roles import Role
    from alongside.study.actions import add_to_study

    someone = person("Fern Friend")
    add_to_study(study=study, person=someone, role=Role.CRITICAL_FRIEND, by=researcher)
    return someone


@pytest.fixture
def as_(client) -> Iterator[Callable]:
    """`as_(tess).get(url)`: a browser in which this person is signed in."""
    from django.test import Client

    def browser(someone) -> Client:
        opened = Client()
        opened.force_login(someone, backend="allauth.account.auth_backends.AuthenticationBackend")
        return opened

    yield browser
