"""Linked data: the codebook as SKOS, the codings as W3C Web Annotations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalog.codebook import Code, Codebook
from pipelines.exchange.guids import guid_of
from pipelines.exchange.outgoing import Outgoing

AROUND = 32
"""Characters before and after a quote that tell it from the same words elsewhere."""

_CONTEXT = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_NOTES = {"use_when": "skos:scopeNote", "not_when": "skos:editorialNote", "look_fors": "skos:note"}


def base_of(codebook: Codebook, base: str | None) -> str:
    """The address that the codes' addresses begin with; a URN where the study has none."""
    return f"{base.rstrip('/')}/" if base else f"urn:uuid:{guid_of('codebook', codebook.id).lower()}:"


def skos(codebook: Codebook, base: str | None = None) -> dict[str, Any]:
    """The codebook as JSON-LD: a concept scheme, a collection for each dimension, a concept for each code."""
    start, language = base_of(codebook, base), codebook.language
    scheme = f"{start}codebook"

    def text(value: str) -> dict[str, str]:
        return {"@value": value, "@language": language}

    top = [code for code in codebook.codes if code.parent is None]
    graph: list[dict[str, Any]] = [
        {
            "@id": scheme,
            "@type": "skos:ConceptScheme",
            "dct:title": text(codebook.title),
            "owl:versionInfo": codebook.version,
            **({"dct:license": codebook.licence} if codebook.licence else {}),
            "skos:hasTopConcept": [{"@id": start + code.id} for code in top],
        }
    ]
    for dimension in codebook.dimensions:
        members = [{"@id": start + code.id} for code in codebook.codes if code.dimension == dimension.id]
        collection = {"@id": f"{start}dimension-{dimension.id}", "@type": "skos:Collection"}
        graph.append({**collection, "skos:prefLabel": text(dimension.label), "skos:member": members})
    graph += [_concept(code, codebook, start, scheme, language) for code in codebook.codes]
    return {"@context": _CONTEXT, "@graph": graph}


def _concept(code: Code, codebook: Codebook, start: str, scheme: str, language: str) -> dict[str, Any]:
    def texts(values: Any) -> list[dict[str, str]]:
        return [{"@value": value, "@language": language} for value in values]

    def refs(keys: Any) -> list[dict[str, str]]:
        return [{"@id": start + key} for key in keys]

    # Related concepts may not be broader or narrower ones (SKOS, S27).
    kin = {*codebook.ancestors(code.id), *(c.id for c in codebook.codes if code.id in codebook.ancestors(c.id))}
    labels = {code.label.casefold()}
    concept: dict[str, Any] = {
        "skos:inScheme": {"@id": scheme},
        "skos:notation": code.id,
        "skos:prefLabel": texts([code.label]),
        "skos:altLabel": texts(name for name in code.alt_labels if name.casefold() not in labels),
        "skos:definition": texts([code.definition]),
        **{name: texts(getattr(code, field)) for field, name in _NOTES.items()},
        "skos:example": texts(example.text for example in code.examples),
        "skos:broader": refs([code.parent] if code.parent else []),
        "skos:narrower": refs(inner.id for inner in codebook.children(code.id)),
        "skos:topConceptOf": [] if code.parent else {"@id": scheme},
        "skos:related": refs(key for key in code.related if key not in kin),
        "dct:isReplacedBy": refs(code.retired.replaced_by if code.retired else ()),
    }
    told = {key: value for key, value in concept.items() if value}
    deprecated = {"owl:deprecated": {"@value": "true", "@type": "xsd:boolean"}} if code.retired else {}
    return {"@id": start + code.id, "@type": "skos:Concept", **told, **deprecated}


def turtle(data: dict[str, Any]) -> Iterator[str]:
    """The same graph as Turtle, line by line."""
    for prefix, address in data["@context"].items():
        yield f"@prefix {prefix}: <{address}> .\n"
    for node in data["@graph"]:
        yield f"\n<{node['@id']}> a {node['@type']}"
        for name, value in node.items():
            if not name.startswith("@"):
                values = value if isinstance(value, list) else [value]
                if values:
                    yield f" ;\n    {name} {', '.join(_term(one) for one in values)}"
        yield " .\n"


def _term(value: Any) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if "@id" in value:
        return f"<{value['@id']}>"
    return _quoted(value["@value"]) + (f"@{value['@language']}" if "@language" in value else f"^^{value['@type']}")


def _quoted(text: str) -> str:
    for character, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(character, escape)
    return f'"{text}"'


def web_annotations(out: Outgoing, base: str | None = None) -> Iterator[dict[str, Any]]:
    """A W3C Web Annotation for every coding, its words by quote and by position in the document's text.

    Positions count Unicode code points, as the model asks; the text is the one that `qdpx` exports.
    """
    start = base_of(out.codebook, base)
    for document in out.documents:
        for said, at in document.places:
            for cut in out.excerpts.get(said.pk, ()):
                first, last = at + cut.start, at + cut.end
                selectors = [
                    {
                        "type": "TextQuoteSelector",
                        "exact": document.text[first:last],
                        "prefix": document.text[max(0, first - AROUND) : first],
                        "suffix": document.text[last : last + AROUND],
                    },
                    {"type": "TextPositionSelector", "start": first, "end": last},
                ]
                for read in out.readings.get(cut.pk, ()):
                    coder = out.coders[read.coder]
                    kind = "Person" if coder.kind == "person" else "Software"
                    for code, stance, _ in read.codes:
                        yield {
                            "@context": "http://www.w3.org/ns/anno.jsonld",
                            "id": f"urn:uuid:{guid_of('coding', cut.id, read.coder, stance, code).lower()}",
                            "type": "Annotation",
                            "motivation": "classifying",
                            "creator": {"type": kind, "name": coder.label},
                            "body": [
                                {"type": "SpecificResource", "purpose": "classifying", "source": start + code},
                                {"type": "TextualBody", "purpose": "tagging", "value": stance},
                            ],
                            "target": {
                                "source": f"urn:uuid:{guid_of('source', document.key).lower()}",
                                "selector": selectors,
                            },
                        }
