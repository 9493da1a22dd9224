"""Importing the engine brings in nothing that talks, and importing the public face brings in next to nothing."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

TALKERS = {"asyncio", "aiohttp", "httpx2", "sqlalchemy", "sqlmodel", "fastapi", "starlette", "sqlite3"}


def loaded_after(statement: str) -> set[str]:
    program = f"import sys, json; before = set(sys.modules); {statement}; print(json.dumps(sorted(sys.modules)))"
    output = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    return {name.split(".")[0] for name in json.loads(output)}


@pytest.mark.parametrize("module", ["frontdesk.engine", "frontdesk.hours", "frontdesk.rules", "frontdesk.templating"])
def test_the_engine_brings_in_nothing_that_talks(module: str) -> None:
    assert not loaded_after(f"import {module}") & TALKERS


def test_the_public_face_is_lazy() -> None:
    assert not loaded_after("import frontdesk") & {"pydantic", "jinja2", "babel", "croniter", "holidays", "pluggy"}


def test_everything_in_the_public_face_can_be_imported() -> None:
    import frontdesk

    assert all(getattr(frontdesk, name) is not None for name in frontdesk.__all__)
