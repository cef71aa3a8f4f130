"""The command line: one clear line for a user's mistake, JSON for scripts, and everything in somebody's name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from alongside.cli.main import alongside


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder with an installation in it: Ada, the administrator, and a vault key beside the data."""
    place = tmp_path_factory.mktemp("installed")
    done = run(place, "init", "--name", "Ada Marsh", "--email", "ada@example.org")
    assert done.returncode == 0, done.stderr
    return place


def run(place: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("ALONGSIDE_") and name != "DATABASE_URL"
    }
    kept |= {
        "ALONGSIDE_DATA": str(place / "data"),
        "ALONGSIDE_VAULT_KEY_FILE": str(place / "keys" / "vault.key"),
        **more,
    }
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "-m", "alongside.cli.main", *words],
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )


def as_ada(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return run(place, "--as", "ada@example.org", *words)


def test_init_makes_everything_and_says_where_to_go(tmp_path):
    done = run(tmp_path, "--json", "init", "--name", "Ada Marsh", "--email", "ada@example.org")
    said = json.loads(done.stdout)
    assert said["invitation"].startswith("/invitation/")
    assert (tmp_path / "keys" / "vault.key").stat().st_mode & 0o077 == 0
    assert (tmp_path / "data" / "alongside.sqlite3").exists()


def test_init_refuses_a_vault_key_inside_the_data_folder(tmp_path):
    inside = str(tmp_path / "data" / "vault.key")
    done = run(tmp_path, "init", "--name", "A", "--email", "a@example.org", ALONGSIDE_VAULT_KEY_FILE=inside)
    assert done.returncode == 2
    assert "data folder" in done.stderr and "Traceback" not in done.stderr


def test_a_second_init_is_refused(folder):
    done = run(folder, "init", "--name", "Eve", "--email", "eve@example.org")
    assert done.returncode == 2 and "administrator already" in done.stderr


def test_everything_fits_after_init(folder):
    assert run(folder, "check").stdout == "Everything fits.\n"


def test_a_command_that_writes_refuses_to_be_nobody(folder):
    done = run(folder, "person", "add", "Elin Prosser")
    assert done.returncode == 2
    assert done.stderr.strip().count("\n") == 0 and "--as EMAIL" in done.stderr


def test_an_operator_nobody_knows_is_refused(folder):
    done = run(folder, "--as", "nobody@example.org", "person", "add", "Elin")
    assert done.returncode == 2 and "nobody@example.org" in done.stderr


def test_an_unknown_command_and_an_unknown_option_exit_with_2(folder):
    assert run(folder, "analyse").returncode == 2
    assert run(folder, "check", "--all").returncode == 2


@pytest.mark.parametrize(
    "words",
    [
        (), ("init",), ("demo",), ("serve",), ("check",), ("person", "add"), ("person", "token"), ("study", "create"),
        ("study", "import-sources"), ("improvement", "import"), ("report",), ("withdraw",), ("vault", "rotate"),
    ],
)  # fmt: skip
def test_every_help_has_an_example(words):
    done = CliRunner().invoke(alongside, [*words, "--help"])
    assert done.exit_code == 0 and "Example: alongside" in done.output


class TestStudy:
    @pytest.fixture(scope="class")
    def interviews(self, tmp_path_factory) -> Path:
        place = tmp_path_factory.mktemp("interviews")
        for number, name in enumerate(["Okafor", "Mensah"]):
            text = f"INTERVIEWER: Who was involved?\n\nPARTICIPANT: Ask {name} on the ward; the juniors were not.\n"
            (place / f"{number:02}_{name}.txt").write_text(text, encoding="utf-8")
        table = "Name,Role,Notes\nOkafor,nurse,x\nMensah,doctor,caf\u00e9\n"
        (place / "people.csv").write_bytes(table.encode("windows-1252"))
        return place

    def test_a_folder_of_interviews_comes_in_with_its_table(self, folder, interviews):
        assert as_ada(folder, "study", "create", "Why", "--slug", "why").returncode == 0
        words = [
            "study",
            "import-sources",
            "why",
            str(interviews),
            "--attributes",
            str(interviews / "people.csv"),
        ]
        words += ["--key", "Name", "--identity", "Name", "--skip", "Notes"]
        done = run(folder, "--as", "ada@example.org", "--json", *words)
        assert done.returncode == 0, done.stderr + done.stdout
        assert json.loads(done.stdout)["done"] == 2
        again = run(folder, "--as", "ada@example.org", "--json", *words)
        assert (json.loads(again.stdout)["done"], json.loads(again.stdout)["recognised"]) == (0, 2)

    def test_no_name_of_the_identity_column_is_left_outside_the_vault(self, folder, interviews):
        held = (folder / "data" / "alongside.sqlite3").read_bytes()
        log = folder / "data" / "alongside.sqlite3-wal"
        held += log.read_bytes() if log.exists() else b""
        assert b"Okafor" not in held and b"Mensah" not in held

    def test_a_study_one_has_no_part_in_is_not_there(self, folder, interviews):
        as_ada(folder, "person", "add", "Oscar", "--email", "oscar@example.org")
        done = run(folder, "--as", "oscar@example.org", "study", "import-sources", "why", str(interviews))
        assert done.returncode == 2 and "no study 'why'" in done.stderr

    def test_an_unknown_column_is_named_with_what_there_is(self, folder, interviews):
        words = ["--attributes", str(interviews / "people.csv"), "--key", "Surname"]
        done = as_ada(folder, "study", "import-sources", "why", str(interviews), *words)
        assert done.returncode == 2 and "Surname" in done.stderr

    def test_a_report_is_written_and_another_ending_refused(self, folder, tmp_path, interviews):
        target = tmp_path / "report.docx"
        assert as_ada(folder, "report", "why", "--to", str(target)).returncode == 0
        assert target.read_bytes()[:2] == b"PK"
        assert as_ada(folder, "report", "why", "--to", str(tmp_path / "report.odt")).returncode == 2

    def test_a_withdrawal_is_proposed_by_one_and_not_confirmed_by_the_same(self, folder, interviews):
        done = as_ada(folder, "withdraw", "why", "P01", "--extent", "delete_all")
        assert done.returncode == 0 and "Nothing is done yet" in done.stdout
        assert as_ada(folder, "withdraw", "why", "P01", "--confirm").returncode == 2


class TestNumbers:
    def test_a_table_is_imported_under_their_own_column_names(self, folder, tmp_path):
        made = as_ada(
            folder,
            "collaborative",
            "create",
            "Sepsis",
            "--slug",
            "sepsis",
            "--host",
            "The Network",
            "--starts",
            "2016-01-01",
        )
        assert made.returncode == 0, made.stderr
        table = tmp_path / "numbers.csv"
        table.write_text(
            "team,measure,Month,numerator,denominator\nZ,antibiotic_60,2016-03,1,2\n", encoding="utf-8"
        )
        done = as_ada(folder, "improvement", "import", "sepsis", str(table), "--map", "Month=period")
        assert done.returncode == 2
        assert "numbers.csv, row 2, column team" in done.stdout

    def test_a_map_without_two_sides_is_refused(self, folder, tmp_path):
        table = tmp_path / "numbers.csv"
        table.write_text("team\nA\n", encoding="utf-8")
        assert as_ada(folder, "improvement", "import", "sepsis", str(table), "--map", "Month").returncode == 2


def test_serve_refuses_a_vault_key_inside_the_data_folder(folder, tmp_path):
    inside = folder / "data" / "vault.key"
    inside.write_bytes((folder / "keys" / "vault.key").read_bytes())
    done = run(folder, "serve", "--port", "1", ALONGSIDE_VAULT_KEY_FILE=str(inside))
    inside.unlink()
    assert done.returncode == 2 and "data folder" in done.stderr
