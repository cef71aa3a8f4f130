"""Charts on pages: one drawing, one measure over 23 teams, and 345 charts as lines, each at the server and as painted.

Rows are random (fixed seed), 36 months in 23 teams and 15 measures; the pages are asked for in-process through all middleware.
Painting is timed by Chromium where it is here.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import socketserver
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

TEAMS, MEASURES, MONTHS = 23, 15, 36
BUDGETS = {
    "one chart drawn": 20,
    "23 multiples, server": 150,
    "345 lines, server": 800,
    "icon table, server": 800,
    "funnel, server": 150,
    "all together, server": 150,
    "23 multiples, painted": 400,
}


def build() -> tuple[object, str]:
    """A collaborative of 23 teams and 15 measures; its lead and its address."""
    from django.core.management import call_command

    from alongside.accounts.actions import add_person
    from alongside.improvement import actions
    from alongside.improvement.models import MeasureVersion, Observation
    from alongside.programme.actions import add_team, open_collaborative

    call_command("migrate", verbosity=0)
    draw = random.Random(7)
    lead = add_person(name="Lena Lead", email="lena@example.org", by=None)
    collaborative = open_collaborative(
        name="Measured", slug="measured", host="Network", starts="2015-01-01", ends="2018-12-31",
        aim="To be timed.", topics=["Timing"], lead=lead, by=None,
    )  # fmt: skip
    teams = [
        add_team(
            collaborative=collaborative, organisation=f"Trust {k}", name=f"Team number {k}", letter=chr(65 + k),
            joined="2015-01-01", by=lead,
        )
        for k in range(TEAMS)
    ]  # fmt: skip
    rows = []
    for k in range(MEASURES):
        measure = actions.add_measure(
            collaborative=collaborative, key=f"m{k}", name=f"Measure {k}", type="process", unit="percent", chart="p",
            direction="up", by=lead,
        )  # fmt: skip
        version = MeasureVersion.objects.get(measure=measure)
        for team in teams:
            series = actions.follow(measure=measure, team=team, target=90, by=lead)
            level = draw.uniform(0.5, 0.9)
            for month in range(MONTHS):
                shift = 0.12 if month > 24 and draw.random() < 0.6 else 0.0
                top = sum(draw.random() < level + shift for _ in range(50))
                period = dt.date(2015 + month // 12, month % 12 + 1, 1)
                rows.append(
                    Observation(series=series, period=period, numerator=top, denominator=50, version=version)
                )
    Observation.objects.bulk_create(rows, batch_size=2000)
    return lead, "/c/measured/"


def seconds(act: Callable[[], object], times: int) -> float:
    """The middle time of several, after two to warm up."""
    act(), act()
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        found.append(time.perf_counter() - begun)
    return median(found)


def measure() -> dict[str, float]:
    """What is measured → milliseconds."""
    from django.test import Client

    from alongside.improvement.charts import charts as records
    from alongside.improvement.models import Series
    from alongside.ui import charts

    lead, home = build()
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(lead)

    def page(path: str) -> Callable[[], object]:
        def ask() -> object:
            answer = browser.get(f"{home}{path}")
            assert answer.status_code == 200, answer.status_code
            return answer

        return ask

    series = list(Series.objects.all()[:1])
    record = records(series)[0].analysis
    found = {
        "one chart drawn": seconds(lambda: charts.detail(record, title="One"), 20),
        "one chart read, computed and drawn": seconds(
            lambda: charts.detail(records(series)[0].analysis, title="One"), 20
        ),
        "23 multiples, server": seconds(page("charts/m0/"), 10),
        "345 lines, server": seconds(page("charts/?view=sparklines"), 5),
        "icon table, server": seconds(page("charts/"), 5),
        "funnel, server": seconds(page("charts/m0/funnel/"), 10),
        "all together, server": seconds(page("charts/m0/together/"), 10),
    }
    cookie = browser.cookies["sessionid"].value if "sessionid" in browser.cookies else ""
    cookie = cookie or next(iter(browser.cookies.values())).value
    name = next(iter(browser.cookies))
    found |= painted(home, name, cookie)
    return {what: 1000 * each for what, each in found.items()}


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: the table is what is read."""


class _Threads(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


def painted(home: str, name: str, cookie: str) -> dict[str, float]:
    """From asking to the first picture with content, in Chromium; nothing where it is not here."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        return {}
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application
    from playwright.sync_api import sync_playwright

    server = make_server(
        "127.0.0.1",
        0,
        StaticFilesHandler(get_wsgi_application()),
        server_class=_Threads,
        handler_class=_Quiet,
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    root = f"http://127.0.0.1:{server.server_port}"
    found = {}
    try:
        with sync_playwright() as player:
            browser = player.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            context.add_cookies([{"name": name, "value": cookie, "url": root}])
            page = context.new_page()
            for what, path in (
                ("23 multiples, painted", "charts/m0/"),
                ("345 lines, painted", "charts/?view=sparklines"),
            ):
                times = []
                for _ in range(6):
                    page.goto(f"{root}{home}{path}")
                    page.wait_for_timeout(150)
                    times.append(
                        page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
                    )
                found[what] = median(times[1:]) / 1000
            browser.close()
    finally:
        server.shutdown()
    return found


def table(found: dict[str, float]) -> str:
    """One line each: milliseconds and, where there is one, the budget."""
    lines = [f"{'':38}{'ms':>8}{'budget':>9}"]
    for what, each in found.items():
        budget = BUDGETS.get(what)
        lines.append(f"{what:38}{each:8.1f}{budget if budget is not None else '':>9}")
    return "\n".join(lines)


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["ALONGSIDE_DATA"] = temporary
        os.environ["ALONGSIDE_VAULT_KEY_FILE"] = str(Path(temporary) / "vault.key")
        os.environ["DJANGO_SETTINGS_MODULE"] = "alongside.config.settings"
        os.environ["ALONGSIDE_DEBUG"] = "1"  # the painted pages come over plain HTTP
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.conf import settings

        settings.DEBUG = False  # the log of queries is no part of a page
        settings.ALLOWED_HOSTS = ["*"]
        print(table(measure()))


if __name__ == "__main__":
    main()
