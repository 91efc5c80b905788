"""A person who has no pointer: everything is reached by Tab, chosen by arrows and Space, sent by Enter."""

from playwright.sync_api import Locator, Page

MOST_STEPS = 150
_IS_FOCUSED = "one => document.activeElement === one"


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the focus is on ``target``; fail when it is never reached."""
    for _ in range(MOST_STEPS):
        if target.evaluate(_IS_FOCUSED):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never reaches {target}")


def press_button(page: Page, target: Locator) -> None:
    """Reach a button or link and press Enter on it."""
    tab_to(page, target)
    page.keyboard.press("Enter")


def choose(page: Page, radios: Locator, value: str) -> None:
    """Reach a group of radio buttons and go to the one with ``value`` by the arrows."""
    names = radios.evaluate_all("all => all.map(one => one.value)")
    checked = radios.evaluate_all("all => all.findIndex(one => one.checked)")
    tab_to(page, radios.nth(max(checked, 0)))
    if checked < 0:
        page.keyboard.press("Space")
    for _ in range((names.index(value) - max(checked, 0)) % len(names)):
        page.keyboard.press("ArrowDown")


def write(page: Page, target: Locator, text: str) -> None:
    """Reach a box, and write into it instead of what stands there."""
    tab_to(page, target)
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def pick(page: Page, target: Locator, value: str) -> None:
    """Reach a list, and go to what is called by its first letters, as one types them."""
    tab_to(page, target)
    wanted = target.locator(f'option[value="{value}"]').inner_text()
    page.keyboard.type(wanted[:12])


def tick(page: Page, target: Locator) -> None:
    """Reach a box to tick, and tick it."""
    tab_to(page, target)
    if not target.is_checked():
        page.keyboard.press("Space")
