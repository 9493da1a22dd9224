"""Every source has a page of its own that leaves no setting out, and a level that was proven."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from frontdesk import Host, HttpSource, LocalSource

ROOT = Path(__file__).parents[2]
SECTIONS = ("Set it up, step by step", "Settings", "What it reads", "Limitations and quirks", "Test it")
SOURCES = Host.load().sources
SHIPPED = sorted(ROOT.glob("adapters/sources/*/README.md"))


def readme_of(source: type[LocalSource | HttpSource]) -> str:
    spec = find_spec(source.__module__.partition(".")[0])
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parents[2] / "README.md").read_text(encoding="utf-8")


def test_every_folder_of_a_source_is_installed() -> None:
    assert {page.parent.name for page in SHIPPED} == set(SOURCES)


@pytest.mark.parametrize("page", SHIPPED, ids=lambda page: page.parent.name)
def test_every_page_has_the_same_sections_in_the_same_order(page: Path) -> None:
    found = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)

    assert [title for title in found if title in SECTIONS] == list(SECTIONS)


@pytest.mark.parametrize("kind", sorted(SOURCES))
def test_every_setting_stands_in_the_table_of_its_page(kind: str) -> None:
    table = readme_of(SOURCES[kind]).partition("\n## Settings\n")[2].partition("\n## ")[0]

    assert [name for name in SOURCES[kind].Settings.model_fields if f"`{name}`" not in table] == []


@pytest.mark.parametrize("kind", sorted(SOURCES))
def test_every_level_was_proven_by_a_contract_of_that_source(kind: str) -> None:
    proofs = json.loads((ROOT / "docs" / "reference" / "quality.json").read_text(encoding="utf-8")).values()

    levels = {proof["level"] for proof in proofs if proof["kind"] == kind}
    assert levels, "run `make quality`"
    assert "none" not in levels
