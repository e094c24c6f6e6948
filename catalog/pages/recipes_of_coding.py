"""Queries about codes side by side and about who coded what: for statistics and for judging the codings."""

from __future__ import annotations

from catalog.pages.recipe import Parameter, Recipe

_CODE = Parameter("code", "Code", "code")
RECIPES_OF_CODING = (
    Recipe(
        name="codes_in_one_answer",
        title="Two codes in one answer, with its words",
        description="Answers and turns that carry both codes, in the same excerpt or in different ones, with all "
        "the words between.",
        sql="""
select a.response_id, group_concat(e.id, ' ') as excerpt_ids, group_concat(e.text, ' ') as text,
  min(a.distance) as excerpts_apart, e.role, e.district_kind, e.year, e.source_id
from (
  select one.response_id, min(abs(one.number - two.number)) as distance
  from codings k join excerpts one on one.pk = k.excerpt_pk
    join excerpts two on two.response_id = one.response_id
    join codings o on o.excerpt_pk = two.pk and o.code_id = :other
  where k.code_id = :code group by one.response_id
) a join (select * from excerpts order by response_id, number) e on e.response_id = a.response_id
where :code <> :other group by a.response_id order by e.source_id, e.position
""",
        parameters=(_CODE, Parameter("other", "And also", "code", help="Another code than the first.")),
    ),
    Recipe(
        name="codes_by_case",
        title="A 0/1 matrix of districts and codes",
        description="A row for every district and code: 1 if any of its published words carry the code. For R: "
        "xtabs(present ~ case_id + code_id, data), for pandas: pivot(index='case_id', columns='code_id').",
        sql="""
with given as (
  select distinct coalesce(c.parent_id, c.id) as case_id, k.code_id from codings k
    join excerpts e on e.pk = k.excerpt_pk join cases c on c.id = e.case_id
  where (:stance = '' or k.stance = :stance)
), quoted as (
  select distinct coalesce(c.parent_id, c.id) as id from cases c where c.excerpts > 0
)
select d.id as case_id, d.district_kind, d.tier, k.id as code_id, g.code_id is not null as present
from quoted q join cases d on d.id = q.id cross join codes k
  left join given g on g.case_id = d.id and g.code_id = k.id
order by d.id, k.position
""",
        parameters=(
            Parameter("stance", "Stance", "stance", optional=True, help="A stance is of the code, not of the excerpt."),
        ),
    ),
    Recipe(
        name="quotes_by_district_kind",
        title="Quotes of a code, some of each kind of district",
        description="The same number of quotes from each kind of district, those that people coded first.",
        sql="""
select district_kind, excerpt_id, text, stance, status, role, year, case_id from (
  select *, row_number() over (
    partition by district_kind order by case status when 'reviewed' then 0 when 'model' then 1 else 2 end, excerpt_id
  ) as place from coded_excerpts where code_id = :code and (:stance = '' or stance = :stance)
) where place <= min(100, max(1, cast(:most as integer))) order by district_kind, place
""",
        parameters=(
            _CODE,
            Parameter("stance", "Stance", "stance", optional=True, help="A stance is of the code, not of the excerpt."),
            Parameter("most", "Of each kind", "number", default="5", help="Quotes: 1 to 100."),
        ),
    ),
    Recipe(
        name="disagreements_on_code",
        title="Where people disagree on a code",
        description="Quotes that two people read and to which they gave the code differently, with what each gave.",
        sql="""
select code, excerpt_id, text, said from disagreements where code_id = :code order by excerpt_id
""",
        parameters=(_CODE,),
    ),
    Recipe(
        name="agreement_by_code",
        title="Agreement, code by code",
        description="Krippendorff's alpha with its interval beside kappa, AC1 and percent, between people or between "
        "people and the machine.",
        sql="""
select a.scope, coalesce(k.label, 'all codes') as code, a.unit, a.n, a.given,
  max(case a.measure when 'alpha' then round(a.value, 4) end) as alpha,
  max(case a.measure when 'alpha' then round(a.low, 4) end) as alpha_low,
  max(case a.measure when 'alpha' then round(a.high, 4) end) as alpha_high,
  max(case a.measure when 'kappa' then round(a.value, 4) end) as kappa,
  max(case a.measure when 'ac1' then round(a.value, 4) end) as ac1,
  max(case a.measure when 'percent' then round(a.value, 4) end) as percent, a.warnings
from agreement a left join codes k on k.id = a.code_id
group by a.scope, a.code_id, a.unit order by a.scope, a.code_id is not null, k.position
""",
        parameters=(),
    ),
    Recipe(
        name="random_sample_of_code",
        title="The random sample behind a code's prevalence",
        description="Every published quote drawn by lot that people read: whether they gave it the code, and whether "
        "the machine did. Negated codes count as not given.",
        sql="""
select e.id as excerpt_id, e.text, s.probability,
  not exists (select 1 from readings r join coders c on c.coder = r.coder and c.kind = 'person'
    left join verdicts v on v.excerpt_pk = r.excerpt_pk and v.coder = r.coder and v.code_id = :code
      and v.stance <> 'negated'
    where r.excerpt_pk = e.pk and v.code_id is null) as people,
  (select group_concat(v.coder, ', ') from verdicts v join coders c on c.coder = v.coder and c.kind <> 'person'
    where v.excerpt_pk = e.pk and v.code_id = :code and v.stance <> 'negated') as machines, e.case_id, e.source_id
from random_sample s join excerpts e on e.pk = s.excerpt_pk
where e.pk in (select r.excerpt_pk from readings r join coders c on c.coder = r.coder where c.kind = 'person')
order by people desc, e.id
""",
        parameters=(_CODE,),
    ),
)
