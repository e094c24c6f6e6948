"""Which tool a delivered file comes from, by its content, and reading it."""

from __future__ import annotations

from pathlib import Path

from catalog.errors import Problem, SourceError
from pipelines.exchange.archive import TEXT_LIMIT
from pipelines.exchange.project import Losses, Project
from pipelines.exchange.qdpx_parts import read_codes
from pipelines.exchange.qdpx_read import read_qdpx
from pipelines.exchange.xml import child, children, parse

TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".ods")


def read_project(path: Path) -> Project:
    """What the file holds, whoever wrote it; SourceError where it is damaged, hostile or of no known kind."""
    if not path.is_file():
        raise SourceError(Problem(str(path), "there is no such file", "check its name and folder"))
    with path.open("rb") as stream:
        head = stream.read(200)
    if head.startswith(b"SQLite format 3\0"):
        from pipelines.exchange.taguette import read_taguette

        return read_taguette(path)
    if head.startswith(b"PK") and path.suffix.lower() not in TABLES:
        return read_qdpx(path)
    if head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return read_qdc(path)
    if path.suffix.lower() in TABLES:
        from pipelines.exchange.tables_in import read_table

        return read_table(path)
    fix = "import REFI-QDA (.qdpx, .qdc), a project of Taguette (.sqlite3), or a table (.csv, .xlsx)"
    raise SourceError(Problem(path.name, "this is no file of a known tool", fix))


def read_qdc(path: Path) -> Project:
    """A REFI-QDA codebook (.qdc), in any of the namespaces that tools write."""
    if path.stat().st_size > TEXT_LIMIT:
        raise SourceError(Problem(path.name, "the codebook is too large to be one", "export the codebook anew"))
    root = parse(path.read_bytes(), path.name, ("CodeBook",))
    losses = Losses()
    for group in children(child(root, "Sets"), "Set"):
        losses.lose("code in a set of codes", group.get("name") or "", len(children(group, "MemberCode")))
    codes, _ = read_codes(child(root, "Codes"), lambda code: "")
    return Project(path.stem, root.get("origin") or "", tuple(codes), losses=losses)
