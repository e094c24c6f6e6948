"""Ten things a teacher comes for, done with the keyboard alone on a screen of 390 pixels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import Chromium
from tests.browser.test_site import PHONE, no_complaint

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(chromium: Chromium, address: str) -> Iterator[Chromium]:
    """The first page on a phone; nothing may be wider than it, nor complain, wherever the task leads."""
    chromium.size(*PHONE, phone=True)
    chromium.open(address + "/")
    yield chromium
    assert no_complaint(chromium), chromium.complaints
    assert chromium.tell("document.documentElement.scrollWidth") == PHONE[0]


def ask(phone: Chromium, words: str) -> None:
    """Reach the search box by keyboard, and ask."""
    phone.tab_to("e.id === 'q'", most=20)
    phone.tell("document.activeElement.select()")
    phone.press(words, enter=True)


def unfold(phone: Chromium, facet: str) -> None:
    """Reach the heading of a filter by keyboard, and open it."""
    phone.tab_to(f"e.tagName === 'SUMMARY' && e.innerText.startsWith({facet!r})")
    phone.key(" ", " ")


def follow(phone: Chromium, words: str, *, within: bool = False) -> None:
    """Reach the link that says so by keyboard, see where the focus is, and go there, maybe within the page."""
    phone.tab_to(f"e.tagName === 'A' && e.innerText.replace(/\\s+/g, ' ').includes({words!r})")
    place = "(b => b.bottom > 0 && b.top < innerHeight)(document.activeElement.getBoundingClientRect())"
    assert phone.tell(place), "the focus is off the screen"
    seen = "(e => { const s = getComputedStyle(e), a = getComputedStyle(e, '::after');"
    seen += " return parseFloat(s.outlineWidth) + parseFloat(a.outlineWidth) })(document.activeElement)"
    assert phone.tell(seen) >= 2, "one cannot see where the focus is"
    if within:
        phone.key("Enter", "\r")
    else:
        phone.enter()


def said(phone: Chromium) -> str:
    """All words that can be read, with single blanks."""
    return str(phone.tell("document.querySelector('main').innerText.replace(/\\s+/g, ' ')"))


def test_finding_an_exemplar_for_reading_groups_in_grade_2(phone: Chromium, artefacts: Path) -> None:
    ask(phone, "grade 2 reading groups")
    follow(phone, "Run four reading spots in grade 2")

    assert "Students do" in said(phone)
    assert "Start tomorrow" in said(phone)
    phone.picture(artefacts / "task-exemplar-390.png")


def test_narrowing_to_rural_districts(phone: Chromium) -> None:
    ask(phone, "regrouping")
    unfold(phone, "Kind of district")
    phone.tab_to("e.name === 'district_kind' && e.value === 'rural'")
    phone.key(" ", " ")
    phone.tab_to("e.matches('button[type=submit]')")
    phone.enter()

    assert "district_kind=rural" in phone.tell("location.search")
    who = phone.tell("[...document.querySelectorAll('.quote .who')].map(e => e.innerText)")
    assert who
    assert all("rural" in words.lower() for words in who)


def test_seeing_what_did_not_work(phone: Chromium, artefacts: Path) -> None:
    phone.open(phone.tell("location.origin") + "/practice/station-rotation")
    follow(phone, "What did not work", within=True)

    assert phone.tell("location.hash") == "#against"
    top = phone.tell("document.querySelector('#against').getBoundingClientRect().top")
    assert 0 <= top < PHONE[1]
    assert "Mandates don't do it" in said(phone)
    phone.picture(artefacts / "task-against-390.png")


def test_opening_the_quote_behind_a_sentence(phone: Chromium) -> None:
    phone.open(phone.tell("location.origin") + "/exemplar/reading-spots-grade-2")
    phone.tab_to("e.matches('.block-students-do sup a')")
    phone.key("Enter", "\r")
    assert phone.tell("location.hash") == "#quote-1"
    follow(phone, "See it in context")  # the next stop after the sentence's number

    assert phone.tell("location.pathname").startswith("/excerpt/")
    assert "kidney table" in phone.tell("document.querySelector('#this').innerText")


def test_printing_gives_one_sheet_with_what_to_do_and_without_navigation(phone: Chromium, artefacts: Path) -> None:
    phone.open(phone.tell("location.origin") + "/exemplar/reading-spots-grade-2")

    assert phone.printed() == 1
    with phone.on_paper():
        words = said(phone)
        assert phone.tell("getComputedStyle(document.querySelector('.top')).display") == "none"
        phone.picture(artefacts / "print.png", whole=True)
    assert "START TOMORROW" in words.upper()
    assert "BibTeX" not in words


def test_citing(phone: Chromium) -> None:
    phone.open(phone.tell("location.origin") + "/exemplar/reading-spots-grade-2")
    follow(phone, "Print, share or cite", within=True)

    assert phone.tell("location.hash") == "#keep"
    assert "/exemplar/reading-spots-grade-2" in phone.tell("document.querySelector('#citation').innerText")
    phone.tab_to("e.getAttribute('href') === '/exemplar/reading-spots-grade-2.bib'")


def test_recovering_from_a_typing_mistake(phone: Chromium) -> None:
    ask(phone, "staton rotatoin")
    phone.tab_to("e.tagName === 'A' && /station rotation/i.test(e.innerText)", most=60)
    phone.enter()

    assert "station rotation" in said(phone).lower()
    assert "Kids move between tables" in said(phone) or "four groups" in said(phone)


def test_finding_a_practice_by_its_description_instead_of_its_name(phone: Chromium) -> None:
    ask(phone, "kids move between tables on a timer")
    follow(phone, "Station rotation")

    assert phone.tell("location.pathname") == "/practice/station-rotation"


def test_comparing_two_settings(phone: Chromium, artefacts: Path) -> None:
    phone.open(phone.tell("location.origin") + "/exemplar/weekly-math-list")
    follow(phone, "Compare side by side")

    assert phone.tell("location.pathname").startswith("/compare/weekly-math-list/")
    assert phone.tell("document.querySelectorAll('[role=columnheader] a').length") == 2
    assert "Kind of district" in said(phone)
    phone.picture(artefacts / "task-compare-390.png")


def test_coming_back_by_address_shows_the_same(phone: Chromium) -> None:
    ask(phone, "regrouping")
    unfold(phone, "Are they doing it?")
    phone.tab_to("e.name === 'stance' && e.value === 'current'")
    phone.key(" ", " ")
    phone.tab_to("e.matches('button[type=submit]')")
    phone.enter()
    first, place = said(phone), phone.tell("location.href")

    phone.open(place.partition("?")[0])
    phone.open(place)

    assert said(phone) == first
    assert phone.tell("document.querySelector('[name=stance][value=current]').checked")
