"""Claims: a run that proves another level than the docs say has failed, though every test of it passed."""

from __future__ import annotations

import json

import pytest

pytest_plugins = ["pytester"]

CONTRACT = """
import pytest
from frontdesk_testkit.laws import Contract

class TestOwl(Contract):
    pass
"""
PROVEN = {"kind": None, "level": "gold", "left_out": {}, "broken": []}


def run(pytester: pytest.Pytester, claim: dict[str, object], *words: str) -> pytest.RunResult:
    pytester.makeini("[pytest]\nfrontdesk_claims = quality.json\n")
    pytester.path.joinpath("quality.json").write_text(json.dumps({"test_owl.TestOwl": claim}))
    pytester.makepyfile(test_owl=CONTRACT)
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", *words)


def test_a_run_that_agrees_with_what_is_claimed_passes(pytester: pytest.Pytester) -> None:
    assert run(pytester, PROVEN).ret == pytest.ExitCode.OK


@pytest.mark.parametrize("wrong", [{"level": "silver"}, {"left_out": {"test_x": "because"}}, {"kind": "web"}])
def test_a_run_that_proves_something_else_fails_and_says_so(
    pytester: pytest.Pytester, wrong: dict[str, object]
) -> None:
    result = run(pytester, PROVEN | wrong)

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*test_owl.TestOwl is gold, and not as quality.json says*--frontdesk-quality*"])


def test_what_a_run_writes_is_what_it_is_compared_with(pytester: pytest.Pytester) -> None:
    run(pytester, {}, "--frontdesk-quality", "new.json", "-o", "frontdesk_claims=")

    assert json.loads(pytester.path.joinpath("new.json").read_text()) == {"test_owl.TestOwl": PROVEN}
