"""A day of the staff: twelve tasks from the first sign-in to an exemplar that a teacher finds, by two people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from catalog.study import Study
from tests.benchmarks.staff import served
from tests.browser.chromium import Chromium
from tests.browser.conftest import public_site
from tests.browser.hands import Hands
from tests.demo_study import built_demo, catalog

pytestmark = pytest.mark.browser
TITLE = "Rotate small groups through four tables so that each child reads with a teacher every day"
QUERY = "small groups four tables reads with a teacher every day"
FIELDS = {
    "promise": "You hear every child read, every day, without a second adult.",
    "grades": "k-2, 3-5",
    "subjects": "reading",
    "problem": "With the whole class in front of you, you hear four children read a week. [1]",
    "students_do": "Go to the next table when the timer rings. [1]\nRead to the teacher at one of the four.",
    "teacher_does": "Stays at one table and listens.",
    "start_tomorrow": "Begin with two tables and one timer.",
    "confidence": "Teachers say so; nobody counted.",
    "body": "A timer, four tables, and a teacher who stays at one of them. [1]",
    "counter_looked_for": "Station rotation with “stopped” and “tried”, all sources.",
    "setting_looked_for": "Rural and urban districts, code station rotation.",
}
PASSWORDS = {"rosa": "quiet orange ladder moss", "ivan": "seven plain wooden boats"}


@dataclass
class Day:
    """What the tasks work with."""

    hands: Hands
    study: Study
    artefacts: Path
    first: dict[str, str]

    def sign_in(self, name: str, password: str = "") -> None:
        self.hands.leave()
        self.hands.open("/sign-in")
        self.hands.fill("#name", name)
        self.hands.fill("#password", password or PASSWORDS[name])
        self.hands.press("main button[type=submit]")

    def picture(self, name: str) -> None:
        self.hands.browser.picture(self.artefacts / f"staff-task-{name}.png", whole=True)


@pytest.fixture
def day(chromium: Chromium, tmp_path: Path, artefacts: Path) -> Iterator[Day]:
    """The demo study with accounts made on the command line, and the staff site before a browser."""
    study = built_demo(tmp_path)
    first = {}
    for name, role in (("rosa", "curator"), ("ivan", "privacy officer")):
        told = catalog("staff", "add", name, "--role", role, "--study", study.root)
        first[name] = told.strip().rpartition(" ")[2]
    chromium.size(1280, 1000)
    with served(study) as port:
        yield Day(Hands(chromium, f"http://127.0.0.1:{port}"), study, artefacts, first)


def first_sign_in_with_a_password_of_ones_own(day: Day) -> None:
    for name, first in day.first.items():
        day.sign_in(name, first)
        assert day.hands.words().startswith("Choose a password of your own")
        for field, value in (("old", first), ("new", PASSWORDS[name]), ("again", PASSWORDS[name])):
            day.hands.fill(f"#{field}", value)
        day.hands.press("main button[type=submit]")
        assert "Your password is changed" in day.hands.words()


def seeing_what_waits(day: Day) -> None:
    day.sign_in("rosa")
    assert "excerpts nobody has read" in day.hands.words()
    day.picture("home")


def accepting_what_is_suggested(day: Day) -> None:
    day.hands.open("/review?queue=code:station-rotation")
    day.hands.browser.key("a")
    day.hands.swap(lambda: day.hands.browser.key("s"))
    assert "Saved." in day.hands.words()


def taking_a_decision_back(day: Day) -> None:
    day.hands.swap(lambda: day.hands.browser.key("u"))
    assert "Taken back" in day.hands.words()
    assert day.hands.browser.tell("document.querySelectorAll('.code input:checked').length") >= 0


def setting_quotes_aside(day: Day) -> None:
    day.hands.open("/exemplars/find")
    day.hands.fill("#q", "tables")
    day.hands.choose("#code", "station-rotation")
    day.hands.press("main form[role=search] button")
    for number in range(2):
        day.hands.tick(f".pick:nth-child({number + 1}) input")
    day.hands.press("button[value=aside]")
    assert "Set aside: 2" in day.hands.words()
    day.picture("quotes")


def beginning_an_exemplar(day: Day) -> None:
    day.hands.fill("#title", TITLE)
    day.hands.press(".begin button")
    assert "A first draft" in day.hands.words()
    assert day.hands.value("#code-1") == "station-rotation"
    assert day.hands.value("#f-look_fors")


def writing_it_with_a_preview(day: Day) -> None:
    for name, text in FIELDS.items():
        day.hands.fill(f"#f-{name}", text)
    day.hands.press("button[value=look]")
    assert "Begin with two tables and one timer." in day.hands.words("#preview article")
    day.picture("write")
    day.hands.press("button[value=save]")
    assert "Nothing is missing" in day.hands.words()


def sending_it_to_review_and_being_refused_to_clear_it(day: Day) -> None:
    day.hands.press("form[action$='/review'] button")
    assert "You wrote it: somebody else has to clear it." in day.hands.words()
    here = day.hands.browser.tell("location.pathname")
    day.hands.open(f"{here}/clear")
    assert day.hands.browser.tell("document.querySelector(\"form[action$='/clear']\")") is None
    day.picture("own-clearance")


def clearing_it_as_the_second_person(day: Day) -> None:
    day.sign_in("ivan")
    day.hands.follow("exemplars to clear")
    day.hands.follow(TITLE)
    day.hands.fill("#comment", "The second quote could be shorter; fine as it is.")
    day.hands.press(".comment-form button")
    day.hands.follow("Look at it and clear it")
    assert TITLE in day.hands.words("#preview article")
    day.picture("clear")
    day.hands.press("form[action$='/clear'] button")
    assert "Cleared." in day.hands.words()


def publishing_it(day: Day) -> None:
    day.sign_in("rosa")
    day.hands.follow("exemplars to publish")
    day.hands.follow(TITLE)
    assert "The second quote could be shorter" in day.hands.words()
    day.hands.follow("Publish it")
    day.hands.press("form[action$='/publish'] button")
    day.hands.follow("Publish")
    assert f"{TITLE}: new" in day.hands.words()
    day.hands.press("button[value=check]")
    day.hands.browser.until("Boolean(document.querySelector('.outcome:is(.done, .refused, .failed)'))")
    assert day.hands.words(".outcome h2") == "Nothing is refused", day.hands.words(".outcome")
    day.picture("checked")
    day.hands.press("button[value=publish]")
    day.hands.browser.until("document.querySelector('.outcome.done h2')?.innerText === 'Published'")


def looking_up_who_did_what(day: Day) -> None:
    day.hands.follow("Audit")
    words = day.hands.words()
    for deed in ("exemplar begun", "exemplar made cleared", "exemplar made published", "published"):
        assert deed in words
    day.picture("audit")


def a_teacher_finds_it(day: Day) -> None:
    with public_site(day.study) as address:
        teacher = Hands(day.hands.browser, address)
        teacher.open("/")
        teacher.fill("#q", QUERY)
        teacher.press("#find button")
        teacher.follow(TITLE)
        assert "You hear every child read, every day" in teacher.words()
        assert "Begin with two tables and one timer." in teacher.words()
        day.picture("public")


TASKS: tuple[Callable[[Day], None], ...] = (
    first_sign_in_with_a_password_of_ones_own,
    seeing_what_waits,
    accepting_what_is_suggested,
    taking_a_decision_back,
    setting_quotes_aside,
    beginning_an_exemplar,
    writing_it_with_a_preview,
    sending_it_to_review_and_being_refused_to_clear_it,
    clearing_it_as_the_second_person,
    publishing_it,
    looking_up_who_did_what,
    a_teacher_finds_it,
)


def test_twelve_tasks_lead_from_the_first_sign_in_to_an_exemplar_that_a_teacher_finds(day: Day) -> None:
    assert len(TASKS) == 12

    for task in TASKS:
        task(day)
        assert day.hands.complaints() == [], task.__name__
