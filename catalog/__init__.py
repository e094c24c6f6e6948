"""The nouns: records, schema, store, codebook, search, page contents. Imports no stage and no site."""
