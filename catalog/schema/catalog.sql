-- catalog.db: only what is consented, cleared and disclosure-checked. Everything in it is public by definition.

create table about (  -- Facts about this catalog
  name text primary key,  -- Fact, such as title, synthetic, licence, codebook_version
  value text not null  -- Its value
) strict, without rowid;

create table sources (  -- One delivered file
  id text primary key,  -- Id of the source
  title text not null,  -- Title
  kind text not null,  -- survey, transcript or chat
  layout text not null,  -- Layout in which it was delivered
  wave text,  -- Wave of a repeated survey
  year integer,  -- Year in which the words were collected
  synthetic integer not null,  -- 1 if the words were invented for demonstration
  responses integer not null,  -- Responses it holds
  excerpts integer not null  -- Excerpts published from it
) strict;

create table cases (  -- A district or school whose words or figures are published
  id text primary key,  -- Public id, such as district-12
  label text not null,  -- Name where the district agreed to it, else a description by kind and size
  kind text not null,  -- district, school or another unit
  parent_id text references cases,  -- Case it belongs to
  named integer not null,  -- 1 if shown by name
  district_kind text,  -- urban, suburban, rural
  size_band text,  -- Enrolment as a band
  tier text,  -- Consortium tier
  excerpts integer not null  -- Excerpts published from it
) strict;

create table case_attributes (  -- Other published attributes of a case
  case_id text not null references cases,  -- Case
  name text not null,  -- Attribute
  value text not null,  -- Value
  primary key (case_id, name)
) strict, without rowid;

create table questions (  -- A survey item or moderator's prompt
  id text primary key,  -- Id
  source_id text not null references sources,  -- Source
  name text not null,  -- Short name in the source
  wording text not null,  -- Exact wording
  type text not null,  -- open, single, multiple, likert, number or prompt
  scale text not null,  -- Options in order, as a JSON list
  position integer not null  -- Order in the source
) strict;

create table answer_counts (  -- How often each option of a closed question was chosen
  question_id text not null references questions,  -- Question
  item text not null,  -- Row of a grid, else empty
  value text not null,  -- Option
  rank integer,  -- Position on the scale, from 1
  district_kind text not null,  -- Kind of district, or 'all'
  respondents integer,  -- Respondents who chose it; empty where suppressed
  asked integer,  -- Respondents who answered the question; empty where suppressed
  percent text,  -- Share of those asked, top- and bottom-coded; empty where suppressed
  primary key (question_id, item, value, district_kind)
) strict, without rowid;

create table scale_tops (  -- How many chose one of the two highest options of a scale, as in: often or always
  question_id text not null references questions,  -- Question
  item text not null,  -- Row of a grid, else empty
  options text not null,  -- The two options, as in: Often or Always
  district_kind text not null,  -- Kind of district, or 'all'
  respondents integer,  -- Respondents who chose one of them; empty where suppressed
  asked integer,  -- Respondents who answered; empty where suppressed
  percent text,  -- Share of those asked, top- and bottom-coded; empty where suppressed
  primary key (question_id, item, district_kind)
) strict, without rowid;

create table case_counts (  -- How many districts or schools have a value of an attribute, as readiness for devices
  case_kind text not null,  -- district, school or another unit
  attribute text not null,  -- Attribute
  value text not null,  -- Value
  rank integer not null,  -- Order of the value, from 1
  grouping text not null,  -- What they are grouped by: all, district_kind, tier, or a percentage in thirds
  group_name text not null,  -- The group; for thirds with its bounds
  position integer not null,  -- Order of the group, from 1
  cases integer,  -- Cases with the value; empty where suppressed
  known integer not null,  -- Cases of the group of which the value is known
  percent text,  -- Share of these, top- and bottom-coded; empty where suppressed
  primary key (case_kind, attribute, value, grouping, group_name)
) strict, without rowid;

create table dimensions (  -- A group of codes
  id text primary key,  -- Id
  label text not null,  -- Label
  question text not null,  -- The question the dimension answers
  position integer not null  -- Order
) strict;

