"""What a page costs a phone that comes for the first time, and what axe finds wrong with it at both widths."""

from dataclasses import dataclass, field

from playwright.sync_api import Page

from browser.conftest import WIDTHS, violations

SMALL = 60_000
"""Bytes of our own that a page may weigh, compressed: its text, styles and scripts."""
PATIENCE = 500
"""So many hundredths of a second are waited for what a page asked for to be whole."""
WHOLE = 300_000
"""Bytes of a first visit, fonts and all."""


@dataclass
class Measured:
    """Pages that were looked at: address to what is wrong with each."""

    page: Page
    site: str
    wrong: dict[str, list[str]] = field(default_factory=dict)
    weights: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._session = self.page.context.new_cdp_session(self.page)
        self._session.send("Network.enable")
        self._session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self._taken: dict[str, str] = {}
        self._sizes: dict[str, int] = {}
        self._session.on(
            "Network.responseReceived", lambda one: self._taken.update({one["requestId"]: one["response"]["url"]})
        )
        self._session.on(
            "Network.loadingFinished", lambda one: self._sizes.update({one["requestId"]: int(one["encodedDataLength"])})
        )

    def visit(self, path: str) -> str:
        """Open a page and look at it; return where it led."""
        self._taken.clear()
        self._sizes.clear()
        self.page.goto(path, wait_until="load")
        for _ in range(PATIENCE):
            if self._taken.keys() <= self._sizes.keys():
                break
            self.page.wait_for_timeout(10)
        return self.look(path)

    def look(self, path: str = "") -> str:
        """Look at the page that is open; return its address without the site."""
        here = self.page.url.removeprefix(self.site)
        found: list[str] = []
        for width in WIDTHS.values():
            self.page.set_viewport_size({"width": width, "height": 800})
            found += [f"at {width}: {one}" for one in violations(self.page)]
        if path:
            found += self._weighed(here)
        self.wrong[here] = found
        return here

    def _weighed(self, here: str) -> list[str]:
        own = sum(size for key, size in self._sizes.items() if not self._taken.get(key, "").endswith(".woff2"))
        self.weights[here] = own
        found = [f"asks elsewhere: {url}" for url in self._taken.values() if not url.startswith((self.site, "data:"))]
        found += [f"weighs {own} bytes"] if own >= SMALL else []
        whole = sum(self._sizes.values())
        return found + ([f"weighs {whole} bytes with fonts"] if whole >= WHOLE else [])

    def nothing_is_wrong(self) -> None:
        """Fail with everything that was found."""
        told = {path: found for path, found in self.wrong.items() if found}
        assert not told, "\n".join(f"{path}: {one}" for path, found in told.items() for one in found)
