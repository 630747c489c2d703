"""In a real browser: a trainee plays both chairs of an exercise, in French, on a phone of 390 pixels, by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from test_web_browser import AXE, FINDINGS, RULES
from test_web_play import trader_first
from web_playing import School, Trainee, school, serving

from eclear.casefile.scenario import Side
from eclear.clearance import Office
from eclear.training.playing import playing

pytestmark = pytest.mark.no_cover  # the server beside the browser: what it runs is measured by the tests of each page

MOST_STEPS = 200


class Phone:
    """A phone with a keyboard and no pointer."""

    def __init__(self, browser: Any, base: str, trainee: Trainee) -> None:
        self.base = base
        self.context = browser.new_context(viewport={"width": 390, "height": 844}, bypass_csp=True)
        cookies = {cookie.name: cookie.value or "" for cookie in trainee.client.cookies.jar} | {"lang": "fr"}
        self.context.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])
        self.page = self.context.new_page()
        self.page.set_default_timeout(15000)
        self.complaints: list[str] = []
        self.page.on("console", lambda said: said.type in ("error", "warning") and self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.wrong: list[str] = []

    def to(self, place: str) -> None:
        """Go to a place by the Tab key."""
        found = self.page.locator(place).first
        found.wait_for()
        for _step in range(MOST_STEPS):
            if found.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"the Tab key never comes to {place} on {self.page.url}")

    def go(self, place: str) -> None:
        """Press Enter on something that leads on, and look at the page that comes."""
        self.to(place)
        with self.page.expect_event("load"):  # a page of its own, not a place within one
            self.page.keyboard.press("Enter")
        self.look()

    def type(self, place: str, text: str) -> None:
        self.to(place)
        self.page.keyboard.type(text)

    def look(self) -> None:
        """Write down what is wrong with a page on a phone."""
        where = self.page.url.removeprefix(self.base).partition("?")[0]
        over = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        self.wrong += [f"{where}: {over} px too wide"] if over > 0 else []
        self.wrong += [] if self.page.locator("html").get_attribute("lang") == "fr" else [f"{where} is not in French"]
        if AXE.is_file() and where.startswith(("/play", "/exercise")):
            self.page.evaluate(AXE.read_text("utf-8"))
            self.wrong += [f"{where}: {finding}" for finding in self.page.evaluate(FINDINGS, RULES)]

    def says(self, text: str) -> None:
        """Wait until the page says this."""
        self.page.get_by_text(text).first.wait_for()


@pytest.fixture
def both(office: Office) -> School:
    found = school(office, (("ada",), ("ben",)), files=trader_first())
    found.start()
    return found


def test_a_trainee_plays_both_chairs_in_french_on_a_phone_by_keyboard(browser: Any, both: School) -> None:
    with serving(both.app) as base:
        phone = Phone(browser, base, both.trainee("ada", "fr"))
        page = phone.page
        page.goto(f"{base}/exercise")
        phone.look()
        phone.says("[fr] Watches at a low price")
        phone.go('form[action="/exercise/enter"] button')
        phone.says("[fr] Say how likely")

        # the trader's chair: lodge what is ready, and hand in the papers that customs asks for at once
        phone.go('form[action="/play/lodge"] button')
        case = page.url.rpartition("/")[2]
        assert "/mine/" in page.url and case == both.case_of("ada")
        phone.type("#supply-text", "Voici le contrat de vente.")
        phone.go(f'form[action="/mine/{case}/supply"] button')
        phone.go('nav a[href="/play"]')

        # the officer's chair: take the case, estimate before the score, read a paper and cite it, decide
        phone.go('main form[action="/desk"] button[value="officer"]')
        phone.go('form[action="/queue/next"] button')
        assert page.locator(".ec-score").count() == 0
        phone.type("#chance", "30")
        phone.go('form[action="/play/guess"] button')
        assert page.locator(".ec-score").count() == 1
        phone.go('nav a[href="/play"]')
        phone.go('a[href="/play/papers/invoice"]')
        phone.to("details summary:has-text('[fr] Invoice: price')")
        page.keyboard.press("Enter")
        phone.to("#side-invoice-price-for")
        page.keyboard.press("Space")
        phone.type("#why-invoice-price", "Le prix est celui du contrat.")
        phone.go('form[action="/play/evidence"] button')
        phone.go('nav a[href="/play"]')
        phone.says("Le prix est celui du contrat.")
        phone.go(f'a[href="/cases/{case}"]')
        phone.go('form[action$="/decide"]:has(input[value="pass"]) button')

        # back in the trader's chair: pay what is asked; then hand in
        phone.go('nav a[href="/play"]')
        phone.go('main form[action="/desk"] button[value="trader:43550"]')
        phone.go(f'a[href="/mine/{case}"]')
        phone.go(f'form[action="/cases/{case}/pay"] button')
        phone.go('nav a[href="/play"]')
        phone.go('form[action="/play/finish"] button')
        assert page.locator('form[action="/play/finish"]').count() == 0

        # the page lives: a pause is told without a touch
        both.pause()
        page.locator("#play-state .ec-tag--wait").wait_for(timeout=20000)
        phone.look()
        both.start()
        page.locator("#play-state .ec-tag--wait").wait_for(state="detached", timeout=20000)
        phone.go('form[action="/play/leave"] button')
        assert page.url == f"{base}/exercise"
        assert phone.wrong == [] and phone.complaints == []
        phone.context.close()
    with both.office.store.reading(both.seating("ada").room) as records:
        stands, play = records.case(case), playing(records)
    assert stands and stands.accepted and play and play.finished
    assert play.guesses[case].chance == 30 and play.notes["invoice-price"].side is Side.FOR
