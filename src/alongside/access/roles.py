"""Roles and what each may do, in one table.

A permission is held HERE (in the scope of the grant), BELOW (here and in every scope below) or UP (here and in the scope
directly above: a team's member sees the collaborative's home).
"""

from __future__ import annotations

import enum

from django.db import models


class Permission(enum.StrEnum):
    # the programme
    SEE_COLLABORATIVE = (
        "see_collaborative"  # its home: aim, phases, sessions, context, teams as its mode allows
    )
    SEE_ALL_TEAMS = "see_all_teams"  # every team by name, whatever the confidentiality mode
    SEE_TEAM = "see_team"  # a team's page: its data, charts, tests of change
    RUN_COLLABORATIVE = "run_collaborative"  # teams, sessions, context events, measures
    MANAGE_TEAM = "manage_team"  # its members and sponsor
    ENTER_DATA = "enter_data"
    LOG_TEST = "log_test"
    SCORE_OWN_TEAM = "score_own_team"  # how far the team has come, as it sees itself
    SCORE_TEAM = "score_team"  # the same, as the host or the adviser sees it
    SEE_SPONSOR_PAGE = "see_sponsor_page"
    ASK_SPONSOR = "ask_sponsor"
    DECIDE = "decide"  # decisions and actions that a released finding led to
    SEE_PROGRAMME_FINDINGS = "see_programme_findings"  # findings released to the programme
    # the study
    SEE_STUDY = "see_study"  # its home, framework, matrix, codings
    READ_SOURCES = "read_sources"  # every pseudonymised text
    READ_GRANTED_SOURCES = "read_granted_sources"  # only the pseudonymised texts named for this person
    MANAGE_STUDY = "manage_study"  # its description, people, guide
    IMPORT_SOURCES = "import_sources"
    OPEN_VAULT = "open_vault"  # identities and identified texts
    RECORD_CONSENT = "record_consent"
    CODE = "code"
    EDIT_FRAMEWORK = "edit_framework"
    PUBLISH_FRAMEWORK = "publish_framework"
    WRITE_CELLS = "write_cells"
    WRITE_FINDINGS = "write_findings"
    RELEASE = "release"
    SEE_FINDINGS = "see_findings"  # every finding with its chain, drafts included
    SEE_RELEASED = "see_released"  # what was released to the committee
    SEE_FRAMEWORK = "see_framework"  # the published framework
    INTERPRET = "interpret"
    DECIDE_STUDY = "decide_study"
    WITHDRAW = "withdraw"
    CONFIRM_WITHDRAWAL = "confirm_withdrawal"
    EXPORT_REPORT = "export_report"
    # everywhere
    SEE_AUDIT = "see_audit"
    GRANT_ROLES = "grant_roles"


class Reach(enum.Enum):
    HERE = "here"
    BELOW = "here and below"
    UP = "here and directly above"


class Role(models.TextChoices):
    HOST_LEAD = "host_lead", "Host lead"
    ADVISER = "adviser", "Improvement adviser"
    TEAM_LEAD = "team_lead", "Team lead"
    TEAM_MEMBER = "team_member", "Team member"
    PATIENT_PARTNER = "patient_partner", "Patient partner"
    SPONSOR = "sponsor", "Executive sponsor"
    RESEARCHER = "researcher", "Researcher"
    SECOND_CODER = "second_coder", "Second coder"
    COMMITTEE_MEMBER = "committee_member", "Committee member"
    CRITICAL_FRIEND = "critical_friend", "Critical friend"


P = Permission
HERE, BELOW, UP = Reach.HERE, Reach.BELOW, Reach.UP

