"""The command line: one file a verb; errors a person can mend are told once, here."""

from pipelines.cli.main import main

__all__ = ["main"]
