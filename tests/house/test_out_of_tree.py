"""A stranger's plugin: a folder of ours, copied elsewhere and renamed, builds and works against the built wheels."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UV = os.environ.get("UV") or shutil.which("uv") or str(ROOT / ".tools" / "bin" / "uv")

CODE = '''
"""The condition capitals: the contact writes in capitals."""

from pydantic import RootModel

from frontdesk import HOLDS, Condition, MessageReceived, fails, hookimpl


class Shouts(Condition):
    name = "capitals"
    Params = RootModel[bool]

    def holds(self, params, facts):
        text = facts.event.text if isinstance(facts.event, MessageReceived) else ""
        return HOLDS if text.isupper() is params.root else fails(text=text)


@hookimpl
def register_conditions():
    return [Shouts()]
'''

RULES = """
frontdesk: 1
rules:
  - name: calm-down
    on: message_received
    if: [{capitals: true}]
    do: [{send: {en: "We hear you."}}]
"""


def run(*command: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200", **(env or {})}
    return subprocess.run(list(map(str, command)), cwd=cwd, env=environ, capture_output=True, text=True, check=False)


def succeed(*command: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    done = run(*command, cwd=cwd, env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheels")
    succeed(UV, "build", "--quiet", "--all-packages", "--wheel", "--out-dir", folder, cwd=ROOT)
    return folder


@pytest.fixture(scope="module")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """plugins/keywords, copied and renamed as the how-to says."""
    folder = tmp_path_factory.mktemp("stranger") / "frontdesk-capitals"
    shutil.copytree(ROOT / "plugins" / "keywords", folder, ignore=shutil.ignore_patterns("__pycache__", "tests"))
    (folder / "src" / "frontdesk_keywords").rename(folder / "src" / "frontdesk_capitals")
    for file in (folder / "src" / "frontdesk_capitals").glob("*.py"):
        file.unlink()
    (folder / "src" / "frontdesk_capitals" / "__init__.py").write_text(textwrap.dedent(CODE).lstrip())
    project = (folder / "pyproject.toml").read_text()
    (folder / "pyproject.toml").write_text(project.replace("keywords", "capitals"))
    return folder


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> Path:
    """A virtual environment that has nothing of this repository but its wheels."""
    folder = tmp_path_factory.mktemp("elsewhere")
    succeed(UV, "venv", "--quiet", "--python", sys.executable, ".venv", cwd=folder)
    install(folder, wheels, "frontdesk-server[standard]")
    bin_ = folder / ".venv" / "bin"
    succeed(bin_ / "frontdesk", "init", "desk", cwd=folder)
    (folder / "desk" / "messages" / "rules.yaml").write_text(RULES)
    return folder


def install(folder: Path, wheels: Path, *names: str | Path) -> None:
    constraints = folder / "constraints.txt"
    pins = succeed(sys.executable, ".ci/pins.py", "show", cwd=ROOT)
    constraints.write_text(pins)
    where = {"UV_FIND_LINKS": str(wheels), "VIRTUAL_ENV": str(folder / ".venv")}
    succeed(UV, "pip", "install", "--quiet", "--constraints", constraints, *names, cwd=folder, env=where)


def simulate(folder: Path) -> subprocess.CompletedProcess[str]:
    words = ("simulate", "--establishment", "main-street", "--at", "2026-11-24T10:00", "--say", "WHERE ARE MY BUNS")
    return run(folder / ".venv" / "bin" / "frontdesk", *words, cwd=folder / "desk")


def test_every_plugin_and_adapter_copied_elsewhere_installs_unchanged(elsewhere: Path, wheels: Path) -> None:
    folders = [
        path.parent for pattern in ("plugins/*", "adapters/*/*") for path in ROOT.glob(f"{pattern}/pyproject.toml")
    ]
    ignored = shutil.ignore_patterns("__pycache__", "node_modules")
    copies = [shutil.copytree(folder, elsewhere / "copies" / folder.name, ignore=ignored) for folder in folders]

    install(elsewhere, wheels, *copies)

    shown = succeed(elsewhere / ".venv" / "bin" / "frontdesk", "plugins", cwd=elsewhere)
    assert all(f"frontdesk-{copy.name.replace('_', '-')}" in shown for copy in copies)


def test_a_rule_with_a_word_that_is_not_installed_is_refused_in_three_parts(elsewhere: Path) -> None:
    done = simulate(elsewhere)

    assert done.returncode == 2
    assert "'capitals'" in done.stderr
    assert "rules[0].if[0]" in done.stderr
    assert "install the plugin that adds it" in done.stderr


def test_the_copied_plugin_adds_its_condition_and_removing_it_gives_the_error_again(
    elsewhere: Path, plugin: Path, wheels: Path
) -> None:
    install(elsewhere, wheels, plugin)
    assert "We hear you." in simulate(elsewhere).stdout
    assert "frontdesk-capitals" in succeed(elsewhere / ".venv" / "bin" / "frontdesk", "plugins", cwd=elsewhere)

    where = {"VIRTUAL_ENV": str(elsewhere / ".venv")}
    succeed(UV, "pip", "uninstall", "--quiet", "frontdesk-capitals", cwd=elsewhere, env=where)

    done = simulate(elsewhere)
    assert done.returncode == 2
    assert "'capitals'" in done.stderr


def test_what_frontdesk_new_writes_passes_its_tests_and_works_in_a_project(wheels: Path) -> None:
    told = succeed(sys.executable, ".ci/out_of_tree.py", "--wheels", wheels, "--port", "8793", cwd=ROOT)

    assert told.count(": gold (") == 2
    assert "the contact reads: Main Street wants a cracker." in told
    assert "server ended: 0" in told
