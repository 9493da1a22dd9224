from __future__ import annotations

from pathlib import Path

import pytest

from frontdesk_server.cli.app import own_names
from frontdesk_server.cli.reference import PAGES
from frontdesk_server.project.model import ProjectDocument
from frontdesk_server.settings import settings_table

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_says_what_the_code_says(name: str) -> None:
    assert (REFERENCE / name).read_text() == PAGES[name](), f"docs/reference/{name} is out of date: run `make docs`"


def test_every_command_has_a_heading() -> None:
    headings = set(PAGES["cli.md"]().splitlines())

    assert {f"## frontdesk {name}" for name in own_names()} <= headings


def test_every_setting_has_a_heading_and_a_description() -> None:
    headings = set(PAGES["settings.md"]().splitlines())

    assert {f"### {name}" for name, _ in settings_table()} <= headings
    assert all(field.description for _, field in settings_table())


def test_every_key_of_the_project_file_is_described() -> None:
    page = PAGES["settings.md"]()

    assert all(f"| `{name}` | {field.description} |" in page for name, field in ProjectDocument.model_fields.items())
