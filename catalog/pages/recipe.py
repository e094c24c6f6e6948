"""What a query ready to ask is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

FieldKind = Literal[
    "code", "stance", "question", "open_question", "exemplar", "status", "district_kind", "words", "number"
]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A field of a recipe's form."""

    name: str = field(metadata={"help": "Name in the address and in the SQL"})
    label: str = field(metadata={"help": "Label of the field"})
    kind: FieldKind = field(metadata={"help": "What can be chosen or written"})
    optional: bool = field(default=False, metadata={"help": "Whether it may stay empty"})
    default: str = field(default="", metadata={"help": "Value at first; where empty, the first choice"})
    help: str = field(default="", metadata={"help": "What to know before filling it in"})


@dataclass(frozen=True, slots=True)
class Recipe:
    """A query with a name, which Datasette serves as a page, JSON and CSV."""

    name: str = field(metadata={"help": "Name in the address"})
    title: str = field(metadata={"help": "Title"})
    description: str = field(metadata={"help": "What its rows are"})
    sql: str = field(metadata={"help": "The query"})
    parameters: tuple[Parameter, ...] = field(metadata={"help": "Fields of its form"})
