"""Chromium for tests in a browser: found, or installed where that is possible. Never a silent skip.

`$FD_CHROMIUM`, else the first of `chromium`, `chromium-browser`, `google-chrome` on the path, else Debian's package
when the tests run as root. Where none of that leads to a browser, the test fails with the line that installs one.
"""

from __future__ import annotations

import os
import shutil

from frontdesk_testkit.debian import install

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGE = "chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
"""For a browser under test: no sandbox (containers have none), no shared memory, no traffic of its own."""


class ChromiumMissing(RuntimeError):  # noqa: N818 - it says what is the case
    """There is no Chromium, and it cannot be installed from here."""


def find_chromium() -> str:
    """The path of a Chromium, installed first where it is missing and can be."""
    found = os.environ.get("FD_CHROMIUM") or _on_path()
    if found:
        return found
    problem = install(PACKAGE)
    found = _on_path()
    if not found:
        raise ChromiumMissing(f"no Chromium: {problem or PACKAGE}, or set FD_CHROMIUM to the path of one")
    return found


def _on_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)
