"""Projects to try commands on, and the command line itself, run in this process or in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from frontdesk_server.cli import run
from frontdesk_server.project.template import write_project

DEMO = Path(__file__).parents[3] / "core" / "server" / "src" / "frontdesk_server" / "demo" / "project"
SHOP = "main-street"


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> object:
        """What it printed, read."""
        return json.loads(self.out)


class CommandLine:
    """The command line in this process; what it prints is caught."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def __call__(self, *arguments: str | Path) -> Outcome:
        self._capture.readouterr()
        code = run([str(argument) for argument in arguments])
        caught = self._capture.readouterr()
        return Outcome(code, caught.out, caught.err)


def project(folder: Path, **files: str) -> Path:
    """The project of `frontdesk init` with some files written anew; `messages__extra` is `messages/extra.yaml`."""
    list(write_project(folder))
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".yaml")
        path.write_text(text, encoding="utf-8")
    return folder


def replaced(folder: Path, file: str, before: str, after: str) -> Path:
    """The project with one place of a file changed."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return folder


def process(
    *arguments: str | Path, environment: Mapping[str, str] | None = None, cwd: Path | None = None, typed: str = ""
) -> Outcome:
    """The command line in a process of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FRONTDESK_")}
    done = subprocess.run(
        [sys.executable, "-m", "frontdesk_server", *map(str, arguments)],
        env=clean | dict(environment or {}),
        cwd=cwd,
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)
