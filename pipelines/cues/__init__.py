"""The rule coder: finds the codebook's cues in texts, quickly.

Import `pipelines.cues.coder` for the coder; this package itself loads nothing, so that a fast path
does not pay for spaCy.
"""
