"""The reference page of the language: its examples compile, and it names every key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from frontdesk import Host, compile_rulebook, describe_all, load_documents
from frontdesk.diagnostics import rules, tags
from frontdesk.rules.manners import MannerShape
from frontdesk.rules.shapes import MessageSetShape, PolicyShape, RuleShape, StarterShape

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "rule-language.md").read_text()
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_compiles_without_a_doubt(number: int) -> None:
    """With what is installed: some show the words of plugins."""
    book = compile_rulebook(load_documents([("page.md", EXAMPLES[number])]), Host.load().vocabulary)

    assert not book.warnings, describe_all(book.warnings)


@pytest.mark.parametrize("shape", [MessageSetShape, RuleShape, StarterShape, PolicyShape, MannerShape])
def test_every_key_is_in_a_table(shape: type[BaseModel]) -> None:
    in_tables = {key for line in PAGE.splitlines() if line.startswith("|") for key in re.findall(r"`(\w+)`", line)}

    assert {field.alias or name for name, field in shape.model_fields.items()} <= in_tables


def test_every_error_it_names_is_one() -> None:
    assert set(re.findall(r"FD\d{3}", PAGE)) <= {*rules.ENTRIES, *tags.ENTRIES}
