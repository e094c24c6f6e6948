"""How to cite a page: as a sentence, as BibTeX and RIS, and as tags that reference managers read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from catalog.pages.wording import date_words

# What LaTeX would take for a command.
_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_SPECIAL |= {c: f"\\{c}" for c in "&%$#_{}"}


@dataclass(frozen=True, slots=True)
class Reference:
    """What a citation of one exemplar is made of."""

    id: str = field(metadata={"help": "Slug of the exemplar"})
    title: str = field(metadata={"help": "Its title"})
    abstract: str = field(metadata={"help": "Its one-line promise"})
    site: str = field(metadata={"help": "Name of the catalog, which stands as author and publisher"})
    address: str = field(metadata={"help": "Address of the page, with host where it is known"})
    date: str = field(metadata={"help": "Date of the last review, as 2026-11-30; empty where not stated"})
    version: str = field(metadata={"help": "Build of the catalog; empty where not stated"})
    note: str = field(metadata={"help": "What whoever cites it must know; may be empty"})

    @property
    def plain(self) -> str:
        """The citation as a sentence."""
        dated = f" ({date_words(self.date)})" if self.date else ""
        version = f" Version {self.version}." if self.version else ""
        note = f" {self.note}" if self.note else ""
        return f"{self.site}{dated}. {self.title}.{version} {self.address}{note}"

    @property
    def meta(self) -> tuple[tuple[str, str], ...]:
        """Names and contents of the tags that reference managers look for."""
        tags = (
            ("citation_title", self.title),
            ("citation_author", self.site),
            ("citation_publication_date", self.date.replace("-", "/")),
            ("citation_publisher", self.site),
            ("citation_public_url", self.address if "://" in self.address else ""),
            ("citation_language", "en"),
        )
        return tuple((name, content) for name, content in tags if content)

    def bibtex(self) -> str:
        """The citation for LaTeX and most reference managers."""
        year, _, rest = self.date.partition("-")
        fields = {
            "title": f"{{{_latex(self.title)}}}",
            "author": f"{{{_latex(self.site)}}}",
            "year": year,
            "month": rest.partition("-")[0].lstrip("0"),
            "url": self.address,
            "version": self.version,
            "abstract": _latex(self.abstract),
            "note": _latex(self.note),
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        return "\n".join([f"@misc{{{self.id},", *lines, "}"]) + "\n"

    def ris(self) -> str:
        """The citation for reference managers that read RIS."""
        fields = (
            ("TY", "ELEC"),
            ("TI", self.title),
            ("AU", self.site),
            ("PB", self.site),
            ("PY", self.date[:4]),
            ("DA", self.date.replace("-", "/")),
            ("ET", self.version),
            ("UR", self.address),
            ("AB", self.abstract),
            ("N1", self.note),
            ("LA", "en"),
        )
        lines = [f"{tag}  - {_one_line(value)}" for tag, value in fields if value]
        return "\r\n".join([*lines, "ER  - ", ""])


def _latex(text: str) -> str:
    return "".join(_SPECIAL.get(c, c) for c in _one_line(text))


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
