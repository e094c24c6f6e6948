"""The page of answers that may give someone away, for the privacy officer."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.disclosure import HIGH_RISK
from catalog.pages.rows import Connection, fetch, first

SIZE = 20


@dataclass(frozen=True, slots=True)
class Risky:
    """One answer."""

    id: str = field(metadata={"help": "Id of the response"})
    text: str = field(metadata={"help": "The words, de-identified as far as a machine can tell"})
    question: str = field(metadata={"help": "Question or prompt it answers"})
    place: str = field(metadata={"help": "Who speaks, in which source"})
    percent: int = field(metadata={"help": "How likely it gives someone away, in percent"})
    reasons: str = field(metadata={"help": "Why"})


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """The riskiest answers that nobody has looked at."""

    answers: tuple[Risky, ...] = field(metadata={"help": "Riskiest first"})
    left: int = field(metadata={"help": "How many there are in all"})


_RISKY = (
    "from responses r join sources s on s.id = r.source_id join respondents p on p.pk = r.respondent_pk "
    "left join questions q on q.id = r.question_id left join cases c on c.id = p.case_id "
    f"where r.gone = 0 and r.cleared = 0 and r.risk >= {HIGH_RISK}"
)


def privacy_page(conn: Connection) -> PrivacyPage:
    """The answers that are held back until somebody has looked."""
    rows = fetch(
        conn,
        "select r.id, r.text, coalesce(q.wording, '') as question, p.role, p.label, coalesce(c.name, c.label) as at, "
        f"s.title, r.risk, r.risk_reasons {_RISKY} order by r.risk desc, r.pk limit {SIZE}",
    )
    counted = first(conn, f"select count(*) {_RISKY}")
    answers = tuple(
        Risky(
            id=row["id"],
            text=row["text"],
            question=row["question"],
            place=", ".join(part for part in (row["role"], row["label"], row["at"], row["title"]) if part),
            percent=round(100 * row["risk"]),
            reasons=row["risk_reasons"],
        )
        for row in rows
    )
    return PrivacyPage(answers, counted[0] if counted else 0)
