"""Debian's packages for tests: installed where the tests run as root on a Debian. Never a silent skip."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import Final

APT: Final = ("apt-get", "install", "-y", "--no-install-recommends")


def install_line(package: str) -> str:
    """What a person types to have it."""
    return " ".join((*APT, package))


def install(package: str) -> str | None:
    """Install a package, its lists brought up to date first; what went wrong, or None when nothing did."""
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return f"run '{install_line(package)}' as root"
    for command in (("apt-get", "update"), (*APT, package)):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603 - literal
        if done.returncode != 0:
            return f"'{' '.join(command)}' failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    return None
