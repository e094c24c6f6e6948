"""Queries whose answers are the figures of a landscape report."""

from __future__ import annotations

from catalog.pages.recipe import Parameter, Recipe

_KIND = Parameter("district_kind", "Kind of district", "district_kind", optional=True)
_QUESTION = Parameter("question", "Question", "open_question")
RECIPES_OF_FIGURES = (
    Recipe(
        name="share_of_districts",
        title="An open question: share of districts by code",
        description="Of the districts that answered a question, the share whose answer carries each code, whatever the "
        "stance but “not”.",
        sql="""
with said as (
  select e.pk, coalesce(c.parent_id, e.case_id, e.source_id || ' ' || e.speaker) as district
  from excerpts e join questions q on q.id = e.question_id left join cases c on c.id = e.case_id
  where q.wording = :question and (:district_kind = '' or e.district_kind = :district_kind)
), answered as (select count(distinct district) as n from said)
select k.dimension_id as dimension, k.label as code, k.id as code_id, count(distinct s.district) as districts,
  a.n as answered, round(1.0 * count(distinct s.district) / a.n, 4) as share
from said s join codings c on c.excerpt_pk = s.pk and c.stance <> 'negated' join codes k on k.id = c.code_id
  cross join answered a
group by k.id order by districts desc, k.label
""",
        parameters=(_QUESTION, _KIND),
    ),
    Recipe(
        name="change_between_waves",
        title="An open question: share of districts by code and wave",
        description="The same, wave by wave, for questions that were asked more than once.",
        sql="""
with said as (
  select e.pk, s.wave, coalesce(c.parent_id, e.case_id, e.source_id || ' ' || e.speaker) as district
  from excerpts e join questions q on q.id = e.question_id join sources s on s.id = e.source_id
    left join cases c on c.id = e.case_id where q.wording = :question
), answered as (select wave, count(distinct district) as n from said group by wave)
select k.label as code, k.id as code_id, s.wave, count(distinct s.district) as districts, a.n as answered,
  round(1.0 * count(distinct s.district) / a.n, 4) as share
from said s join answered a on a.wave is s.wave join codings c on c.excerpt_pk = s.pk and c.stance <> 'negated'
  join codes k on k.id = c.code_id
group by k.id, s.wave order by k.label, s.wave
""",
        parameters=(_QUESTION,),
    ),
    Recipe(
        name="often_or_always",
        title="Practices by how often they are said to happen",
        description="Share of respondents who chose one of the two highest options of a scale. Empty cells are "
        "suppressed because they are too small.",
        sql="""
select q.wording as question, t.item, t.options, s.wave, t.district_kind, t.respondents, t.asked, t.percent
from scale_tops t join questions q on q.id = t.question_id join sources s on s.id = q.source_id
order by s.rowid, q.position, t.item, t.district_kind = 'all' desc, t.district_kind
""",
        parameters=(),
    ),
    Recipe(
        name="technical_readiness",
        title="What districts and schools have, by group",
        description="Counts by attribute and value, over kind of district, tier, and thirds of disadvantage. Empty "
        "cells are suppressed because they are too small.",
        sql="""
select case_kind, attribute, grouping, group_name, value, cases, known, percent from case_counts
where (:district_kind = '' or group_name = :district_kind)
order by case_kind desc, attribute, grouping, position, rank
""",
        parameters=(_KIND,),
    ),
    Recipe(
        name="prevalence_of_codes",
        title="How common each code is, corrected",
        description="Share of districts and of excerpts with each code, corrected for the machine's errors, beside "
        "what the machine alone says; machine_off is 1 where that is wrong.",
        sql="""
select p.unit, k.label as code, k.id as code_id, round(p.share, 4) as share, round(p.low, 4) as low,
  round(p.high, 4) as high, round(m.share, 4) as machine_share, p.machine_off, p.n, p.positives, p.warnings
from prevalence p join codes k on k.id = p.code_id left join prevalence m on m.grouping = p.grouping
  and m.group_name = p.group_name and m.code_id = p.code_id and m.unit = p.unit and m.method = 'machine'
where p.method = 'corrected' and p.group_name = case :district_kind when '' then 'all' else :district_kind end
order by p.unit, p.share desc
""",
        parameters=(_KIND,),
    ),
    Recipe(
        name="new_codes_by_source",
        title="New codes with each new source",
        description="How many codes each source brought that none before it had: saturation.",
        sql="""
with first as (
  select k.code_id, min(s.rowid) as source from codings k join excerpts e on e.pk = k.excerpt_pk
    join sources s on s.id = e.source_id group by k.code_id
)
select s.id as source_id, s.title, s.excerpts, count(f.code_id) as new_codes,
  sum(count(f.code_id)) over (order by s.rowid) as codes_so_far
from sources s left join first f on f.source = s.rowid where s.excerpts > 0 group by s.rowid order by s.rowid
""",
        parameters=(),
    ),
)
