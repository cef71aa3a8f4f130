"""A small collaborative made through actions: three teams, four measures, twenty months, one change package.

Run as a program in the environment of an installation it fills that installation and prints, as JSON, the session with
which each of its people is signed in. Months are counted back from today, so that the newest is always the one that is due.
"""

from __future__ import annotations

import datetime as dt
import json

AIM = "By next winter nine of ten patients with red-flag sepsis have their antibiotic within the hour."
EARLY = (22, 24, 21, 25, 23, 22, 26, 24, 21, 23, 25, 22)  # of forty, before the tin stood in the bay
LATE = (33, 35, 34, 36, 34, 35, 36)
MONTHS = len(EARLY) + len(LATE) + 1  # and the newest, which nobody has sent yet


def month(back: int) -> dt.date:
    """The first of a month: 1 is the one that ended last."""
    day = dt.date.today().replace(day=1)
    for _ in range(back):
        day = (day - dt.timedelta(days=1)).replace(day=1)
    return day


def build() -> dict[str, str]:
    """Fill the installation; the session of each of its people, by name."""
    from django.conf import settings
    from django.test import Client

    from alongside.accounts.models import Person

    make_ward()
    sessions = {}
    for person in Person.objects.all():
        client = Client()
        client.force_login(person)
        sessions[person.name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return sessions


def make_ward() -> None:
    from alongside.accounts.actions import add_person
    from alongside.improvement.actions import add_measure, follow, set_due, submit
    from alongside.programme.actions import add_event, add_member, add_team, open_collaborative

    def person(name: str):
        return add_person(name=name, email=f"{name.split()[0].lower()}@ward.example", by=None)

    host, begun = person("Henrike Vos"), month(MONTHS)
    collaborative = open_collaborative(
        name="Red flags", slug="wards", host="The Network", starts=begun, aim=AIM, topics=["Sepsis"], lead=host, by=None,
    )  # fmt: skip
    teams = {}
    for letter, name, lead in (
        ("A", "Alder", "Tess Amador"),
        ("B", "Birch", "Bashir Cole"),
        ("C", "Cedar", "Wilhelmina Stroud"),
    ):
        team = teams[letter] = add_team(
            collaborative=collaborative, name=name, organisation=f"{name} Trust", letter=letter, joined=begun, topics=["Sepsis"], by=host,
        )  # fmt: skip
        add_member(team=team, person=person(lead), job_role="Sepsis nurse", is_lead=True, by=host)
    nurse = person("Nuria Blake")
    add_member(team=teams["A"], person=nurse, job_role="Data nurse", is_lead=False, by=host)
    add_event(
        collaborative=collaborative,
        kind="learning_session",
        title="Second session",
        starts_at=month(6),
        by=host,
    )

    series = {}
    for key, name, unit, chart in (
        ("antibiotic", "Antibiotic within the hour", "percent", "p"),
        ("lactate", "Lactate within the hour", "percent", "p"),
        ("six", "Sepsis Six complete", "percent", "p"),
        ("minutes", "Minutes to antibiotic", "minutes", "xmr"),
    ):
        measure = add_measure(
            collaborative=collaborative, key=key, name=name, type="process", unit=unit, chart=chart,
            direction="down" if key == "minutes" else "up", by=host,
        )  # fmt: skip
        for letter, team in teams.items():
            series[letter, key] = follow(measure=measure, team=team, by=host)
    for back, counted in zip(range(MONTHS, 1, -1), (*EARLY, *LATE), strict=True):
        for letter in "AB":
            submit(
                series=series[letter, "antibiotic"],
                period=month(back),
                numerator=counted,
                denominator=40,
                by=host,
            )
    set_due(collaborative=collaborative, period=month(1), on=dt.date.today() + dt.timedelta(days=2), by=host)
    change(collaborative, teams, host)


def change(collaborative, teams, host) -> None:
    """The change package: two primary drivers, three ideas, version 1, and what Birch has taken up."""
    from alongside.improvement.actions import add_driver, add_idea, publish_package, record_step

    def driver(text: str, parent=None):
        return add_driver(collaborative=collaborative, text=text, parent=parent, by=host)

    seen, hour = driver("Sepsis is noticed when it begins"), driver("The first hour is ready")
    dose, asked = (
        driver("The first dose lies where the patient lies", hour),
        driver("Everybody is asked", seen),
    )
    for title, under in (("First-dose tin", dose), ("Sticker on the notes", asked), ("Stopwatch", hour)):
        idea = add_idea(collaborative=collaborative, title=title, drivers=[under], by=host)
        if title == "First-dose tin":
            record_step(team=teams["B"], idea=idea, stage="implemented", on=month(7), by=host)
    publish_package(collaborative=collaborative, note="To begin with.", by=host)


if __name__ == "__main__":
    import django

    django.setup()
    from alongside.cli.install import make_vault_key, migrate

    migrate()
    make_vault_key()
    print(json.dumps(build()))
