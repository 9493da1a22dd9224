"""The examples in README and docs are run: what a reader copies works."""

from __future__ import annotations

import re
import textwrap
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from frontdesk import (
    Account,
    Capabilities,
    Carrier,
    CarrierStyle,
    Contact,
    Host,
    Limit,
    Simulation,
    compile_rulebook,
    establishment_from,
    load_documents,
)
from frontdesk_server.project import load_project

ROOT = Path(__file__).parents[2]


def blocks(page: str, language: str) -> list[str]:
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", (ROOT / page).read_text(), re.DOTALL | re.MULTILINE)
    return [textwrap.dedent(text) for _, text in found]


@pytest.mark.parametrize(
    "page",
    [
        "docs/how-to/embed-the-engine.md",
        "docs/how-to/write-a-plugin.md",
        "docs/reference/hooks.md",
        "core/engine/README.md",
    ],
)
def test_python_examples_of_a_page_run_one_after_the_other(page: str) -> None:
    namespace: dict[str, object] = {"ParrotChannel": object}

    for block in blocks(page, "python"):
        exec(compile(block, page, "exec"), namespace)  # noqa: S102 - our own documentation


@pytest.mark.parametrize("page", sorted(ROOT.glob("adapters/*/*/README.md")), ids=lambda page: page.parent.name)
def test_the_settings_that_an_adapter_s_page_shows_are_accepted_in_a_project(page: Path, tmp_path: Path) -> None:
    shown = [text for text in blocks(str(page), "yaml") if text.startswith(("accounts:", "sources:"))]
    (tmp_path / "frontdesk.yaml").write_text("\n".join(["frontdesk: 1", "name: Example", *shown]))

    project = load_project(tmp_path, Host.load())

    assert shown
    assert project.accounts or project.sources


def test_the_readme_message_set_says_what_the_readme_shows() -> None:
    document = load_documents([("README.md", blocks("README.md", "yaml")[0])])
    rulebook = compile_rulebook(document, Host.load().vocabulary)
    bakery = establishment_from(
        {
            "id": "lyon",
            "name": "Boulangerie de Lyon",
            "timezone": "Europe/Paris",
            "groups": ["bakeries"],
            "address": {"country": "FR"},
            "opening_hours": {"weekly": {"mon-sat": "07:00-19:00"}},
        }
    )
    carrier = Carrier(style=CarrierStyle.BUTTONS, count=5, title=Limit(most=80))
    account = Account(id="site", channel="web", capabilities=Capabilities(text=Limit(most=4000), carriers=(carrier,)))
    sunday_evening = datetime(2026, 11, 22, 20, 0, tzinfo=ZoneInfo("Europe/Paris"))

    opened = Simulation(rulebook, bakery, account, contact=Contact(address="v", locale="fr")).open(sunday_evening)

    assert [message.text for message in opened.messages] == [blocks("README.md", "text")[0].strip()]
    assert [s.title for s in opened.messages[0].suggestions] == ["Vos horaires ?", "Où êtes-vous ?"]


def test_the_commands_of_the_readme_are_targets_of_make() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    wanted = set(re.findall(r"^\$ make ([a-z-]+)", (ROOT / "README.md").read_text(), re.MULTILINE))

    assert wanted
    assert wanted <= targets
