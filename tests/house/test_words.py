"""Whatever people read exists in English and French, with the same values in both."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from frontdesk.diagnostics import catalogue
from frontdesk.engine import REASONS

ROOT = Path(__file__).parents[2]
SOURCES = [path for home in ("core/*", "plugins/*", "adapters/*/*") for path in ROOT.glob(f"{home}/src/**/*.py")]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_a_diagnostic_says_the_same_in_both_languages(key: str) -> None:
    entry = catalogue()[key]

    assert all(entry)
    assert fields(entry.en) == fields(entry.fr)
    assert fields(entry.mend_en) == fields(entry.mend_fr)


@pytest.mark.parametrize("key", sorted(REASONS))
def test_a_reason_says_the_same_in_both_languages(key: str) -> None:
    assert fields(REASONS[key].en) == fields(REASONS[key].fr)


def test_names_of_diagnostics_are_unique() -> None:
    names = [entry.name for entry in catalogue().values()]

    assert len(names) == len(set(names))


def used(pattern: str) -> set[str]:
    return {match for path in SOURCES for match in re.findall(pattern, path.read_text())}


def test_every_diagnostic_id_in_the_code_is_in_the_catalogue_and_the_other_way_round() -> None:
    in_code = {
        match
        for path in SOURCES
        if "diagnostics" not in path.parts
        for match in re.findall(r"\bFD\d{3}\b", path.read_text())
    }

    assert in_code <= set(catalogue())
    assert set(catalogue()) <= in_code


def test_every_reason_in_the_code_is_in_the_catalogue() -> None:
    assert used(r'trace\.add\(\s*"(\w+)"') | used(r'\b_line\("(\w+)"') <= set(REASONS)
