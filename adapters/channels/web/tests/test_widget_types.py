"""The widget's types, checked by tsc: plain JavaScript with JSDoc, under `--strict`."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from frontdesk_testkit.node import node_and_npm, run

pytestmark = pytest.mark.types

HERE = Path(__file__).parents[1]
LOCKED = ("package.json", "package-lock.json")


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
