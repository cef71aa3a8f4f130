"""The loop on real material, through all three doors: 57 interviews and twelve hospitals' waiting times.

A fresh installation is made on the command line, filled through the REST interface and looked at in a browser. Where the
real inputs are not beside the project, an invented study of six interviews and invented numbers stand in for them.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from playwright.sync_api import Page, expect

from tests.e2e.installation import Installation, Rest, address, served, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

C, S = "/collaboratives/emergency", "/studies/wisdom"
STATEMENT = "People expect kindness between strangers to outlast the emergency that brought it about."
ACTION = "A second triage nurse in the evenings"
MONTHS = [f"{year}-{month:02}-01" for year in (2016, 2017, 2018, 2019) for month in range(1, 13)][3:39]
LETTERS = "ABCDEFGHIJKL"


@dataclass
class Material:
    """What goes in: transcripts with a table of who spoke, and each organisation's months."""

    transcripts: Path
    people: Path
    interviews: int
    months: dict[str, dict[str, tuple[int, int]]]  # organisation → month → attendances, breaches


@pytest.fixture
def material(tmp_path: Path) -> Material:
    beside = Path(__file__).resolve().parents[3] / "shared"
    shared = Path(os.environ.get("ALONGSIDE_SHARED", beside)) / "data"
    return real(shared) if shared.is_dir() else invented(tmp_path)


def real(shared: Path) -> Material:
    """grossmania/wac (MIT) and NHSRdatasets (NHS England, Open Government Licence): type 1 departments, 2016 to 2019."""
    wac, months = shared / "transcripts" / "wac", {}
    with (shared / "spc" / "nhsrdatasets_ae_attendances.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["type"] == "1":
                seen = int(float(row["attendances"])), int(float(row["breaches"]))
                months.setdefault(row["org_code"], {})[row["period"]] = seen
    whole = sorted(name for name, kept in months.items() if set(kept) == set(MONTHS))[:12]
    table = wac / "attributes_and_transcripts.csv"
    return Material(wac, table, len(list(wac.glob("*.txt"))), {name: months[name] for name in whole})


def invented(folder: Path) -> Material:
    transcripts = folder / "interviews"
    transcripts.mkdir()
    names = ["Abelard", "Brontë", "Cortázar", "Dmitriev", "Eszter", "Fionnuala"]
    for number, name in enumerate(names):
        said = f"I think that neighbours will go on greeting each other, {number} of mine do. {name} is what they call me."
        (transcripts / f"{number:02}_{name}.txt").write_text(
            f"INTERVIEWER: Question 1\n\nPARTICIPANT: {said}\n", "utf-8"
        )
    table = folder / "people.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Name", "Field", "Q1", "Q2", "Q3", "Q4", "Q5"])
        rows.writerows(
            [name, ("SC", "Non-SC")[number % 2], "long", "", "", "", ""] for number, name in enumerate(names)
        )
    return Material(
        transcripts,
        table,
        len(names),
        {
            f"X{at:02}": {
                month: (9000 + 37 * at, 900 + 211 * ((at + n) % 5)) for n, month in enumerate(MONTHS)
            }
            for at in range(12)
        },
    )


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """Made on the command line, with its people, a collaborative and a study; then served."""
    made = Installation(tmp_path)
    made.run("init", "--name", "Ada Marsh", "--email", address("Ada"))
    for name in ("Hanna Quill", "Elin Prosser", "Tomas Adair", "Nuala Winter", "Sigrid Holm"):
        made.people[name.split()[0]] = made.run("person", "add", name, "--email", address(name), by="Ada")
    period = ("--starts", "2016-04-01", "--ends", "2019-03-31", "--lead", address("Hanna"))
    made.run(
        "collaborative",
        "create",
        "Four hours",
        "--slug",
        "emergency",
        "--host",
        "The Network",
        *period,
        by="Ada",
    )
    study = ("--slug", "wisdom", "--researcher", address("Elin"), "--collaborative", "emergency")
    made.run("study", "create", "After the pandemic", *study, by="Ada")
    with served(made, tmp_path):
        yield made


