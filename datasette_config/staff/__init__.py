"""The staff site: Datasette over evidence.db behind a sign-in, with rooms for reviewing, writing and publishing."""

from datasette_config.staff.application import application
from datasette_config.staff.serving import serve

__all__ = ["application", "serve"]
