"""Parsing delivered XML without entities, without a document type, without the network."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from catalog.errors import Problem, SourceError

# lxml ships no types.
Element = Any

# What may stand before the first element: a mark of byte order, declarations, comments.
_PROLOGUE = re.compile(rb"(?s)\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?:\s|<\?.*?\?>|<!--.*?-->)*+<!")


def parse(data: bytes, name: str, roots: tuple[str, ...]) -> Element:
    """The root element, whose local name is one of `roots`; `name` says where the XML stands, for errors.

    Raises SourceError with the line where the XML is not well-formed, declares a document type or entities,
    or is something else than expected.
    """
    # Without zero bytes, so that a document in UTF-16 is looked at as well.
    if _PROLOGUE.match(data[:1_000_000].replace(b"\0", b"")):
        what = "the XML declares a document type, which such a file has no use for and which can do harm"
        raise SourceError(Problem(name, what, "ask who sent it where it comes from; export the project anew"))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        line = getattr(fault, "lineno", None) or 1
        fix = "open the project in the program it comes from and export it anew"
        raise SourceError(Problem(f"{name}:{line}", "the XML cannot be read from here on", fix)) from None
    if root.getroottree().docinfo.doctype:
        raise SourceError(Problem(name, "the XML declares a document type", "export the project anew"))
    if local(root) not in roots:
        fix = "import a .qdpx or .qdc file"
        raise SourceError(Problem(f"{name}:1", f"the XML is a {local(root)[:40]}, not a {' or '.join(roots)}", fix))
    return root


def local(element: Element) -> str:
    """The element's name without its namespace, of which tools write several.

    Raises nothing: an entity or the like has the name "".
    """
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element | None, *names: str) -> list[Element]:
    """The children of these names, in order; none of nothing."""
    return [] if element is None else [child for child in element if local(child) in names]


def child(element: Element | None, name: str) -> Element | None:
    """The first child of a name."""
    return next(iter(children(element, name)), None)


def text(element: Element | None, name: str) -> str:
    """The text of the first child of a name; empty where there is none."""
    found = child(element, name)
    return "".join(found.itertext()) if found is not None else ""


def guid(value: str | None) -> str:
    """A GUID as all tools write it: without braces, in capitals."""
    return (value or "").strip().strip("{}").upper()
