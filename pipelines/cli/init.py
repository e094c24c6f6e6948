"""catalog init: a new study."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from secrets import token_hex

import click

from catalog.errors import Problem, StudyError

_README = """# {title}

A study of the evidence-to-exemplar catalog.

1. Put delivered files anywhere and type `catalog add FILE...`: they are copied to corpus/ and written
   to corpus/sources.yaml, where every guess can be corrected.
2. `catalog build`, then `catalog serve`.
3. taxonomy.yaml is the codebook: keep what fits your study, change the rest.
4. corpus/exemplars/ holds the exemplars, corpus/codings/ people's codings (`catalog check` reads both).

build/private.db holds names: keep it where only staff can read it. build/evidence.db holds people's
decisions: back it up.
"""

_SOURCES = """# The manifest: which delivered files the study holds, and how to read each.
# `catalog add FILE...` appends to it. Correct here whatever it guessed wrong.
study:
  title: {title}
  synthetic: false          # true marks every page: these words were invented
  defaults:
    # What respondents agreed to, unless a source says otherwise:
    #   internal  counts only
    #   research  excerpt text for approved researchers
    #   public    may be quoted, de-identified, on the public site
    consent: {consent}
    name_district: false    # true only where districts agreed to be named
settings:
  minimum_cell: 10          # fewest respondents that a published count may stand for
  # model: train            # each build trains the model coder, once people have coded 30 excerpts or more
  # embeddings: ../folder   # sentence embeddings on this machine that the model uses too (extra `embeddings`)
  # Enters every id, so that nobody can find a respondent by trying names: keep it, and tell nobody.
  secret: "{secret}"
sources: []
"""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", help="Title of the study (default: the folder's name).")
@click.option(
    "--consent",
    type=click.Choice(["internal", "research", "public"]),
    default="public",
    show_default=True,
    help="What respondents agreed to, unless a source says otherwise.",
)
def init(folder: Path, title: str | None, consent: str) -> None:
    """Make a new study in FOLDER: a commented codebook, an empty corpus with its manifest, a README.

    \b
    Example:
      catalog init my-study --title "Landscape survey 2026"
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyError(Problem(str(folder), "the folder is not empty", "name a new folder"))
    title = title or folder.resolve().name.replace("-", " ").replace("_", " ").capitalize()
    for part in ("surveys", "focus_groups", "cases", "codings", "exemplars"):
        (folder / "corpus" / part).mkdir(parents=True, exist_ok=True)
    _write(folder / "taxonomy.yaml", starter_codebook())
    manifest = _SOURCES.format(title=_quoted(title), consent=consent, secret=token_hex(16))
    _write(folder / "corpus" / "sources.yaml", manifest)
    _write(folder / "README.md", _README.format(title=title))
    _write(folder / ".gitignore", "/build/\n")
    click.echo(f"Made the study {folder}. Next: cd {folder}, then catalog add FILE...")


def starter_codebook() -> str:
    """The codebook a new study starts from: in a wheel beside the code, in a checkout at its root."""
    shipped = files("pipelines").joinpath("starter", "taxonomy.yaml")
    if shipped.is_file():
        return shipped.read_text(encoding="utf-8")
    return (Path(__file__).resolve().parents[2] / "taxonomy.yaml").read_text(encoding="utf-8")


def _quoted(title: str) -> str:
    return '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
