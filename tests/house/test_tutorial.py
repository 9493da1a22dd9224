"""The tutorial is walked through as a reader would: its commands are run, and print what it shows."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.api.served import started

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "your-first-project.md"
FRONTDESK = Path(sys.executable).parent / "frontdesk"
SERVE = "frontdesk serve"


def steps() -> list[tuple[str, list[str]]]:
    """(command, lines that it shows), and edits as (sed expression and file, [])."""
    found = re.findall(r"```console\n(.*?)```|<!-- edit (\S+): (\S.*?) -->", PAGE.read_text(), re.DOTALL)
    walk: list[tuple[str, list[str]]] = []
    for block, file, expression in found:
        if file:
            walk.append((f"edit {file} {expression}", []))
        for line in block.splitlines():
            if line.startswith("$ "):
                walk.append((line[2:], []))
            else:
                walk[-1][1].append(line)
    return walk


def edit(folder: Path, file: str, expression: str) -> None:
    _, before, after, _ = expression.split("/")
    path = folder / file
    changed = path.read_text().replace(before, after)
    assert changed != path.read_text()
    path.write_text(changed)


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_tutorial_works_as_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    folder = tmp_path
    for command, shown in steps():
        words = shlex.split(command)
        if words[0] == "edit":
            edit(folder, words[1], command.split(maxsplit=2)[2])
        elif words[0] == "cd":
            folder /= words[1]
        elif command == SERVE:
            with started(["serve"], folder, {"FRONTDESK_PORT": "0"}) as server:
                assert server.stop() == 0
        else:
            done = subprocess.run([FRONTDESK, *words[1:]], cwd=folder, capture_output=True, text=True, check=False)
            output = flat(done.stdout + done.stderr)
            for line in shown:
                assert flat(line) in output, f"{command}\n{done.stdout}{done.stderr}"
            assert "Traceback" not in done.stderr
