"""No file of the project holds a path of somebody's machine or the host of a package registry."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

# Each is put together from pieces, so that this file does not hold what it looks for.
PATTERNS = [re.compile(rf"(?<![\w.~-])/{folder}/") for folder in ("wo" + "rk", "fa" + "rm", "ro" + "ot")] + [
    re.compile(r"(?<![\w.~-])/(?:ho" + r"me|Use" + r"rs)/[a-z][\w.-]*/"),
    re.compile(r"\b[A-Z]:\\+Use" + r"rs\\"),
    re.compile(r"(?<![\w.~-])/op" + r"t/p[a-z]p[a-z]"),
    re.compile(r"py" + r"pi\.org|python" + r"hosted|registry\.np" + r"m|np" + r"mjs\.|deb\.deb" + r"ian"),
    re.compile(r"cra" + r"tes\.io/|go" + r"proxy|conda\.ana" + r"conda"),
]


def leaks(text: str) -> list[str]:
    """The patterns that a text holds."""
    return [pattern.pattern for pattern in PATTERNS if pattern.search(text)]


def files(root: Path) -> list[Path]:
    """Every file that git tracks, or would if it were added."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout")
    return [path for name in done.stdout.split("\0") if name and (path := root / name).is_file()]


def test_no_file_holds_a_machine_path_or_a_registry_host(root: Path) -> None:
    found = []
    for path in files(root):
        for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
            if leaks(line.decode("utf-8", "replace")):
                found.append(f"{path.relative_to(root).as_posix()}:{number}")

    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "see /wo" + "rk/data.csv",
        "open('/ro" + "ot/x')",
        "/ho" + "me/ana/corpus/",
        "C:\\Use" + "rs\\Ana",
        "https://py" + "pi.org/simple",
        "--index-url https://files.python" + "hosted.org/a",
    ],
)
def test_the_search_bites(text: str) -> None:
    assert leaks(text)


def test_the_search_lets_prose_pass() -> None:
    assert not leaks("home/work/school balance, ../work/notes and https://example.org/work/ are fine")
