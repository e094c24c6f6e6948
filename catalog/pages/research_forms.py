"""The forms of the queries ready to ask: what can be chosen in each field, taken from the catalog."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from catalog.pages.recipe import FieldKind, Parameter, Recipe
from catalog.pages.recipes import RECIPES
from catalog.pages.rows import Connection, fetch
from catalog.pages.wording import STANCE_WORDS, STATUS_WORDS, kind_words, sentence_case

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class RecipeField:
    """A field of a recipe's form: a select, or where it has no choices, an input."""

    name: str = field(metadata={"help": "Name in the address"})
    label: str = field(metadata={"help": "Label"})
    help: str = field(metadata={"help": "What to know before filling it in; may be empty"})
    input: str = field(metadata={"help": "select, text or number"})
    value: str = field(metadata={"help": "What stands in it"})
    choices: tuple[Choice, ...] = field(metadata={"help": "Values with their labels"})


@dataclass(frozen=True, slots=True)
class RecipeForm:
    """A recipe with what can be chosen in it."""

    recipe: Recipe = field(metadata={"help": "The query"})
    fields: tuple[RecipeField, ...] = field(metadata={"help": "Fields of its form"})


_CODES = "select id, label from codes where excerpts > 0 or retired = 0 order by label"
_USUAL = "select id from codes order by exemplars desc, excerpts desc, position limit 1"
_QUESTIONS = """
select id, wording from questions where id in (select question_id from answer_counts)
order by source_id, position
"""
_OPEN = """
select wording from questions where type = 'open' and id in (select question_id from excerpts)
group by wording order by min(source_id), min(position)
"""
_EXEMPLARS = "select id, title from exemplars where state = 'published' order by position"
_KINDS = "select distinct district_kind from cases where district_kind is not null order by 1"


def forms(conn: Connection) -> tuple[RecipeForm, ...]:
    """Every recipe's form, filled with values that bring an answer."""
    choices = _choices(conn)
    usual = next((row["id"] for row in fetch(conn, _USUAL)), "")
    return tuple(
        RecipeForm(recipe, tuple(_field(p, choices.get(p.kind, ()), usual) for p in recipe.parameters))
        for recipe in RECIPES
    )


def filled(form: RecipeForm, values: Mapping[str, str]) -> tuple[RecipeField, ...]:
    """The fields of a form as somebody filled them in; what is no choice is shown as one."""
    found = []
    for field_ in form.fields:
        value, choices = values.get(field_.name, ""), field_.choices
        if field_.input == "select" and value not in dict(choices):
            choices = ((value, value or "Choose one"), *choices)
        found.append(replace(field_, value=value, choices=choices))
    return tuple(found)


def _field(parameter: Parameter, choices: tuple[Choice, ...], usual: str) -> RecipeField:
    kinds = {"words": "text", "number": "number"}
    if parameter.optional:
        choices = (("", "All"), *choices)
    value = parameter.default
    if parameter.kind == "code" and parameter.name == "code":
        value = usual
    return RecipeField(
        parameter.name, parameter.label, parameter.help, kinds.get(parameter.kind, "select"), value, choices
    )


def _choices(conn: Connection) -> dict[FieldKind, tuple[Choice, ...]]:
    return {
        "code": tuple((row["id"], row["label"]) for row in fetch(conn, _CODES)),
        "stance": tuple(STANCE_WORDS.items()),
        "status": tuple((status, sentence_case(words)) for status, words in STATUS_WORDS.items()),
        "question": tuple((row["id"], row["wording"]) for row in fetch(conn, _QUESTIONS)),
        "open_question": tuple((row["wording"], row["wording"]) for row in fetch(conn, _OPEN)),
        "exemplar": tuple((row["id"], row["title"]) for row in fetch(conn, _EXEMPLARS)),
        "district_kind": tuple((row[0], kind_words(row[0])) for row in fetch(conn, _KINDS)),
    }
