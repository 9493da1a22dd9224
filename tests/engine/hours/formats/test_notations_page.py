"""The page of notations: its examples run, and it names every reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from frontdesk.hours import formats

PAGE = (Path(__file__).parents[4] / "docs" / "reference" / "hours-notations.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
def test_python_of_the_page_runs(text: str) -> None:
    exec(compile(text, "hours-notations.md", "exec"), {})  # noqa: S102 - our own page


def test_the_page_names_every_reader() -> None:
    readers = [name for name in formats.__all__ if name.startswith("from_")]
    assert [name for name in readers if f"`{name}(" not in PAGE] == []