def test_the_loop_closes_on_real_interviews_and_real_numbers(
    installation: Installation, material: Material, chromium, tmp_path: Path
) -> None:
    host, elin = installation.api("Hanna"), installation.api("Elin")
    bring_the_numbers_in(installation, host, material, tmp_path)
    spoken = bring_the_interviews_in(installation, elin, material)
    codes = agree_on_a_framework(elin)
    codings = code_what_was_said(elin, spoken, codes["Kindness"])

    researcher = signed_in(installation, chromium, "Elin")
    the_matrix_has_a_row_for_everybody(researcher, material, codings[0]["words"])
    number = write_a_finding(elin, researcher, codings)
    two_read_it(installation, elin, number, len(codings))
    decide(host, elin, number)

    lead = signed_in(installation, chromium, "Hanna")
    lead.goto("/c/emergency/teams/A/charts/four_hours/")
    expect(lead.locator(".chart-wrap svg.spc-detail")).to_contain_text(ACTION)
    lead.goto("/c/emergency/")
    expect(lead.locator("table.teams tbody:not(.timeline) tr")).to_have_count(12)
    expect(lead.get_by_role("img", name=re.compile(f"^decisions:.*{ACTION}"))).to_be_visible()

    report = tmp_path / "before.docx"
    installation.run("report", "wisdom", "--to", str(report), by="Elin")
    assert STATEMENT in words_of(report)
    two_people_withdraw_p01(installation, elin, codings[0])
    after = tmp_path / "after.docx"
    installation.run("report", "wisdom", "--to", str(after), by="Elin")
    assert "Kindness" in words_of(after)
    assert codings[0]["words"] not in words_of(after)
    assert STATEMENT not in words_of(after)  # hidden from everybody outside until it has been written again
    lead.goto("/c/emergency/teams/A/charts/four_hours/")
    expect(lead.locator(".chart-wrap svg.spc-detail")).to_be_visible()
    expect(lead.locator(".chart-wrap svg.spc-detail")).not_to_contain_text(
        ACTION
    )  # what rested on P01 leaves the charts too


def bring_the_numbers_in(installation: Installation, host: Rest, material: Material, folder: Path) -> None:
    measure = {
        "key": "four_hours", "name": "Left within four hours", "type": "process", "unit": "percent", "chart": "p",
        "direction": "up", "numerator": "left within four hours", "denominator": "attended a major department",
    }  # fmt: skip
    host("POST", f"{C}/measures", measure)
    teams = dict(zip(LETTERS, material.months, strict=True))
    for letter, name in teams.items():
        host(
            "POST",
            f"{C}/teams",
            {"name": name, "letter": letter, "organisation": name, "joined": "2016-04-01"},
        )
        follow = {"measure": "four_hours", "target": 95, "target_since": "2016-04-01"}
        host("POST", f"{C}/teams/{letter}/series", follow)
    table = folder / "numbers.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["team", "measure", "Month", "numerator", "denominator"])
        for letter, name in teams.items():
            for month, (came, late) in sorted(material.months[name].items()):
                rows.writerow([letter, "four_hours", month[:7], came - late, came])
    done = installation.run(
        "improvement", "import", "emergency", str(table), "--map", "Month=period", by="Hanna"
    )
    assert done == {"done": 12 * 36, "unchanged": 0, "refused": []}
    again = installation.run(
        "improvement", "import", "emergency", str(table), "--map", "Month=period", by="Hanna"
    )
    assert again == {"done": 0, "unchanged": 12 * 36, "refused": []}

    came, late = material.months[teams["A"]]["2016-04-01"]
    chart = host("GET", f"{C}/teams/A/series/four_hours/chart")
    assert len(chart["points"]) == 36
    assert chart["points"][0]["y"] == pytest.approx(100 * (came - late) / came)


