"""The reference page of hours: its examples load, and it has a heading for every key and names every reason."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from frontdesk import hours
from frontdesk.hours import Reason, Schedule, check_hours
from frontdesk.hours.document import KEYS

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "hours.md").read_text(encoding="utf-8")
YAMLS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
PYTHONS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("text", YAMLS)
def test_examples_of_the_page_have_no_mistake(text: str) -> None:
    assert check_hours(YAML(typ="safe").load(StringIO(text))) == []


@pytest.mark.parametrize("text", PYTHONS)
def test_python_of_the_page_runs(text: str) -> None:
    exec(compile(text, "hours.md", "exec"), {})  # noqa: S102 - our own page


def test_the_page_has_a_heading_for_every_key() -> None:
    assert [key for key in KEYS if f"\n## `{key}`\n" not in PAGE] == []


def test_the_page_names_every_reason_and_everything_public() -> None:
    assert [reason for reason in Reason if f"`{reason}`" not in PAGE] == []
    public = [name for name in dir(Schedule) if not name.startswith("_") and name != "forget"]
    assert [name for name in (*hours.__all__, *public) if name not in PAGE] == []
