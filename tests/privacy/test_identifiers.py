"""Identifiers with a form of their own, as a table: the text, what is found in it."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from pipelines.privacy import Detector

Find = Callable[[Detector, str], list[tuple[str, str]]]

TABLE = [
    ("Write to jess.room12@mailpost.example please", [("jess.room12@mailpost.example", "email")]),
    ("(m.tolliver@schools.example has it)", [("m.tolliver@schools.example", "email")]),
    ("Call (508) 555-0199 ext. 12.", [("(508) 555-0199 ext. 12", "phone")]),
    ("the office is x4471, or ext. 220", [("x4471", "phone"), ("ext. 220", "phone")]),
    ("We have 4x400 relays and 1920x1080 screens.", []),
    ("text me 978 555 0123", [("978 555 0123", "phone")]),
    ("call 555-0142", [("555-0142", "phone")]),
    ("see https://clips.example/u/ms_b?x=1.", [("https://clips.example/u/ms_b?x=1", "url")]),
    ("print from www.bloomshelf.example and staple", [("www.bloomshelf.example", "url")]),
    ("it is on pinebrookschools.org somewhere", [("pinebrookschools.org", "url")]),
    ("We use code.org and desmos.com.", []),
    ("See bit.ly/flex-map now, and/or etc./other.", [("bit.ly/flex-map", "url")]),
    ("No time.No money.So no", []),
    ("I post as @mrs_k_teaches.", [("@mrs_k_teaches", "handle")]),
    ("He lives at 18 Orchard Street and walks.", [("18 Orchard Street", "address")]),
    ("at 204 Old Mill Road, Apt 3 since fall", [("204 Old Mill Road, Apt 3", "address")]),
    ("in the pickup line on Larch Street", [("Larch Street", "address")]),
    ("at 1550 W. Camino Real, Tucson, AZ since fall", [("1550 W. Camino Real, Tucson, AZ", "address")]),
    ("she lives at 12 Calle del Sol", [("12 Calle del Sol", "address")]),
    ("Grade 5 Feedback Loop is fun. We saw 30 W. We left.", []),
    ("Sesame Street taught us all.", []),
    ("born 4/12/2013, so young", [("4/12/2013", "birth_date")]),
    ("DOB: March 3, 2012", [("March 3, 2012", "birth_date")]),
    ("We started on 10/14/2024.", []),
    ("student no. 20418836 finished", [("20418836", "student_id")]),
    ("ID numbers and all (S-0048213 is one)", [("S-0048213", "student_id")]),
    ("student #883021 finished", [("883021", "student_id")]),
    ("ID S-772-0146. He was here.", [("S-772-0146", "student_id")]),
    ("student ID 4471 and badge 22817", [("4471", "student_id"), ("22817", "student_id")]),
    ("1,200 students in 2024-2025, 85% of 310", []),
    ("it grew from 2023-2024 - 81 students to 90", []),
    ("SSN 460-89-9847", [("460-89-9847", "ssn")]),
    ("card 4454794511390933", [("4454794511390933", "credit_card")]),
    ("IBAN GB56HXDO88167774656119", [("GB56HXDO88167774656119", "iban")]),
    ("from 106.31.73.20 again", [("106.31.73.20", "ip")]),
    ("At Bay Street Elementary School they coach.", [("Bay Street Elementary School", "school")]),
    ("I moved to Eastbrook High.", [("Eastbrook High", "school")]),
    ("Nobody at IS 230 or P.S. 9 knew.", [("IS 230", "school"), ("P.S. 9", "school")]),
    ("It IS 30 degrees in here.", []),
    ("As a first-year at Roosevelt MS I coped.", [("Roosevelt MS", "school")]),
    ("Central High plays Saturday.", [("Central High", "school")]),
    ("we went to lincoln elementary and my middle school", [("lincoln elementary", "school")]),
    ("Two weeks at Redwood Leadership Academy and at Khan Academy.", [("Redwood Leadership Academy", "school")]),
    ("St. Mary's Academy has uniforms.", [("St. Mary's Academy", "school")]),
    ("Our Middle School does this better than the High School.", []),
    ("Students Reach High Standards", []),
    ("Boston Public Schools tried this.", []),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_an_identifier_is_found_whole_and_alone(
    plain: Detector, found_by: Find, text: str, expected: list[tuple[str, str]]
) -> None:
    assert found_by(plain, text) == expected


def test_nothing_reaches_for_the_network(plain: Detector, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    assert plain.detect(["a@b.co.uk or 508-555-0199 or www.b.example or 10.1.2.3"])[0]
