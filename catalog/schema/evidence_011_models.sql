-- Step 11 of evidence.db: every model coder that ever read the excerpts, with its card, so that figures can be followed over time.

create table models (  -- A model coder that reads the excerpts or once did; a model that learned from more reviews is another
  coder_id text primary key references coders,  -- Its name among the coders
  run_id integer not null references runs,  -- Run in which it first read
  card text not null  -- What it learned from, its figures and its errors by the excerpts' ids, as JSON
) strict;
