"""What stands around every page of the staff site: who is signed in, and what was just done."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.pages.rows import Connection, first
from catalog.people import Person

# What a page says on top after a deed led to it, by the word in its address (?said=...).
SAID = {
    "signed-out": "You are signed out.",
    "password": "Your password is changed. All other sessions were ended.",
    "choose-password": "Choose a password of your own to go on.",
    "role": "The role is changed. It holds from the next page they open.",
    "disabled": "The account is disabled, and signed out everywhere.",
    "coded": "Saved.",
    "unsure": "Noted that you could not tell.",
    "skipped": "Skipped; it comes again at the end.",
    "undone": "Taken back. What was there before holds again.",
    "handed-out": "Handed out. It waits for them under Review, assigned to me.",
    "closed": "Closed. What was not read is nobody's task any more.",
    "proposed": "Proposed. A curator decides on it.",
    "accepted": "Accepted. The new version holds here from now on; the machines read with it from the next build on.",
    "turned-down": "Turned down. The proposal stays, with what you noted.",
    "settled": "Settled. What each of them had said stays theirs.",
    "opened": "Open again. What each of them said counts as before.",
    "fine": "Noted. It may be published from the next build on.",
    "redact": "Noted. The next build takes these words out everywhere.",
    "enabled": "The account is enabled again.",
    "aside": "Set aside.",
    "back": "Put back.",
    "begun": "A first draft. What your quotes tell is filled in; the rest is yours.",
    "quotes": "The quotes stand at the end. Keep the words you need.",
    "saved": "Saved.",
    "comment": "Your comment is there. It is never published.",
    "adopted": "It is written here from now on; its file is left aside.",
    "review": "Sent to review. Somebody else has to clear it.",
    "clear": "Cleared.",
    "publish": "It goes public with the next publication.",
    "draft": "It is a draft again.",
    "withdraw": "Withdrawn. Its words leave the site with the next publication.",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a page."""

    name: str = field(metadata={"help": "Name of who is signed in, as shown; empty for a stranger"})
    role: str = field(metadata={"help": "Role of who is signed in; empty for a stranger"})
    said: str = field(metadata={"help": "What was just done, in words; empty where nothing was"})
    synthetic: bool = field(metadata={"help": "Whether all words of the study were invented"})


def frame_of(conn: Connection, person: Person | None, said: str = "") -> Frame:
    """The frame for a person, or for a stranger."""
    row = first(conn, "select count(*) as n, sum(synthetic) as invented from sources where gone = 0")
    synthetic = row is not None and row["n"] > 0 and row["n"] == row["invented"]
    return Frame(person.label if person else "", person.role if person else "", SAID.get(said, ""), synthetic)