create table codes (  -- A code of the codebook
  id text primary key,  -- Slug; never reused
  label text not null,  -- Preferred label
  dimension_id text not null references dimensions,  -- Dimension
  parent_id text references codes,  -- Broader code
  definition text not null,  -- Definition
  use_when text not null,  -- When to use it, as a JSON list
  not_when text not null,  -- When not to use it, as a JSON list
  look_fors text not null,  -- What a visitor would see, as a JSON list
  examples text not null,  -- Examples written for the codebook, as a JSON list of {text, stance, also}
  near_misses text not null,  -- Near misses, as a JSON list of {text, instead, why}
  alt_labels text not null,  -- Other names people use, as a JSON list
  elements text not null,  -- The consortium's elements it belongs to, as a JSON list of labels
  mappings text not null,  -- Outside vocabularies, as JSON
  retired integer not null,  -- 1 if no longer applied
  position integer not null,  -- Order in the codebook
  excerpts integer not null,  -- Published excerpts that carry it
  cases integer not null,  -- Districts whose published excerpts carry it
  exemplars integer not null  -- Published exemplars of it
) strict;

create table related_codes (  -- Codes that belong together
  code_id text not null references codes,  -- Code
  related_id text not null references codes,  -- Related code
  primary key (code_id, related_id)
) strict, without rowid;

create table excerpts (  -- A quotable span of a de-identified response
  pk integer primary key,  -- Row number; joins to excerpts_fts
  id text not null unique,  -- Stable id
  response_id text not null,  -- Response it was cut from; the excerpts of one response, in order, are its words
  number integer not null,  -- Number in the response, from 1
  start_offset integer not null,  -- Start in the response, in Unicode code points
  end_offset integer not null,  -- End, exclusive
  text text not null,  -- The words, de-identified
  source_id text not null references sources,  -- Source
  question_id text references questions,  -- Question or prompt it answers
  case_id text references cases,  -- District or school
  speaker text not null,  -- Pseudonym of the respondent in the source
  role text,  -- Role of the respondent
  district_kind text,  -- Kind of district, for quick counts
  year integer,  -- Year
  place text not null,  -- Where it stands in the source, as in: row 14, column Q2
  position integer not null  -- Order of the response in the source
) strict;
create index excerpts_response on excerpts (response_id, number);
create index excerpts_source on excerpts (source_id, position, number);
create index excerpts_case on excerpts (case_id);
create index excerpts_question on excerpts (question_id);

create table codings (  -- The agreed, or failing that the machine's, codings of published excerpts
  excerpt_pk integer not null references excerpts,  -- Excerpt's row number
  code_id text not null references codes,  -- Code
  stance text not null,  -- current, planned, past, desired or negated
  status text not null,  -- reviewed (people agree or one person coded), model or rules
  coder text not null,  -- Coders whose verdict it is
  probability real,  -- Calibrated probability, for machines that give one
  because text not null,  -- Spans of the excerpt that carry the verdict, as JSON [[start, end], ...]
  primary key (excerpt_pk, code_id)
) strict, without rowid;
create index codings_code on codings (code_id, stance, excerpt_pk);

create table exemplars (  -- A written-up practice with its quotes
  pk integer primary key,  -- Row number; joins to exemplars_fts
  id text not null unique,  -- Slug
  title text not null,  -- Title: verb, learners, purpose
  promise text not null,  -- One-line promise
  state text not null check (state in ('published', 'withdrawn')),  -- Withdrawn exemplars keep a tombstone
  code_id text references codes,  -- Practice it exemplifies first
  grades text not null,  -- Grade bands, as a JSON list
  subjects text not null,  -- Subjects, as a JSON list
  district_kind text,  -- Kind of district most of its quotes come from
  fields text not null,  -- All other fields shown on the page, as JSON
  body_html text not null,  -- Rendered, sanitised body
  body_text text not null,  -- The same as plain text, for search
  facts text not null,  -- Grades, subjects, students and practices in words that people look for
  markdown text not null,  -- The whole write-up as Markdown, for the .md twin
  reviewed_on text,  -- Date of the last review
  review_due text,  -- Date of the next
  position integer not null  -- Order
) strict;

