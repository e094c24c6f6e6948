"""The wheel holds all that the catalog needs where there is no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PACKAGES = ("catalog", "pipelines", "datasette_config")
STARTER = "pipelines/starter/taxonomy.yaml"


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built offline with the locked build backend."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """The files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_file_of_the_packages(root: Path, names: set[str]) -> None:
    files = {
        path.relative_to(root).as_posix()
        for package in PACKAGES
        for path in (root / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    pictures = {name for name in files if name.startswith("datasette_config/pictures/")}  # for README.md only

    assert any(name.endswith(".sql") for name in files)
    assert sorted(files - pictures - names) == []
    assert pictures
    assert not pictures & names


def test_the_wheel_holds_nothing_but_the_packages(names: set[str]) -> None:
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}

    assert tops == set(PACKAGES)


def test_the_wheel_holds_the_codebook_a_new_study_starts_from(root: Path, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        starter = archive.read(STARTER)

    assert starter == (root / "taxonomy.yaml").read_bytes()


def test_the_wheel_holds_the_licence(names: set[str]) -> None:
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_wheel_works_without_a_checkout(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    script = (
        "import sys, pathlib, pipelines; from pipelines.cli import main\n"
        f"assert pathlib.Path(pipelines.__file__).is_relative_to({str(site)!r}), pipelines.__file__\n"
        "main()"
    )
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"}

    def catalog(*arguments: str, cwd: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments],
            cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    catalog("init", "study", cwd=tmp_path)
    catalog("check", cwd=tmp_path / "study")
