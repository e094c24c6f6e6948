"""Office packages (ZIP files with XML in them): which kind one is, and whether it is safe to open."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from catalog.errors import Problem, SourceError

MEMBER_LIMIT = 5_000
"""Most members a package may have."""
SIZE_LIMIT = 400_000_000
"""Most bytes a package may unpack to."""
RATIO_LIMIT = 250
"""Most that a member may shrink by; worksheets of repeated values reach about 100."""
SMALL = 10_000_000
"""A member that unpacks to no more than this is harmless at any ratio."""

_CHUNK = 1 << 20
_ODF = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}


def package_kind(path: Path) -> str:
    """The package's kind: docx, xlsx, odt or ods.

    Reads every member once, in flat memory. Raises SourceError for a package that is truncated,
    damaged, encrypted, a ZIP bomb, or of a kind that cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as package:
            _refuse_bomb(path, package.infolist())
            _read_through(path, package)
            return _kind(path, package)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as fault:
        if isinstance(fault, (FileNotFoundError, PermissionError)):
            raise
        raise SourceError(
            Problem(
                path.name,
                "the file is damaged or was cut off on its way (it starts as an Office or ZIP file)",
                "ask for it again, or open it in Word, Excel or LibreOffice and save it anew",
            )
        ) from None


def _bomb(path: Path, what: str) -> SourceError:
    return SourceError(
        Problem(path.name, f"{what}: it would fill the memory", "open it where it comes from and save it anew")
    )


def _refuse_bomb(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Judge by the table of contents, before anything is unpacked."""
    if len(members) > MEMBER_LIMIT:
        raise _bomb(path, f"the file holds {len(members)} members")
    if sum(m.file_size for m in members) > SIZE_LIMIT:
        raise _bomb(path, f"the file unpacks to more than {SIZE_LIMIT // 10**6} MB")
    for member in members:
        if member.flag_bits & 1:
            raise _locked(path)
        if member.file_size > SMALL and member.file_size > RATIO_LIMIT * max(member.compress_size, 1):
            raise _bomb(path, f"a member of the file unpacks to more than {RATIO_LIMIT} times its size")


def _read_through(path: Path, package: zipfile.ZipFile) -> None:
    """Unpack every member to nowhere: finds damage, and tables of contents that lie about sizes."""
    total = 0
    for member in package.infolist():
        with package.open(member) as file:
            while chunk := file.read(_CHUNK):
                total += len(chunk)
                if total > SIZE_LIMIT:
                    raise _bomb(path, f"the file unpacks to more than {SIZE_LIMIT // 10**6} MB")


def _locked(path: Path) -> SourceError:
    return SourceError(
        Problem(path.name, "the file is protected by a password", "open it, remove the password, and save it")
    )


def _kind(path: Path, package: zipfile.ZipFile) -> str:
    names = set(package.namelist())
    if "mimetype" in names:
        kind = _ODF.get(package.read("mimetype")[:200].decode("ascii", "replace").strip())
        if "META-INF/manifest.xml" in names and b"encryption-data" in package.read("META-INF/manifest.xml"):
            raise _locked(path)
        if kind and "content.xml" in names:
            return kind
    if "[Content_Types].xml" in names:
        if "xl/workbook.bin" in names:
            raise SourceError(Problem(path.name, "this is a binary workbook (XLSB)", "save it as XLSX"))
        # Microsoft 365 names the main part word/document2.xml at times, so the folder decides.
        for folder, kind in (("word/", "docx"), ("xl/", "xlsx")):
            if any(name.startswith(folder) for name in names):
                return kind
        if any(name.startswith("ppt/") for name in names):
            raise SourceError(Problem(path.name, "this is a presentation", "copy its text into a DOCX or TXT file"))
    raise SourceError(
        Problem(path.name, "this is a ZIP archive, not a document", "unpack it and add the files that are in it")
    )