create table exemplar_codes (  -- Practices an exemplar shows
  exemplar_id text not null references exemplars (id),  -- Exemplar
  code_id text not null references codes,  -- Code
  position integer not null,  -- 1 for the first
  primary key (exemplar_id, code_id)
) strict, without rowid;
create index exemplar_codes_code on exemplar_codes (code_id);

create table citations (  -- A quote an exemplar rests on
  exemplar_id text not null references exemplars (id),  -- Exemplar
  position integer not null,  -- Order in the exemplar
  excerpt_pk integer not null references excerpts,  -- Excerpt
  quote text not null,  -- The words cited; always found in the excerpt
  bearing text not null check (bearing in ('support', 'counter')),  -- Whether it supports or counters the exemplar
  primary key (exemplar_id, position)
) strict, without rowid;
create index citations_excerpt on citations (excerpt_pk);

create table exemplar_links (  -- Which exemplar to read next, from which
  exemplar_id text not null references exemplars (id),  -- Exemplar
  other_id text not null references exemplars (id),  -- The other one
  kind text not null check (kind in ('setting', 'related')),  -- setting: same practice, other grades or kind of district
  code_id text references codes,  -- First practice that both show
  position integer not null,  -- Order, the closest first
  primary key (exemplar_id, other_id)
) strict, without rowid;

create table code_counts (  -- How many published excerpts and districts carry a code, by stance and kind of district
  code_id text not null references codes,  -- Code
  stance text not null,  -- Stance, or 'all'
  district_kind text not null,  -- Kind of district, or 'all'
  excerpts integer,  -- Excerpts; empty where suppressed
  cases integer,  -- Districts; empty where suppressed
  primary key (code_id, stance, district_kind)
) strict, without rowid;

create table code_pairs (  -- Codes that stand together in one excerpt
  code_id text not null references codes,  -- Code
  other_id text not null references codes,  -- Other code
  excerpts integer not null,  -- Excerpts that carry both
  primary key (code_id, other_id)
) strict, without rowid;

create table coders (  -- Who coded: a person, a rule set or a model
  coder text primary key,  -- Name as shown
  kind text not null,  -- person, rules or model
  version text,  -- Version of a rule set or model
  excerpts integer not null  -- Published excerpts it read
) strict, without rowid;

create table readings (  -- Who read which of the published excerpts that any person read
  excerpt_pk integer not null references excerpts,  -- Excerpt's row number
  coder text not null references coders,  -- Who read it, with the whole codebook
  primary key (excerpt_pk, coder)
) strict, without rowid;

create table verdicts (  -- What each reader of these excerpts gave, before anything was agreed
  excerpt_pk integer not null references excerpts,  -- Excerpt's row number
  coder text not null references coders,  -- Who gave it
  code_id text not null references codes,  -- Code
  stance text not null,  -- current, planned, past, desired or negated
  primary key (excerpt_pk, coder, code_id)
) strict, without rowid;
create index verdicts_code on verdicts (code_id);

create table random_sample (  -- Published excerpts drawn by chance, by which the machine's errors are measured
  excerpt_pk integer primary key references excerpts,  -- Excerpt's row number
  probability real not null  -- With which probability it was drawn
) strict;

create table agreement (  -- How far coders agree; only excerpts that two of them read count
  scope text not null,  -- people, or people and machine: what people agreed on beside the machine's codings
  code_id text references codes,  -- Code; empty for all codes together
  unit text not null,  -- What is agreed on: excerpt (the code given or not), excerpt x code, or a set of codes
  measure text not null,  -- alpha (Krippendorff), kappa (Cohen), ac1 (Gwet) or percent
  value real,  -- The figure; empty where it is not defined, as when nobody differs
  low real,  -- Lower end of the 95% interval, by drawing districts anew
  high real,  -- Upper end
  n integer not null,  -- Units that two coders read
  given integer not null,  -- Units to which at least one of them gave a code
  prevalence real not null,  -- Share of readings that gave it
  warnings text not null,  -- Why the figure cannot carry weight, as a JSON list
  coders text not null,  -- Coders compared, as a JSON list
  unique (scope, code_id, unit, measure)
) strict;

