"""The page of the staff site when there is nothing else to show: not found, not allowed, too late, our fault."""

from __future__ import annotations

from dataclasses import dataclass, field

_MESSAGES = {
    400: ("That could not be understood", "Please go back and try again."),
    401: ("Please sign in", "This page is for those who are signed in."),
    403: ("This is not yours to do", "Your role does not cover it. Ask an administrator if it should."),
    404: ("There is no such page", "It may have moved, or the address may have a typing mistake."),
    405: ("That cannot be done here", "Please use the buttons of the page."),
    409: ("Somebody else was quicker", "Nothing was overwritten. Look at what they did, then decide again."),
    413: ("That was too much at once", "Please send less text."),
    422: ("That cannot be done as asked", "Nothing was changed."),
    429: ("Too many attempts", "Please wait a quarter of an hour, then try again."),
    500: ("Something went wrong on our side", "The fault is ours; nothing was changed. Please try again."),
    503: ("That cannot be done just now", "Nothing was changed. Please try again in a moment."),
}


@dataclass(frozen=True, slots=True)
class MessagePage:
    """A short message with the way on."""

    status: int = field(metadata={"help": "HTTP status"})
    title: str = field(metadata={"help": "What happened, in plain words"})
    text: str = field(metadata={"help": "What to do now"})
    problems: tuple[str, ...] = field(metadata={"help": "What was wrong in particular, and how to mend it"})
    back: str = field(metadata={"help": "Address of where to go on; empty for the home page"})


def message_page(status: int, problems: tuple[str, ...] = (), back: str = "") -> MessagePage:
    """The message for an HTTP status; unknown ones read as 404 or 500."""
    title, text = _MESSAGES.get(status) or _MESSAGES[500 if status >= 500 else 404]
    return MessagePage(status, title, text, problems, back)