def bring_the_interviews_in(
    installation: Installation, elin: Rest, material: Material
) -> list[dict[str, Any]]:
    """Every source, ready to be coded."""
    begun = time.monotonic()
    columns = [word for skipped in ("Q1", "Q2", "Q3", "Q4", "Q5") for word in ("--skip", skipped)]
    who = ["--attributes", str(material.people), "--key", "Name", "--identity", "Name"]
    done = installation.run(
        "study", "import-sources", "wisdom", str(material.transcripts), *who, *columns, by="Elin"
    )
    print(f"{material.interviews} interviews imported in {time.monotonic() - begun:.1f} s")
    assert done["done"] == material.interviews
    assert done["refused"] == []

    cases = [case for case in elin("GET", f"{S}/cases") if case["kind"] == "person"]
    assert [case["name"] for case in cases] == [
        f"P{number:02}" for number in range(1, material.interviews + 1)
    ]
    assert all(case["attributes"]["Field"] and "Name" not in case["attributes"] for case in cases)
    sources = elin("GET", f"{S}/sources")
    for source in sources:
        if source["text"] is None:  # the name stands nowhere in it; somebody says that they looked
            elin("POST", f"{S}/sources/{source['guid']}/confirm", status=204)
    return sorted(elin("GET", f"{S}/sources"), key=lambda source: source["name"])


def agree_on_a_framework(elin: Rest) -> dict[str, str]:
    elin("POST", f"{S}/framework/versions")
    theme = elin("POST", f"{S}/framework/codes", {"name": "After it", "codable": False})
    codes = {
        name: elin(
            "POST", f"{S}/framework/codes", {"name": name, "parent": theme["guid"], "definition": meaning}
        )["guid"]
        for name, meaning in {
            "Kindness": "What people do for each other.",
            "Work": "How work is done and valued.",
        }.items()
    }
    assert (
        elin("POST", f"{S}/framework/versions/1/publish", {"note": "From the first six"}, 200)["state"]
        == "published"
    )
    return codes


def code_what_was_said(elin: Rest, sources: list[dict[str, Any]], code: str) -> list[dict[str, Any]]:
    """The first sentence of the first answer of six people, who agree to be quoted in the study and to the programme."""
    participants = {case["guid"]: case["participant"] for case in elin("GET", f"{S}/cases")}
    made = []
    for source in sources[:6]:
        text = elin("GET", f"{S}/sources/{source['guid']}/text")
        answer = next(turn for turn in text["turns"] if turn["speaker"] == "PARTICIPANT")
        said = text["text"][answer["body"] : answer["end"]]
        first = re.match(r".+?[.!?](?=\s|$)", said, re.S)
        place = {"start": answer["body"], "end": answer["body"] + len(first[0] if first else said.rstrip())}
        given = {**place, "text": text["number"], "code": code, "valence": "facilitator"}
        coding = elin("POST", f"{S}/sources/{source['guid']}/codings", given)
        participant = participants[source["cases"][0]]
        for purpose in ("take_part", "record", "quote", "share"):
            elin("POST", f"{S}/participants/{participant}/consents", {"purpose": purpose, "value": True})
        words = text["text"][place["start"] : place["end"]]
        made.append({**coding, "words": words, "participant": participant, "source": source["guid"]})
    return made


def the_matrix_has_a_row_for_everybody(page: Page, material: Material, words: str) -> None:
    page.goto("/s/wisdom/matrix/")
    expect(page.locator("table.matrix th b")).to_have_count(material.interviews)
    row = page.locator("table.matrix tr", has=page.locator("th b", has_text="P01"))
    row.locator(".cell").first.click()
    expect(page.locator("#cell figure.quote")).to_contain_text(words)


def write_a_finding(elin: Rest, page: Page, codings: list[dict[str, Any]]) -> int:
    """With the codings by REST, and a chart chosen on the page."""
    words = {"statement": STATEMENT, "level": "individual", "valence": "facilitator"}
    number = elin("POST", f"{S}/findings", {**words, "codings": [coding["guid"] for coding in codings]})[
        "number"
    ]
    page.goto(f"/s/wisdom/findings/{number}/evidence/?kind=charts")
    page.locator(".picker li", has_text="Left within four hours").first.locator("input").check()
    page.get_by_role("button", name="Add what is ticked").click()
    page.goto(f"/s/wisdom/findings/{number}/")
    expect(page.locator("#rests .finding-chart svg").first).to_be_visible()
    return number