create table prevalence (  -- How common a code is, as people, the machine and both together say; negated ones do not count
  grouping text not null,  -- What is grouped by: all, role, wave or an attribute of the district
  group_name text not null,  -- The group
  code_id text not null references codes,  -- Code
  unit text not null,  -- Share of what: excerpts or districts
  method text not null,  -- people: the random sample alone; machine: taken for the truth; corrected: the one to quote
  share real not null,  -- Share from 0 to 1
  low real not null,  -- Lower end of the 95% interval
  high real not null,  -- Upper end
  n integer not null,  -- Excerpts, or districts, it is made of
  positives integer not null,  -- Of these, with the code
  machine_off integer not null,  -- 1 where the machine's own share lies outside the corrected interval
  warnings text not null,  -- Why the figure cannot carry weight, as a JSON list
  primary key (grouping, group_name, code_id, unit, method)
) strict, without rowid;
create index prevalence_code on prevalence (code_id);

create table models (  -- A model that coded the excerpts, now or earlier; one that learned from more reviews is another
  number integer primary key,  -- Order in which they came, from 1
  name text not null unique,  -- Name of the coder
  present integer not null,  -- 1 for the one whose codings are published
  codebook_version text not null,  -- Version of the codebook it learned
  learned_from text not null,  -- Where what it learned from comes from
  texts integer not null,  -- Excerpts it learned from
  cases integer not null,  -- Districts or other units these come from
  level real not null  -- Share of the codings it accepts without review that shall be right
) strict;

create table coder_figures (  -- How far the codings of a machine agree with what people agreed on
  coder text not null,  -- Name of the coder
  kind text not null check (kind in ('model', 'rules')),  -- model or rules
  measured text not null check (measured in ('left out', 'sample', 'read')),  -- left out: excerpts of districts that the model had not learned from; sample: the random sample, which no model learns from; read: all that people read, for rules
  code_id text not null,  -- Code; all for every pair of excerpt and code; mean for the mean of the codes given at least 5 times
  texts integer not null,  -- Excerpts measured
  support integer not null,  -- How often people gave the code; in the row mean, how many codes it is of
  given integer,  -- How often the machine gave it
  precision real,  -- Share of what the machine gave that is right
  recall real,  -- Share of what people gave that the machine gave too
  f1 real,  -- Harmonic mean of the two
  low real,  -- 95% interval of f1, from; districts drawn anew
  high real,  -- 95% interval of f1, to
  average_precision real,  -- Mean precision over the ranking by probability
  learned integer,  -- Excerpts with the code that the model learned from
  accepted integer,  -- In the row all: codings accepted without review
  accepted_precision real,  -- In the row all: share of these that is right
  stance_accuracy real,  -- In the row all: share of the right codings whose stance is right too
  calibration_error real,  -- In the row all: mean distance between probability and share right, pairs of at least 0.05
  primary key (coder, measured, code_id)
) strict, without rowid;

create table calibration (  -- Of the pairs of excerpt and code to which a model gave a probability in a range, how many were right; excerpts of districts it had not learned from
  coder text not null,  -- Name of the model
  code_id text not null,  -- Code, or all
  low real not null,  -- Range of the probability, from
  high real not null,  -- Range of the probability, to
  pairs integer not null,  -- Pairs in the range
  mean real not null,  -- Mean probability
  correct real not null,  -- Share of them that people gave
  primary key (coder, code_id, low)
) strict, without rowid;

create table coder_errors (  -- Published excerpts on which the present model, not having learned from their district, differs from people; the plainest of each code
  code_id text not null references codes,  -- Code
  excerpt_pk integer not null references excerpts,  -- Excerpt
  kind text not null check (kind in ('missed', 'wrong')),  -- missed: people gave the code; wrong: the model gave it
  probability real not null,  -- Probability that the model gave the code
  primary key (code_id, excerpt_pk)
) strict, without rowid;

create table downloads (  -- Files that can be taken along whole
  name text not null,  -- Name of the file
  part integer not null,  -- Number of the part, from 1; the parts in order are the file
  content text not null,  -- What is in the part
  primary key (name, part)
) strict, without rowid;

