"""The public site: Datasette over catalog.db alone, read-only, with the teachers' pages in front."""

from datasette_config.public.application import application
from datasette_config.public.serving import serve

__all__ = ["application", "serve"]
