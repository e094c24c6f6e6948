"""Ordered answer scales, recognised by their words, and the order of options that have one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_POLES = {
    "agree": ("agree", "disagree"),
    "satisfied": ("satisfied", "dissatisfied|unsatisfied"),
    "favorable": ("favou?rabl[ey]", "unfavou?rabl[ey]"),
    "likely": ("likely|probable", "unlikely|improbable"),
    "important": ("important", "unimportant"),
    "easy": ("easy", "difficult|hard"),
    "comfortable": ("comfortable", "uncomfortable"),
    "effective": ("effective", "ineffective"),
    "helpful": ("helpful|useful|valuable", "unhelpful|useless"),
    "positive": ("positive(?:ly)?", "negative(?:ly)?"),
    "familiar": ("familiar", "unfamiliar"),
    "confident": ("confident|sure|certain", "unsure|uncertain"),
    "ready": ("ready|prepared", "unready|unprepared"),
    "clear": ("clear|true|accurate", "unclear|untrue|inaccurate"),
    "support": ("support(?:ive)?|in favou?r", "oppose[d]?|unsupportive"),
    "better": ("better|increased?|improved|more|higher", "worse|decreased?|declined|less|fewer|lower"),
    "interested": ("interested|engaged|motivated|concerned|challenging", "uninterested|disengaged"),
}
_ADVERBS = {
    "extremely": 6, "completely": 6, "totally": 6, "entirely": 6, "fully": 6,
    "absolutely": 6, "definitely": 6,
    "very": 5, "strongly": 5, "highly": 5, "much": 5, "a lot": 5, "mostly": 4, "quite": 4, "": 3.5,
    "probably": 3, "moderately": 3, "generally": 3, "tend to": 2.5, "fairly": 2.5, "somewhat": 2, "rather": 2,
    "mildly": 2, "slightly": 1, "a little": 1, "a bit": 1, "a little bit": 1, "minimally": 1,
}  # fmt: skip
_NEGATIONS = {
    "not at all": -9,
    "not": -8.5,
    "not very": -8,
    "not so": -8,
    "not too": -8,
    "not particularly": -8,
}
# Scales without poles, lowest first; words that mean the same stand in one pattern.
_LADDERS: dict[str, tuple[str, ...]] = {
    "frequency": (
        "never|not at all",
        "almost never|hardly ever|very rarely|less than (?:once a year|yearly)",
        "rarely|seldom|once a year|yearly|annually|a few times a year|once or twice a year|less than once a month",
        "occasionally|once in a while|once a month|monthly|few times (?:a|per) month|once or twice a month"
        "|less than (?:once a week|weekly)",
        "sometimes|about half the time|half (?:of )?the time|every other week|a few times a month"
        "|[12]-\\d times (?:a|per) month|several times a month",
        "often|frequently|regularly|once a week|weekly|about once a week|at least once a week|once or twice a week",
        "most of the time|usually|very often|very frequently|generally|several times a week"
        "|a few times a week|\\d-\\d times (?:a|per) week|most days|almost daily",
        "almost always|nearly always|daily|once a day|every day|every lesson|each day",
        "always|all (?:of )?the time|several times a day|multiple times (?:a|per) day|more than once a day",
    ),
    "extent": (
        "not at all|none|no extent|not yet|never|nothing|none of the time",
        "(?:to )?a (?:very )?(?:small|little|limited) extent|very little|a little|slightly|a few|minimally|barely",
        "somewhat|partly|partially|(?:to )?some extent|some|in part|a bit|so-so",
        "moderately|(?:to )?a moderate extent|a moderate amount|about half|half",
        "mostly|mainly|most|largely|quite a bit|(?:to )?a (?:large|great) extent|a lot|much|considerably",
        "very much|a great deal|(?:to )?a very (?:large|great) extent|yes|completely|fully|entirely|all"
        "|extremely|totally",
    ),
    "quality": (
        "very poor|very bad|terrible|awful",
        "poor|bad|below average|unsatisfactory|unacceptable",
        "fair|needs improvement|developing|marginal",
        "average|ok|okay|acceptable|satisfactory|adequate",
        "good|above average|proficient|effective",
        "very good|highly effective|advanced",
        "excellent|outstanding|exemplary|great|exceptional|distinguished",
    ),
    "stage": (
        "not started|not (?:yet )?(?:planned|considering)|no plans?|not implementing|not in place|not begun",
        "exploring|considering|thinking about it|interested",
        "planning|planned|preparing",
        "piloting|pilot|starting|beginning|emerging|just started|initial implementation|early implementation",
        "implementing|in progress|underway|developing|partially implemented|partial implementation|partially in place",
        "implemented|fully implemented|full implementation|completed?|established|in place|fully in place",
        "sustaining|sustained|scaling|scaled|refining|embedded",
    ),
    "amount": (
        "none|no",
        "very low|very few|very small",
        "low|few|small|minor",
        "medium|moderate|some|mid",
        "high|many|large|major",
        "very high|very many|very large",
    ),
}
_NEUTRAL = re.compile(
    r"neither\b.*|neutral|no opinion|undecided|no change|(?:about )?the same|mixed|unchanged"
    r"|no (?:impact|effect|difference|preference)"
)
_BESIDE = re.compile(
    r"(?:.*\()?n\.?/?a\.?\)?|not applicable|does not apply|don'?t know|do not know|not sure|unsure"
    r"|i'm not sure|prefer not to (?:say|answer)|no answer|no basis.*|unable to (?:judge|rate)|unknown|other"
    r"|cannot say|i don'?t know|skip(?:ped)?|not observed|unfamiliar \(n/a\)"
)
_LEAD = re.compile(r"^\(?(\d{1,2})\s*(?:[=:.)]|[-–—](?!\s*\d))\s*(?=\D)")
_TAIL = re.compile(r"\((\d{1,2})\)$")
_FIRST_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def likert_order(values: Iterable[str]) -> tuple[str, ...] | None:
    """The values in the order of their scale, lowest first, or None where they are no scale.

    Answers beside the scale ("not applicable") come last.

    >>> likert_order(["Often", "Never", "Always", "N/A"])
    ('Never', 'Often', 'Always', 'N/A')
    >>> likert_order(["Yes", "No"]) is None
    True
    """
    distinct = sorted(set(values))
    beside = [v for v in distinct if _BESIDE.fullmatch(_plain(v))]
    on = [v for v in distinct if v not in beside]
    if len(on) < 2 or len(on) > 12:
        return None
    scored = _numbered(on) or _worded(on)
    if scored is None:
        return None
    return (*sorted(on, key=lambda v: (scored[v], v)), *beside)


def option_order(counts: Mapping[str, int]) -> tuple[str, ...]:
    """The options of a choice: by the numbers they begin with (ages, incomes), else the most chosen first."""
    numbers = {v: _magnitude(v) for v in counts}
    if sum(n is not None for n in numbers.values()) >= 0.8 * len(counts) > 1:
        return tuple(sorted(counts, key=lambda v: (numbers[v] is None, numbers[v] or 0.0, v)))
    return tuple(sorted(counts, key=lambda v: (-counts[v], v)))


def _magnitude(value: str) -> float | None:
    match = _FIRST_NUMBER.search(value[:24])
    if match is None:
        return None
    number = float(match[0].replace(",", ""))
    below = re.match(r"(?i)(less|fewer|under|below|up to|<)", value)
    above = re.match(r"(?i)(more than|over|above|>)", value)
    return number - 0.5 if below else number + 0.5 if above else number


def _plain(value: str) -> str:
    text = " ".join(value.casefold().replace("’", "'").split()).rstrip(".!")
    return text


def _numbered(values: list[str]) -> dict[str, float] | None:
    """Scores where every value carries its own number, as in "4 - Agree"."""
    for shape in (_LEAD, _TAIL):
        found = {v: float(m[1]) for v in values if (m := shape.search(v))}
        if len(found) == len(values) == len(set(found.values())) and max(found.values()) <= 11:
            return found
    return None


def _worded(values: list[str]) -> dict[str, float] | None:
    plains = {v: re.sub(r"\s*\([^)]*\)$", "", _plain(v)) for v in values}
    for ladder in _LADDERS.values():
        scored = {v: s for v, p in plains.items() if (s := _on_ladder(ladder, p)) is not None}
        # "Yes" and "no", "none" and "some" alone are choices.
        if len(scored) == len(values) and not {*plains.values()} <= {"yes", "no", "none", "some", "all"}:
            return scored
    for pole in _POLES.values():
        scored = {v: s for v, p in plains.items() if (s := _on_pole(pole, p)) is not None}
        if len(scored) == len(values) and any(not _NEUTRAL.fullmatch(p) for p in plains.values()):
            return scored
    return None


def _on_ladder(ladder: tuple[str, ...], plain: str) -> float | None:
    return next((float(i) for i, step in enumerate(ladder) if re.fullmatch(step, plain)), None)


def _on_pole(pole: tuple[str, str], plain: str) -> float | None:
    if _NEUTRAL.fullmatch(plain):
        return 0.0
    for side, sign in ((pole[0], 1), (pole[1], -1)):
        match = re.fullmatch(rf"(?:(.*?)\s+)?(?:{side})", plain)
        if match is None:
            continue
        adverb = match[1] or ""
        if adverb in _NEGATIONS:
            return _NEGATIONS[adverb] * sign
        if adverb in _ADVERBS:
            return _ADVERBS[adverb] * sign
    return None
