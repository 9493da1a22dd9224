"""The console's TypeScript, checked by tsc; its lock file names no host."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path

import pytest

import frontdesk_server
from frontdesk_testkit.node import node_and_npm, run

FRONTEND = Path(frontdesk_server.__file__).parents[2] / "frontend"
LOCKED = ("package.json", "package-lock.json")


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
