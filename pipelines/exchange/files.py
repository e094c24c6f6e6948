"""Files of a study that are written all at once, or not at all."""

from __future__ import annotations

from pathlib import Path

from catalog.study import Study


class Files:
    """Files that are written beside their places first, and then all moved there."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self._waiting: list[tuple[Path, Path]] = []

    def place(self, path: Path) -> Path:
        """Where to write what is to stand at `path`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f"{path.name}.new")
        self._waiting.append((new, path))
        return new

    def write(self, path: Path, text: str) -> Path:
        """Write a text."""
        new = self.place(path)
        new.write_text(text, encoding="utf-8", newline="\n")
        return new

    def keep(self) -> None:
        """Move everything to its place."""
        for new, path in self._waiting:
            new.replace(path)

    def discard(self) -> None:
        """Remove what was written."""
        for new, _ in self._waiting:
            new.unlink(missing_ok=True)