create table code_texts (  -- One thing that is said of a code, by which it is found
  pk integer primary key,  -- Row number; joins to code_texts_fts
  code_id text not null references codes,  -- Code
  kind text not null,  -- name, definition, when, look-for, example, cue or quote
  text text not null  -- The words: those of a cue without its signs, a quote as people coded it
) strict;

create table code_names (  -- Every name of a code, for finding it by name and for suggestions
  folded text not null,  -- The name without capitals, hyphens and plural endings
  code_id text not null references codes,  -- Code
  name text not null,  -- The name as it is written
  preferred integer not null,  -- 1 if it is the preferred label or a part of it
  primary key (folded, code_id)
) strict, without rowid;

create table filter_sets (  -- Which excerpts and exemplars a value of a filter has, so that counting them takes no joins
  filter text not null,  -- practice, dimension, stance, district_kind, role, source, grade, subject, group, basis or likeness
  value text not null,  -- Value
  stance text not null,  -- Stance that the coding has, for a practice or dimension; empty for any
  excerpts blob not null,  -- Row numbers of excerpts: bit n % 8 of byte n // 8 stands for number n
  exemplars blob not null,  -- Row numbers of exemplars, in the same way
  primary key (filter, value, stance)
) strict;

create table words (  -- Words as people write them, for telling a misspelling
  word text primary key,  -- The word, in small letters
  uses integer not null,  -- How often the first excerpts use it
  known integer not null  -- 1 if the codebook or an exemplar uses it
) strict, without rowid;

create virtual table excerpts_fts using fts5 (text, content='excerpts', content_rowid='pk', tokenize='porter unicode61 remove_diacritics 2');  -- Full-text index of the excerpts' words
create virtual table exemplars_fts using fts5 (title, promise, facts, body_text, content='exemplars', content_rowid='pk', tokenize='porter unicode61 remove_diacritics 2');  -- Full-text index of the exemplars
create virtual table code_texts_fts using fts5 (text, content='code_texts', content_rowid='pk', tokenize='porter unicode61 remove_diacritics 2');  -- Full-text index of what is said of the codes, for finding a practice by its description

create view coded_excerpts as  -- One row per coding of a published excerpt, with everything to filter by
  select
    e.id as excerpt_id,  -- Id of the excerpt
    e.text,  -- The words, de-identified
    c.code_id,  -- Code
    k.label as code,  -- Label of the code
    k.dimension_id as dimension,  -- Dimension of the code
    c.stance,  -- current, planned, past, desired or negated
    c.status,  -- reviewed (people agree or one person coded), model or rules
    c.probability,  -- Calibrated probability, for machines that give one
    e.district_kind,  -- Kind of district
    e.role,  -- Role of the respondent
    e.year,  -- Year
    e.source_id,  -- Source
    e.case_id,  -- District or school
    q.wording as question  -- Question or prompt it answers
  from codings c join excerpts e on e.pk = c.excerpt_pk join codes k on k.id = c.code_id
    left join questions q on q.id = e.question_id;

create view disagreements as  -- One row for each code that some readers of an excerpt gave and others did not, or gave in another stance
  select
    e.id as excerpt_id,  -- Id of the excerpt
    e.text,  -- The words, de-identified
    v.code_id,  -- Code
    k.label as code,  -- Label of the code
    v.said  -- What each person gave
  from (
    select g.excerpt_pk, g.code_id, group_concat(r.coder || ': ' || coalesce(o.stance, 'not given'), '; ') as said
    from (select distinct excerpt_pk, code_id from verdicts
        where coder in (select coder from coders where kind = 'person')) g
      join readings r on r.excerpt_pk = g.excerpt_pk join coders p on p.coder = r.coder and p.kind = 'person'
      left join verdicts o on o.excerpt_pk = r.excerpt_pk and o.coder = r.coder and o.code_id = g.code_id
    group by g.excerpt_pk, g.code_id
    having count(r.coder) > 1 and (count(o.stance) < count(r.coder) or count(distinct o.stance) > 1)
  ) v join excerpts e on e.pk = v.excerpt_pk join codes k on k.id = v.code_id;
