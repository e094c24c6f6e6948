-- evidence.db: the de-identified system of record. People's decisions live here: it is migrated, never rebuilt from nothing.

create table runs (  -- One run of one stage
  id integer primary key,  -- Number of the run
  stage text not null,  -- ingest, deidentify, segment, tag, publish, ...
  started_at text not null,  -- UTC time, ISO 8601
  finished_at text,  -- UTC time; empty while running or when the run was interrupted
  summary text not null default '{}'  -- What was done, as JSON counts
) strict;

create table stages (  -- The last good state of each stage
  name text primary key,  -- Stage
  digest text not null,  -- Digest of the inputs the stage last finished with
  run_id integer not null references runs  -- Run that finished
) strict, without rowid;

create table published_frame (  -- What concerned all excerpts alike when the catalog was last published
  line text primary key  -- A source's terms, a case, an attribute, a coder, the codebook
) strict, without rowid;

create table sources (  -- One delivered file [TextSource]
  id text primary key,  -- The source's id in the manifest
  position integer not null,  -- Order in the manifest
  title text not null,  -- Title as shown
  path text not null,  -- File, relative to corpus/
  kind text not null check (kind in ('survey', 'transcript', 'chat', 'cases')),  -- survey, transcript, chat or cases
  layout text not null,  -- Layout it was read as
  consent text not null check (consent in ('internal', 'research', 'public')),  -- What the respondents agreed to, as it holds now
  consent_note text,  -- Why it no longer is what was given: expired or withdrawn, and when
  name_district integer not null,  -- 1 if districts may be named
  synthetic integer not null,  -- 1 if the words were invented
  wave text,  -- Wave of a repeated survey
  year integer,  -- Year in which the words were collected
  digest text not null,  -- Digest of what was delivered and of how it was de-identified
  gone integer not null default 0,  -- 1 when the source is no longer in the manifest
  run_id integer not null references runs  -- Run that last wrote it
) strict;

create table cases (  -- A unit of analysis [Case]: a district or a school
  id text primary key,  -- Content id of the delivered key
  label text not null unique,  -- Pseudonym, such as District 12
  name text,  -- Name, only where naming is allowed
  kind text not null,  -- district, school or another unit
  parent_id text references cases,  -- Case it belongs to
  consent text check (consent in ('internal', 'research', 'public')),  -- Narrower consent of this case, if any, as it holds now
  consent_note text,  -- Why it no longer is what was given: expired or withdrawn, and when
  gone integer not null default 0,  -- 1 when no delivered table holds it any more
  run_id integer not null references runs  -- Run that last wrote it
) strict;

create table case_attributes (  -- What is known of a case [VariableValue]
  case_id text not null references cases,  -- Case
  name text not null,  -- Attribute, such as district_kind
  value text not null,  -- Value as text
  number real,  -- Value as a number where it is one
  primary key (case_id, name)
) strict, without rowid;

create table questions (  -- A survey item or moderator's prompt
  id text primary key,  -- Content id of source and name
  source_id text not null references sources,  -- Source
  name text not null,  -- Short name, unique in the source
  wording text not null,  -- Wording, de-identified
  type text not null check (type in ('open', 'single', 'multiple', 'likert', 'number', 'prompt')),  -- Kind of question
  scale text not null,  -- Options in order, as a JSON list
  position integer not null,  -- Order in the source, from 1
  gone integer not null default 0  -- 1 when it is no longer delivered
) strict;

create table respondents (  -- Who answers or speaks, under a pseudonym
  pk integer primary key,  -- Row number, in order of arrival
  id text not null unique,  -- Content id of source and key
  source_id text not null references sources,  -- Source
  case_id text references cases,  -- District or school
  label text not null,  -- Pseudonym in the source, such as Respondent 12
  role text,  -- Role, such as principal
  moderator integer not null,  -- 1 for a moderator, whose words are context and never coded
  attributes text not null  -- Other attributes, as a JSON object
) strict;
create index respondents_source on respondents (source_id);

