"""The parts of a REFI-QDA project besides its sources: users, codes, variables, cases, notes, sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pipelines.exchange.guids import MACHINE, guid_of
from pipelines.exchange.project import ForeignCode, Losses
from pipelines.exchange.xml import Element, child, children, guid, text


@dataclass
class Parts:
    """What the sources refer to, by GUID."""

    users: dict[str, str] = field(default_factory=dict)
    machines: set[str] = field(default_factory=set)
    owner: str = ""
    variables: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def memos(self, element: Element) -> str:
        """The texts of the notes that an element refers to."""
        keys = [guid(ref.get("targetGUID")) for ref in children(element, "NoteRef")]
        self._taken.update(keys)
        return "\n\n".join(filter(None, (self.notes.get(key, "") for key in keys)))

    def left_notes(self) -> list[str]:
        """The notes that nobody asked for."""
        return [key for key in self.notes if key not in self._taken]

    def values(self, element: Element) -> dict[str, str]:
        """The variables of a case or source by name; those without a value are left out."""
        found = {}
        for value in children(element, "VariableValue"):
            ref = child(value, "VariableRef")
            name = self.variables.get(guid(ref.get("targetGUID")), "") if ref is not None else ""
            told = " ".join("".join(part.itertext()) for part in value if part is not ref).strip()
            if name and told:
                found[name] = told
        return found


def read_parts(root: Element, losses: Losses, note_text: Callable[[Element], str]) -> Parts:
    """Users, variables, notes and sets; what cannot be taken along goes to `losses`."""
    parts = Parts(owner=guid(root.get("creatingUserGUID")))
    for user in children(child(root, "Users"), "User"):
        key = guid(user.get("guid"))
        parts.users[key] = (user.get("name") or user.get("id") or "").strip()
        if (user.get("id") or "").startswith(MACHINE):
            parts.machines.add(key)
    for variable in children(child(root, "Variables"), "Variable"):
        parts.variables[guid(variable.get("guid"))] = (variable.get("name") or "").strip()
    for note in children(child(root, "Notes"), "Note"):
        words = [note_text(note), text(note, "Description")]
        parts.notes[guid(note.get("guid"))] = "\n\n".join(w.strip() for w in words if w.strip())
    for group in children(child(root, "Sets"), "Set"):
        name = (group.get("name") or "").strip()
        if guid(group.get("guid")) != guid_of("set", "exemplars"):
            for member in children(group, "MemberSource"):
                parts.groups.setdefault(guid(member.get("targetGUID") or member.get("guid")), []).append(name)
        losses.lose("code in a set of codes", name, len(children(group, "MemberCode")))
        losses.lose("note in a set", name, len(children(group, "MemberNote")))
    losses.lose("link between elements", "", len(children(child(root, "Links"), "Link")))
    losses.lose("graph", "", len(children(child(root, "Graphs"), "Graph")))
    return parts


def read_codes(codes: Element | None, memos: Callable[[Element], str]) -> tuple[list[ForeignCode], list[str]]:
    """The codes under <Codes>, outer ones first, and the names of those whose memo stands in as the definition."""
    found: list[ForeignCode] = []
    from_memo: list[str] = []
    for element, parent in _nested(codes, None):
        name = " ".join((element.get("name") or "").split()) or "unnamed"
        key, said = guid(element.get("guid")), text(element, "Description").strip()
        if not said and (said := memos(element)):
            from_memo.append(name)
        codable = (element.get("isCodable") or "true").strip().lower() not in ("false", "0")
        found.append(ForeignCode(key, name, said, parent, codable))
    return found, from_memo


def _nested(element: Element | None, parent: str | None) -> Iterator[tuple[Element, str | None]]:
    # A stack rather than recursion: how deep codes are nested is the sender's choice.
    waiting = [(code, parent) for code in reversed(children(element, "Code"))]
    while waiting:
        code, above = waiting.pop()
        yield code, above
        key = guid(code.get("guid"))
        waiting += [(inner, key) for inner in reversed(children(code, "Code"))]
