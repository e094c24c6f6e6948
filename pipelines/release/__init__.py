"""A frozen release: a folder with catalog.db, its tables in open forms, and what is needed to cite and check it."""
