"""An exemplar for machines: its JSON twin, and what search engines read of it (schema.org)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from catalog.exemplars import words_of
from catalog.pages.exemplar import Evidence, ExemplarPage
from catalog.pages.exemplar_fields import Block, Fact


def as_data(page: ExemplarPage, origin: str) -> dict[str, Any]:
    """The exemplar as plain data; texts are words without markup, spans count Unicode code points.

    A withdrawn exemplar has its title, its state and the reason alone.
    """
    reference = page.reference(origin)
    common = {
        "id": page.id,
        "address": reference.address,
        "title": page.title,
        "state": "withdrawn" if page.withdrawn else "published",
        "synthetic": page.site.synthetic,
        "practices": [{"id": code.id, "label": code.label} for code in page.codes],
    }
    if page.withdrawn:
        return {**common, "withdrawn_because": page.withdrawn_reason}
    return {
        **common,
        "promise": page.promise,
        "at_a_glance": _facts(page.glance),
        "sections": [{"id": b.id, "label": b.label, "text": _text(b)} for b in page.sections],
        "quotes": [_quote(item, "support") for item in page.support]
        + [_quote(item, "counter") for item in page.counter],
        "claims": _records(page.claims),
        "outside_research": _records(page.research),
        "how_sure": [*([words_of(page.confidence.html)] if page.confidence else []), *page.sureness],
        "same_practice_elsewhere": [n.card.id for n in page.settings],
        "related": [n.card.id for n in page.related],
        "last_reviewed": page.reviewed_on or None,
        "review_due": page.review_due or None,
        "licence": page.site.licence or None,
        "cite": reference.plain,
        "build": page.site.build,
    }


def linked_data(page: ExemplarPage, origin: str) -> str:
    """The exemplar as a schema.org LearningResource, safe to stand in a page as a block of data."""
    reference = page.reference(origin)
    found = {
        "@context": "https://schema.org",
        "@type": ["LearningResource", "HowTo"],
        "@id": reference.address,
        "name": page.title,
        "abstract": page.promise,
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "learningResourceType": "teaching practice",
        "educationalUse": "instruction",
        "educationalLevel": list(page.grades),
        "audience": {"@type": "EducationalAudience", "educationalRole": "teacher"},
        "about": [
            {
                "@type": "DefinedTerm",
                "name": code.label,
                "termCode": code.id,
                "inDefinedTermSet": f"{page.site.address or origin}/codebook",
            }
            for code in page.codes
        ],
        "keywords": [*page.subjects, *(code.label for code in page.codes)],
        "step": [{"@type": "HowToStep", "text": step} for step in _steps(page)],
        "license": page.site.licence,
        "version": page.site.build[:12],
        "dateModified": page.reviewed_on,
        "publisher": {"@type": "Organization", "name": page.site.title},
        "citation": [f"{page.site.address or origin}{item.href}" for item in (*page.support, *page.counter)],
    }
    text = json.dumps({key: value for key, value in found.items() if value}, ensure_ascii=False)
    # No word of it can end the block it stands in.
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _steps(page: ExemplarPage) -> list[str]:
    return [words_of(item) for block in page.sections if block.id == "start-tomorrow" for item in block.items]


def _facts(facts: Iterable[Fact]) -> dict[str, str]:
    return {fact.label: fact.value for fact in facts}


def _text(block: Block) -> str | list[str]:
    return words_of(block.html) if block.html else [words_of(item) for item in block.items]


def _records(block: Block | None) -> list[dict[str, Any]]:
    records = block.records if block else ()
    return [
        {"text": words_of(record.html), **_facts(record.facts), **({"link": record.link} if record.link else {})}
        for record in records
    ]


def _quote(item: Evidence, bearing: str) -> dict[str, Any]:
    return {
        "number": item.number,
        "bearing": bearing,
        "quote": item.quote,
        "excerpt": item.excerpt,
        "span": [item.start, item.end],
        "who": item.who,
        "question": item.question,
        "source": item.source,
        "year": item.year,
        "place": item.place,
        "coded_by_people": item.reviewed,
        "synthetic": item.synthetic,
    }
