"""The package itself: cheap to import, and described by its reference page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from frontdesk.templating import BUILTIN_TAGS, Wording
from frontdesk.templating.program import compile_text
from frontdesk.templating.reference import tags_page
from tests.engine.templating.places import context

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "tags.md"


def test_import_loads_neither_jinja_nor_babel_nor_pydantic() -> None:
    script = "import sys, frontdesk.templating; print(*{'jinja2', 'babel', 'pydantic', 'holidays'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.split() == []


def test_reference_page_is_the_one_the_tags_write() -> None:
    assert PAGE.read_text() == tags_page(BUILTIN_TAGS)


def test_equal_texts_are_compiled_once() -> None:
    Wording.compile("once {{ channel }}")
    before = compile_text.cache_info().misses
    Wording.compile({"fr": "once {{ channel }}", "en": "once {{ channel }}"})

    assert compile_text.cache_info().misses <= before + 1


def test_rendering_the_same_thing_twice_gives_the_same() -> None:
    wording = Wording.compile("{{ hours.week }} {{ now.time }} {{ hours.exceptional | default('-') }}")

    assert wording.render("fr", context()) == wording.render("fr", context())
