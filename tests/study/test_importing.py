"""Importing files with the table of those who speak in them: what goes where, and what is refused."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from alongside.core.errors import Invalid, Refused
from alongside.exchange.tables import read_csv
from alongside.study.actions import confirm_pseudonymised, open_identified_text, open_identity
from alongside.study.importing import import_sources
from alongside.study.models import (
    Case,
    IdentifiedText,
    Participant,
    Source,
    SourceText,
    Turn,
    Variable,
    VariableValue,
)

TABLE = b"Name,Role,Years\nMensah,Nurse,12\nOkafor,Doctor,3\n"
MENSAH = b"INTERVIEWER: Who are you?\n\nPARTICIPANT: Mensah, from the ward.\n\nINTERVIEWER: And?\n\nPARTICIPANT: Okafor helped."
OKAFOR = b"INTERVIEWER: Hello.\n\nPARTICIPANT: We had a chart.\n\nINTERVIEWER: Yes?\n\nPARTICIPANT: Yes."
FILES = [("00_Mensah.txt", MENSAH), ("01_Okafor.txt", OKAFOR)]


@pytest.fixture
def take(study, researcher):
    """Imports into Rosa's study."""

    def imports(files=FILES, table: bytes | None = None, **fields):
        attributes = read_csv("people.csv", table) if table is not None else None
        return import_sources(study=study, files=files, attributes=attributes, by=researcher, **fields)

    return imports


def everything_in_the_clear() -> str:
    """All that is stored outside the vault about cases, sources and texts."""
    return " ".join(
        str(value)
        for model in (Case, Source, SourceText, Turn, Variable, VariableValue, Participant)
        for row in model.objects.values_list()
        for value in row
    )


def test_files_become_cases_with_attributes_under_pseudonyms(take):
    summary = take(table=TABLE, key="Name", identity=["Name"])
    assert [source.name for source in summary.done] == ["P01", "P02"]
    assert list(Case.objects.values_list("name", flat=True)) == ["P01", "P02"]
    assert {(v.case.name, v.variable.name): v.value for v in VariableValue.objects.all()} == {
        ("P01", "Role"): "Nurse", ("P01", "Years"): "12", ("P02", "Role"): "Doctor", ("P02", "Years"): "3",
    }  # fmt: skip
    assert Variable.objects.get(name="Years").type == "number"


def test_who_somebody_is_stands_in_the_vault_only(take, researcher):
    take(table=TABLE, key="Name", identity=["Name"], confirmed=True)
    assert "Mensah" not in everything_in_the_clear()
    assert "Okafor" not in everything_in_the_clear()
    first = Participant.objects.get(case__name="P01")
    assert open_identity(participant=first, by=researcher) == {"Name": "Mensah", "file": "00_Mensah.txt"}
    assert "Mensah, from the ward" in open_identified_text(
        source=Source.objects.get(name="P01"), by=researcher
    )


def test_pseudonyms_stand_in_brackets_where_the_names_stood_in_every_text_of_the_batch(take):
    take(table=TABLE, key="Name", identity=["Name"])
    text = SourceText.objects.get(source__name="P01")
    assert "PARTICIPANT: [P01], from the ward." in text.text
    assert "PARTICIPANT: [P02] helped." in text.text
    assert text.reason == "names replaced: 2"


def test_a_text_without_a_name_waits_until_a_person_confirms_it(take, researcher):
    summary = take(table=TABLE, key="Name", identity=["Name"])
    assert [source.name for source in summary.waiting] == ["P02"]
    assert "1 of 2 wait in the vault" in " ".join(summary.notes)
    assert confirm_pseudonymised(source=summary.waiting[0], by=researcher).by == researcher


def test_whoever_confirms_the_batch_is_recorded_as_having_done_so(take, researcher):
    summary = take(table=TABLE, key="Name", identity=["Name"], confirmed=True)
    text = SourceText.objects.get(source__name="P02")
    assert summary.waiting == ()
    assert (text.by, text.reason) == (researcher, "named nobody: confirmed with the batch it came in")


def test_a_surname_that_is_a_word_is_replaced_only_as_a_name_and_what_is_left_is_said(take):
    files = [("Bond.txt", b"P: Bond speaking.\n\nP: A bond between us.")]
    summary = take(files, b"Name\nBond\n", key="Name", identity=["Name"])
    assert SourceText.objects.get().text == "P: [P01] speaking.\n\nP: A bond between us."
    assert "left 1 times in small letters" in " ".join(summary.notes)


def test_both_names_of_a_person_are_replaced_alone_too(take):
    files = [("Ruth Mensah.txt", b"P: I am Ruth Mensah.\n\nP: Call me Ruth.")]
    take(files, b"Name\nRuth Mensah\n", key="Name", identity=["Name"])
    assert SourceText.objects.get().text == "P: I am [P01].\n\nP: Call me [P01]."


def test_a_key_that_is_no_pseudonym_is_treated_as_a_name(take):
    summary = take(table=TABLE, key="Name")
    assert "went to the vault" in " ".join(summary.notes)
    assert "Mensah" not in everything_in_the_clear()


def test_a_key_of_pseudonyms_names_the_cases(take, researcher):
    take([("P07.txt", b"P07: Yes.\n\nP07: No.")], b"file,Role\nP07,Nurse\n")
    assert Source.objects.get().name == Case.objects.get().name == "P07"
    assert Turn.objects.filter(case__name="P07").count() == 2


