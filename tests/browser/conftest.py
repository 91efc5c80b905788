"""A real browser before a real server: Debian's Chromium, driven by Playwright, and this process as the site."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from wsgiref.simple_server import WSGIServer

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from support.births import Someone
from support.visits import signed_in

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
AXE = Path(__file__).parents[2] / "assets" / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDTHS = {"phone": 320, "desktop": 1280}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser, one for each file of tests: its event loop must not be there for others."""
    program = os.environ.get("NENSO_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no Chromium here: apt-get install chromium, or NENSO_CHROMIUM=/path/to/it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        """Say nothing: what matters is in the tests."""


@pytest.fixture
def site(transactional_db: None, demo: None) -> Iterator[str]:
    """The address of this install, served from this process and this test's database; it is a demonstration."""
    server: WSGIServer = ThreadedWSGIServer(("localhost", 0), _Quiet, connections_override={})
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


Opens = Callable[..., Page]
Made = TypeVar("Made")


def aside(make: Callable[[], Made]) -> Made:
    """Return what ``make`` gives in a thread of its own: signing needs a loop, and the browser's runs in this one."""

    def apart() -> Made:
        try:
            return make()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(apart).result()


@pytest.fixture
def visitor(chromium: Browser, site: str) -> Iterator[Opens]:
    """Opens pages as a person: ``visitor(someone, width=320, javascript=False)`` is one browser of that person's."""
    contexts: list[BrowserContext] = []

    def of(who: Someone | None = None, *, width: int = 1280, javascript: bool = True, language: str = "vi-VN") -> Page:
        context = chromium.new_context(
            base_url=site,
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            locale=language,
            timezone_id="Asia/Ho_Chi_Minh",
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        if who is not None:
            context.add_cookies([session_of(who, site)])
        return context.new_page()

    yield of
    for context in contexts:
        context.close()


def session_of(who: Someone, site: str) -> Any:
    """Return the cookie of somebody who signed in."""
    return {"name": "sessionid", "value": signed_in(who).cookies["sessionid"].value, "url": site}


def follow(page: Page, what: Locator) -> None:
    """Click on what leads to another page and be there: what comes next must not meet the page that is left."""
    with page.expect_navigation():
        what.click()


TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .slice(0, 5).map(one => one.outerHTML.slice(0, 160))"""


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with a page (WCAG 2.2 AA and good practice), and whether it scrolls sideways."""
    page.evaluate(AXE.read_text())
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    result = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
    found = [f"{one['id']}: {node['html'][:160]}" for one in result["violations"] for node in one["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"the page scrolls sideways: {page.evaluate(TOO_WIDE)}")
    return found
