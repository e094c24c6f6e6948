"""Drawing in SVG that takes the width it is given: lengths across in per cent, type and heights in pixels.

So the same drawing is legible on a phone and on paper, and its colours, set by classes, follow light and dark.
"""

from __future__ import annotations

from html import escape

# For a file of its own; the page says the same in its style sheet.
STYLE = """<style>
text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;fill:#1c292e}
.soft{fill:#4d5d65;font-size:12px}.small{font-size:11.5px}.end{text-anchor:end}.mid{text-anchor:middle}
.grid{stroke:#dfdcd2}.back{fill:#fcfbf7}.ink{stroke:#1c292e;stroke-width:1.5}.halo{stroke:#fcfbf7;stroke-width:1.5}
.c0{fill:#0a5a62}.c1{fill:#4b9aa0}.c2{fill:#a5cfcd}.c3{fill:#d8cfae}.c4{fill:#b9b3a2}
.none{fill:none;stroke:#85908f;stroke-dasharray:3 3}.line{stroke:#0a5a62;stroke-width:2.5;fill:none}
.h0{fill:#f1efe8}.h1{fill:#dcebe9}.h2{fill:#afd4d1}.h3{fill:#6fb0b1}.h4{fill:#2b7d83}.h5{fill:#0a5a62}
.t0,.n4,.n5{fill:#fcfbf7}.t1,.t2,.t3,.t4,.n3{fill:#0a1416}
@media (prefers-color-scheme:dark){
text{fill:#e7ecec}.soft{fill:#abb9be}.grid{stroke:#2c383d}.back{fill:#11181b}.ink{stroke:#e7ecec}.halo{stroke:#11181b}
.c0{fill:#86d1cc}.c1{fill:#4e9c9b}.c2{fill:#2b6264}.c3{fill:#8a7b45}.c4{fill:#5d676b}.line{stroke:#86d1cc}
.h0{fill:#182125}.h1{fill:#193433}.h2{fill:#1f4d4e}.h3{fill:#2f7476}.h4{fill:#5aa9a7}.h5{fill:#86d1cc}
.t0,.t1,.t3,.n4,.n5{fill:#10191c}.t2,.t4,.n3{fill:#f2f6f6}}
</style>"""


def number(value: float) -> str:
    """At most two places and no needless zero, so that the same figure is always the same text.

    >>> number(12.0), number(33.333)
    ('12', '33.33')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def across(value: float) -> str:
    """A place or length across, from 0 to 1, in per cent."""
    return f"{number(value * 100)}%"


def text(x: str, y: float, words: str, kind: str = "") -> str:
    """Words with their baseline at y."""
    return f'<text x="{x}" y="{number(y)}"{_class(kind)}>{escape(words)}</text>'


def box(x: str, y: float, width: str, height: float, kind: str) -> str:
    """A filled rectangle."""
    return f'<rect x="{x}" y="{number(y)}" width="{width}" height="{number(height)}"{_class(kind)}/>'


def line(start: tuple[str, float], end: tuple[str, float], kind: str) -> str:
    """A straight line."""
    (x, y), (to, low) = start, end
    return f'<line x1="{x}" y1="{number(y)}" x2="{to}" y2="{number(low)}"{_class(kind)}/>'


def dot(x: str, y: float, kind: str, radius: float = 5) -> str:
    """A filled circle."""
    return f'<circle cx="{x}" cy="{number(y)}" r="{number(radius)}"{_class(kind)}/>'


def drawing(parts: list[str], height: float, label: str, width: float | None = None) -> str:
    """The whole, as wide as its place or `width` pixels; read aloud it is its label."""
    size = number(width) if width else "100%"
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{number(height)}" role="img" '
        f'aria-label="{escape(label, quote=True)}">\n{body}\n</svg>'
    )


def alone(svg: str, width: int = 720) -> str:
    """The drawing as a file of its own, with its colours and a width."""
    start, _, rest = svg.partition(">")
    head = start.replace('width="100%"', f'width="{width}"')
    return f'{head}>\n{STYLE}\n<rect width="100%" height="100%" class="back"/>{rest}\n'


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
