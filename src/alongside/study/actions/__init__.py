"""What can be done in a study."""

from alongside.study.actions.cases import (
    add_case,
    add_participant,
    define_variable,
    describe_participant,
    note_approach,
    set_value,
)
from alongside.study.actions.consents import record_consent
from alongside.study.actions.guides import add_guide_version
from alongside.study.actions.sources import (
    add_source,
    add_text,
    confirm_rewritten,
    describe_source,
    name_speakers,
    read_source,
)
from alongside.study.actions.studies import (
    add_to_study,
    describe_study,
    grant_sources,
    open_study,
    remove_from_study,
)
from alongside.study.actions.texts import (
    confirm_pseudonymised,
    open_identified_text,
    open_identity,
    open_register,
    pseudonymise,
    register_pseudonym,
    remove_pseudonym,
)

__all__ = [
    "add_case",
    "add_guide_version",
    "add_participant",
    "add_source",
    "add_text",
    "add_to_study",
    "confirm_pseudonymised",
    "confirm_rewritten",
    "define_variable",
    "describe_participant",
    "describe_source",
    "describe_study",
    "grant_sources",
    "name_speakers",
    "note_approach",
    "open_identified_text",
    "open_identity",
    "open_register",
    "open_study",
    "pseudonymise",
    "read_source",
    "record_consent",
    "register_pseudonym",
    "remove_from_study",
    "remove_pseudonym",
    "set_value",
]
