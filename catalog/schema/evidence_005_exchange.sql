create table cuts (  -- Spans that a delivered project says were coded: each is an excerpt of its own
  id text primary key,  -- Id of the excerpt, made of the response and of the span as delivered
  response_pk integer not null references responses,  -- Response
  start_offset integer not null,  -- Start in the response's de-identified text, in Unicode code points
  end_offset integer not null  -- End, exclusive
) strict, without rowid;
create index cuts_response on cuts (response_pk);
