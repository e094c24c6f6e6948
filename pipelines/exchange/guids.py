"""GUIDs and names by which our own exports are known again when they come back."""

from __future__ import annotations

import uuid

_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:evidence-to-exemplar:exchange")

ORIGIN = "evidence-to-exemplar"
"""What our exports name as their origin."""
CODE, DIMENSION, STANCE = "code", "dimension", "stance"
MACHINE = "machine:"
"""How the `id` of a <User> begins that is a rule set or a model."""
CONTEXT = "Context, not part of any answer: "
"""How the <Description> of a selection begins that is a question or names who speaks."""


def guid_of(*parts: str) -> str:
    """The same GUID for the same parts, everywhere, in capitals as all tools read them.

    >>> guid_of("code", "devices") == guid_of("code", "devices")
    True
    """
    return str(uuid.uuid5(_SPACE, "\x1f".join(parts))).upper()