create table answers (  -- An answer to a closed question
  respondent_id text not null,  -- Respondent
  question_id text not null,  -- Question
  item text not null,  -- Row of a grid, else empty
  value text not null,  -- The option chosen; several options are several rows
  rank integer,  -- Position of the value on the question's scale, from 1
  primary key (respondent_id, question_id, item, value)
) strict, without rowid;

create table responses (  -- One respondent's uninterrupted words: an answer or a turn
  pk integer primary key,  -- Row number, in order of arrival
  id text not null unique,  -- Content id
  source_id text not null references sources,  -- Source
  respondent_pk integer not null references respondents,  -- Respondent
  question_id text references questions,  -- The question answered, or the prompt before the turn
  position integer not null,  -- Order in the source, from 1
  text text not null,  -- The words, de-identified
  digest text not null,  -- Digest of what was delivered and of what it became
  risk real not null default 0,  -- How likely it still gives someone away, from 0 to 1
  risk_reasons text not null default '',  -- Why, in words that are not the respondent's
  cleared integer not null default 0,  -- 1 when a person looked and found it fine
  sheet text,  -- Sheet of a workbook
  row_number integer,  -- Row as a spreadsheet shows it, the first header row being 1
  column_name text,  -- Column header
  first_number integer,  -- First cue, paragraph or line, from 1
  last_number integer,  -- Last cue, paragraph or line
  seconds real,  -- Start of the turn in seconds
  start_offset integer not null,  -- Where the words start in the normalised cell or turn as delivered
  end_offset integer not null,  -- Where they end, exclusive
  gone integer not null default 0,  -- 1 when it is no longer delivered
  segmented integer not null default 0,  -- 1 once cut into excerpts; 2 when the text changed after that
  run_id integer not null references runs  -- Run that last wrote it
) strict;
create index responses_source on responses (source_id, position);
create index responses_to_segment on responses (pk) where segmented <> 1;
create index responses_run on responses (run_id);

create table excerpts (  -- The span of a response that is coded [PlainTextSelection]
  pk integer primary key,  -- Row number, in order of arrival
  id text not null unique,  -- Content id of the response and the excerpt's number
  response_pk integer not null references responses,  -- Response
  number integer not null,  -- Number in the response, from 1
  start_offset integer not null,  -- Start in the response's text, in Unicode code points
  end_offset integer not null,  -- End, exclusive
  text text not null,  -- The quoted text: the response's text between the offsets
  gone integer not null default 0,  -- 1 when the response was cut anew and this excerpt is no more
  run_id integer not null references runs,  -- Run that last wrote it
  unique (response_pk, number)
) strict;
create index excerpts_run on excerpts (run_id);

create table codebooks (  -- A version of the codebook [CodeBook]
  hash text primary key,  -- Digest of its content
  version text not null,  -- Semantic version
  title text not null,  -- Title
  text text not null,  -- taxonomy.yaml as it was
  run_id integer not null references runs  -- Run that first saw it
) strict;

create table coders (  -- Who codes [User]: a person, a rule set or a model
  id text primary key,  -- Short name; rules and models carry their version
  kind text not null check (kind in ('person', 'rules', 'model')),  -- person, rules or model
  label text not null,  -- Name as shown; people under a pseudonym if they wish
  version text  -- Version of a rule set or model
) strict;

create table readings (  -- A coder went through an excerpt with the whole codebook: absence of a code means something
  excerpt_pk integer not null references excerpts,  -- Excerpt
  coder_id text not null references coders,  -- Coder
  codebook_hash text not null references codebooks,  -- Version of the codebook
  quote text,  -- For people, the words as they were read, so that drift is detectable
  memo text,  -- Analyst's note [Note]; never published
  run_id integer not null references runs,  -- Run that wrote it
  primary key (excerpt_pk, coder_id)
) strict, without rowid;
create index readings_run on readings (run_id);
create index readings_coder on readings (coder_id) where quote is not null;

