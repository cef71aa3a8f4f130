"""The coding page in a browser, with a long interview coded through and through.

`python -m bench.coding_page` prints the table. 60,000 words with 3,000 overlapping codings of 100 codes beside the same
words bare; then 200,000 words with 20,000. Chromium without a limit on its frames, everything on this one machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

FIRST_MS, PAINT_MS, CONFIRM_MS, RATIO = 500, 30, 60, 1.5
PAUSE_MS = 250
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
UNLIMITED = [
    "--disable-frame-rate-limit",
    "--disable-gpu-vsync",
]  # else a frame takes a screen's 17 ms, whatever is done in it

# when a key went down, when the frame after it was painted, when the page said that it was saved
TIMED = """() => {
window.bench = { painted: [], confirmed: [] };
let pressed = 0;
const soon = do_ => { const channel = new MessageChannel(); channel.port1.onmessage = do_; channel.port2.postMessage(0); };
window.addEventListener("keydown", event => { // before the page itself hears it
  if (!/^[1-9]$/.test(event.key)) return;
  pressed = performance.now();
  requestAnimationFrame(() => { const from = pressed; soon(() => bench.painted.push(performance.now() - from)); });
}, { capture: true });
const saved = document.getElementById("saved"); // busy from the press until the answer was taken in
new MutationObserver(() => {
  if (saved.ariaBusy === "false") bench.confirmed.push(performance.now() - pressed);
}).observe(saved, { attributeFilter: ["aria-busy"] });
}"""
# scrolls through the whole text by 120 px a frame, and tells how long each frame took
SCROLLED = """
frames => new Promise(done => {
  const box = document.getElementById("transcript-scroll"), took = [];
  let last = performance.now(), left = frames;
  const step = now => {
    took.push(now - last); last = now;
    box.scrollBy(0, 120);
    if (--left) requestAnimationFrame(step); else done(took.slice(5));
  };
  requestAnimationFrame(step);
})
"""


@dataclass
class Seen:
    """One page: milliseconds to the first highlighted view, of each frame while scrolling, bytes of the heap after it."""

    first: float
    frames: list[float]
    heap: int


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary, _served(Path(temporary)) as (url, cookie, sources):
        from playwright.sync_api import sync_playwright

        from tests.e2e.conftest import browser_path

        path = browser_path()
        if path is None:
            print("There is no Chromium on this machine: the page is not measured.")
            return
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *UNLIMITED])
            seen = {name: _look(browser, url, cookie, address) for name, address in sources.items()}
            browser.close()
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            painted, confirmed = _code(browser, url, cookie, sources["coded"])
            browser.close()
        print(_table(seen, painted, confirmed))


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, dict[str, Any], dict[str, str]]]:
    """A server with the three interviews, the cookie of who codes them, and their addresses."""
    from tests.e2e.conftest import free_port, serving

    port = free_port()
    url = f"http://127.0.0.1:{port}"
    os.environ |= {
        "ALONGSIDE_DATA": str(folder / "data"),
        "ALONGSIDE_VAULT_KEY_FILE": str(folder / "keys" / "vault.key"),
        "DJANGO_SETTINGS_MODULE": "alongside.config.settings",
        "ALONGSIDE_URL": url,
    }
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from alongside.cli.install import make_vault_key

    make_vault_key()
    cookie, sources = _interviews()
    process = serving(["serve", "--port", str(port)], dict(os.environ), port, folder / "output.txt")
    try:
        yield url, cookie, sources
    finally:
        process.terminate()
        process.wait(timeout=20)


def _interviews() -> tuple[dict[str, Any], dict[str, str]]:
    import random
    from dataclasses import replace

    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from alongside.coding.actions import add_codings
    from alongside.study.actions import add_source
    from bench.coding_world import build, spans, text_of

    call_command("migrate", verbosity=0)
    world = build()

    def another(name: str, words: int) -> Any:
        text = text_of(words, random.Random(3))
        source = add_source(
            study=world.study,
            kind="interview",
            name=name,
            text=text,
            cases=world.source.cases.all(),
            identified=False,
            by=world.researcher,
        )
        return replace(world, source=source, length=len(text))

    bare, huge = another("P08", 60_000), another("P09", 200_000)
    for coded, many in ((world, 3_000), (huge, 20_000)):
        add_codings(source=coded.source, items=spans(coded, many), by=world.researcher)
    client = Client()
    client.force_login(world.researcher, backend=settings.AUTHENTICATION_BACKENDS[0])
    name = settings.SESSION_COOKIE_NAME
    root = f"/s/{world.study.slug}/sources/"
    named = {"coded": world, "bare": bare, "huge": huge}
    return {"name": name, "value": client.cookies[name].value}, {
        each: f"{root}{made.source.guid}/" for each, made in named.items()
    }


def _page(browser: Any, url: str, cookie: dict[str, Any]) -> Any:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=url, bypass_csp=True)
    context.add_cookies([{**cookie, "url": url}])
    return context.new_page()


def _look(browser: Any, url: str, cookie: dict[str, Any], address: str) -> Seen:
    page = _page(browser, url, cookie)
    first = []
    for _ in range(6):
        page.goto(address)
        page.wait_for_function("performance.getEntriesByName('first highlighted view').length > 0")
        first.append(page.evaluate("performance.getEntriesByName('first highlighted view')[0].duration"))
    frames = page.evaluate(SCROLLED, 600)
    session = page.context.new_cdp_session(page)
    page.wait_for_timeout(600)  # what is far away becomes plain again meanwhile
    session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")
    page.context.close()
    # the first visit fills the browser's cache with scripts and styles, as yesterday's did
    return Seen(median(first[1:]), frames, heap["usedSize"] + heap.get("embedderHeapUsedSize", 0))


def _code(
    browser: Any, url: str, cookie: dict[str, Any], address: str, times: int = 100
) -> tuple[list[float], list[float]]:
    """One sentence after the other gets the last code by one key, two in a second, which is faster than anybody reads."""
    page = _page(browser, url, cookie)
    page.goto(address)
    page.wait_for_function("document.activeElement?.id === 'transcript'")
    page.evaluate(TIMED)
    page.keyboard.press("s")
    page.keyboard.press("c")
    page.keyboard.type("code 7")
    page.keyboard.press("Enter")
    for number in range(times):
        page.keyboard.press("t" if number % 2 else "s")
        page.wait_for_timeout(PAUSE_MS)
        page.keyboard.press("1")
        # asked seldom: by default it is asked in every frame, and then there is one all the time
        page.wait_for_function(f"bench.confirmed.length > {number}", polling=100)
        page.wait_for_timeout(PAUSE_MS)
    told = page.evaluate("bench")
    page.context.close()
    return told["painted"][2:], told["confirmed"][2:]


def _high(of: list[float]) -> float:
    return quantiles(of, n=20)[-1]


def _table(seen: dict[str, Seen], painted: list[float], confirmed: list[float]) -> str:
    coded, bare, huge = seen["coded"], seen["bare"], seen["huge"]
    rows = [
        ("60,000 words, 3,000 codings: first highlighted view", f"{coded.first:.0f} ms", f"{FIRST_MS} ms"),
        ("  the same words without codings", f"{bare.first:.0f} ms", ""),
        ("a coding painted, median", f"{median(painted):.1f} ms", ""),
        ("  95th percentile", f"{_high(painted):.1f} ms", f"{PAINT_MS} ms"),
        ("a coding confirmed by the server, median", f"{median(confirmed):.1f} ms", ""),
        ("  95th percentile", f"{_high(confirmed):.1f} ms", f"{CONFIRM_MS} ms"),
        ("a frame while scrolling, mean", f"{_mean(coded.frames):.2f} ms", ""),
        ("  95th percentile", f"{_high(coded.frames):.2f} ms", ""),
        ("  mean, times that of the page without codings", f"{_mean(coded.frames) / _mean(bare.frames):.2f}", f"{RATIO}"),
        ("heap after scrolling", f"{coded.heap / 1e6:.1f} MB", ""),
        ("  times that of the page without codings", f"{coded.heap / bare.heap:.2f}", f"{RATIO}"),
        ("200,000 words, 20,000 codings: first highlighted view", f"{huge.first:.0f} ms", ""),
        ("  a frame while scrolling, mean", f"{_mean(huge.frames):.2f} ms", ""),
        ("  heap after scrolling", f"{huge.heap / 1e6:.1f} MB", ""),
    ]  # fmt: skip
    head = f"{'The coding page':<58}{'ours':>12}{'budget':>10}"
    return "\n".join([head, *(f"{what:<58}{ours:>12}{budget:>10}" for what, ours, budget in rows)])


def _mean(of: list[float]) -> float:
    return sum(of) / len(of)


if __name__ == "__main__":
    started = time.perf_counter()
    if not (
        Path(__file__).parents[1] / "src" / "alongside" / "ui" / "static" / "alongside" / "coding.js"
    ).exists():
        subprocess.run([sys.executable, "hatch_build.py"], check=True)
    main()
    print(f"({time.perf_counter() - started:.0f} s)")
