"""The page shown when there is nothing else to show: not found, not allowed, too slow, our fault."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.pages.rows import Connection
from catalog.pages.site import Site, load_site

_MESSAGES = {
    400: (
        "That address does not make sense to us",
        "Please check it for a typing mistake, or search instead.",
    ),
    403: ("This part is closed", "Nothing is missing for you here: all that is published is open."),
    404: (
        "We have no page here",
        "It may have moved, or the address may have a typing mistake. Searching usually finds it.",
    ),
    405: ("This site is for reading only", "Nothing can be sent to it or changed on it."),
    500: ("Something went wrong on our side", "The fault is ours. Please try again in a moment."),
    503: ("That took too long", "Please try fewer or rarer words, or one filter less."),
}


@dataclass(frozen=True, slots=True)
class MessagePage:
    """A short message with the way on."""

    site: Site = field(metadata={"help": "The site's facts"})
    status: int = field(metadata={"help": "HTTP status"})
    title: str = field(metadata={"help": "What happened, in plain words"})
    text: str = field(metadata={"help": "What to do now"})
    detail: str = field(metadata={"help": "What a researcher may want to know, such as the fault in a query"})


def message_page(conn: Connection, status: int, detail: str = "") -> MessagePage:
    """The message for an HTTP status; unknown ones read as 404 or 500."""
    title, text = _MESSAGES.get(status) or _MESSAGES[500 if status >= 500 else 404]
    return MessagePage(load_site(conn), status, title, text, detail)
