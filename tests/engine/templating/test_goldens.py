"""How hours and dates are told does not change unseen: each language's golden file says what was read and agreed on."""

from __future__ import annotations

import pytest

from tests.engine.templating.golden_corpus import CASES
from tests.engine.templating.goldens import COUNTRIES, FOLDER, golden


@pytest.mark.parametrize("locale", [*COUNTRIES])
def test_everything_is_told_as_the_golden_file_has_it(locale: str) -> None:
    kept = (FOLDER / f"{locale}.txt").read_text(encoding="utf-8")

    assert golden(locale).splitlines() == kept.splitlines(), (
        "read what changed, then: uv run python -m tests.engine.templating.goldens"
    )


def test_no_case_stands_twice() -> None:
    names = [case.name for case in CASES]

    assert len(set(names)) == len(names) >= 60


def test_there_is_a_golden_file_for_each_locale_and_no_other() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {*COUNTRIES}
