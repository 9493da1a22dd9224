"""Every reported failure that concerns engine, runtime or these channels has a test or scenario named by its id."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

CASES = """
A1 A2 A4 A5 A7 A8 A10 A11 A13 A14 A16 A17 A19 A20
B1 B2 B4 B5 B7 B8 B10 B11 B13 B14 B16
C1 C2 C4 C5 C7 C8 C10 C11 C13 C14 C16 C17 C19 C20 C22 C23 C25 C26 C28 C29
D1 D2 D4 D5 D7 D8 D10 D11
E1 E2 E4 E5 E7 E8 E10 E11
F1 F2 F4 F5
G1 G2 G4 G5 G7 G8
H1 H2 H4 H5 H7 H8
I1 I2 I4 I5
J1 J2 J4 J5
K1 K2 K4 K5 K7 K8 K10 K11 K13 K14 K16 K17 K19
""".split()  # noqa: SIM905 - a table reads better

SETTLED = """
episode-start start greet-again first-tap starters-outside-hours absence-again operator hours-unknown typed-starter
more-starters tag-without-value two-sets toggle-off old-events late-sending loops
""".split()  # noqa: SIM905 - a table reads better


def files_of_tests() -> list[Path]:
    places = ("tests", "core/*/tests", "plugins/*/tests", "adapters/*/*/tests")
    return [path for place in places for path in ROOT.glob(f"{place}/**/test_*.py")]


def collected_from(path: Path) -> set[str]:
    """The tests that pytest collects from a file: not what stands in comments, nor in helpers."""
    found = ast.parse(path.read_text()).body
    classes = [node.body for node in found if isinstance(node, ast.ClassDef) and node.name.startswith("Test")]
    nodes = [*found, *(node for body in classes for node in body)]
    functions = (node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {name for name in functions if name.startswith("test_")}


@cache
def named_in_tests() -> set[str]:
    names = {name for path in files_of_tests() for name in collected_from(path)}
    parts = (re.fullmatch(r"([a-k])0?(\d{1,2})", part) for name in names for part in name.split("_"))
    return {part[1].upper() + part[2] for part in parts if part}


@cache
def covered_by_scenarios() -> set[str]:
    texts = [path.read_text() for path in (ROOT / "tests" / "scenarios").glob("*.yaml")]
    lists = [names for text in texts for names in re.findall(r"^covers: \[(.*)\]", text, re.MULTILINE)]
    return {name for names in lists for name in names.split(", ")}


@pytest.mark.parametrize("case", CASES)
def test_a_case_has_a_test_of_its_name(case: str) -> None:
    assert case in named_in_tests() | covered_by_scenarios()


@pytest.mark.parametrize("question", SETTLED)
def test_a_settled_question_has_a_scenario(question: str) -> None:
    assert f"settled-{question}" in covered_by_scenarios()


EDGE_CASES = range(1, 64)
"""Of hours, of the sources that tell them, and of the texts that name them."""


@cache
def edge_cases_named() -> set[int]:
    found = (re.findall(r"edge_case_(\d+)", name) for path in files_of_tests() for name in collected_from(path))
    return {int(number) for numbers in found for number in numbers}


@pytest.mark.parametrize("case", EDGE_CASES)
def test_an_edge_case_of_hours_has_a_test_of_its_number(case: int) -> None:
    assert case in edge_cases_named()
