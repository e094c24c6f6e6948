"""Bytes to text: finding a delivered text file's encoding over its whole length, and streaming it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from catalog.errors import ManifestError, Problem, SourceError

LINE_LIMIT = 1_000_000
"""Longest line, in bytes, that is believed to be text."""
TEXT_LIMIT = 100_000_000
"""Longest file, in bytes, that `read_text` takes into memory; tables are streamed and have no limit."""

_CHUNK = 1 << 18
_SAMPLE = 1 << 18
_STRAY = "catalog-stray"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH = bytes(range(128, 256))
_CONTROL = bytes(b for b in range(32) if b not in b"\t\n\v\f\r\x1a\x1b")
# Windows-1252 leaves these five undefined; a file that has them was damaged or is of another code page.
_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"


def _stray(fault: UnicodeError) -> tuple[str, int]:
    """Read bytes that are not of the file's encoding as Windows-1252, where that defines them."""
    if not isinstance(fault, UnicodeDecodeError):
        raise fault
    bad = fault.object[fault.start : fault.end]
    return bad.decode("cp1252", "replace"), fault.end


codecs.register_error(_STRAY, _stray)


@dataclass(frozen=True, slots=True)
class Decoding:
    """How a file's bytes become text: `encoding` as Python names it, and what a person should know."""

    encoding: str
    warnings: tuple[str, ...] = ()

    @property
    def codec(self) -> str:
        """The codec to open the file with; UTF-8 is read with or without a byte-order mark."""
        return "utf-8-sig" if self.encoding == "utf-8" else self.encoding


def decoding_of(path: Path, encoding: str | None = None) -> Decoding:
    """The file's encoding: as given, else by byte-order mark, else UTF-8 if the whole file is, else guessed.

    Reads the whole file once, in flat memory. Raises SourceError for a file that is empty, binary, or
    has a line longer than LINE_LIMIT; ManifestError for an encoding that does not exist.
    """
    if encoding is not None:
        encoding = _known(path, encoding)
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    if not head.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise SourceError(Problem(path.name, "the file is empty", "deliver the file again, or remove it"))
    found = encoding or _by_mark(head)
    if found is None:
        _refuse_binary(path, head)
    _refuse_long_lines(path)
    found = found or "utf-8"
    bad, good = _misfits(path, found)
    if not bad:
        return Decoding(found)
    if encoding is None and found == "utf-8" and bad > good:
        return _legacy(path)
    noun = "byte was" if bad == 1 else "bytes were"
    return Decoding(found, (f"{bad} {noun} not {found} and read as Windows-1252",))


def open_text(path: Path, decoding: Decoding) -> TextIO:
    """Open the file for streaming; line ends are untranslated, as the csv module wants them."""
    return path.open(encoding=decoding.codec, errors=_STRAY, newline="")


def read_text(path: Path, encoding: str | None = None) -> tuple[str, str]:
    """The whole text, with line ends as LF, and the encoding it was read in.

    Raises SourceError as `decoding_of`, and for a file too large to be one text.
    """
    if path.stat().st_size > TEXT_LIMIT:
        raise SourceError(
            Problem(path.name, f"the text is larger than {TEXT_LIMIT // 10**6} MB", "split it into several files")
        )
    decoding = decoding_of(path, encoding)
    with open_text(path, decoding) as file:
        text = file.read()
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), decoding.encoding


def _known(path: Path, encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)
    except (LookupError, ValueError):
        raise ManifestError(
            Problem(path.name, f'there is no encoding "{encoding}"', "write utf-8, utf-16, cp1252 or the like")
        ) from None
    return "utf-8" if name == "utf-8-sig" else name


def _by_mark(head: bytes) -> str | None:
    """The encoding that a byte-order mark, or the NUL bytes of ASCII written as UTF-16, give away."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    # Binary files have NUL bytes too, but not on one side only with nearly every other byte printable.
    if odd > 0.4 * half and even < 0.02 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.02 * half:
        return "utf-16-be"
    return None


def _refuse_binary(path: Path, head: bytes) -> None:
    odd = len(head) - len(head.translate(None, _CONTROL))
    if odd > 0.005 * len(head):
        raise SourceError(
            Problem(
                path.name,
                "the file is binary, not text, whatever its ending says",
                "export it again as CSV, XLSX, DOCX or plain text",
            )
        )


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _refuse_long_lines(path: Path) -> None:
    run, line = 0, 1
    for chunk in _chunks(path):
        first = min((i for i in (chunk.find(b"\n"), chunk.find(b"\r")) if i >= 0), default=-1)
        run += len(chunk) if first < 0 else first
        if run > LINE_LIMIT:
            raise SourceError(
                Problem(
                    f"{path.name}:{line}",
                    f"the line is longer than {LINE_LIMIT // 10**6} MB: this is not a table or transcript",
                    "export the file again from where it comes from",
                )
            )
        if first >= 0:
            run = len(chunk) - 1 - max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            line += chunk.count(b"\n") or chunk.count(b"\r")


def _misfits(path: Path, encoding: str) -> tuple[int, int]:
    """How many characters of the file do not fit the encoding, and how many non-ASCII ones do."""
    strict = codecs.getincrementaldecoder(encoding)("strict")
    try:
        for chunk in _chunks(path):
            strict.decode(chunk)
        strict.decode(b"", final=True)
        return 0, 0
    except UnicodeError:
        pass
    lenient, bad, good = codecs.getincrementaldecoder(encoding)("replace"), 0, 0
    for chunk in (*_chunks(path), b""):
        text = lenient.decode(chunk, final=not chunk)
        found = text.count("\ufffd")
        bad += found
        good += len(text) - found - len(text.encode("ascii", "ignore"))
    return bad, good


def _legacy(path: Path) -> Decoding:
    """The code page of a file that is not Unicode."""
    sample, undefined = b"", 0
    for chunk in _chunks(path):
        undefined += sum(chunk.count(b) for b in _UNDEFINED)
        if len(sample) < _SAMPLE:
            sample += b"\n".join(line for line in re.split(rb"[\r\n]+", chunk) if line.translate(None, _HIGH) != line)
    high = len(sample) - len(sample.translate(None, _HIGH))
    in_words = sum(map(len, re.findall(rb"[\x80-\xff]{3,}", sample)))
    name = "cp1252"
    # In Western text accented letters stand alone, and every detector then guesses among twenty code pages
    # that differ only in those; Windows-1252 is what such files are. Other scripts write whole words so.
    if in_words > max(0.5 * high, 12):
        from charset_normalizer import from_bytes

        best = from_bytes(sample[:_SAMPLE]).best()
        name = best.encoding if best is not None else name
    elif _is_mac(sample):
        name = "mac_roman"
    warnings = [f"not UTF-8: read as {name}; set `encoding` in the manifest if accents or quotes look wrong"]
    if name == "cp1252" and undefined:
        warnings.append(f"{undefined} bytes have no meaning in {name} and were replaced")
    return Decoding(name, tuple(warnings))


def _is_mac(sample: bytes) -> bool:
    """Whether apostrophes, quotes and hard spaces are where the old Macintosh has them, not Windows."""
    mac = len(re.findall(rb"[a-z]\xd5[a-z]|[a-z]\xca|(?<![A-Za-z])\xd2[A-Za-z]|[a-z.!?,]\xd3", sample))
    windows = len(re.findall(rb"[a-z]\x92[a-z]|[\x93\x94\x96\x97\xa0]", sample))
    return mac > windows
