"""Queries that researchers ask for, each with its title, its words and its fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

FieldKind = Literal["code", "stance", "question"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A field of a recipe's form."""

    name: str = field(metadata={"help": "Name in the address and in the SQL"})
    label: str = field(metadata={"help": "Label of the field"})
    kind: FieldKind = field(metadata={"help": "What can be chosen: a code, a stance or a closed question"})
    optional: bool = field(default=False, metadata={"help": "Whether it may stay empty"})


@dataclass(frozen=True, slots=True)
class Recipe:
    """A query with a name, which Datasette serves as a page, JSON and CSV."""

    name: str = field(metadata={"help": "Name in the address"})
    title: str = field(metadata={"help": "Title"})
    description: str = field(metadata={"help": "What its rows are"})
    sql: str = field(metadata={"help": "The query"})
    parameters: tuple[Parameter, ...] = field(metadata={"help": "Fields of its form"})


RECIPES = (
    Recipe(
        name="excerpts_by_code",
        title="Excerpts of a code",
        description="Every published excerpt that carries a code, with its stance and who stands behind the "
        "coding. Leave the stance empty for all of them.",
        sql="""
select excerpt_id, text, stance, status, probability, role, district_kind, year, question, source_id, case_id
from coded_excerpts where code_id = :code and (:stance = '' or stance = :stance)
order by case status when 'reviewed' then 0 when 'model' then 1 else 2 end, excerpt_id
""",
        parameters=(
            Parameter("code", "Code", "code"),
            Parameter("stance", "Stance", "stance", optional=True),
        ),
    ),
    Recipe(
        name="code_by_district_kind",
        title="A code by kind of district",
        description="How many excerpts and districts carry a code, by stance and kind of district. Empty "
        "cells are suppressed because they are too small.",
        sql="""
select district_kind, stance, excerpts, cases from code_counts where code_id = :code
order by district_kind = 'all', district_kind, stance = 'all', stance
""",
        parameters=(Parameter("code", "Code", "code"),),
    ),
    Recipe(
        name="codes_together",
        title="Two codes in one excerpt",
        description="The excerpts that carry both codes, with the stance towards each.",
        sql="""
select e.id as excerpt_id, e.text, a.stance as stance_of_code, b.stance as stance_of_other,
  e.role, e.district_kind, e.year, e.source_id
from codings a cross join codings b on b.excerpt_pk = a.excerpt_pk and b.code_id = :other
  join excerpts e on e.pk = a.excerpt_pk
where a.code_id = :code and :code <> :other order by e.pk
""",
        parameters=(Parameter("code", "Code", "code"), Parameter("other", "And also", "code")),
    ),
    Recipe(
        name="answers_by_district_kind",
        title="Answers to a closed question by kind of district",
        description="How many respondents chose each option. Empty cells are suppressed because they are too "
        "small; percentages are of those who answered the question.",
        sql="""
select q.wording as question, a.item, a.value as option, a.district_kind, a.respondents, a.asked,
  round(100.0 * a.respondents / a.asked, 1) as percent
from answer_counts a join questions q on q.id = a.question_id
where :question = '' or a.question_id = :question
order by q.source_id, q.position, a.item, a.district_kind = 'all', a.district_kind, a.rank, a.value
""",
        parameters=(Parameter("question", "Question", "question", optional=True),),
    ),
)
