"""Chromium for tests in a browser: found, or installed where that is possible. Never a silent skip.

`$FD_CHROMIUM`, else the first of `chromium`, `chromium-browser`, `google-chrome` on the path, else Debian's package
when the tests run as root. Where none of that leads to a browser, the test fails with the line that installs one.
"""

from __future__ import annotations

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome")
INSTALL = ("apt-get", "install", "-y", "--no-install-recommends", "chromium")
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
    found = os.environ.get("FD_CHROMIUM") or _on_path() or _installed()
    if not found:
        line = " ".join(INSTALL)
        raise ChromiumMissing(f"no Chromium: run '{line}' as root, or set FD_CHROMIUM to the path of one")
    return found


def _on_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _installed() -> str | None:
    """Debian's package, where this is root on a Debian; its package lists are brought up to date first."""
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    for command in (("apt-get", "update"), INSTALL):
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - literal commands
        if done.returncode != 0:
            raise ChromiumMissing(f"'{' '.join(command)}' failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return _on_path()
