-- Step 7 of evidence.db: the model coder. What of its codings counts, what to review first, and a sample to measure with.

alter table codings add column accepted integer not null default 1 check (accepted in (0, 1));  -- 1 for people's codings and those of machines that are accepted provisionally; 0 for a suggestion that waits for review

drop view consensus;
create view consensus as  -- The codings that count: what was settled outranks all; else, of the highest-ranking coders who read an excerpt, those all of them gave; of machines' only accepted ones
  with ranked as (
    select r.excerpt_pk, r.coder_id,
      case when c.id = 'consensus' then 4 when c.kind = 'person' then 3 when c.kind = 'model' then 2 else 1 end as rank
    from readings r join coders c on c.id = r.coder_id
  ), best as (
    select excerpt_pk, max(rank) as rank from ranked group by excerpt_pk
  ), readers as (
    select r.excerpt_pk, r.coder_id, r.rank, count(*) over (partition by r.excerpt_pk) as readers
    from ranked r join best b on b.excerpt_pk = r.excerpt_pk and b.rank = r.rank
  )
  select k.excerpt_pk, k.code_id, min(k.stance) as stance, max(k.probability) as probability, max(k.because) as because,
    d.rank, d.readers, group_concat(k.coder_id, ', ') as coders
  from readers d join codings k on k.excerpt_pk = d.excerpt_pk and k.coder_id = d.coder_id and k.accepted = 1
  group by k.excerpt_pk, k.code_id having count(*) = d.readers;

create table random_sample (  -- Excerpts drawn by chance, kept apart for honest estimates: no model learns from them
  excerpt_pk integer primary key references excerpts,  -- Excerpt
  probability real not null check (probability > 0 and probability <= 1),  -- With which probability it was drawn
  drawn_at text not null  -- UTC time, ISO 8601
) strict;

create table review_order (  -- In which order excerpts are best reviewed: the first of them, those that teach most
  excerpt_pk integer primary key references excerpts,  -- Excerpt
  position integer not null unique,  -- Place in the order, from 1
  reason text not null,  -- Why it stands there, in words
  gain real not null  -- How many codings its review is expected to correct
) strict;
