-- private.db: text as delivered, with names. Opened by ingest and deidentify only; rebuilt from the corpus.

create table sources (  -- One delivered file as it was last read
  id text primary key,  -- The source's id in the manifest
  path text not null,  -- File, relative to corpus/
  digest text not null,  -- Digest of the file's bytes and of its manifest entry: unchanged means not read again
  kind text not null,  -- survey, transcript, chat or cases
  layout text not null,  -- Layout it was read as, such as qualtrics or zoom-vtt
  entry text not null  -- The manifest entry with every default resolved, as JSON
) strict;

create table respondents (  -- Who answers or speaks, as delivered
  id text primary key,  -- Content id of source and key
  source_id text not null references sources on delete cascade,  -- Source
  key text not null,  -- Name, e-mail, response id or row digest that tells respondents of a source apart
  case_key text,  -- Case (district or school) as delivered
  role text,  -- Role as delivered
  moderator integer not null,  -- 1 for a moderator, whose words are context and never coded
  attributes text not null,  -- Other delivered attributes, as a JSON object
  names text not null default '[]'  -- Names and addresses of the respondent in columns that are not read, as a JSON list
) strict;
create index respondents_source on respondents (source_id);

create table questions (  -- A survey item, or a moderator's prompt, as delivered
  id text primary key,  -- Content id of source and name
  source_id text not null references sources on delete cascade,  -- Source
  name text not null,  -- Short name, unique in the source
  wording text not null,  -- Exact wording
  type text not null,  -- open, single, multiple, likert, number or prompt
  scale text not null,  -- Options in order, as a JSON list
  position integer not null  -- Order in the source, from 1
) strict;
create index questions_source on questions (source_id);

create table responses (  -- One respondent's uninterrupted words, as delivered
  id text primary key,  -- Content id of source, respondent and question or turn
  source_id text not null references sources on delete cascade,  -- Source
  respondent_id text not null,  -- Respondent
  question_id text,  -- The question answered, or the prompt before the turn
  position integer not null,  -- Order in the source, from 1
  text text not null,  -- The words, normalised (NFC, LF), otherwise as delivered
  digest text not null,  -- Digest of text, question and respondent: unchanged means not de-identified again
  sheet text,  -- Sheet of a workbook
  row_number integer,  -- Row as a spreadsheet shows it, the first header row being 1
  column_name text,  -- Column header
  first_number integer,  -- First cue, paragraph or line, from 1
  last_number integer,  -- Last cue, paragraph or line
  seconds real,  -- Start of the turn in seconds
  start_offset integer not null,  -- Where the words start in the normalised cell or turn, in code points
  end_offset integer not null,  -- Where they end, exclusive
  pending integer not null default 1  -- 1 until de-identified
) strict;
create index responses_pending on responses (source_id, position) where pending = 1;

create table removed (  -- Responses that are no longer delivered, until the evidence knows
  id text primary key  -- Response
) strict, without rowid;
create index responses_source on responses (source_id);

create table answers (  -- An answer to a closed question, as delivered
  respondent_id text not null,  -- Respondent
  question_id text not null,  -- Question
  item text not null,  -- Row of a grid, else empty
  value text not null,  -- The option chosen; several options are several rows
  source_id text not null references sources on delete cascade,  -- Source
  primary key (respondent_id, question_id, item, value)
) strict, without rowid;
create index answers_source on answers (source_id);

create table cases (  -- A district or school as delivered in a case table
  key text not null,  -- The case's id as delivered; several tables may describe one case
  source_id text not null references sources on delete cascade,  -- Case table
  name text not null,  -- Name as delivered
  kind text not null,  -- district, school or another unit
  parent_key text,  -- Case it belongs to
  attributes text not null,  -- Attributes as a JSON object
  row_number integer not null,  -- Row of the case table
  primary key (source_id, key)
) strict;
create index cases_source on cases (source_id);

create table people (  -- The key: which pseudonym stands for whom; it never leaves this file
  position integer primary key,  -- Order in which names appeared
  scope text not null,  -- District in which a short name is one person; empty for the whole study
  kind text not null,  -- person or school
  name text not null,  -- Folded words of the name, separated by tabs
  label text not null,  -- Pseudonym, such as [Student 12]
  unique (scope, kind, name)
) strict;

create table findings (  -- What was found to identify someone, and what stands there instead
  response_id text not null references responses on delete cascade,  -- Response
  start_offset integer not null,  -- Start in the text as delivered, in code points
  end_offset integer not null,  -- End, exclusive
  kind text not null,  -- person, school, district, email, phone, ...
  why text not null,  -- Which signals found it
  label text not null,  -- What stands there in the evidence
  primary key (response_id, start_offset)
) strict, without rowid;

create table identifiers (  -- Phrases that may occur in no other database, for looking them up everywhere
  phrase text primary key,  -- Folded phrase
  kind text not null  -- What it identifies by
) strict, without rowid;
