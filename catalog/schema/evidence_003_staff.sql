-- Step 3 of evidence.db: the staff site. Who may sign in, what people decide in the browser, and its history.
-- History is append-only: triggers refuse to change or delete it, whoever asks.

alter table readings add column origin text not null default 'file'  -- file: a CSV file of codings; staff: decided on the staff site
  check (origin in ('file', 'staff'));
create index readings_people on readings (excerpt_pk) where quote is not null;

alter table exemplars add column origin text not null default 'file'  -- file: corpus/exemplars; staff: written on the staff site
  check (origin in ('file', 'staff'));
alter table exemplars add column version integer not null default 1;  -- Number of its newest version
alter table exemplars add column review_due text;  -- Date by which someone has to look at it again

create table accounts (  -- A person who may sign in to the staff site
  id integer primary key,  -- Number
  name text not null unique check (name = lower(name) and name <> ''),  -- Name to sign in with
  label text not null,  -- Name as shown
  role text not null check (role in ('coder', 'curator', 'privacy officer', 'administrator', 'researcher')),  -- What the person may do; read at every request
  password text not null,  -- Argon2 hash with its parameters
  must_change integer not null default 1,  -- 1 until the person has chosen a password of their own
  disabled integer not null default 0,  -- 1 when the person may not sign in any more
  coder_id text not null references coders,  -- The coder this person is
  created_at text not null,  -- UTC time, ISO 8601
  changed_at text not null  -- UTC time of the last change
) strict;
create trigger accounts_stay before delete on accounts begin select raise(abort, 'accounts are disabled, never deleted'); end;

create table sessions (  -- A sign-in that lasts
  token text primary key,  -- Digest of the cookie's token; the token itself is nowhere
  account_id integer not null references accounts,  -- Account
  created_at text not null,  -- UTC time of signing in
  expires_at text not null,  -- UTC time after which it holds no more, whatever happens
  seen_at text not null,  -- UTC time of the last request, to the minute
  revoked_at text  -- UTC time of signing out, or of being signed out
) strict, without rowid;
create index sessions_account on sessions (account_id);

create table sign_ins (  -- One attempt to sign in
  id integer primary key,  -- Number
  at text not null,  -- UTC time
  name text not null,  -- Digest of the name that was given: people type passwords there
  address text not null,  -- Network address it came from
  succeeded integer not null default 0  -- 1 when name and password were right
) strict;
create index sign_ins_name on sign_ins (name, at);
create index sign_ins_address on sign_ins (address, at);

create table batches (  -- A sample of excerpts given to coders
  id integer primary key,  -- Number
  title text not null,  -- Title
  blind integer not null default 1,  -- 1 when nobody sees the others' work until all are done
  made_by integer not null references accounts,  -- Who gave it out
  made_at text not null,  -- UTC time
  closed_at text  -- UTC time when it was ended
) strict;

create table assignments (  -- An excerpt that a coder is to read
  batch_id integer not null references batches,  -- Sample
  excerpt_id text not null references excerpts (id),  -- Excerpt
  coder_id text not null references coders,  -- Coder
  position integer not null,  -- Order in the sample
  done_at text,  -- UTC time when the coder had read it
  primary key (batch_id, excerpt_id, coder_id)
) strict, without rowid;
create index assignments_excerpt on assignments (excerpt_id, done_at);
create index assignments_coder on assignments (coder_id, done_at, position);

create table reviews (  -- What a person did with one excerpt, each time; append-only
  id integer primary key,  -- Number
  excerpt_id text not null references excerpts (id),  -- Excerpt
  lane text not null,  -- '' for the common queue; the coder's id where coders work blind; skip:<coder> for skipping
  version integer not null,  -- 1 for the first review of the excerpt in its lane; two people cannot write the same one
  account_id integer not null references accounts,  -- Who
  coder_id text not null references coders,  -- As which coder
  kind text not null check (kind in ('coded', 'unsure', 'skipped', 'undone')),  -- What was done
  undoes integer references reviews,  -- The review that was undone
  verdict text not null default '{}',  -- The codes with their stances that hold after it, as JSON
  memo text,  -- What the person noted; never published
  before text,  -- The coder's reading that held before it, as JSON; empty where there was none
  codebook_hash text not null references codebooks,  -- Version of the codebook
  suggested_by text,  -- Machine whose suggestions were shown, with its version
  seconds real,  -- How long the excerpt was looked at
  at text not null,  -- UTC time
  unique (excerpt_id, lane, version)
) strict;
create index reviews_coder on reviews (coder_id, id);
create trigger reviews_stay before update on reviews begin select raise(abort, 'reviews are append-only'); end;
create trigger reviews_last before delete on reviews begin select raise(abort, 'reviews are append-only'); end;

