"""Exemplars: practices written up as Markdown files that cite excerpts."""

from catalog.exemplars.fields import FIELDS, Field
from catalog.exemplars.load import Citation, ExemplarFile, load_exemplars
from catalog.exemplars.render import as_html, as_text

__all__ = ["FIELDS", "Citation", "ExemplarFile", "Field", "as_html", "as_text", "load_exemplars"]
