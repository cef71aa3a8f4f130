"""Every page, light and dark, on a desk and on a phone: readable by everybody, no wider than the screen, no errors.

Accessibility is judged by axe-core against WCAG 2.1, levels A and AA, without its experimental rule that a name holds
the visible label: labels under a chart are cut short with "…" where there is no room, and their names say them in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
JUDGE = """async () => {
  const { violations } = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    rules: { "label-content-name-mismatch": { enabled: false } },
  });
  return violations.map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0].target.join(" ")} ${nodes[0].failureSummary}`);
}"""
C, TEAM, S = "/c/sepsis-aki", "/c/sepsis-aki/teams/C", "/s/why-teams-keep-going"

# Who looks at what: an address, or an address and the link on its page that is followed.
PROGRAMME = [
    "/",
    "/me/",
    f"{C}/",
    f"{C}/settings/",
    f"{C}/people/",
    f"{C}/sessions/",
    (f"{C}/sessions/", "tbody th a"),
    f"{C}/sessions/add/",
    f"{C}/context/add/",
    f"{C}/teams/add/",
    f"{C}/members/add/",
    f"{C}/charts/",
    f"{C}/charts/antibiotic_60/",
    f"{C}/measures/add/",
    f"{C}/import/",
    f"{TEAM}/",
    f"{TEAM}/settings/",
    f"{TEAM}/asks/add/",
    f"{TEAM}/months/2017-06/",
    f"{TEAM}/months/2017-06/antibiotic_60/correct/",
    f"{TEAM}/charts/antibiotic_60/",
    f"{TEAM}/charts/minutes_to_antibiotic/",
    f"{TEAM}/charts/antibiotic_60/phase/",
    f"{TEAM}/charts/antibiotic_60/target/",
    f"{TEAM}/charts/antibiotic_60/note/",
    f"{TEAM}/tests/",
    f"{TEAM}/tests/log/",
    (f"{TEAM}/tests/", ".cycle h3 a"),
    f"{TEAM}/sponsor/",
    f"{C}/findings/",
    (f"{C}/findings/", ".programme-statement"),
]
STUDY = [
    f"{S}/",
    f"{S}/sources/",
    (f"{S}/sources/", "a[href$='/about/']"),
    f"{S}/sources/new/interview/",
    f"{S}/import/",
    f"{S}/guides/",
    f"{S}/register/",
    f"{S}/people/",
    f"{S}/people/new/",
    (f"{S}/people/", "a[href*='/cases/']:not([href$='new/'])"),
    f"{S}/sampling/",
    f"{S}/settings/",
    f"{S}/participants/",
    (f"{S}/participants/", "a[href$='/withdraw/']"),
    (f"{S}/", "a:text-is('P08')"),
    (f"{S}/matrix/?cell=", ".cell:has(.summary:not(:empty))"),
    f"{S}/matrix/",
    f"{S}/framework/",
    f"{S}/framework/versions/3/",
    (f"{S}/matrix/", "thead a"),
    f"{S}/journal/",
    f"{S}/findings/",
    f"{S}/findings/3/",
    f"{S}/findings/7/",
    f"{S}/findings/new/",
    f"{S}/findings/7/edit/",
    f"{S}/findings/7/evidence/",
    f"{S}/findings/7/evidence/?kind=charts",
    f"{S}/findings/7/release/?audience=committee",
    f"{S}/findings/feedback/",
    f"{S}/committee/people/",
    f"{S}/committee/ask/",
    f"{S}/reports/",
]
IMPROVEMENT = [
    f"{C}/charts/antibiotic_60/funnel/",
    f"{C}/charts/antibiotic_60/together/",
    f"{C}/completeness/",
    f"{C}/library/",
    (f"{C}/library/", "table tbody a, .rows a"),
    f"{C}/measures/",
    f"{C}/measures/antibiotic_60/",
    f"{C}/measures/antibiotic_60/follow/",
    f"{C}/measures/antibiotic_60/targets/",
    f"{C}/measures/sepsis_six/ticks/",
    f"{C}/due/",
    f"{C}/change-package/",
    (f"{C}/change-package/", ".drivers a.edit-text"),
    (f"{C}/change-package/", "a.idea-stages"),
    f"{C}/change-package/adoption/",
    (f"{C}/change-package/adoption/", "a.cell"),
    f"{C}/change-package/adoption/record/",
    f"{C}/change-package/tests/",
    f"{C}/change-package/versions/",
    f"{C}/change-package/versions/3/",
    f"{C}/change-package/versions/publish/",
    f"{C}/progress/",
    f"{C}/requirements/",
    (f"{C}/requirements/", ".asked th a"),
    f"{C}/burden/",
    f"{C}/reminders/",
    f"{TEAM}/charts/antibiotic_60/settings/",
    f"{TEAM}/charts/antibiotic_60/history/",
    f"{TEAM}/months/",
    f"{TEAM}/months/2017-06/antibiotic_60/take-back/",
    f"{TEAM}/progress/",
    f"{TEAM}/requirements/",
    f"{TEAM}/upload/",
    f"{C}/teams/F/months/2017-07/sepsis_six/ticks/",
]
SEEN = {
    "host lead": PROGRAMME,
    "improvement adviser": ["/", f"{C}/change-package/adoption/", f"{C}/progress/"],
    "host lead, who": IMPROVEMENT,  # the same person: two parts, for two workers
    "leads team K": ["/", f"{C}/", f"{C}/teams/K/", f"{C}/teams/K/months/2016-10/", f"{C}/charts/"],
    "sponsor of team C": [f"{TEAM}/sponsor/", f"{TEAM}/"],
    "researcher-in-residence": STUDY,
    "clinical lead on the committee": [
        f"{S}/committee/",
        (f"{S}/committee/", ".to-read a"),
        f"{S}/committee/done/",
    ],
    "critical friend": [f"{S}/committee/", f"{S}/granted/", f"{S}/committee/framework/"],
    "administrator": ["/", "/people/"],
}


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.is_file():
        pytest.fail(f"{AXE} is not there: run `make frontend` first.")
    return AXE.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [1280, 390], ids=["desk", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("who", SEEN)
def test_pages_are_accessible_fit_the_screen_and_raise_no_error(
    page_of: Callable, axe: str, who: str, dark: bool, width: int
) -> None:
    page = page_of(who, width=width, dark=dark)
    page.set_default_timeout(30_000)
    wrong = [problem for place in SEEN[who] for problem in judged(page, place, axe)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("width", [1280, 390], ids=["desk", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_before_signing_in_are_accessible_too(chromium, demo, axe: str, dark: bool, width: int) -> None:
    with chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light", base_url=demo.url
    ) as context:
        page = context.new_page()
        wrong = [
            problem for place in ("/sign-in/", "/password/reset/") for problem in judged(page, place, axe)
        ]
    assert not wrong, "\n".join(wrong)


def judged(page: Page, place: str | tuple[str, str], axe: str) -> Iterator[str]:
    """What is wrong with a page, each with its address."""
    said: list[str] = []

    def note(message) -> None:
        if message.type == "error":
            said.append(message.text)

    page.on("console", note)
    address, link = (place, "") if isinstance(place, str) else place
    answer = page.goto(address)
    if link:
        followed = page.locator(link).first.get_attribute("href")
        assert followed, f"{address}: no link {link}"
        answer = page.goto(
            followed if followed.startswith(("/", "http")) else address.split("?")[0] + followed
        )
    page.wait_for_load_state("networkidle")
    where = page.evaluate("location.pathname + location.search")
    if answer is None or answer.status != 200:
        yield f"{where}: answered {answer.status if answer else 'nothing'}"
    wide = page.evaluate("[document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]")
    if wide[0] > wide[1]:
        yield f"{where}: {wide[0]} px wide on a screen of {wide[1]}"
    page.evaluate(axe)
    yield from (f"{where}: {violation}" for violation in page.evaluate(JUDGE))
    yield from (f"{where}: console: {words}" for words in said)
    page.remove_listener("console", note)