alter table decisions add column review_id integer references reviews;  -- The review it was part of
create index decisions_review on decisions (review_id);

create table adjudications (  -- A disagreement that was settled; append-only
  id integer primary key,  -- Number
  excerpt_id text not null references excerpts (id),  -- Excerpt
  version integer not null,  -- 1 for the first, so that two people cannot settle the same state
  account_id integer not null references accounts,  -- Who settled it
  verdict text not null,  -- The codes with their stances that hold, as JSON
  reason text not null,  -- Why
  originals text not null,  -- What each coder had said, as JSON
  codebook_hash text not null references codebooks,  -- Version of the codebook
  at text not null,  -- UTC time
  unique (excerpt_id, version)
) strict;
create trigger adjudications_stay before update on adjudications begin select raise(abort, 'adjudications are append-only'); end;
create trigger adjudications_last before delete on adjudications begin select raise(abort, 'adjudications are append-only'); end;

create table comments (  -- What staff tell one another; append-only
  id integer primary key,  -- Number
  about text not null check (about in ('excerpt', 'exemplar', 'proposal')),  -- Kind of thing
  subject text not null,  -- Its id
  answers integer references comments,  -- The comment it answers
  account_id integer not null references accounts,  -- Who
  text text not null,  -- Words, plain
  at text not null  -- UTC time
) strict;
create index comments_subject on comments (about, subject, id);
create trigger comments_stay before update on comments begin select raise(abort, 'comments are append-only'); end;
create trigger comments_last before delete on comments begin select raise(abort, 'comments are append-only'); end;

create table exemplar_versions (  -- Each state an exemplar was saved in; append-only
  exemplar_id text not null,  -- Exemplar
  version integer not null,  -- 1 for the first; two people cannot write the same one
  state text not null check (state in ('draft', 'in review', 'cleared', 'published', 'withdrawn')),  -- State
  title text not null,  -- Title
  front text not null,  -- The other fields, as JSON
  body text not null,  -- Markdown
  citations text not null,  -- Quotes, as JSON [{"excerpt", "quote", "bearing"}, ...]
  account_id integer not null references accounts,  -- Who saved it
  note text not null default '',  -- Why
  at text not null,  -- UTC time
  primary key (exemplar_id, version)
) strict, without rowid;
create trigger exemplar_versions_stay before update on exemplar_versions begin select raise(abort, 'versions are append-only'); end;
create trigger exemplar_versions_last before delete on exemplar_versions begin select raise(abort, 'versions are append-only'); end;

create table proposals (  -- A change of the codebook that someone proposes
  id integer primary key,  -- Number
  kind text not null check (kind in ('define', 'add', 'split', 'merge', 'retire', 'example', 'near miss')),  -- Kind of change
  code_id text not null,  -- Code it is about
  content text not null,  -- What it would become, as JSON
  reason text not null,  -- Why
  base_hash text not null references codebooks,  -- Version of the codebook it was made on
  state text not null default 'open' check (state in ('open', 'accepted', 'refused', 'withdrawn')),  -- State
  adjudication_id integer references adjudications,  -- The settled disagreement it came from
  made_by integer not null references accounts,  -- Who proposed it
  made_at text not null,  -- UTC time
  decided_by integer references accounts,  -- Who decided
  decided_at text,  -- UTC time
  change_note text,  -- What the new version says about it
  new_hash text  -- Version of the codebook that came of it
) strict;
create index proposals_state on proposals (state, id);
create trigger proposals_last before delete on proposals begin select raise(abort, 'proposals are refused or withdrawn, never deleted'); end;

create table publications (  -- A publication asked for in the browser
  id integer primary key,  -- Number
  account_id integer not null references accounts,  -- Who asked
  asked_at text not null,  -- UTC time
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'refused', 'failed')),  -- State
  report text not null default '{}',  -- What was published, or refused and why, as JSON
  finished_at text  -- UTC time
) strict;

create index audit_subject on audit (subject, id);
create trigger audit_stay before update on audit begin select raise(abort, 'the audit log is append-only'); end;
create trigger audit_last before delete on audit begin select raise(abort, 'the audit log is append-only'); end;

drop view consensus;
create view consensus as  -- The codings that count: what was settled outranks all; else, of the highest-ranking coders who read an excerpt, those all of them gave
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
  from readers d join codings k on k.excerpt_pk = d.excerpt_pk and k.coder_id = d.coder_id
  group by k.excerpt_pk, k.code_id having count(*) = d.readers;

create view open_blind as  -- Excerpts that somebody is still to read without seeing the others' work
  select distinct a.excerpt_id from assignments a join batches b on b.id = a.batch_id
  where b.blind = 1 and b.closed_at is null and a.done_at is null;