def two_read_it(installation: Installation, elin: Rest, number: int, quotes: int) -> None:
    for name, part in {"Nuala": "clinical lead", "Sigrid": "academic"}.items():
        elin("POST", f"{S}/committee-members", {"person": installation.people[name]["guid"], "part": part})
    about = {"audience": "committee", "until": (dt.date.today() + dt.timedelta(days=7)).isoformat()}
    seen = elin("POST", f"{S}/findings/{number}/preview", about, 200)
    assert (seen["shown"], len(seen["readers"])) == (quotes, 2)
    release = elin("POST", f"{S}/findings/{number}/releases", about)["guid"]

    first, second = installation.api("Nuala"), installation.api("Sigrid")
    assert first("GET", f"{S}/committee/{release}")["statement"] == STATEMENT
    first(
        "PUT",
        f"{S}/committee/{release}/answer",
        {"verdict": "rings_true", "comment": "So it was on my street."},
    )
    assert second("GET", f"{S}/committee/{release}/readings")["readings"] == []
    second(
        "PUT",
        f"{S}/committee/{release}/answer",
        {"verdict": "partly", "another_reading": "Fear does the same."},
    )
    told = [
        text
        for reading in second("GET", f"{S}/committee/{release}/readings")["readings"]
        for text in reading["texts"]
    ]
    assert "So it was on my street." in told
    first("GET", f"{S}/sources", status=403)  # the committee reads findings, and no transcript


def decide(host: Rest, elin: Rest, number: int) -> None:
    elin("POST", f"{S}/findings/{number}/close", status=200)
    elin("POST", f"{S}/findings/{number}/releases", {"audience": "programme", "shows_verdicts": True})
    released = host("GET", f"{C}/findings")[0]
    assert released["statement"] == STATEMENT
    host("GET", f"{S}/findings/{number}", status=404)  # the host knows what was released, not the study
    text = {"text": "Evenings first: that is when strangers wait together.", "on": "2018-11-20"}
    decision = host("POST", f"{C}/findings/{released['guid']}/decisions", text)["guid"]
    action = {"what": ACTION, "starts": "2018-12-03", "due": "2019-03-29", "teams": ["A"]}
    made = host("POST", f"{C}/findings/{released['guid']}/decisions/{decision}/actions", action)
    assert (made["state"], made["due"]) == ("open", "2019-03-29")


def two_people_withdraw_p01(installation: Installation, elin: Rest, coding: dict[str, Any]) -> None:
    elin("POST", f"{S}/people", {"email": address("Tomas"), "role": "second_coder"}, 204)
    asked = installation.run("withdraw", "wisdom", "P01", "--extent", "delete_all", by="Elin")
    assert asked["preview"]
    alone = installation.run("withdraw", "wisdom", "P01", "--confirm", by="Elin", refused=True)
    assert alone["said"]
    assert elin("GET", f"{S}/sources/{coding['source']}/text")  # nothing has happened yet
    assert installation.run("withdraw", "wisdom", "P01", "--confirm", by="Tomas")["counts"]
    elin("GET", f"{S}/sources/{coding['source']}/text", status=404)
    assert "P01" not in [case["name"] for case in elin("GET", f"{S}/cases")]
    finding = elin("GET", f"{S}/findings/1")
    assert (finding["evidence_withdrawn"], finding["needs_rewrite"]) == (1, True)
    assert coding["words"] not in json.dumps(finding, ensure_ascii=False)


def words_of(report: Path) -> str:
    """Everything a report says, its tables too."""
    body = docx.Document(str(report)).element.body
    return "\n".join("".join(paragraph.itertext()) for paragraph in body.iter(qn("w:p")))
