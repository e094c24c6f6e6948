"""What every page shows around its content: the catalog's name, and whether its words were invented."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.pages.rows import Connection, fetch

DEFAULT_TITLE = "Evidence-to-exemplar catalog"


@dataclass(frozen=True, slots=True)
class Site:
    """The facts of table `about` that each page needs."""

    title: str = field(metadata={"help": "Name of the catalog, on every page"})
    synthetic: bool = field(metadata={"help": "Whether the words were invented for demonstration"})
    some_synthetic: bool = field(metadata={"help": "Whether the words of some sources were invented"})
    licence: str = field(metadata={"help": "Licence of the catalog; empty where none is stated"})
    address: str = field(metadata={"help": "Where the site stands, for citations; empty where not stated"})
    build: str = field(metadata={"help": "Name of this build of the catalog; empty where not stated"})
    codebook_version: str = field(metadata={"help": "Version of the codebook the words were coded with"})


def load_site(conn: Connection) -> Site:
    """The site's facts, with plain defaults for those that are not stated."""
    facts = {row["name"]: row["value"] for row in fetch(conn, "select name, value from about")}
    return Site(
        title=facts.get("title") or DEFAULT_TITLE,
        synthetic=facts.get("synthetic") == "1",
        some_synthetic=facts.get("some_synthetic") == "1",
        licence=facts.get("licence", ""),
        address=facts.get("address", ""),
        build=facts.get("build", ""),
        codebook_version=facts.get("codebook_version", ""),
    )
