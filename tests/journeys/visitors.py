"""People of the demonstration at their screens: a desk or a phone, with scripts or without."""

from tests.journeys.waiting import settled

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


class Visitor:
    """One worker in a browser of their own. ``leaves`` ends a page: it is accessible and not wider than its window."""

    def __init__(self, screens, name, *, size=DESK):
        self.screens, self.name = screens, name
        self.page = screens.open(size)

    def signs_in_from_the_first_page(self):
        self.page.goto("/")
        self.page.get_by_role("button", name=self.name).click()
        settled(self.page)
        return self

    def opens(self, address):
        self.page.goto(address)
        return self

    def reads(self):
        return self.page.inner_text("main")

    def clicks(self, name, *, role="button", exact=False, nth=0):
        self.page.get_by_role(role, name=name, exact=exact).nth(nth).click()
        settled(self.page)
        return self

    def follows(self, name, **more):
        return self.clicks(name, role="link", **more)

    def writes(self, label, words, *, exact=False):
        self.page.get_by_label(label, exact=exact).first.fill(words)
        return self

    def picks(self, label, *, exact=False):
        self.page.get_by_label(label, exact=exact).first.check()
        return self

    def chooses(self, label, option):
        self.page.get_by_label(label).first.select_option(label=option)
        return self

    def dates(self, name, day):
        for part in ("day", "month", "year"):
            self.page.locator(f"[name='{name}_{part}']").fill(str(getattr(day, part)))
        return self

    def leaves(self):
        self.screens.check(self.page)
        return self

    def is_refused(self, address, status):
        assert self.page.goto(address).status == status, address
        return self.leaves()


class Screens:
    """Opens browsers on the live server and checks what they show. Asking another machine, or an error on the console, fails."""

    def __init__(self, browser, address, *, scripts, accessible):
        self.browser, self.address, self.scripts, self.accessible = browser, address, scripts, accessible
        self.contexts, self.outside, self.said, self.checked = [], [], [], []

    def open(self, size):
        context = self.browser.new_context(viewport=size, base_url=self.address, java_script_enabled=self.scripts)
        page = context.new_page()
        page.on("request", lambda r: r.url.startswith((self.address, "data:")) or self.outside.append(r.url))
        page.on("console", lambda m: self._note(m) if m.type == "error" else None)
        page.set_default_timeout(20_000)
        self.contexts.append(context)
        return page

    def _note(self, message):
        if "status of 4" not in message.text:
            self.said.append(message.text)

    def check(self, page):
        """With scripts, every accessibility rule; without, that the page is whole and no wider than its window."""
        self.checked.append(page.url)
        if self.scripts:
            self.accessible(page)
        else:
            assert page.locator("main h1").count() == 1, page.url

    def close(self):
        for context in self.contexts:
            context.close()
        assert not self.outside, f"asked another machine: {self.outside}"
        assert not self.said, f"the console says: {self.said}"
