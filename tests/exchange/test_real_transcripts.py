"""Real interviews and consultations are read whole, with exactly the speakers that are in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from alongside.core.text import turns
from alongside.exchange import transcripts
from alongside.exchange.tables import match_files, read_csv


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.txt"))


@pytest.mark.parametrize(
    ("corpus", "count", "speakers", "stamped"),
    [
        ("wac", 57, {"INTERVIEWER", "PARTICIPANT"}, False),
        ("primock57", 15, {"DOCTOR", "PATIENT"}, True),
    ],
)
def test_every_file_gives_its_speakers_and_no_other(
    shared: Path, corpus: str, count: int, speakers: set[str], stamped: bool
) -> None:
    found = files(shared / "transcripts" / corpus)
    assert len(found) == count
    for path in found:
        transcript = transcripts.read(path.name, path.read_bytes())
        heard = turns(transcript.text)
        assert {turn.speaker for turn in heard} == speakers, path.name
        assert transcript.text == path.read_text("utf-8")
        assert len(heard) == sum(line.startswith(("[", *speakers)) for line in transcript.text.split("\n"))
        if stamped:
            times = [turn.at_ms for turn in heard]
            assert None not in times and times == sorted(times, key=lambda at: at or 0)


def test_interviews_are_joined_to_the_table_of_people(shared: Path) -> None:
    folder = shared / "transcripts" / "wac"
    name = "attributes_and_transcripts.csv"
    table = read_csv(name, (folder / name).read_bytes())
    matching = match_files([path.stem for path in files(folder)], table.rows, "Name", table=name)
    assert len(matching.pairs) == len(table.rows) == 57
    assert matching.problems == ()
    assert all(stem.endswith(row["Name"]) for stem, row in matching.pairs)
