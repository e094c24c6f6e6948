-- Step 13 of evidence.db: double coding.

alter table batches add column drawn text not null default '{}';  -- How its excerpts were drawn, as JSON {"how", "value", "asked", "overlap", "seed"}
create index assignments_batch on assignments (batch_id, coder_id, done_at);
