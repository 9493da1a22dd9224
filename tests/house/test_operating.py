"""What operators copy is held to the program: units, compose file, runbook; each command, variable and alarm exists."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml  # type: ignore[import-untyped]

from frontdesk.diagnostics import catalogue
from frontdesk_server.cli.app import build_app
from frontdesk_server.runtime.tuning import ServerRole
from frontdesk_server.settings import settings_table

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
DEPLOY = HOW_TO / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
PAGES = (HOW_TO / "runbook.md", HOW_TO / "back-up-and-restore.md", *UNITS, DEPLOY / "compose.yaml")

COMMAND = re.compile(r"`frontdesk ([^`]+)`|^\s*frontdesk ([^\n#]+)", re.MULTILINE)
VARIABLE = re.compile(r"FRONTDESK_[A-Z_]+")
DIAGNOSTIC = re.compile(r"\bFD\d{3}\b")
HARDENED = {
    "NoNewPrivileges",
    "ProtectSystem",
    "ProtectHome",
    "PrivateTmp",
    "CapabilityBoundingSet",
    "SystemCallFilter",
}


def commands() -> dict[str, set[str]]:
    """Every command by its words, with its options."""
    found: dict[str, set[str]] = {}

    def walk(command: Any, words: str) -> None:
        found[words] = {option for parameter in command.params for option in parameter.opts}
        for name, under in getattr(command, "commands", {}).items():
            walk(under, f"{words} {name}".strip())

    walk(typer.main.get_command(build_app()), "")
    return found


@pytest.mark.parametrize("page", [HOW_TO / "runbook.md", HOW_TO / "back-up-and-restore.md"], ids=lambda page: page.name)
def test_every_command_of_a_page_exists_with_its_options(page: Path) -> None:
    known, wrong = commands(), []
    groups = {words.rpartition(" ")[0] for words in known}
    for text in COMMAND.findall(page.read_text()):
        words = "".join(text).split()
        path = next((" ".join(words[:n]) for n in (2, 1) if " ".join(words[:n]) in known.keys() - groups), None)
        options = {word.split("=")[0] for word in words if word.startswith("--")}
        if path is None or not options <= known[path]:
            wrong.append(words)
    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_variable_and_error_that_is_named_exists(page: Path) -> None:
    text = page.read_text()
    assert set(VARIABLE.findall(text)) <= {name for name, _ in settings_table()}
    assert set(DIAGNOSTIC.findall(text)) <= catalogue().keys()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_one_that_systemd_takes(unit: Path, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.fail("systemd-analyze is missing: apt-get install systemd")
    # As it stands, but for what is installed on the machine it is meant for.
    text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text(), flags=re.MULTILINE)
    copy = tmp_path / unit.name.replace("@.", "@worker.")
    copy.write_text(re.sub(r"^(User|Group)=.*$", r"\1=root", text, flags=re.MULTILINE))
    done = subprocess.run([analyze, "verify", str(copy)], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if unit.name.split("@")[0].split(".")[0] in line] == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_hardened_and_stops_for_good_on_a_wrong_setting(unit: Path) -> None:
    lines = [line.partition("=") for line in unit.read_text().splitlines() if line and line[0] not in "#["]
    settings = {name: value for name, _, value in lines}
    assert settings.keys() >= HARDENED
    assert settings["RestartPreventExitStatus"] == "2"
    words = settings["ExecStart"].split()[1:]
    assert words[0] in commands()
    assert {word for word in words if word.startswith("--")} <= commands()[words[0]]


def test_the_compose_file_runs_every_role_twice_where_that_is_told() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    roles = [
        one["environment"]["FRONTDESK_ROLE"] for one in services.values() if "FRONTDESK_ROLE" in one["environment"]
    ]
    assert sorted(roles) == ["ingress", "ingress", "sender", "worker", "worker"]
    assert set(roles) <= {role.value for role in ServerRole}
    assert "postgres" in services


def test_the_services_of_the_compose_file_run_a_command_that_exists() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    for name, one in services.items():
        if name != "postgres":
            _program, command, *options = one["command"]
            assert {word for word in options if word.startswith("--")} <= commands()[command]


def test_every_alarm_has_its_entry_in_the_runbook() -> None:
    headings = [line for line in (HOW_TO / "runbook.md").read_text().splitlines() if line.startswith("## ")]
    named = set(re.findall(r"`(\w+)`", "\n".join(headings)))
    rules = [yaml.safe_load(file.read_text()) for file in sorted(HOW_TO.rglob("*alerts*.yaml"))]
    alarms = {rule["alert"] for file in rules for group in file["groups"] for rule in group["rules"] if "alert" in rule}
    assert alarms <= named


def test_every_entry_says_what_it_means_how_to_look_and_how_to_mend() -> None:
    entries = (HOW_TO / "runbook.md").read_text().split("\n## ")[1:]
    parts = ("**Means**", "**Look**", "**Mend**")
    assert [entry.splitlines()[0] for entry in entries if not all(part in entry for part in parts)] == []
