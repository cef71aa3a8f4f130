"""Commands about the installation: make it, check it, renew its keys."""

from __future__ import annotations

import os
from pathlib import Path

import click
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from alongside.access.models import Grant
from alongside.access.roles import Role
from alongside.accounts.actions import add_person, invite
from alongside.accounts.models import Person
from alongside.cli.main import Session
from alongside.core.errors import Invalid
from alongside.programme.models import Sponsorship, TeamMember
from alongside.study import vault as study_vault


def migrate() -> None:
    """Bring the database to the shape of this version, and begin with an empty cache: it may hold another version's."""
    Path(settings.DATA_FOLDER).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    cache.clear()


def make_vault_key() -> Path:
    """The vault's key file, made if it is not there; outside the data folder."""
    path: Path = settings.VAULT_KEY_FILE
    if not settings.VAULT_KEY and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(study_vault.new_key() + "\n")
    return path


@click.command()
@click.option("--name", required=True, help="The first administrator's name.")
@click.option("--email", required=True, help="Their e-mail address.")
@click.pass_obj
def init(session: Session, name: str, email: str) -> None:
    """Make the data folder, the database, the vault's key and the first administrator.

    \b
    Example: alongside init --name "Ada Marsh" --email ada@example.org
    """
    if not settings.VAULT_KEY:
        study_vault.check_key_place(settings.DATA_FOLDER, settings.VAULT_KEY_FILE)
    migrate()
    key_file = make_vault_key()
    if Person.objects.filter(is_administrator=True).exists():
        raise Invalid(
            "This data folder has an administrator already.", "Add people with: alongside person add"
        )
    person = add_person(name=name, email=email, is_administrator=True, by=None)
    link = f"/invitation/{invite(person=person, by=None)}/"
    session.say(
        f"Ready in {settings.DATA_FOLDER}.\n"
        f"The vault's key is in {key_file}: keep a copy of it apart from the backups.\n"
        f"Start the server with `alongside serve`, then open {link} to choose a password.",
        data=str(settings.DATA_FOLDER),
        vault_key_file=str(key_file),
        invitation=link,
    )


@click.command()
@click.pass_obj
def check(session: Session) -> None:
    """Look for what does not fit: unapplied migrations, keys, members whose role differs from their membership.

    \b
    Example: alongside check
    """
    problems = list(what_does_not_fit())
    session.say("\n".join(problems) or "Everything fits.", problems=problems)
    if problems:
        raise click.exceptions.Exit(1)


def what_does_not_fit() -> list[str]:
    """One sentence for each thing that somebody should mend; names no person, only ids."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return [
            "The database is of an older version. Run `alongside serve` or `alongside init` of this version once."
        ]
    found = []
    try:
        if not settings.VAULT_KEY:
            study_vault.check_key_place(settings.DATA_FOLDER, settings.VAULT_KEY_FILE)
        study_vault.unseal(study_vault.seal("check"))
    except Invalid as problem:
        found.append(str(problem))
    active = Grant.objects.active()
    for member in TeamMember.objects.filter(until=None).select_related("team"):
        role = Role.TEAM_LEAD if member.is_lead else Role.TEAM_MEMBER
        if not active.filter(person=member.person_id, scope=member.team.scope_id, role=role).exists():
            found.append(
                f"Person {member.person_id} is in team {member.team_id} without the role {role.label.lower()}."
            )
    for sponsorship in Sponsorship.objects.filter(until=None).select_related("team"):
        if not active.filter(
            person=sponsorship.person_id, scope=sponsorship.team.scope_id, role=Role.SPONSOR
        ).exists():
            found.append(
                f"Person {sponsorship.person_id} sponsors team {sponsorship.team_id} without the role sponsor."
            )
    members = set(TeamMember.objects.filter(until=None).values_list("person", "team__scope"))
    for grant in active.filter(role__in=[Role.TEAM_LEAD, Role.TEAM_MEMBER]):
        if (grant.person_id, grant.scope_id) not in members:
            found.append(
                f"Person {grant.person_id} has the role {grant.role} in scope {grant.scope_id} without being a member."
            )
    return found


@click.group()
def vault() -> None:
    """The vault's keys.

    \b
    Example: alongside --as ada@example.org vault rotate
    """


@vault.command()
@click.pass_obj
def rotate(session: Session) -> None:
    """Seal everything in the vault afresh with the newest key.

    Put a new key on the first line of the key file before (`alongside vault new-key` prints one); take the old one out after.

    \b
    Example: alongside --as ada@example.org vault rotate
    """
    count = study_vault.rotate(by=session.person())
    session.say(
        f"{count} sealed entries now use the newest key. The older keys can be taken out.", sealed=count
    )


@vault.command("new-key")
@click.pass_obj
def new_key(session: Session) -> None:
    """Print a new key.

    \b
    Example: alongside vault new-key
    """
    key = study_vault.new_key()
    session.say(key, key=key)
