"""The demo site on a local port, and a browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import pytest

from catalog.study import Study
from tests.browser.chromium import Chromium, executable
from tests.demo_study import ROOT, built_demo


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where `catalog serve` serves the demo study, without a slash at the end."""
    with public_site(built_demo(tmp_path_factory.mktemp("demo"))) as found:
        yield found


@contextmanager
def public_site(study: Study) -> Iterator[str]:
    """Where `catalog serve` serves a study, without a slash at the end."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    serve = [sys.executable, "-c", "from pipelines.cli import main; main()", "serve", "--study", study.root]
    with subprocess.Popen(
        [*serve, "--port", str(port)], env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL
    ) as server:
        try:
            _wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the site does not answer")


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A browser; where there is none, the tests are skipped."""
    if sys.platform == "win32":
        pytest.skip("the browser's pipe is spoken to on Linux and macOS only")
    if executable() is None:
        pytest.skip("Chromium is not here")
    with Chromium(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture
def browser(chromium: Chromium) -> Chromium:
    """The browser at the size of a desk, in light colours."""
    chromium.size(1280, 1100)
    return chromium


@pytest.fixture(scope="session")
def artefacts(root: Path) -> Path:
    """Where pictures go, for people to look at."""
    return root / "tests" / "artefacts"


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker of Deque Systems, as it is delivered."""
    return (resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
