"""The study's own figures, each cell with the query that leads to what stands behind it."""

from catalog.pages.report.build import Report, report

__all__ = ["Report", "report"]
