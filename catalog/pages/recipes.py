"""Queries that researchers ask for, each with its title, its words and its fields."""

from __future__ import annotations

from catalog.pages.recipe import Parameter, Recipe
from catalog.pages.recipes_of_coding import RECIPES_OF_CODING
from catalog.pages.recipes_of_figures import RECIPES_OF_FIGURES

_CODE = Parameter("code", "Code", "code")
_STANCE = Parameter("stance", "Stance", "stance", optional=True, help="A stance is of the code, not of the excerpt.")
_KIND = Parameter("district_kind", "Kind of district", "district_kind", optional=True)
_OF_QUOTES = (
    Recipe(
        name="excerpts_by_code",
        title="Excerpts of a code",
        description="Every published excerpt that carries a code, with its stance and who stands behind the coding.",
        sql="""
select excerpt_id, text, stance, status, probability, role, district_kind, year, question, source_id, case_id
from coded_excerpts where code_id = :code and (:stance = '' or stance = :stance)
  and (:status = '' or status = :status) and (:district_kind = '' or district_kind = :district_kind)
order by case status when 'reviewed' then 0 when 'model' then 1 else 2 end, excerpt_id
""",
        parameters=(
            _CODE,
            _STANCE,
            Parameter("status", "Coded by", "status", optional=True, help="For figures, take what people coded."),
            _KIND,
        ),
    ),
    Recipe(
        name="excerpts_with_words",
        title="Excerpts that hold a phrase",
        description="Excerpts that hold the words side by side, in any form of them (group finds groups), with "
        "the codes they carry.",
        sql="""
select e.id as excerpt_id, e.text, e.role, e.district_kind, e.year, e.source_id,
  (select group_concat(k.code_id || ':' || k.stance, '; ') from codings k where k.excerpt_pk = e.pk) as codes
from excerpts_fts f cross join excerpts e on e.pk = f.rowid
where excerpts_fts match '"' || replace(:words, '"', '') || '"'
  and (:district_kind = '' or e.district_kind = :district_kind)
order by f.rank limit min(1000, max(1, cast(:most as integer)))
""",
        parameters=(
            Parameter("words", "Phrase", "words", default="small groups", help="One to a few words."),
            _KIND,
            Parameter("most", "At most", "number", default="100", help="Rows, best first: 1 to 1,000."),
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
        parameters=(_CODE,),
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
        parameters=(_CODE, Parameter("other", "And also", "code", help="Another code than the first.")),
    ),
    Recipe(
        name="evidence_of_exemplar",
        title="The quotes behind an exemplar",
        description="Each quote an exemplar rests on, or that speaks against it, with the excerpt it stands in and "
        "all codes of that excerpt.",
        sql="""
select c.position, c.bearing, c.quote, e.id as excerpt_id, e.text, e.role, e.district_kind, e.year, e.source_id,
  e.place,
  (select group_concat(k.code_id || ':' || k.stance || ':' || k.status, '; ') from codings k
    where k.excerpt_pk = e.pk) as codes
from citations c cross join excerpts e on e.pk = c.excerpt_pk where c.exemplar_id = :exemplar order by c.position
""",
        parameters=(Parameter("exemplar", "Exemplar", "exemplar"),),
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
RECIPES = (*_OF_QUOTES, *RECIPES_OF_CODING, *RECIPES_OF_FIGURES)
