"""Exemplars: practices written up as Markdown files that cite excerpts."""

from catalog.exemplars.blocks import BASES, PARTS, Part
from catalog.exemplars.fields import FIELDS, Field
from catalog.exemplars.load import Citation, ExemplarFile, load_exemplars
from catalog.exemplars.render import as_html, as_text, words_of
from catalog.exemplars.twin import as_markdown

__all__ = [
    "BASES",
    "FIELDS",
    "PARTS",
    "Citation",
    "ExemplarFile",
    "Field",
    "Part",
    "as_html",
    "as_markdown",
    "as_text",
    "load_exemplars",
    "words_of",
]
