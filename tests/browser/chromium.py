"""A headless Chromium, spoken to over its debugging pipe: no driver, no port, nothing to install but the browser."""

from __future__ import annotations

import base64
import json
import os
import re
import select
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No sandbox, because tests may run as root in a container; only our own pages are opened.
SWITCHES = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"),
    *("--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--remote-debugging-pipe", "about:blank"),
)
PATIENCE = 30.0
KEYS = {"Enter": 13, "Tab": 9, "Escape": 27, " ": 32, "ArrowUp": 38, "ArrowDown": 40}


def executable() -> str | None:
    """The browser of this machine, if it has one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def _started(profile: Path) -> tuple[int, int, int]:
    """The browser's process, what to write to it, and what to read from it.

    It reads on descriptor 3 and answers on 4, which only posix_spawn can arrange without a shell.
    """
    import fcntl  # not on Windows, where these tests are skipped

    theirs, write = os.pipe()
    read, answers = os.pipe()
    # Out of the way of 3 and 4.
    moved = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (theirs, write, read, answers)]
    for end in (theirs, write, read, answers):
        os.close(end)
    theirs, write, read, answers = moved
    program = executable() or "chromium"
    process = os.posix_spawn(
        program,
        [program, f"--user-data-dir={profile}", *SWITCHES],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_DUP2, theirs, 3),
            (os.POSIX_SPAWN_DUP2, answers, 4),
        ],
    )
    os.close(theirs)
    os.close(answers)
    return process, write, read


class Chromium:
    """One browser with one page; `complaints` are the errors it logged since the page was last opened."""

    def __init__(self, profile: Path) -> None:
        self._process, self._write, self._read = _started(profile)
        self._buffer, self._number, self._session = b"", 0, ""
        self._loaded = False
        self.complaints: list[str] = []
        target = next(t for t in self._ask("Target.getTargets")["targetInfos"] if t["type"] == "page")
        attached = self._ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._ask(f"{domain}.enable")

    def __enter__(self) -> Chromium:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        os.close(self._write)  # without anyone to talk to, it ends
        until = time.monotonic() + PATIENCE
        while os.waitpid(self._process, os.WNOHANG) == (0, 0):
            if time.monotonic() > until:
                os.kill(self._process, signal.SIGKILL)
            time.sleep(0.02)
        os.close(self._read)

    def size(self, width: int, height: int, *, phone: bool = False, dark: bool = False) -> None:
        """Give the page this size in CSS pixels."""
        self._ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        # Without motion, a page that scrolls has arrived at once.
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self._ask("Emulation.setEmulatedMedia", features=[scheme, still])

    def open(self, address: str) -> None:
        """Open the address and wait until all of it is there."""
        self.complaints.clear()
        self._loaded = False
        answer = self._ask("Page.navigate", url=address)
        if "errorText" in answer:
            self.complaints.append(answer["errorText"])
            return
        self.wait_for_page()

    def wait_for_page(self) -> None:
        """Wait until the page that was asked for is there."""
        until = time.monotonic() + PATIENCE
        while not self._loaded:
            self._hear(until)

    def press(self, text: str, *, enter: bool = False) -> None:
        """Type into whatever has the focus; with `enter`, send the form and wait for its answer."""
        self._ask("Input.insertText", text=text)
        if enter:
            self.enter()

    def key(self, name: str, text: str = "") -> None:
        """Press and let go of a key, such as Tab."""
        number = KEYS.get(name) or ord(name.upper())
        key = {"key": name, "code": "Space" if name == " " else name, "windowsVirtualKeyCode": number}
        self._ask("Input.dispatchKeyEvent", type="keyDown", **key, **({"text": text} if text else {}))
        self._ask("Input.dispatchKeyEvent", type="keyUp", **key)

    def tab_to(self, test: str, *, most: int = 400) -> None:
        """Press Tab until JavaScript `test` of the element `e` that has the focus holds."""
        for _ in range(most):
            self.key("Tab")
            if self.tell(f"(e => {{ return Boolean({test}) }})(document.activeElement)"):
                return
        raise AssertionError(f"the keyboard does not reach {test}")

    def enter(self) -> None:
        """Press Enter on a link or button and wait for the page it leads to."""
        self._loaded = False
        self.complaints.clear()
        self.key("Enter", "\r")
        self.wait_for_page()

    def until(self, expression: str) -> None:
        """Wait until a JavaScript expression on the page is true."""
        until = time.monotonic() + PATIENCE
        while not self.tell(expression):
            if time.monotonic() > until:
                raise TimeoutError(expression)
            time.sleep(0.02)

    def scripts(self, *, on: bool) -> None:
        """Let pages run their scripts, or not."""
        self._ask("Emulation.setScriptExecutionDisabled", value=not on)

    def printed(self) -> int:
        """How many sheets of letter paper the page prints on."""
        answer = self._ask("Page.printToPDF", paperWidth=8.5, paperHeight=11)
        return len(re.findall(rb"/Type\s*/Page\b(?!s)", base64.b64decode(answer["data"])))

    @contextmanager
    def on_paper(self) -> Iterator[None]:
        """The page as it would be printed."""
        self._ask("Emulation.setEmulatedMedia", media="print")
        yield
        self._ask("Emulation.setEmulatedMedia", media="")

    def tell(self, expression: str, *, wait: bool = False) -> Any:
        """The value of a JavaScript expression on the page, or with `wait` of the promise that it gives."""
        answer = self._ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=wait)
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def picture(self, path: Path, *, whole: bool = False) -> None:
        """Save what is seen, or the whole page, as PNG."""
        answer = self._ask("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(answer["data"]))

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + PATIENCE
        while True:
            heard = self._hear(until)
            if heard.get("id") == self._number:
                if "error" in heard:
                    raise AssertionError(f"{method}: {heard['error']}")
                return dict(heard["result"])

    def _hear(self, until: float) -> dict[str, Any]:
        """The next message; what it tells of the page is noted."""
        while b"\0" not in self._buffer:
            if not select.select([self._read], [], [], max(until - time.monotonic(), 0))[0]:
                raise TimeoutError("the browser does not answer")
            if not (more := os.read(self._read, 1 << 16)):
                raise ConnectionError("the browser ended")
            self._buffer += more
        line, _, self._buffer = self._buffer.partition(b"\0")
        heard: dict[str, Any] = json.loads(line)
        about = heard.get("params", {})
        match heard.get("method"):
            case "Page.loadEventFired":
                self._loaded = True
            case "Runtime.exceptionThrown":
                self.complaints.append(about["exceptionDetails"]["text"])
            case "Runtime.consoleAPICalled" if about["type"] in ("error", "assert"):
                self.complaints.append(str(about["args"]))
            case "Log.entryAdded" if about["entry"]["level"] in ("error", "warning"):
                self.complaints.append(about["entry"]["text"])
            case "Network.loadingFailed" if not about.get("canceled"):
                self.complaints.append(about["errorText"])
        return heard
