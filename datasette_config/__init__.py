"""The two sites: each a configuration, templates, static files and a thin plugin around Datasette."""
