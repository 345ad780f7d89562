"""A visitor's page in Chromium, which notes what should not happen."""

import pytest

from gan_demo.ui.front_end import VERSION

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


BIG, SLIDER = "gan-stage .gan-picture", "gan-stage + gan-controls .gan-directions input"


DRAWN = "document.querySelector('gan-stage .gan-picture')?.dataset.drawn"


PIXELS = "selector => document.querySelector(selector).toDataURL()"


STATIC = f"./gradio_api/gan/static/{VERSION}"  # where the front end's modules stand, seen from the page


TABS = {"explore": 0, "classes": 1, "captions": 2, "transform": 3, "train": 4, "models": 5}


IDLE: dict[tuple[str, bool], list] = {}  # tabs that wait for a visitor, by language and whether they are touched


def told(message):
    """An error of the console and the address that it is about."""
    return f"{message.text} {message.location['url']}"


class Visit:
    """One visitor: a tab as new, although the one before may have used it, that notes what should not happen.

    A tab that is used again shows a page in a fifth of the time that a new one takes. Files and pictures that a browser
    may keep are kept. Routes of a context and scripts for it would stay, too: they need a context of their own.
    """

    def __init__(self, browser, server, locale="en-US", size=DESKTOP, query="", ready=DRAWN, touch=False, routes=None):
        self.server, self.kind, self.problems, self.listeners = server, (locale, touch), [], []
        waiting = IDLE.setdefault(self.kind, [])
        if not waiting:
            options = {"locale": locale, "reduced_motion": "reduce", "has_touch": touch}
            waiting.append(browser.new_context(**options).new_page())
        self.page = waiting.pop()
        self.context = self.page.context
        self.page.set_viewport_size(size)
        self.page.set_default_timeout(45_000)
        self.listen("console", lambda message: message.type == "error" and self.noted(message))
        self.listen("pageerror", lambda error: self.problems.append(str(error)))
        self.listen("request", self.requested)
        self.listen("requestfinished", self.ended)
        self.listen("requestfailed", self.ended)
        for address, handler in (routes or {}).items():
            self.page.route(address, handler)
        self.page.goto(server + query)
        if ready:
            self.page.wait_for_function(ready)

    def listen(self, event, listener):
        """Hear of an event of the tab until the visit ends."""
        self.listeners.append((event, listener))
        self.page.on(event, listener)

    def noted(self, message):
        """An error of the console is a problem."""
        self.problems.append(told(message))

    def requested(self, request):
        if not request.url.startswith((self.server, "data:", "blob:")):
            self.problems.append(f"fetched from outside: {request.url}")

    def ended(self, request):
        """A request has its answer, or will have none."""

    def close(self):
        """Leave the tab to the next visitor, cleared; one that does not let go of its page is closed."""
        from playwright.sync_api import Error

        if not self.listeners:  # the visit has ended
            return
        while self.listeners:
            self.page.remove_listener(*self.listeners.pop())
        try:
            self.page.unroute_all(behavior="ignoreErrors")
            self.page.mouse.up()
            self.page.mouse.move(0, 0)
            self.page.goto(f"{self.server}gradio_api/gan/titles", timeout=5_000)  # which has no script that stores
            self.page.evaluate("localStorage.clear(), sessionStorage.clear()")
            self.context.clear_cookies()
            self.context.clear_permissions()
        except Error:
            self.context.close()
        else:
            IDLE[self.kind].append(self.page)

    def evaluate(self, script, *given):
        """What a script of the page tells that finds the front end's modules at STATIC."""
        return self.page.evaluate(script.replace("STATIC", STATIC), *given)

    def tab(self, name):
        self.page.locator("[role=tab]:visible").nth(TABS[name]).click()

    def pixels(self, selector=BIG):
        return self.page.evaluate(PIXELS, selector)

    def changed(self, before, selector=BIG):
        self.page.wait_for_function(f"before => ({PIXELS})('{selector}') !== before", arg=before)
        return self.pixels(selector)


def visits(kind, browser, address, **usual):
    """What a fixture yields: a function that begins a visit of that kind, none of which may note a problem."""
    begun = []

    def begin(**values):
        begun.append(kind(browser, address, **{**usual, **values}))
        return begun[-1]

    yield begin
    for one in begun:
        one.close()
    assert not [problem for one in begun for problem in one.problems]


@pytest.fixture
def visit(browser, server):
    yield from visits(Visit, browser, server)


def move(visit, selector, value):
    visit.page.eval_on_selector(
        selector, "(e, v) => { e.value = v; e.dispatchEvent(new Event('input', { bubbles: true })); }", value
    )
