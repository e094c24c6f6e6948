"""catalog try: code one text and say why."""

from __future__ import annotations

from dataclasses import dataclass

import click

from catalog.codebook import Codebook, load_codebook
from catalog.errors import ModelError, Problem
from catalog.records import Suggestion
from catalog.study import Study
from catalog.text import normalise
from pipelines.cli.options import echo_json, json_option, study_option
from pipelines.model.language import PREFIX, LanguageCoder


@dataclass(frozen=True)
class _Shown:
    text: str
    codebook: Codebook

    def data(self, s: Suggestion) -> dict[str, object]:
        """One suggestion as JSON shows it."""
        return {
            "code": s.code,
            "label": self.codebook.by_id[s.code].label,
            "stance": s.stance,
            "probability": s.probability,
            "because": [{"start": b.start, "end": b.end, "text": b.of(self.text)} for b in s.because],
        }

    def line(self, s: Suggestion) -> str:
        """One suggestion as a person reads it."""
        why = ", ".join(f"“{b.of(self.text)}”" for b in s.because)
        sure = "" if s.probability is None else f"  {s.probability:.2f}"
        return f"{s.code:<28} {s.stance:<8}{sure}  because of {why}"


@click.command("try")
@click.argument("text")
@click.option("--question", default="", help="The question the text answers: it bears on the stance.")
@click.option("--coder", default="", help="rules, model (default, where there is one) or llm:NAME.")
@study_option
@json_option
def try_text(text: str, question: str, coder: str, study: Study, as_json: bool) -> None:
    """Code one text and print code, stance, probability and because. Nothing is stored.

    llm:NAME sends the text to a language model that the library llm knows (extra `llm`).

    \b
    Example:
      catalog try "Kids move between four tables and one of them is on the Chromebooks."
      catalog try --question "What would you like to do next?" --json "More internships"
      catalog try --coder llm:gpt-4o-mini "Kids move between four tables."
    """
    codebook, words = load_codebook(study.taxonomy), normalise(text)
    found = _coded(study, codebook, coder, words, question)
    shown = _Shown(words, codebook)
    if as_json:
        echo_json([shown.data(s) for s in found])
    elif found:
        for s in found:
            click.echo(shown.line(s))
    else:
        click.echo("No code. The coder finds none in this text.")


def _coded(study: Study, codebook: Codebook, coder: str, text: str, question: str) -> list[Suggestion]:
    """What a coder says; where none is named the model, or the rules where none was trained."""
    from pipelines.model import files
    from pipelines.model.card import read_card

    if coder.startswith(PREFIX):
        return LanguageCoder(codebook, coder.removeprefix(PREFIX)).code([text], [question])[0]
    if coder not in ("", "rules", "model"):
        raise ModelError(Problem("--coder", f'there is no coder "{coder}"', f"use rules, model or {PREFIX}NAME"))
    if coder == "rules" or (not coder and read_card(study.model) is None):
        from pipelines.cues.coder import RuleCoder

        return RuleCoder(codebook).code([text], [question])[0]
    from pipelines.model.coder import ModelCoder

    learned = files.load(study.model, codebook).learned
    coded = ModelCoder(codebook, learned).code([text], [question])[0]
    return sorted(coded.model, key=lambda s: -(s.probability or 0))
