"""Publish: build catalog.db, which holds only what may be public, and swap it in whole."""

from pipelines.publish.stage import run

__all__ = ["run"]
