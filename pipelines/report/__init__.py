"""The report as files: a page with charts, Markdown, a CSV a table, and the quotes behind every cell."""
