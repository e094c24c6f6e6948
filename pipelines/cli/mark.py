"""catalog mark: what a person decided about a phrase or a response, for the whole study."""

from __future__ import annotations

import click

from catalog.errors import Problem, StudyError
from catalog.marks import append_mark, load_marks
from catalog.study import Study
from catalog.text import normalise
from pipelines.cli.options import study_option


@click.command()
@click.argument("mark", type=click.Choice(["redact", "fine"]))
@click.argument("phrase", default="")
@click.option("--response", default="", help="A response that was read and found fine, by its id.")
@click.option("--note", default="", help="Why, for those who come after.")
@study_option
def mark(mark: str, phrase: str, response: str, note: str, study: Study) -> None:
    """Mark a PHRASE as to be redacted, or as naming nobody; or a response as fine. The next build follows.

    \b
    Example:
      catalog mark redact "the goat farm on Hollis Street"
      catalog mark fine "Reading Recovery"
      catalog mark fine --response 3f2a9c0d11e4b7a8 --note "read by two of us"
    """
    phrase = normalise(phrase)
    if bool(phrase) == bool(response) or (response and mark == "redact"):
        fix = "name a phrase, or with fine a --response"
        raise StudyError(Problem("catalog mark", "there is not one thing to mark", fix))
    load_marks(study.marks)  # an unreadable file is told before anything is added
    append_mark(study.marks, (mark, phrase, response, normalise(note)))
    click.echo("Noted in corpus/privacy.csv. The next catalog build follows it everywhere.")
