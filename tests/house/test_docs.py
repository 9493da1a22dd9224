"""The reference pages leave nothing out: every hook, word, tag, error, setting and command has its heading."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from frontdesk import Host, hookspecs
from frontdesk.diagnostics import catalogue

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def headings(page: str) -> set[str]:
    text = (DOCS / "reference" / page).read_text()
    return {line.lstrip("# ").strip("` ") for line in text.splitlines() if line.startswith("#")}


def hooks() -> dict[str, object]:
    return {
        name: value
        for name, value in vars(hookspecs).items()
        if inspect.isfunction(value) and hasattr(value, "frontdesk_spec")
    }


def test_every_hook_has_a_heading_with_its_signature() -> None:
    expected = {f"{name}({', '.join(inspect.signature(hook).parameters)})" for name, hook in hooks().items()}

    assert expected == headings("hooks.md") & expected


def test_every_error_has_a_heading() -> None:
    missing = {key for key in catalogue() if not any(title.startswith(key) for title in headings("errors.md"))}

    assert not missing


def test_every_rule_word_has_a_heading() -> None:
    vocabulary = Host.load().vocabulary
    words = {*vocabulary.triggers, *vocabulary.conditions, *vocabulary.actions, "all", "any", "not"}

    assert words <= headings("rule-language.md")


def test_every_tag_is_in_the_reference() -> None:
    text = (DOCS / "reference" / "tags.md").read_text()

    assert not [name for name in Host.load().tags if f"`{name}`" not in text]


def test_the_generated_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, ".ci/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def links() -> list[tuple[Path, str]]:
    pages = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *ROOT.glob("adapters/*/*/README.md"), *ROOT.glob("*/*/README.md")]
    return [
        (page, target)
        for page in pages
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text())
        if not target.startswith(("http", "mailto"))
    ]


@pytest.mark.parametrize(("page", "target"), links(), ids=lambda value: getattr(value, "name", value))
def test_links_lead_somewhere(page: Path, target: str) -> None:
    assert (page.parent / target).exists()