create table codings (  -- One coder's verdict on one code for one excerpt [Coding]
  excerpt_pk integer not null references excerpts,  -- Excerpt
  coder_id text not null references coders,  -- Coder
  code_id text not null,  -- Code, as in the codebook of the reading
  stance text not null check (stance in ('current', 'planned', 'past', 'desired', 'negated')),  -- Whether it is done now
  probability real,  -- Calibrated probability, for machines that give one
  because text not null default '[]',  -- Spans of the excerpt that carry the verdict, as JSON [[start, end], ...]
  primary key (excerpt_pk, coder_id, code_id)
) strict, without rowid;
create index codings_code on codings (code_id, excerpt_pk);

create table doubts (  -- A person's coding whose excerpt has changed so much that a person must say where it belongs
  place text primary key,  -- File and line of the coding
  coder_id text not null,  -- Coder
  excerpt_id text not null,  -- Excerpt it was made on
  nearest_id text,  -- Live excerpt that reads most like it
  likeness real not null  -- How like, 0 to 100
) strict, without rowid;

create table decisions (  -- What a person did with a suggestion; append-only
  id integer primary key,  -- Number
  excerpt_id text not null references excerpts (id),  -- Excerpt
  code_id text not null,  -- Code
  person text not null references coders,  -- Who decided
  verdict text not null check (verdict in ('accept', 'reject', 'add', 'stance', 'unsure')),  -- What was decided
  stance text,  -- Stance decided
  suggested_by text,  -- Coder whose suggestion it was, with its version
  decided_at text not null  -- UTC time, ISO 8601
) strict;
create trigger decisions_stay before update on decisions begin select raise(abort, 'decisions are append-only'); end;
create trigger decisions_last before delete on decisions begin select raise(abort, 'decisions are append-only'); end;

create table exemplars (  -- A written-up practice with its quotes
  id text primary key,  -- Slug
  position integer not null,  -- Order of the files
  state text not null check (state in ('draft', 'in review', 'cleared', 'published', 'withdrawn')),  -- State
  state_reason text,  -- Why it is a draft again, where consent for one of its quotes ended
  title text not null,  -- Title: verb, learners, purpose
  front text not null,  -- The other fields of the front matter, as JSON
  body text not null,  -- Markdown
  author text not null,  -- Who wrote it
  cleared_by text check (cleared_by <> author),  -- Second person who cleared it
  digest text not null,  -- Digest of the file
  run_id integer not null references runs  -- Run that last wrote it
) strict;

create table citations (  -- A quote that an exemplar rests on
  exemplar_id text not null references exemplars on delete cascade,  -- Exemplar
  excerpt_id text not null references excerpts (id),  -- Excerpt
  position integer not null,  -- Order in the exemplar
  quote text not null,  -- The words as cited
  bearing text not null check (bearing in ('support', 'counter')),  -- Whether it supports or counters the exemplar
  primary key (exemplar_id, excerpt_id)
) strict, without rowid;

create table audit (  -- Who did what, when; append-only
  id integer primary key,  -- Number
  at text not null,  -- UTC time, ISO 8601
  who text not null,  -- Person, or the stage
  what text not null,  -- Deed
  subject text not null,  -- What it was done to
  detail text not null default '{}'  -- JSON, never source text
) strict;

create view consensus as  -- The codings that count: of the highest-ranking coders who read an excerpt, those all of them gave
  with ranked as (
    select r.excerpt_pk, r.coder_id, case c.kind when 'person' then 3 when 'model' then 2 else 1 end as rank
    from readings r join coders c on c.id = r.coder_id
  ), best as (
    select excerpt_pk, max(rank) as rank from ranked group by excerpt_pk
  ), readers as (
    select r.excerpt_pk, r.coder_id, r.rank, count(*) over (partition by r.excerpt_pk) as readers
    from ranked r join best b on b.excerpt_pk = r.excerpt_pk and b.rank = r.rank
  )
  select k.excerpt_pk, k.code_id, min(k.stance) as stance, max(k.probability) as probability, max(k.because) as because,
    d.rank, d.readers, group_concat(k.coder_id, ', ') as coders
  from readers d join codings k on k.excerpt_pk = d.excerpt_pk and k.coder_id = d.coder_id
  group by k.excerpt_pk, k.code_id having count(*) = d.readers;
