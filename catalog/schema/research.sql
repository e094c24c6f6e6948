-- research.db: what researchers on the staff may ask of in SQL. Made anew from evidence.db whenever that changed;
-- de-identified, consent of research or public, nothing at high risk of giving someone away, no memos.

create table about (  -- What this file was made of
  name text primary key,  -- Fact
  value text not null  -- Its value
) strict, without rowid;

create table sources (  -- One delivered file whose consent covers research
  id text primary key,  -- The source's id in the manifest
  title text not null,  -- Title
  kind text not null,  -- survey, transcript or chat
  consent text not null,  -- research or public
  wave text,  -- Wave of a repeated survey
  year integer,  -- Year in which the words were collected
  synthetic integer not null  -- 1 if the words were invented
) strict, without rowid;

create table questions (  -- A survey item or moderator's prompt
  id text primary key,  -- Content id
  source_id text not null references sources,  -- Source
  name text not null,  -- Short name, unique in the source
  wording text not null,  -- Wording, de-identified
  type text not null  -- open, single, multiple, likert, number or prompt
) strict, without rowid;

create table excerpts (  -- A span of a response that is coded
  id text primary key,  -- Content id
  source_id text not null references sources,  -- Source
  question_id text references questions,  -- Question or prompt it answers
  case_label text,  -- Pseudonym of the district or school
  district_kind text,  -- Kind of district, where it is known
  speaker text not null,  -- Pseudonym of who speaks, in the source
  role text,  -- Role of who speaks
  response_id text not null,  -- Response it is a span of
  number integer not null,  -- Number in the response, from 1
  text text not null,  -- The words, de-identified
  risk real not null  -- How likely it still gives someone away, from 0 to 1
) strict, without rowid;

create table coders (  -- Who codes: a person, a rule set or a model
  id text primary key,  -- Name
  kind text not null,  -- person, rules or model
  version text  -- Version of a rule set or model
) strict, without rowid;

create table readings (  -- A coder went through an excerpt with the whole codebook: absence of a code means something
  excerpt_id text not null references excerpts,  -- Excerpt
  coder_id text not null references coders,  -- Coder
  codebook_hash text not null,  -- Version of the codebook
  primary key (excerpt_id, coder_id)
) strict, without rowid;

create table codings (  -- One coder's verdict on one code for one excerpt
  excerpt_id text not null references excerpts,  -- Excerpt
  coder_id text not null references coders,  -- Coder
  code_id text not null,  -- Code
  stance text not null,  -- current, planned, past, desired or negated
  probability real,  -- Calibrated probability, for machines that give one
  because text not null,  -- Spans that carry the verdict, as JSON [[start, end], ...]
  primary key (excerpt_id, coder_id, code_id)
) strict, without rowid;

create table consensus (  -- The codings that count
  excerpt_id text not null references excerpts,  -- Excerpt
  code_id text not null,  -- Code
  stance text not null,  -- Stance
  readers integer not null,  -- How many readers of the highest rank gave it
  primary key (excerpt_id, code_id)
) strict, without rowid;
