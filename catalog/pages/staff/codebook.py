"""The pages of the codebook room: all codes, and one code with the forms to change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.codebook import Code, Codebook
from catalog.pages.rows import Connection, fetch
from catalog.pages.staff.queues import Choice
from catalog.pages.staff.review import CodeGroup, code_groups
from catalog.pages.wording import STANCE_WORDS
from catalog.people import Person
from catalog.records import STANCES
from catalog.store.codebooks import current_codebook
from catalog.store.proposals import Proposal, proposals

KIND_WORDS = {
    "define": "change the words of",
    "add": "add",
    "split": "split",
    "merge": "merge",
    "retire": "retire",
    "example": "add an example to",
    "near miss": "add a near miss to",
}


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A code in the list."""

    code: str = field(metadata={"help": "Slug"})
    label: str = field(metadata={"help": "Name"})
    definition: str = field(metadata={"help": "What it means"})
    people: int = field(metadata={"help": "How many codings of it people made"})
    machine: int = field(metadata={"help": "How many codings of it machines made"})
    retired: str = field(metadata={"help": "Since when it is retired and what took its place; empty while in use"})


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal in a list."""

    id: int = field(metadata={"help": "Number"})
    what: str = field(metadata={"help": "What is proposed, in words"})
    by: str = field(metadata={"help": "Who proposed it, when"})
    state: str = field(metadata={"help": "open, accepted, refused or withdrawn"})
    version: str = field(metadata={"help": "Version that came of it; empty where none"})


@dataclass(frozen=True, slots=True)
class CodebookPage:
    """All codes with what is proposed."""

    title: str = field(metadata={"help": "Title of the codebook"})
    version: str = field(metadata={"help": "Version that holds"})
    groups: tuple[tuple[str, tuple[CodeLine, ...]], ...] = field(metadata={"help": "Codes in use by dimension"})
    retired: tuple[CodeLine, ...] = field(metadata={"help": "Codes that are no longer given"})
    open: tuple[Line, ...] = field(metadata={"help": "Proposals to decide on"})
    decided: tuple[Line, ...] = field(metadata={"help": "Proposals decided last"})
    stale: bool = field(metadata={"help": "Whether the machines have not read with this version yet"})


@dataclass(frozen=True, slots=True)
class CodePage:
    """One code, and the forms to propose a change of it."""

    code: Code = field(metadata={"help": "The code"})
    dimension: str = field(metadata={"help": "Name of its dimension"})
    line: CodeLine = field(metadata={"help": "How often it was given"})
    versions: tuple[tuple[str, int], ...] = field(
        metadata={"help": "Of people's codings, how many were made under which version"}
    )
    cues: tuple[tuple[str, str, str], ...] = field(metadata={"help": "Kinds of cues: key, name, patterns one a line"})
    open: tuple[Line, ...] = field(metadata={"help": "What is proposed for it"})
    groups: tuple[CodeGroup, ...] = field(metadata={"help": "All codes, to choose another"})
    stances: tuple[tuple[str, str], ...] = field(metadata={"help": "Stances with what they mean"})


@dataclass(frozen=True, slots=True)
class NewCodePage:
    """The form for a new code."""

    dimensions: tuple[Choice, ...] = field(metadata={"help": "Dimensions to choose from"})
    version: str = field(metadata={"help": "Version that holds"})


def codebook_page(conn: Connection) -> CodebookPage:
    """The codebook that holds."""
    codebook = current_codebook(conn)
    counts = _counts(conn)
    groups = []
    for dimension in codebook.dimensions:
        codes = [code for code in codebook.active if code.dimension == dimension.id]
        if codes:
            lines = tuple(_line(code, codebook, counts) for code in sorted(codes, key=lambda code: code.label))
            groups.append((dimension.label, lines))
    found = [_proposed(p, codebook) for p in proposals(conn)]
    stages = {row[0]: row[1] for row in fetch(conn, "select name, run_id from stages")}
    return CodebookPage(
        title=codebook.title,
        version=codebook.version,
        groups=tuple(groups),
        retired=tuple(_line(code, codebook, counts) for code in codebook.codes if code.retired),
        open=tuple(line for line in found if line.state == "open"),
        decided=tuple(line for line in found if line.state != "open")[:10],
        stale=stages.get("codebook", 0) > stages.get("tag", 0),
    )


def code_page(conn: Connection, id: str) -> CodePage | None:
    """One code in use; None where there is none."""
    codebook = current_codebook(conn)
    code = codebook.by_id.get(id)
    if code is None:
        return None
    names = {d.id: d.label for d in codebook.dimensions}
    versions = fetch(
        conn,
        "select b.version, count(*) from codings k join readings d on d.excerpt_pk = k.excerpt_pk "
        "and d.coder_id = k.coder_id join codebooks b on b.hash = d.codebook_hash "
        "where k.code_id = ? and d.quote is not null group by b.hash order by b.run_id desc",
        (id,),
    )
    return CodePage(
        code=code,
        dimension=names.get(code.dimension, code.dimension),
        line=_line(code, codebook, _counts(conn, id)),
        versions=tuple((row[0], row[1]) for row in versions),
        cues=tuple((kind, name, _patterns(code, kind)) for kind, name in _CUES),
        open=tuple(_proposed(p, codebook) for p in proposals(conn) if p.state == "open" and p.change.code == id),
        groups=code_groups(codebook),
        stances=tuple((stance, STANCE_WORDS[stance]) for stance in STANCES),
    )


_CUES = (
    ("strong", "Strong: right nearly every time, alone"),
    ("weak", "Weak: a hint that needs another"),
    ("block", "Block: switches off what it overlaps"),
)


def _patterns(code: Code, kind: str) -> str:
    return "\n".join(pattern.source for pattern in getattr(code.cues, kind))


def new_code_page(conn: Connection) -> NewCodePage:
    """The form for a new code."""
    codebook = current_codebook(conn)
    return NewCodePage(tuple(Choice(d.id, d.label) for d in codebook.dimensions), codebook.version)


def _counts(conn: Connection, code: str = "") -> dict[str, tuple[int, int]]:
    rows = fetch(
        conn,
        "select k.code_id, sum(c.kind = 'person'), sum(c.kind <> 'person') from codings k "
        "join coders c on c.id = k.coder_id where ? in ('', k.code_id) group by 1",
        (code,),
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _line(code: Code, codebook: Codebook, counts: Mapping[str, tuple[int, int]]) -> CodeLine:
    people, machine = counts.get(code.id, (0, 0))
    retired = ""
    if code.retired:
        instead = ", ".join(codebook.by_id[id].label for id in code.retired.replaced_by if id in codebook.by_id)
        retired = f"since {code.retired.version}{f', now {instead}' if instead else ''}"
    return CodeLine(code.id, code.label, code.definition, people, machine, retired)


def _proposed(p: Proposal, codebook: Codebook) -> Line:
    return Line(p.id, what_of(p, codebook), f"{p.made_by}, {p.made_at[:10]}", p.state, p.version)


def what_of(p: Proposal, codebook: Codebook) -> str:
    """What is proposed, in words."""
    content = p.change.content
    label = codebook.by_id[p.change.code].label if p.change.code in codebook.by_id else p.change.code
    if p.change.kind == "add":
        label = str(content["code"].get("label") or p.change.code)
    words = f"{KIND_WORDS[p.change.kind]} {label}"
    if p.change.kind == "merge":
        into = content["into"]
        words += f" into {codebook.by_id[into].label if into in codebook.by_id else into}"
    elif p.change.kind == "split":
        words += f" into {', '.join(str(part.get('label', '')) for part in content['into'])}"
    return words[:1].upper() + words[1:]


def person_may_decide(person: Person, p: Proposal) -> bool:
    """Whether the person may turn the proposal down or take it back."""
    return person.role == "curator" or p.made_by == person.label
