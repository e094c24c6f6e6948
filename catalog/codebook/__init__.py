"""The codebook: codes with definitions, examples and cues, read from taxonomy.yaml."""

from catalog.codebook.load import load_codebook, parse_codebook
from catalog.codebook.model import (
    Code,
    Codebook,
    Cues,
    Dimension,
    Element,
    Example,
    NearMiss,
    Note,
    Retired,
)
from catalog.codebook.syntax import Pattern, PatternError, parse

__all__ = [
    "Code",
    "Codebook",
    "Cues",
    "Dimension",
    "Element",
    "Example",
    "NearMiss",
    "Note",
    "Pattern",
    "PatternError",
    "Retired",
    "load_codebook",
    "parse",
    "parse_codebook",
]
