"""A visitor's page in Chromium, which notes what should not happen."""

import pytest

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


BIG, SLIDER = "gan-stage .gan-picture", "gan-stage + gan-controls .gan-directions input"


DRAWN = "document.querySelector('gan-stage .gan-picture')?.dataset.drawn"


PIXELS = "selector => document.querySelector(selector).toDataURL()"


TABS = {"explore": 0, "classes": 1, "captions": 2, "transform": 3, "train": 4, "models": 5}


def told(message):
    """An error of the console and the address that it is about."""
    return f"{message.text} {message.location['url']}"


class Visit:
    """One visitor: a page of its own that notes what should not happen."""

    def __init__(self, browser, server, locale="en-US", size=DESKTOP, query="", ready=DRAWN):
        self.context = browser.new_context(locale=locale, viewport=size, reduced_motion="reduce")
        self.page = self.context.new_page()
        self.page.set_default_timeout(45_000)
        self.server, self.problems = server, []
        self.page.on("console", lambda said: said.type == "error" and self.problems.append(told(said)))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("request", self.requested)
        self.page.goto(server + query)
        self.page.wait_for_function(ready)

    def requested(self, request):
        if not request.url.startswith((self.server, "data:", "blob:")):
            self.problems.append(f"fetched from outside: {request.url}")

    def tab(self, name):
        self.page.locator("[role=tab]:visible").nth(TABS[name]).click()

    def pixels(self, selector=BIG):
        return self.page.evaluate(PIXELS, selector)

    def changed(self, before, selector=BIG):
        self.page.wait_for_function(f"before => ({PIXELS})('{selector}') !== before", arg=before)
        return self.pixels(selector)


@pytest.fixture
def visit(browser, server):
    visits = []

    def begin(**values):
        visits.append(Visit(browser, server, **values))
        return visits[-1]

    yield begin
    for one in visits:
        one.context.close()
        assert not one.problems


def move(visit, selector, value):
    visit.page.eval_on_selector(
        selector, "(e, v) => { e.value = v; e.dispatchEvent(new Event('input', { bubbles: true })); }", value
    )
