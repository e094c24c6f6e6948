"""The linter, the type checker and the test runner complain about bad files under our configuration.

A configuration that no longer bites is worse than none.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

# One bad sample for each family of rules, and the complaint it must draw.
SAMPLES = {
    "E": ("E711", "def same(x):\n    return x == None\n"),
    "F": ("F401", "import os\n"),
    "W": ("W291", "x = 1 \n"),
    "I": ("I001", "import sys\nimport ast\n\nprint(sys, ast)\n"),
    "B": ("B006", "def add(to=[]):\n    return to\n"),
    "UP": ("UP035", "from typing import List\n\nx: List[int] = []\n"),
    "SIM": ("SIM118", "def has(d, k):\n    return k in d.keys()\n"),
    "RUF": ("RUF005", "def more(xs):\n    return [1] + xs\n"),
    "C4": ("C401", "def some(xs):\n    return set(x for x in xs)\n"),
    "PTH": ("PTH118", "import os\n\nx = os.path.join('a', 'b')\n"),
    "PT": ("PT018", "def test_it(a, b):\n    assert a and b\n"),
    "T20": ("T201", "print(1)\n"),
    "S": ("S307", "x = eval('1')\n"),
    "N": ("N801", "class bad_name:\n    pass\n"),
    "DTZ": ("DTZ005", "import datetime\n\nx = datetime.datetime.now()\n"),
    "TID": ("TID252", "from ..errors import Problem\n"),
    "C90": ("C901", "def f(x):\n" + "".join(f"    if x == {i}:\n        return {i}\n" for i in range(12))),
    "PLR0913": ("PLR0913", "def f(a, b, c, d, e, g, h, i):\n    return a\n"),
}  # fmt: skip


def run(root: Path, *command: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a tool of this Python in the checkout."""
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=root,
        input=text,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_every_family_of_rules_has_a_bad_sample(root: Path) -> None:
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))

    assert set(settings["tool"]["ruff"]["lint"]["select"]) == set(SAMPLES)


@pytest.mark.parametrize("family", SAMPLES)
def test_the_linter_bites(root: Path, family: str) -> None:
    code, sample = SAMPLES[family]

    done = run(root, "ruff", "check", "--no-cache", "--stdin-filename", "catalog/store/bad.py", "-", text=sample)

    assert done.returncode == 1
    assert code in done.stdout


def test_the_linter_lets_a_good_file_pass(root: Path) -> None:
    good = '"""Nothing to see."""\n\nx: int = 1\n'

    done = run(root, "ruff", "check", "--no-cache", "--stdin-filename", "catalog/store/good.py", "-", text=good)

    assert done.returncode == 0, done.stdout


def test_the_formatter_bites(root: Path) -> None:
    done = run(root, "ruff", "format", "--check", "--no-cache", "--stdin-filename", "catalog/bad.py", "-", text="x=1")

    assert done.returncode == 1


def test_the_type_checker_bites(root: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("def same(x):\n    return x\n\n\ny: int = 'a'\n", encoding="utf-8")

    done = run(root, "mypy", "--config-file", "pyproject.toml", "--cache-dir", str(tmp_path / "cache"), str(bad))

    assert done.returncode == 1
    assert "[no-untyped-def]" in done.stdout
    assert "[assignment]" in done.stdout


BAD_TESTS = {
    "warns": ("import warnings\n\ndef test_it():\n    warnings.warn('gone soon')\n", "gone soon"),
    "leaks": ("def test_it():\n    open(__file__)\n", "unclosed file"),
    "marks": ("import pytest\n\n@pytest.mark.sharde\ndef test_it():\n    pass\n", "'sharde' not found"),
}  # fmt: skip


@pytest.fixture(scope="module")
def complaints(root: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the test runner says about the bad tests."""
    folder = tmp_path_factory.mktemp("bad")
    for name, (source, _) in BAD_TESTS.items():
        (folder / f"test_{name}.py").write_text(source, encoding="utf-8")
    options = ["-c", "pyproject.toml", "-p", "no:cacheprovider", "--continue-on-collection-errors"]
    done = run(root, "pytest", *options, str(folder))
    assert done.returncode == 1, done.stdout
    return done.stdout


@pytest.mark.parametrize("name", BAD_TESTS)
def test_the_test_runner_bites(complaints: str, name: str) -> None:
    assert BAD_TESTS[name][1] in complaints


def test_no_bad_test_passes(complaints: str) -> None:
    assert "passed" not in complaints
