"""The vault: what goes in comes out under the right key only, and no error tells what it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from alongside.core.errors import Invalid, Refused
from alongside.study import vault
from alongside.study.actions import open_identity
from alongside.study.models import Identity


def test_what_is_sealed_comes_out_again_and_cannot_be_read_between():
    sealed = vault.seal("Ruth Mensah")
    assert b"Ruth" not in sealed
    assert vault.unseal(sealed).decode() == "Ruth Mensah"


def test_another_key_opens_nothing_and_tells_nothing(settings):
    sealed = vault.seal("Ruth Mensah")
    settings.VAULT_KEY = Fernet.generate_key().decode()
    with pytest.raises(Invalid) as refused:
        vault.unseal(sealed)
    assert "Ruth" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("key", ["not a key", ",", "c2hvcnQ="])
def test_what_is_no_key_is_said_to_be_none(settings, key):
    settings.VAULT_KEY = key
    with pytest.raises(Invalid, match="not keys"):
        vault.seal("x")


def test_a_missing_key_file_says_what_to_do(settings, tmp_path):
    settings.VAULT_KEY, settings.VAULT_KEY_FILE = "", tmp_path / "none.key"
    with pytest.raises(Invalid, match="new-key"):
        vault.seal("x")


def test_a_key_file_is_made_once_and_for_its_owner_only(settings, tmp_path):
    settings.VAULT_KEY, settings.VAULT_KEY_FILE = "", tmp_path / "keys" / "vault.key"
    vault.make_key_file(settings.VAULT_KEY_FILE)
    assert settings.VAULT_KEY_FILE.stat().st_mode & 0o077 == 0
    assert vault.unseal(vault.seal("x")) == b"x"
    with pytest.raises(Invalid):
        vault.make_key_file(settings.VAULT_KEY_FILE)


def test_keys_inside_the_data_folder_are_refused(settings, tmp_path):
    with pytest.raises(Invalid, match="inside the data folder"):
        vault.check_key_place(tmp_path, tmp_path / "keys" / "vault.key")
    vault.check_key_place(tmp_path / "data", tmp_path / "vault.key")
    settings.VAULT_KEY, settings.VAULT_KEY_FILE = "", Path(settings.DATA_FOLDER) / "vault.key"
    with pytest.raises(Invalid, match="inside the data folder"):
        vault.seal("x")


def test_after_rotation_the_old_key_can_go(settings, participant, researcher, source, study):
    someone = participant(identity={"name": "Ruth Mensah"})
    source(identified=True)
    old, new = settings.VAULT_KEY, vault.new_key()
    settings.VAULT_KEY = f"{new},{old}"
    assert vault.rotate(by=None) == 2
    settings.VAULT_KEY = new
    someone.refresh_from_db()
    assert open_identity(participant=someone, by=researcher) == {"name": "Ruth Mensah"}


def test_keys_are_changed_by_an_administrator_or_the_operator(researcher):
    with pytest.raises(Refused):
        vault.rotate(by=researcher)


def test_an_identity_is_opened_by_researchers_only_and_each_opening_is_an_event(
    participant, researcher, second_coder
):
    from alongside.audit.models import AuditEvent

    someone = participant(identity={"name": "Ruth Mensah"})
    assert b"Ruth" not in bytes(Identity.objects.get().sealed)
    with pytest.raises(Refused):
        open_identity(participant=someone, by=second_coder)
    open_identity(participant=someone, by=researcher)
    open_identity(participant=someone, by=researcher)
    assert AuditEvent.objects.filter(verb="vault.open_identity").count() == 2
