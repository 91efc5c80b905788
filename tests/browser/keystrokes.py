"""How long work by hand takes, before anybody is timed: the keystroke-level model.

Card, Moran and Newell, *The Keystroke-Level Model for User Performance Time with Interactive Systems*, Communications
of the ACM 23 (1980) 396-410: K = 0.28 s, one key by an average typist (no secretary); M = 1.35 s, making up one's mind
before each unit of thought; P = 1.1 s, pointing, which nobody does here.
A page's own time is what the test measures and adds.
"""

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page

from browser.by_keyboard import tab_to

KEY, MIND = 0.28, 1.35
"""Seconds: one key; one decision (which field, what stands on the paper)."""


def keys_for(text: str) -> int:
    """Return how many keys a text takes by Telex: one for each letter, mark and tone, one more for each capital.

    ``ế`` is e, e, s; ``đ`` is d, d.
    """
    apart = unicodedata.normalize("NFD", text)
    return len(apart) + sum(one in "đĐ" for one in apart) + sum(one.isupper() for one in apart)


@dataclass
class _Keyboard:
    """A keyboard whose keys are counted."""

    inner: Any
    pressed: Counter[str] = field(default_factory=Counter)
    typed: int = 0

    def press(self, key: str) -> None:
        self.pressed[key] += 1
        self.inner.press(key)

    def type(self, text: str) -> None:
        self.typed += keys_for(text)
        self.inner.type(text)

    def insert_text(self, text: str) -> None:
        self.typed += keys_for(text)
        self.inner.insert_text(text)

    @property
    def keys(self) -> int:
        """All keys that were pressed."""
        return sum(count * len(key.split("+")) for key, count in self.pressed.items()) + self.typed


@dataclass
class Hands:
    """A page worked by keys alone, as :mod:`browser.by_keyboard` does it, with what it costs."""

    page: Page
    decisions: int = 0
    fields: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keyboard = _Keyboard(self.page.keyboard)

    def at(self, target: Locator | str) -> Locator:
        """Return a box by its name, having made up one's mind to fill it in."""
        found = self.page.locator(f'[name="{target}"]') if isinstance(target, str) else target
        self.decisions += 1
        self.fields.append(str(target))
        return found

    def write(self, target: Locator, text: str) -> None:
        """Reach a box and write into it; what stands there is selected by reaching it, as browsers do."""
        tab_to(self, target)
        self.keyboard.insert_text(text)

    def choose_file(self, target: Locator, path: str) -> None:
        """Open the dialog for files, type the name of the scan into it and close it: the browser's own, so counted."""
        target.set_input_files(path)
        self.keyboard.typed += 1 + keys_for(path.rpartition("/")[2]) + 1

    @property
    def seconds(self) -> float:
        """How long it takes by the model."""
        return self.keyboard.keys * KEY + self.decisions * MIND
