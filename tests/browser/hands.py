"""What people do with a page: fill in, tick, press, follow, read."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.browser.chromium import Chromium


class Hands:
    """Somebody before the pages of one site; whatever leads to another page waits until it is there."""

    def __init__(self, browser: Chromium, address: str) -> None:
        self.browser = browser
        self._address = address

    def open(self, path: str) -> None:
        self.browser.open(self._address + path)

    def leave(self) -> None:
        """Forget who was signed in."""
        self.browser._ask("Network.clearBrowserCookies")

    def fill(self, place: str, text: str) -> None:
        """Type into a field instead of what it holds."""
        self._found(place)
        self.browser.tell(f"{_element(place)}.focus(); {_element(place)}.select()")
        self.browser.press(text)

    def choose(self, place: str, value: str) -> None:
        self._found(place)
        self.browser.tell(f"{_element(place)}.value = {json.dumps(value)}")
        assert self.value(place) == value

    def tick(self, place: str) -> None:
        self._found(place)
        self.browser.tell(f"{_element(place)}.click()")

    def press(self, place: str) -> None:
        """Press a button that leads to another page."""
        self._found(place)
        self.leads(lambda: self.browser.tell(f"{_element(place)}.click()"))

    def follow(self, words: str) -> None:
        """Follow the first link that says so."""
        link = f"[...document.querySelectorAll('a')].find(a => a.innerText.trim().endsWith({json.dumps(words)}))"
        assert self.browser.tell(f"Boolean({link})"), f"no link says {words}"
        self.leads(lambda: self.browser.tell(f"{link}.click()"))

    def leads(self, deed: Callable[[], object]) -> None:
        """Do what leads to another page, and wait for it."""
        self.browser._loaded = False
        self.browser.complaints.clear()
        deed()
        self.browser.wait_for_page()

    def swap(self, deed: Callable[[], object]) -> None:
        """Do what leads to another excerpt, whether by another page or within this one, and wait for it."""
        before = self.browser.tell("document.querySelector('#excerpt .n').textContent")
        deed()
        self.browser.until(f"document.querySelector('#excerpt .n')?.textContent !== {json.dumps(before)}")

    def value(self, place: str) -> str:
        return str(self.browser.tell(f"{_element(place)}.value"))

    def words(self, place: str = "main") -> str:
        """What can be read, with single blanks."""
        return str(self.browser.tell(f"{_element(place)}.innerText.replace(/\\s+/g, ' ').trim()"))

    def complaints(self) -> list[str]:
        """What the browser complained of since the page was opened."""
        return list(self.browser.complaints)

    def _found(self, place: str) -> None:
        assert self.browser.tell(f"Boolean({_element(place)})"), f"nothing is at {place}"


def _element(place: str) -> str:
    return f"document.querySelector({json.dumps(place)})"
