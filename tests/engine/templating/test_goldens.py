"""How hours and dates are told does not change unseen: each language's golden file says what was read and agreed on."""

from __future__ import annotations

import pytest

from frontdesk.templating import Marks
from tests.engine.templating.golden_corpus import CASES
from tests.engine.templating.goldens import COUNTRIES, FOLDER, golden, told


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


def plain(text: str | None) -> str | None:
    """The text as a keyboard writes it."""
    for typeset, typed in (
        ("\u2009\u2013\u2009", "-"),
        ("\u2013", "-"),
        ("\u00a0", " "),
        ("\u202f", " "),
        ("\u2009", " "),
    ):
        text = text.replace(typeset, typed) if text else text
    return text


@pytest.mark.parametrize("marks", [Marks.LOCALE, Marks.TYPESET])
@pytest.mark.parametrize("locale", [*COUNTRIES])
def test_texts_differ_by_their_spaces_and_dashes_alone(locale: str, marks: Marks) -> None:
    for case in CASES:
        typed = [*told(case, locale, Marks.PLAIN)]
        assert typed == [(name, plain(text)) for name, text in typed]
        assert typed == [(name, plain(text)) for name, text in told(case, locale, marks)]
