"""Opening a delivered ZIP archive as if it were meant to do harm."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath

from catalog.errors import Problem, SourceError
from pipelines.readers.packages import RATIO_LIMIT, SMALL

MEMBER_LIMIT = 100_000
"""Most members an archive may have."""
TEXT_LIMIT = 500_000_000
"""Most bytes that may be read from one archive; media are never read."""

_AGAIN = "ask for it again, or open the project in the program it comes from and export it anew"


class Archive:
    """The members of a ZIP archive by name, whatever the case of letters; nothing is ever unpacked to disk."""

    def __init__(self, path: Path, package: zipfile.ZipFile) -> None:
        self.path, self._package, self._read = path, package, 0
        members = package.infolist()
        if len(members) > MEMBER_LIMIT:
            raise self.problem("", f"the archive holds {len(members):,} members", "export fewer documents at a time")
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            name = member.filename.replace("\\", "/")
            if _escapes(name):
                raise self.problem(name, "the member's name leads out of the archive", _AGAIN)
            if name.casefold() in self._members:
                raise self.problem(name, "two members have this name", _AGAIN)
            self._members[name.casefold()] = member

    def names(self) -> Iterator[str]:
        """The names of all members."""
        return (member.filename.replace("\\", "/") for member in self._members.values())

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._members

    def read(self, name: str) -> bytes:
        """A member's bytes; KeyError where there is none, SourceError where it is damaged or would fill the memory."""
        member = self._members[name.casefold()]
        if member.flag_bits & 1:
            raise self.problem(name, "the member is protected by a password", "export the project without one")
        self._read += member.file_size
        shrunk = member.file_size > SMALL and member.file_size > RATIO_LIMIT * max(member.compress_size, 1)
        if self._read > TEXT_LIMIT or shrunk:
            raise self.problem(name, "the member unpacks to so much that it would fill the memory", _AGAIN)
        try:
            # Reading stops at the size that was judged, whatever the member really holds.
            return self._package.read(member)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
            raise self.problem(name, "the member is damaged", _AGAIN) from None

    def problem(self, name: str, what: str, fix: str) -> SourceError:
        """An error that names the archive and the member."""
        return SourceError(Problem(f"{self.path.name}, {name}" if name else self.path.name, what, fix))


def _escapes(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return ".." in parts or name.startswith("/") or bool(PureWindowsPath(name).drive) or "\0" in name


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The archive; SourceError where it is damaged, cut off or hostile."""
    try:
        package = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as fault:
        if isinstance(fault, (FileNotFoundError, PermissionError)):
            raise
        problem = Problem(path.name, "the file is damaged or was cut off on its way (it should be a ZIP file)", _AGAIN)
        raise SourceError(problem) from None
    with package:
        yield Archive(path, package)