ROLES: dict[Role, dict[Permission, Reach]] = {
    Role.HOST_LEAD: {
        P.SEE_COLLABORATIVE: BELOW,
        P.SEE_ALL_TEAMS: HERE,
        P.SEE_TEAM: BELOW,
        P.RUN_COLLABORATIVE: BELOW,
        P.MANAGE_TEAM: BELOW,
        P.ENTER_DATA: BELOW,
        P.LOG_TEST: BELOW,
        P.SCORE_TEAM: BELOW,
        P.SEE_SPONSOR_PAGE: BELOW,
        P.ASK_SPONSOR: BELOW,
        P.DECIDE: HERE,
        P.SEE_PROGRAMME_FINDINGS: HERE,
        P.SEE_AUDIT: BELOW,
        P.GRANT_ROLES: BELOW,
    },
    # An adviser is given the teams in their care, one grant a team.
    Role.ADVISER: {
        P.SEE_COLLABORATIVE: UP,
        P.SEE_TEAM: HERE,
        P.LOG_TEST: HERE,
        P.SCORE_TEAM: HERE,
        P.SEE_SPONSOR_PAGE: HERE,
        P.ASK_SPONSOR: HERE,
        P.SEE_PROGRAMME_FINDINGS: UP,
    },
    Role.TEAM_LEAD: {
        P.SEE_COLLABORATIVE: UP,
        P.SEE_TEAM: HERE,
        P.MANAGE_TEAM: HERE,
        P.ENTER_DATA: HERE,
        P.LOG_TEST: HERE,
        P.SCORE_OWN_TEAM: HERE,
        P.SEE_SPONSOR_PAGE: HERE,
        P.ASK_SPONSOR: HERE,
    },
    Role.TEAM_MEMBER: {P.SEE_COLLABORATIVE: UP, P.SEE_TEAM: HERE, P.ENTER_DATA: HERE, P.LOG_TEST: HERE},
    Role.PATIENT_PARTNER: {P.SEE_COLLABORATIVE: HERE},
    Role.SPONSOR: {P.SEE_COLLABORATIVE: UP, P.SEE_TEAM: HERE, P.SEE_SPONSOR_PAGE: HERE},
    Role.RESEARCHER: dict.fromkeys(
        (
            P.SEE_STUDY,
            P.READ_SOURCES,
            P.MANAGE_STUDY,
            P.IMPORT_SOURCES,
            P.OPEN_VAULT,
            P.RECORD_CONSENT,
            P.CODE,
            P.EDIT_FRAMEWORK,
            P.PUBLISH_FRAMEWORK,
            P.WRITE_CELLS,
            P.WRITE_FINDINGS,
            P.RELEASE,
            P.SEE_FINDINGS,
            P.SEE_RELEASED,
            P.SEE_FRAMEWORK,
            P.DECIDE_STUDY,
            P.WITHDRAW,
            P.CONFIRM_WITHDRAWAL,
            P.EXPORT_REPORT,
            P.SEE_AUDIT,
            P.GRANT_ROLES,
        ),
        BELOW,
    ),
    # Edits the draft framework and confirms a withdrawal, since both want two people; neither publishes nor releases.
    Role.SECOND_CODER: dict.fromkeys(
        (
            P.SEE_STUDY,
            P.READ_SOURCES,
            P.CODE,
            P.EDIT_FRAMEWORK,
            P.WRITE_CELLS,
            P.SEE_FINDINGS,
            P.SEE_RELEASED,
            P.SEE_FRAMEWORK,
            P.CONFIRM_WITHDRAWAL,
        ),
        BELOW,
    ),
    Role.COMMITTEE_MEMBER: {P.SEE_RELEASED: HERE, P.INTERPRET: HERE},
    Role.CRITICAL_FRIEND: {P.SEE_RELEASED: HERE, P.SEE_FRAMEWORK: HERE, P.READ_GRANTED_SOURCES: HERE},
}

# Who may give which roles. An administrator adds people and opens collaboratives, and so gives the host's roles;
# nobody but a study's own researcher opens its material, an administrator included.
MAY_GRANT: dict[Role, frozenset[Role]] = {
    Role.HOST_LEAD: frozenset(
        {Role.HOST_LEAD, Role.ADVISER, Role.TEAM_LEAD, Role.TEAM_MEMBER, Role.PATIENT_PARTNER, Role.SPONSOR}
    ),
    Role.TEAM_LEAD: frozenset({Role.TEAM_LEAD, Role.TEAM_MEMBER}),
    Role.RESEARCHER: frozenset(
        {Role.RESEARCHER, Role.SECOND_CODER, Role.COMMITTEE_MEMBER, Role.CRITICAL_FRIEND}
    ),
}
ADMINISTRATOR_MAY_GRANT: frozenset[Role] = MAY_GRANT[Role.HOST_LEAD]

# Which kind of scope each role is given in.
GIVEN_IN: dict[Role, frozenset[str]] = {
    Role.HOST_LEAD: frozenset({"network", "collaborative"}),
    Role.ADVISER: frozenset({"team"}),
    Role.TEAM_LEAD: frozenset({"team"}),
    Role.TEAM_MEMBER: frozenset({"team"}),
    Role.PATIENT_PARTNER: frozenset({"collaborative"}),
    Role.SPONSOR: frozenset({"team"}),
    Role.RESEARCHER: frozenset({"study"}),
    Role.SECOND_CODER: frozenset({"study"}),
    Role.COMMITTEE_MEMBER: frozenset({"study"}),
    Role.CRITICAL_FRIEND: frozenset({"study"}),
}


def holders(permission: Permission, reach: Reach) -> list[str]:
    """The roles that hold a permission with this reach."""
    return [role.value for role, held in ROLES.items() if held.get(permission) is reach]
