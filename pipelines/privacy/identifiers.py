"""Identifiers with a form of their own, found by Presidio's recognizers, each called only where it can match.

The recognizers are called directly on the text, without an engine and without a language model.
Presidio is imported when the first text needs it. Nothing here reaches for the network: e-mail
domains are not looked up in the public suffix list, which would be downloaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Protocol

from pipelines.privacy import cues
from pipelines.privacy.findings import Finding

_LEAST = 0.3  # of Presidio's own score: below are bare digits that could be anything
_LONG_NUMBER = re.compile(r"(?<![\w.])\d(?:[ -]?\d){11,18}(?![\w])")
_PHONE = re.compile(r"[+(]?\d[\d().\-/\s\u00a0x]{5,}\d")
_EXTENSION = r"(?:[ ,]{0,2}(?:x|ext\.?)\s?\d{1,5})?"
_NORTH_AMERICAN = re.compile(
    rf"(?<![\w-])(?:\+?1[\s.-]?)?(?:\(\d{{3}}\)\s?|\d{{3}}[\s.-])\d{{3}}[\s.-]?\d{{4}}{_EXTENSION}(?![\w-])"
)
_YEARS = re.compile(r"(?<![\d-])(?:19|20)\d\d ?[-–/] ?(?:19|20)?\d\d(?![\d-])")
_LONE_EXTENSION = re.compile(r"(?<![\w.])(?:x|[Ee]xt\.?\s?|[Ee]xtension\s)#?(\d{3,5})(?![\w%])")
_LOCAL = re.compile(r"(?<![\w-])\d{3}[.-]\d{4}(?![\w-])")
_CALLS = re.compile(
    r"(?i)\b(?:phone|tel|telephone|call(?:ed|s|ing)?|fax|mobile|cell|text(?:ed|ing)?|reach|voicemail|number is"
    r"|registered|messages? to|answering at|office|contact)\b|☎"
)
_AFTERWARDS = re.compile(r"(?i)[\s,\\-]*(?:office|fax|cell|home|mobile|work)\b")
_LOOSE = re.compile(r"(?<![\w/-])[+(]?\d[\d() .\-]{5,17}\d(?!\w)")
_URL = re.compile(r"(?i)\b(?:https?://|ftp://|www\d?\.)[^\s<>\"'“”‘’]+")
_BARE = re.compile(
    r"(?<![\w@.-])(?:[a-z0-9-]{2,}\.)+(?:com|org|net|edu|gov|us|io|info|app|tv|site|online|blog|school|co)\b"
    r"(?!\.?@|\.\w)(?:/\S*)?"
    # With a path behind it anything is a link: "bit.ly/flex-map".
    r"|(?<![\w@./-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/(?!\s)[^\s<>]+"
)
_DOTTED = re.compile(r"\.[A-Za-z]")
_EMAIL_TAIL = ".,;:!?)]}'\"”’>"


class _Recognizer(Protocol):
    supported_entities: list[str]

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any) -> list[Any]: ...


def identifiers(text: str, digits: int = 99) -> Iterator[Finding]:
    """Findings in a text, overlapping ones included; `digits` says how many digits it has."""
    if "@" in text:
        yield from _presidio(text, "email", "email")
    if _DOTTED.search(text) or "://" in text:
        yield from _links(text)
    for least, sign, gate, recognizer, kind in _GATES:
        if digits >= least and sign in text and gate.search(text):
            yield from _presidio(text, recognizer, kind)
    if digits >= 7:
        yield from _phones(text)
    if digits >= 3 and ("x" in text):
        for match in _LONE_EXTENSION.finditer(text):
            yield Finding(match.start(), match.end(), "phone", "the form of an extension", 0.7)
    if digits >= 12:
        for match in _LONG_NUMBER.finditer(text):
            yield Finding(match.start(), match.end(), "credit_card", "a number of 12 to 19 digits", 0.6)


# How many digits a text must have, a sign, and a quick pattern, before a recognizer is called.
_GATES = (
    (12, "", re.compile(r"\d[ -]?\d{3,}[ -]?\d{4}"), "card", "credit_card"),
    (9, "", re.compile(r"\d{3}[-. ]\d{2}[-. ]\d{4}"), "ssn", "ssn"),
    (8, "", re.compile(r"(?i)\b[A-Z]{2}\d{2} ?[A-Z0-9]{4} ?[A-Z0-9]{4}"), "iban", "iban"),
    (4, ".", re.compile(r"\.\d{1,3}\.\d"), "ip", "ip"),
    (4, ":", re.compile(r"[0-9a-fA-F]{1,4}:[0-9a-fA-F]{0,4}:[0-9a-fA-F]{0,4}:"), "ip", "ip"),
    (4, ":", re.compile(r"(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}"), "mac", "mac"),
    (4, "-", re.compile(r"(?:[0-9a-fA-F]{2}-){5}[0-9a-fA-F]{2}"), "mac", "mac"),
)


def _links(text: str) -> Iterator[Finding]:
    for match in _URL.finditer(text):
        yield Finding(match.start(), match.start() + len(match[0].rstrip(_EMAIL_TAIL)), "url", "the form of a link")
    for match in _BARE.finditer(text):
        host = match[0].split("/")[0].split(".")
        if "/" in match[0] or host[-2] not in cues.SITES:
            end = match.start() + len(match[0].rstrip(_EMAIL_TAIL))
            yield Finding(match.start(), end, "url", "the form of a domain", 0.7)


def _phones(text: str) -> Iterator[Finding]:
    if "://" in text:  # the digits of links are none, and many
        text = _URL.sub(_struck, text)
    text = _YEARS.sub(_struck, text)  # the span of a school year
    if not any(sum(c.isdigit() for c in match[0]) >= 7 for match in _PHONE.finditer(text)):
        return
    for match in _NORTH_AMERICAN.finditer(text):
        yield Finding(match.start(), match.end(), "phone", "the form of a phone number")
    for match in _LOCAL.finditer(text):
        yield Finding(match.start(), match.end(), "phone", "the form of a local phone number", 0.7)
    called = _CALLS.search(text) is not None
    for match in _LOOSE.finditer(text):
        digits = sum(c.isdigit() for c in match[0])
        if 7 <= digits <= 15 and (called or _AFTERWARDS.match(text, match.end())):
            yield Finding(match.start(), match.end(), "phone", "a number in a text about calling", 0.6)
    yield from _presidio(text, "phone", "phone")


def _struck(match: re.Match[str]) -> str:
    return "/" * len(match[0])


def _presidio(text: str, recognizer: str, kind: str) -> Iterator[Finding]:
    found = _recognizer(recognizer)
    if kind == "iban" and text.isascii():  # the recognizer knows capitals only
        text = text.upper()
    for result in found.analyze(text, found.supported_entities, None) or ():
        if result.score >= _LEAST:
            yield Finding(result.start, result.end, kind, f"Presidio, {recognizer}", round(result.score, 2))


@cache
def _recognizer(name: str) -> _Recognizer:
    recognizer: _Recognizer = _MAKERS[name]()
    return recognizer


def _email() -> Any:
    from presidio_analyzer.predefined_recognizers import EmailRecognizer

    class AnyDomain(EmailRecognizer):  # type: ignore[misc, unused-ignore]
        """Presidio's pattern, taken at its word: looking a domain up would need the network."""

        def validate_result(self, pattern_text: str) -> bool | None:
            return True

    return AnyDomain()


def _card() -> Any:
    from presidio_analyzer.predefined_recognizers import CreditCardRecognizer

    return CreditCardRecognizer()


def _ssn() -> Any:
    from presidio_analyzer.predefined_recognizers import UsSsnRecognizer

    return UsSsnRecognizer()


def _iban() -> Any:
    from presidio_analyzer.predefined_recognizers import IbanRecognizer

    return IbanRecognizer()


def _ip() -> Any:
    from presidio_analyzer.predefined_recognizers import IpRecognizer

    return IpRecognizer()


def _mac() -> Any:
    from presidio_analyzer.predefined_recognizers import MacAddressRecognizer

    return MacAddressRecognizer()


def _phone() -> Any:
    from presidio_analyzer.predefined_recognizers import PhoneRecognizer

    return PhoneRecognizer(supported_regions=("US", "GB", "MX", "BR", "DO"))


_MAKERS: dict[str, Callable[[], Any]] = {
    "email": _email, "card": _card, "ssn": _ssn, "iban": _iban, "ip": _ip, "mac": _mac, "phone": _phone,
}  # fmt: skip
