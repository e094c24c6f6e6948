create table cuts (  -- Spans that a delivered project says were coded
  response_id text not null references responses on delete cascade,  -- Response
  start_offset integer not null,  -- Start in the text as delivered, in code points
  end_offset integer not null,  -- End, exclusive
  primary key (response_id, start_offset, end_offset)
) strict, without rowid;
