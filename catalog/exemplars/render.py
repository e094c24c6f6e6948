"""Markdown to safe HTML and to plain text, once, when an exemplar is published or previewed."""

from __future__ import annotations

import html
import re

import markdown
import nh3

# With the blank before it: the number stays on the line of the word it belongs to.
_CITED = re.compile(r" ?\[(\d{1,3})\](?!\()")
_TAGS = {
    *("p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "h2", "h3", "h4", "a", "sup"),
    *("table", "thead", "tbody", "tr", "th", "td", "hr", "del"),
}
# Images are left out: a remote one would tell a third party who reads the page.
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}}


def as_html(text: str, *, inline: bool = False) -> str:
    """Sanitised HTML of Markdown; [1] becomes a link to the quote #quote-1 on the same page.

    `inline` leaves out the paragraph around a single line of text. Headings start at h2: the page has
    its own h1.
    """
    rendered = markdown.markdown(_lower_headings(text), extensions=["tables", "sane_lists"], output_format="html")
    safe = nh3.clean(
        rendered,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    linked = _CITED.sub(r'<sup><a href="#quote-\1" aria-label="quote \1">\1</a></sup>', safe)
    if inline and linked.startswith("<p>") and linked.count("<p>") == 1:
        return linked.removeprefix("<p>").removesuffix("</p>")
    return linked


def as_text(text: str) -> str:
    """The words of Markdown alone, for search and for other formats."""
    rendered = markdown.markdown(_CITED.sub("", text), extensions=["tables", "sane_lists"])
    spaced = re.sub(r"</(?:p|li|h\d|tr|td|th|blockquote)>", " ", rendered)
    return " ".join(html.unescape(nh3.clean(spaced, tags=set())).split())


def words_of(rendered: str) -> str:
    """The words of what `as_html` made, with the quotes cited as in [1].

    >>> words_of(as_html("Move on. [2] *Then* read."))
    'Move on. [2] Then read.'
    """
    cited = re.sub(r'<sup><a href="#quote-(\d+)"[^>]*>\d+</a></sup>', r" [\1]", rendered)
    spaced = re.sub(r"</?(?:p|li|h\d|tr|td|th|blockquote|br)\b[^>]*>", " ", cited)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", spaced)).split())


def _lower_headings(text: str) -> str:
    return re.sub(r"(?m)^#(?=#{0,2}[^#])", "##", text)
