-- Step 10 of evidence.db: exemplars written on the staff site, and publishing from the browser.

alter table exemplars add column public_version integer;  -- Of one written on the staff site, the version that is published or withdrawn; empty where none is

alter table exemplar_versions add column wrote integer not null default 1 check (wrote in (0, 1));  -- 1 where words, fields or quotes changed; 0 where the state alone did

-- Whoever wrote what is to be cleared cannot clear it: those who wrote since the clearance before its newest words.
create trigger exemplar_versions_two before insert on exemplar_versions when new.state = 'cleared' and exists (
  select 1 from exemplar_versions v where v.exemplar_id = new.exemplar_id and v.account_id = new.account_id and v.wrote = 1
  and v.version > coalesce((select max(c.version) from exemplar_versions c where c.exemplar_id = new.exemplar_id
    and c.state = 'cleared' and c.version < (select max(w.version) from exemplar_versions w
      where w.exemplar_id = new.exemplar_id and w.wrote = 1)), 0)
) begin select raise(abort, 'an author cannot clear'); end;

-- What is published was cleared, and nothing was written since. The first version may be a file's, which was checked as one.
create trigger exemplar_versions_cleared before insert on exemplar_versions
when new.state = 'published' and new.version > 1 and (new.wrote = 1 or not exists (
  select 1 from exemplar_versions v where v.exemplar_id = new.exemplar_id and v.version = new.version - 1 and v.state = 'cleared'
)) begin select raise(abort, 'what is published must have been cleared'); end;

-- The words of a quote can be taken out where they turn out to name someone; nothing else of a version can change.
drop trigger exemplar_versions_stay;
create trigger exemplar_versions_stay before update of exemplar_id, version, state, title, front, body, account_id, note, at, wrote
on exemplar_versions begin select raise(abort, 'versions are append-only'); end;
create trigger exemplar_versions_quotes before update of citations on exemplar_versions
when json_array_length(new.citations) <> json_array_length(old.citations)
begin select raise(abort, 'versions are append-only'); end;

create table selections (  -- Excerpts that somebody set aside for an exemplar
  account_id integer not null references accounts,  -- Who
  excerpt_id text not null references excerpts (id),  -- Excerpt
  at text not null,  -- UTC time
  primary key (account_id, excerpt_id)
) strict, without rowid;

alter table publications add column kind text not null default 'publish' check (kind in ('check', 'publish'));  -- check: only see what would be published, or refused; publish: build and swap

create view public_exemplars as  -- Exemplars that are published or withdrawn: of those written on the staff site the version that is public
  select id, origin, position, state, title, front, body from exemplars
  where origin = 'file' and state in ('published', 'withdrawn')
  union all
  select x.id, x.origin, x.position, v.state, v.title, v.front, v.body from exemplars x
  join exemplar_versions v on v.exemplar_id = x.id and v.version = x.public_version where x.origin = 'staff';

create view public_citations as  -- Their quotes
  select c.exemplar_id, c.excerpt_id, c.position, c.quote, c.bearing from exemplars x
  join citations c on c.exemplar_id = x.id where x.origin = 'file' and x.state in ('published', 'withdrawn')
  union all
  select x.id, json_extract(q.value, '$.excerpt'), q.key + 1, json_extract(q.value, '$.quote'), json_extract(q.value, '$.bearing')
  from exemplars x join exemplar_versions v on v.exemplar_id = x.id and v.version = x.public_version, json_each(v.citations) q
  where x.origin = 'staff';
