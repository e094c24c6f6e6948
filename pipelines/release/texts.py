"""What goes with a release's tables: how to use, cite and deposit them, and the queries ready to ask."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from catalog.manifest import Manifest
from catalog.pages.research_forms import RecipeForm, forms


@dataclass(frozen=True, slots=True)
class About:
    """What the texts of a release say of it."""

    title: str
    version: str
    date: str
    licence: str
    address: str
    creators: tuple[str, ...]
    year: int | None
    synthetic: bool
    facts: Mapping[str, str]

    @property
    def spdx(self) -> str:
        """The licence as SPDX names it, as far as that can be told: CC BY 4.0 is CC-BY-4.0."""
        return self.licence.replace(" ", "-")

    @property
    def description(self) -> str:
        """One paragraph, with the warning that a demonstration needs."""
        warning = "Synthetic demonstration data: every word was invented. " if self.synthetic else ""
        excerpts, codes, exemplars = (self.facts.get(name, "0") for name in ("excerpts", "codes", "exemplars"))
        return (
            f"{warning}{excerpts} de-identified excerpts of what people said in surveys and focus groups, coded with "
            f"{codes} codes, and {exemplars} exemplars that rest on them. Only words that may be quoted are in it."
        )


def about(db: sqlite3.Connection, manifest: Manifest, version: str, date: str) -> About:
    """What the catalog says of itself, with the release's version and, where given, its date."""
    facts = dict(db.execute("select name, value from about").fetchall())
    newest = db.execute("select max(year) from sources").fetchone()[0]
    creators = manifest.settings.get("creators") or [manifest.title]
    return About(
        title=manifest.title,
        version=version or f"{facts.get('codebook_version', '0')}+{facts.get('build', '')[:8]}",
        date=date,
        licence=manifest.licence,
        address=manifest.address,
        creators=tuple(map(str, [creators] if isinstance(creators, str) else creators)),
        year=int(date[:4]) if date else newest,
        synthetic=facts.get("synthetic") == "1",
        facts=facts,
    )


def citation(release: About) -> str:
    """CITATION.cff, which GitHub, Zenodo and Zotero read."""
    found: dict[str, Any] = {
        "cff-version": "1.2.0",
        "type": "dataset",
        "message": "If you use these data, please cite them as below.",
        "title": release.title,
        "abstract": release.description,
        "authors": [{"name": name} for name in release.creators],
        "version": release.version,
    }
    if release.licence:
        found["license"] = release.spdx
    if release.address:
        found["url"] = release.address
    if release.date:
        found["date-released"] = release.date
    return yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=100)


def datacite(release: About) -> str:
    """DataCite metadata (schema 4.6), all that a repository needs to give a DOI but the DOI itself."""
    found: dict[str, Any] = {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "identifiers": [],
        "creators": [{"name": name, "nameType": "Organizational"} for name in release.creators],
        "titles": [{"title": release.title, "lang": "en"}],
        "publisher": {"name": release.creators[0]},
        "publicationYear": str(release.year) if release.year else "",
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Coded excerpts of surveys and focus groups"},
        "subjects": [{"subject": word} for word in ("personalized learning", "qualitative data", "education")],
        "language": "en",
        "version": release.version,
        "formats": ["application/vnd.sqlite3", "text/csv"],
        "descriptions": [{"description": release.description, "descriptionType": "Abstract"}],
    }
    if release.date:
        found["dates"] = [{"date": release.date, "dateType": "Issued"}]
    if release.licence:
        identifier = {"rightsIdentifier": release.spdx, "rightsIdentifierScheme": "SPDX"}
        found["rightsList"] = [{"rights": release.licence, **identifier}]
    if release.address:
        identifier = {"relatedIdentifier": release.address, "relatedIdentifierType": "URL"}
        found["relatedIdentifiers"] = [{**identifier, "relationType": "IsDerivedFrom"}]
    return as_json(found)


def recipes_sql(db: sqlite3.Connection) -> str:
    """The queries for the sqlite3 shell, each with parameters that bring an answer."""
    parts = ["-- Queries ready to ask. Run: sqlite3 -header catalog.db < recipes.sql", ".parameter init", ""]
    for form in forms(db):
        parts.append(f"-- {form.recipe.title}. {form.recipe.description}")
        parts += [f".parameter set :{name} {_quoted(value)}" for name, value in _values(form).items()]
        parts += [f"{form.recipe.sql.strip()};", ""]
    return "\n".join(parts)


def recipes_json(db: sqlite3.Connection) -> str:
    """The same for programs: name, title, description, query, parameters."""
    return as_json(
        [
            {
                "name": form.recipe.name,
                "title": form.recipe.title,
                "description": form.recipe.description,
                "sql": form.recipe.sql.strip(),
                "parameters": _values(form),
            }
            for form in forms(db)
        ]
    )


def _values(form: RecipeForm) -> dict[str, str]:
    """The value of each parameter as its form stands at first."""
    return {one.name: one.value or (one.choices[0][0] if one.choices else "") for one in form.fields}


def _quoted(value: str) -> str:
    """A text in SQL, in quotes of its own for the shell.

    >>> _quoted("they're")
    '"\\'they\\'\\'re\\'"'
    """
    inner = value.replace("'", "''")
    escaped = f"'{inner}'".replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def written(name: str, release: About, **more: Any) -> str:
    """README.md or RELEASE_NOTES.md."""
    loader = PackageLoader("pipelines.release")
    # Markdown, not HTML: nothing is escaped.
    environment = Environment(loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # noqa: S701
    return environment.get_template(name).render(release=release, **more)


def as_json(found: object) -> str:
    """JSON that is the same on every system."""
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
