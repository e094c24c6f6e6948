"""Exchange with the tools of the field: projects and codebooks in, projects, tables and annotations out.

A delivered project of whatever kind becomes a `Project` (`project`), which `study` takes into a study. What
goes out is read from evidence.db by `catalog.store.exchange` and written by one module a format.
"""