def test_numbers_go_on_where_the_study_is(take):
    take(table=TABLE, key="Name", identity=["Name"])
    summary = take([("Xu.txt", b"P: Xu.\n\nP: More.")], b"Name\nXu\n", key="Name", identity=["Name"])
    assert [source.name for source in summary.done] == ["P03"]


def test_identified_texts_wait_in_the_vault(take):
    summary = take(identified=True)
    assert len(summary.waiting) == IdentifiedText.objects.count() == 2
    assert not SourceText.objects.exists()
    assert "Mensah" not in everything_in_the_clear()


def test_without_a_table_a_files_pseudonym_names_its_participant(take):
    take([("P03.txt", OKAFOR)])
    assert Participant.objects.get().case.name == "P03"


def test_documents_have_no_participant_and_keep_their_title(take):
    take([("Improvement strategy.txt", b"We will improve.")], kind="document")
    made = Source.objects.get()
    assert (made.name, made.title, made.cases.count()) == ("D 01", "Improvement strategy", 0)


def test_the_same_upload_twice_is_recognised(take):
    take(table=TABLE, key="Name", identity=["Name"], confirmed=True)
    again = take(table=TABLE, key="Name", identity=["Name"], confirmed=True)
    assert again.done == ()
    assert again.recognised == (
        "00_Mensah.txt is here already, as P01.",
        "01_Okafor.txt is here already, as P02.",
    )
    assert Case.objects.count() == 2


def test_columns_the_table_does_not_have_are_named_and_nothing_is_imported(take):
    with pytest.raises(Invalid) as refused:
        take(table=TABLE, key="Nmae", identity=["Surname"], skip=["Q1"])
    assert [problem.column for problem in refused.value.problems] == ["Nmae", "Surname", "Q1"]
    assert not Source.objects.exists()


def test_a_column_of_long_texts_is_named_and_nothing_is_imported(take):
    with pytest.raises(Invalid) as refused:
        take(table=b"Name,Q1\nMensah," + b"x" * 600 + b"\n", key="Name")
    assert (refused.value.problems[0].column, refused.value.problems[0].row) == ("Q1", 2)
    assert not Case.objects.exists()


def test_what_does_not_match_is_listed_and_the_rest_goes_in(take):
    table = b"Name,Role\nMensah,Nurse\nOkafor,Doctor\nOkafor,Doctor\nAbsent,Nurse\n"
    summary = take([*FILES, ("02_Nobody.txt", b"P: Hm.")], table, key="Name", identity=["Name"])
    assert [source.name for source in summary.done] == ["P01"]
    said = [str(problem) for problem in summary.refused]
    assert any("02_Nobody: No row" in line for line in said)
    assert any("row 5, column Name: No file is named “Absent”" in line for line in said)
    assert sum("2 rows have the key “Okafor”" in line for line in said) == 2


def bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 150_000_000)
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("P01.txt", b"", "is empty"),
        ("P01.txt", b"x" * (60 * 2**20 + 1), "at most 60 MB"),
        ("P01.docx", b"This is no Word document.", "no Word document"),
        ("P01.docx", bomb(), "unpacks to far more"),
        ("P01.txt", b"P01: \x00\x00binary", "NUL"),
        ("P01.exe", b"MZ", "kind that cannot be read"),
    ],
    ids=["empty", "60 MB", "not Word", "zip bomb", "not text", "unknown kind"],
)
def test_a_bad_file_is_refused_by_name_and_the_good_one_goes_in(take, name, data, words):
    summary = take([(name, data), ("P02.txt", OKAFOR)])
    assert [source.name for source in summary.done] == ["P02"]
    assert words in str(summary.refused[0])
    assert summary.refused[0].file == name
    assert Participant.objects.count() == 1


def test_windows_1252_is_read_and_said(take):
    summary = take([("P01.txt", "P01: £5 at the café.".encode("cp1252"))])
    assert SourceText.objects.get().text == "P01: £5 at the café."
    assert "P01: Read as Windows-1252" in summary.notes[0]


def test_an_encoding_that_is_wrong_is_refused(take):
    summary = take([("P01.txt", "P01: café".encode())], encoding="cp1252")
    assert "is UTF-8" in str(summary.refused[0])


def test_progress_is_told_file_by_file(take):
    told = []
    take(progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_a_second_coder_imports_nothing(study, second_coder):
    with pytest.raises(Refused):
        import_sources(study=study, files=FILES, by=second_coder)


def test_57_real_interviews_become_cases_that_can_be_coded(take, shared, researcher):
    folder = shared / "transcripts" / "wac"
    table = (folder / "attributes_and_transcripts.csv").read_bytes()
    files = [(path.name, path.read_bytes()) for path in sorted(folder.glob("*.txt"))]
    began = time.perf_counter()
    summary = take(
        files, table, key="Name", identity=["Name"], skip=["Q1", "Q2", "Q3", "Q4", "Q5"], confirmed=True
    )
    print(f"57 interviews in {time.perf_counter() - began:.2f} s")
    assert summary.refused == ()
    assert len(summary.done) == SourceText.objects.count() == Case.objects.count() == 57
    assert set(Variable.objects.values_list("name", flat=True)) == {
        "RecordingDate", "Gender", "Location", "Field", "FamiliarWisdom", "Position", "Seniority",
    }  # fmt: skip
    assert VariableValue.objects.filter(variable__name="Gender").count() == 57
    assert Turn.objects.filter(source_text__source__name="P01", case__name="P01").exists()
    clear = everything_in_the_clear()
    assert "Menon" not in clear
    assert "Nisbett" not in clear
