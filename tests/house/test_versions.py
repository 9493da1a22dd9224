"""Every distribution carries the same version, and asks for exactly that version of its siblings."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(
    path.parent
    for pattern in ("core/*", "plugins/*", "adapters/*/*")
    for path in ROOT.glob(f"{pattern}/pyproject.toml")
)


def project(folder: Path) -> dict[str, object]:
    return tomllib.loads((folder / "pyproject.toml").read_text())["project"]


def test_there_are_distributions() -> None:
    assert len(FOLDERS) >= 8


def test_versions_are_static_and_equal() -> None:
    assert {project(folder)["version"] for folder in FOLDERS} == {"0.1.0"}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_siblings_are_required_at_the_same_version(folder: Path) -> None:
    data = project(folder)
    extras = data.get("optional-dependencies", {})
    wanted = [*data["dependencies"], *(name for names in extras.values() for name in names)]

    siblings = [name for name in wanted if re.match(r"frontdesk\b", name)]

    assert all(name.endswith("==0.1.0") for name in siblings)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_distribution_does_not_know_that_it_lives_in_this_repository(folder: Path) -> None:
    tools = tomllib.loads((folder / "pyproject.toml").read_text()).get("tool", {})

    assert "sources" not in tools.get("uv", {})
    assert (folder / "README.md").stat().st_size > 0
    assert next(folder.glob("src/*/py.typed"))
