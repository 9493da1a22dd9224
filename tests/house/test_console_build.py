"""The server's wheel and sdist carry the console's built files; an sdist is installed where there is no Node."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVER = ROOT / "core" / "server"
UV = os.environ.get("UV") or shutil.which("uv") or str(ROOT / ".tools" / "bin" / "uv")
BUILT = {"manifest.json", "NOTICE.txt", ".stamp"}
KINDS = {".js", ".css", ".svg", ".woff2"}


def build(folder: Path, kind: str, out: Path, **env: str) -> Path:
    command = [UV, "build", kind, "--python", sys.executable, "--out-dir", str(out), str(folder)]
    done = subprocess.run(command, env=os.environ | env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(file for file in out.iterdir() if file.suffix in {".whl", ".gz"})


def carried(names: list[str]) -> set[str]:
    """The names of the built files among all of them."""
    return {name.rpartition("/")[2] for name in names if "/console/static/dist/" in name and not name.endswith("/")}


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(SERVER, "--sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def unpacked(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    subprocess.run(["tar", "-xzf", str(sdist), "-C", str(folder)], check=True)  # not every 3.11 unpacks safely itself
    return next(folder.iterdir())


@pytest.fixture(scope="module")
def no_node(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A path whose node and npm fail: an empty one would let a build ask PyPI for Node."""
    folder = tmp_path_factory.mktemp("no-node")
    for name in ("node", "npm"):
        (folder / name).write_text('#!/bin/sh\n[ "$1" = --version ] && echo v24.0.0 && exit 0\nexit 1\n')
        (folder / name).chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def test_an_sdist_carries_the_built_files_and_their_sources_but_no_packages(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
    assert carried(names) > BUILT
    assert {Path(name).suffix for name in carried(names) - BUILT} == KINDS
    assert any(name.endswith("/frontend/src/console.ts") for name in names)
    assert not [name for name in names if "node_modules" in name]


def test_a_wheel_of_the_sdist_needs_no_node(unpacked: Path, no_node: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(build(unpacked, "--wheel", tmp_path, PATH=no_node)) as wheel:
        assert carried(wheel.namelist()) > BUILT


def test_the_build_stops_where_changed_sources_cannot_be_built(unpacked: Path, no_node: str, tmp_path: Path) -> None:
    copy = shutil.copytree(unpacked, tmp_path / "changed")
    with (copy / "frontend" / "src" / "console.css").open("a") as sheet:
        sheet.write("/* changed */\n")
    with pytest.raises(AssertionError, match="the console's assets are not built"):
        build(copy, "--wheel", tmp_path / "out", PATH=no_node)


def test_the_console_can_be_left_out(unpacked: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(unpacked, tmp_path / "bare", ignore=shutil.ignore_patterns("dist"))
    with zipfile.ZipFile(build(copy, "--wheel", tmp_path / "out", FD_SKIP_FRONTEND="1")) as wheel:
        assert carried(wheel.namelist()) == set()
