"""The demo study, copied out of the checkout and built, and its site."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from catalog.study import Study
from datasette_config.public import application

ROOT = Path(__file__).resolve().parents[1]


def catalog(*arguments: object) -> str:
    """What `catalog ARGUMENTS` answers, in a process of its own; it must go well."""
    done = subprocess.run(
        [sys.executable, "-c", "from pipelines.cli import main; main()", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def built_demo(folder: Path) -> Study:
    """The demo study in `folder`, built by the command that everyone types."""
    shutil.copyfile(ROOT / "taxonomy.yaml", folder / "taxonomy.yaml")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    catalog("build", "--study", folder)
    return Study(folder)


class Site:
    """The public site over one catalog, asked through Datasette's own client."""

    def __init__(self, catalog_db: Path) -> None:
        self._datasette = application(catalog_db)
        self._runner = asyncio.Runner()

    def get(self, address: str) -> Any:
        """The answer of an address."""
        return self._runner.run(self._datasette.client.get(address))

    def page(self, address: str) -> Page:
        """The page of an address, which must be there."""
        answer = self.get(address)
        assert answer.status_code == 200, address
        return Page(answer.text)

    def close(self) -> None:
        """Let go of the file."""
        self._runner.close()
        self._datasette.close()


class Page(HTMLParser):
    """What a page says, the addresses it names, and the words of each of its quotes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: set[str] = set()
        self.quotes: list[str] = []
        self._words: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    @property
    def words(self) -> str:
        """All that can be read, with single blanks."""
        return " ".join(" ".join(self._words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        if tag == "blockquote":
            self.quotes.append("")
        for name, value in attrs:
            if name == "id":
                self.ids.add(value or "")
            if name in ("href", "src", "action"):
                self.addresses.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        while tag in self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in ("script", "style"):
            return
        self._words.append(data)
        if "blockquote" in self._open:
            self.quotes[-1] += data

    def links(self, start: str) -> list[str]:
        """The addresses that begin so, each once, in order."""
        return [address for address in dict.fromkeys(self.addresses) if address.startswith(start)]
