"""De-identification as pure functions: what identifies people is found, then replaced by stable labels."""

from __future__ import annotations

from pipelines.privacy.detector import Detector
from pipelines.privacy.findings import Finding
from pipelines.privacy.knowledge import Knowledge
from pipelines.privacy.offsets import Offsets
from pipelines.privacy.pseudonyms import Pseudonyms
from pipelines.privacy.replacing import replace
from pipelines.privacy.risk import Risk, risk

__all__ = ["Detector", "Finding", "Knowledge", "Offsets", "Pseudonyms", "Risk", "replace", "risk"]
