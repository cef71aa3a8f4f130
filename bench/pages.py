"""Server time and number of queries of the pages that people open most, on the demo's data.

The page is asked for in-process, as its person, through all middleware; times are in milliseconds.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median, quantiles

BUDGET_MS = 100.0


@dataclass(frozen=True)
class Figure:
    """One page as one person sees it."""

    page: str
    person: str
    url: str
    queries: int
    middle: float
    high: float


def pages() -> list[tuple[str, str, str]]:
    """(what, whose, address) of the measured pages, found in the demo's own data."""
    from alongside.coding.models import Coding
    from alongside.demo.build import PEOPLE
    from alongside.findings.models import Finding
    from alongside.programme.models import Collaborative
    from alongside.study.models import Source, Study

    collaborative, study = Collaborative.objects.get(), Study.objects.get()
    email = {each.what.lower(): each.email for each in PEOPLE}

    def whose(word: str) -> str:
        return next(address for what, address in email.items() if word in what)

    longest = Source.objects.filter(study=study, name="P07").get()
    assert Coding.objects.filter(source=longest).count() > 100
    decided = Finding.objects.filter(study=study, state="reviewed").order_by("number")[0]
    home, root = f"/c/{collaborative.slug}/", f"/s/{study.slug}/"
    return [
        ("collaborative's home", whose("host lead"), home),
        ("a team's page", whose("leads team c"), f"{home}teams/C/"),
        ("a chart", whose("leads team c"), f"{home}teams/C/charts/antibiotic_60/"),
        ("sponsor's page", whose("sponsor of team c"), f"{home}teams/C/sponsor/"),
        ("study's home", whose("researcher-in-residence"), root),
        ("a transcript of 8,000 words", whose("researcher-in-residence"), f"{root}sources/{longest.guid}/"),
        ("the matrix", whose("researcher-in-residence"), f"{root}matrix/"),
        ("a finding", whose("researcher-in-residence"), f"{root}findings/{decided.number}/"),
        ("committee's reader", whose("clinical lead"), f"{root}committee/"),
    ]


def measure(times: int = 40) -> list[Figure]:
    """Each page `times` times after two warm-ups."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from alongside.accounts.models import Person

    found = []
    for page, email, url in pages():
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(
            Person.objects.get(email=email), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        for _ in range(2):
            answer = client.get(url)
            if answer.status_code != 200:
                raise SystemExit(f"{page} at {url} answers {answer.status_code} for {email}.")
        with CaptureQueriesContext(connection) as counted:
            client.get(url)
        queries = len(counted)  # before the next request clears the log
        spent = []
        for _ in range(times):
            begun = time.perf_counter()
            client.get(url)
            spent.append((time.perf_counter() - begun) * 1000)
        high = quantiles(spent, n=20)[-1] if len(spent) > 1 else spent[0]
        found.append(Figure(page, email, url, queries, median(spent), high))
    return found


def table(figures: list[Figure]) -> str:
    lines = [f"{'page':<30}{'queries':>9}{'median ms':>12}{'95th ms':>10}   budget {BUDGET_MS:.0f} ms"]
    for each in figures:
        ok = "within" if each.high <= BUDGET_MS else "OVER"
        lines.append(f"{each.page:<30}{each.queries:>9}{each.middle:>12.1f}{each.high:>10.1f}   {ok}")
    return "\n".join(lines)
