"""Contents of the staff site's pages: read-only connection to evidence.db in, frozen record out."""
