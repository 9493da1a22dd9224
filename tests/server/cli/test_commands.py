"""The commands that there are: each with its help, those of plugins, and what a disabled plugin takes away."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from frontdesk_server.cli import run
from frontdesk_server.cli.app import COMMANDS, own_names
from tests.server.cli.projects import DEMO, CommandLine, project


def test_help_lists_every_command_with_its_summary(frontdesk: CommandLine) -> None:
    done = frontdesk("--help")

    assert done.code == 0
    for name in own_names():
        assert f" {name} " in done.out


@pytest.mark.parametrize(
    "name",
    [*(entry.name for entry in COMMANDS), "dead", "dead list", "parked", "parked resend", "secret", "secret set"],
)
def test_every_command_has_help_with_an_example(frontdesk: CommandLine, name: str) -> None:
    done = frontdesk(*name.split(), "--help")

    assert done.code == 0
    assert "Example: " in done.out
    assert f"frontdesk {name.split(maxsplit=1)[0]}" in done.out


def test_an_unknown_command_says_what_was_meant(frontdesk: CommandLine) -> None:
    done = frontdesk("simulat")

    assert (done.code, done.out) == (2, "")
    assert "'simulate'" in done.err


def test_a_command_of_a_plugin_is_run(frontdesk: CommandLine) -> None:
    done = frontdesk("establishments-check", DEMO / "establishments.yaml")

    assert done.code == 0
    assert "night-oven-brooklyn" in done.out


def test_a_command_of_a_plugin_stands_in_the_help_of_the_plugins(frontdesk: CommandLine) -> None:
    assert "command: establishments-check" in frontdesk("plugins").out


@pytest.mark.parametrize("words", [(), ("dead",), ("secret",)])
def test_no_command_prints_the_help_and_nothing_else(frontdesk: CommandLine, words: tuple[str, ...]) -> None:
    done = frontdesk(*words)

    assert (done.code, done.err) == (2, "")
    assert "Usage: frontdesk" in done.out


def test_plugins_names_distribution_version_and_words(frontdesk: CommandLine) -> None:
    listed = cast("list[dict[str, Any]]", frontdesk("plugins", "--json").json)
    web = next(plugin for plugin in listed if plugin["name"] == "web")

    assert web["distribution"] == "frontdesk-web"
    assert web["version"]
    assert "channel web" in web["adds"]


def test_a_disabled_plugin_is_not_there(frontdesk: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_DISABLED_PLUGINS", "keywords")

    assert "message_matches" not in frontdesk("plugins").out


@pytest.mark.parametrize(("plugin", "place"), [("web", "accounts[0].channel"), ("files", "sources[0].kind")])
def test_what_a_disabled_plugin_would_add_is_told_as_switched_off(
    frontdesk: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, plugin: str, place: str
) -> None:
    monkeypatch.setenv("FRONTDESK_DISABLED_PLUGINS", plugin)

    checked = frontdesk("check", project(tmp_path / "p"))

    assert checked.code == 2
    assert f"FD408 '{plugin}' belongs to the plugin '{plugin}' of frontdesk-{plugin}" in checked.err
    assert place in checked.err
    assert "pip install" not in checked.err


def test_a_disabled_plugin_that_is_not_installed_is_told(
    frontdesk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTDESK_DISABLED_PLUGINS", "keyword")

    told = frontdesk("plugins")

    assert told.code == 2
    assert "FD406 FRONTDESK_DISABLED_PLUGINS names 'keyword'" in told.err


def test_help_loads_nothing_that_only_draws() -> None:
    """The budget of G14: Markdown and Pygments alone would take a quarter of a second."""
    asked = "import sys; from frontdesk_server.cli import run; run(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert not {"rich.markdown", "markdown_it", "pygments", "typer.rich_utils", "jinja2"} & {*done.stderr.split()}
    assert "Write and try:\n  check     Check a project" in done.stdout


def test_the_entry_point_gives_exit_codes() -> None:
    assert run(["--help"]) == 0
