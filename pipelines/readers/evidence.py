"""Patterns of values and of headers by which a column is judged."""

from __future__ import annotations

import re

_DATE = (
    r"(?:\w{3,9},? )?(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}\.? \w{3,9}\.? \d{4}"
    r"|\w{3,9}\.? \d{1,2}, \d{4})(?:[ T,]+\d{1,2}[:.]\d{2}.*)?"
    r"|\d{1,2}:\d{2}(?::\d{2})?(?:\s?[APap]\.?[Mm]\.?)?"
)
# Identifiers are told from the values alone; the first that fits names the reason.
SHAPES = (
    (r"[^@\s,;]+@[^@\s,;]+\.[A-Za-z]{2,}", "e-mail address"),
    (r"(?:\d{1,3}\.){3}\d{1,3}|(?=.*:.*:)[0-9a-fA-F:]{6,39}", "network address"),
    (_DATE, "date or time"),
    (r"https?://\S+|www\.\S+", "web address"),
    (r"\+?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?:\s?x\d+)?|\+\d[\d ()-]{7,}", "telephone number"),
)
ID_WORDS = frozenset(
    ("id", "ids", "uuid", "guid", "key", "respondent", "participant", "code", "identifier", "responseid")
)
UNIT_WORDS = frozenset(
    ("district", "districts", "school", "lea", "campus", "case", "site", "organization", "organisation")
)
PERSON = re.compile(
    r"(?i)\b((first|last|full|family|given|middle|sur|user)[ _-]?name|(your|teacher|participant"
    r"|respondent|contact|student|recipient|observer|principal|leader)('?s?’?s?)?[ _]name"
    r"|^name|signature|initials)\b"
)
# Whoever refuses is not read at all, so only what plainly asks for the use of answers is consent.
CONSENT = re.compile(
    r"(?i)\bconsent|\bpermission to (use|quote|share|publish|record)|\bmay we (use|quote|share|publish)"
    r"|publicly available|\bagree to (participate|take part|be (quoted|recorded))"
    r"|\bi (understand|agree|acknowledge|accept|give|have read)\b.*\b(information|answers?|responses?"
    r"|participat\w+|data|survey|study|form|quoted?|published?)\b"
)
ASSENT = re.compile(
    r"(?i)(yes|no|y|n|true|false|0|1|i (do not |don't )?(agree|consent|understand|accept)|(dis)?agree"
    r"|accept(ed)?|decline|consent(ed)?|ja|nein|oui|non|s[ií])\b.{0,80}"
)
ASKS_UNIT = re.compile(
    r"(?i)\b(which|what|your|name of|select|choose)\b.{0,60}\b(district|school|organi[sz]ation)"
    r"( (name|do you|are you|you)\b.{0,40})?\W*$"
)
ROLE = re.compile(
    r"(?i)^(your |current |primary |job |my )?(role|position|job title|title|occupation|profession)\b.{0,30}$"
    r"|\b(your|primary|current) (primary |current |main )?(role|position|job title)\b"
    r"|^(which|what) (best )?describes you|\bi am an? ?(\.\.\.|…|:)?$"
)
OPEN_WORDS = re.compile(
    r"(?i)\b(describe|explain|comments?|notes?|please (share|tell|elaborate|specify|list)|why"
    r"|how (do|does|did|might|would|can)|what (do|does|did|would|is|are|other|has|have|could|should|kinds?)"
    r"|anything else|in your own words|free text|examples?|feedback|thoughts|tell us|suggestions?"
    r"|elaborate|reflections?|open[- ]ended|other)\b"
)
CLOSED_WORDS = re.compile(
    r"(?i)^(which|are you|is |do you|does |have you|has |did you|rate|select|choose|gender|age|grade"
    r"|how (often|many|much|long|likely|satisfied|would you rate)|to what extent)"
    r"|multiple choice|check all|select (all|one)|on a scale"
)


def words_of(name: str) -> list[str]:
    """The words of a header, small, cut at underscores and at capitals.

    >>> words_of("OrgCode school_id")
    ['org', 'code', 'school', 'id']
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name)
    return re.findall(r"[^\W\d_]+|\d+", spaced.casefold())
