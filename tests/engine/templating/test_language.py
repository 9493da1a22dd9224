"""Languages: the chain that is tried, and one language for a whole message."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.templating import Wording, choose_language, language_chain

CHAINS = [
    (("fr-FR",), ("fr-FR", "fr")),
    (("FR_fr",), ("fr-FR", "fr")),
    (("fr", "fr-CA", "en"), ("fr", "fr-CA", "en")),
    (("zh-hant-tw",), ("zh-Hant-TW", "zh-Hant", "zh")),
    (("zh-Hant-TW", "zh-Hant-HK"), ("zh-Hant-TW", "zh-Hant", "zh", "zh-Hant-HK")),
    ((None, "", "en-GB", None, "en"), ("en-GB", "en")),
    (("und", "!!", "français", "x" * 80), ()),
    ((), ()),
]
LANGUAGES = st.sampled_from(["fr", "en", "en-GB", "de", "pt-BR", "pt"])
WORDINGS = st.one_of(st.just("hello"), st.dictionaries(LANGUAGES, st.just("hello"), min_size=1, max_size=4)).map(
    Wording.compile
)


@pytest.mark.parametrize(("wanted", "chain"), CHAINS)
def test_chain_has_each_language_then_its_shorter_forms(wanted: Sequence[str | None], chain: tuple[str, ...]) -> None:
    assert language_chain(*wanted) == chain


@settings(deadline=None)
@given(st.lists(LANGUAGES), st.lists(WORDINGS, min_size=1, max_size=4), st.none() | LANGUAGES)
def test_chosen_language_is_complete_whenever_one_is(
    chain: list[str], wordings: list[Wording], default: str | None
) -> None:
    chosen = choose_language(chain, wordings, default)
    known = {language for wording in wordings for language in wording.languages if language}
    complete = {name for name in known if all(wording.speaks(name) for wording in wordings)}

    if complete:
        assert chosen is not None
        assert all(wording.speaks(chosen) for wording in wordings)


@settings(deadline=None)
@given(st.lists(LANGUAGES), st.lists(WORDINGS, min_size=1, max_size=4), st.none() | LANGUAGES)
def test_chosen_language_is_the_first_complete_one_of_the_chain(
    chain: list[str], wordings: list[Wording], default: str | None
) -> None:
    asked = language_chain(*chain, default)
    complete = [language for language in asked if all(wording.speaks(language) for wording in wordings)]

    if complete:
        assert choose_language(chain, wordings, default) == complete[0]


@settings(deadline=None)
@given(st.lists(LANGUAGES), st.lists(WORDINGS, min_size=1, max_size=4), st.none() | LANGUAGES)
def test_chosen_language_is_one_the_first_text_speaks(
    chain: list[str], wordings: list[Wording], default: str | None
) -> None:
    chosen = choose_language(chain, wordings, default)

    assert chosen is None or wordings[0].speaks(chosen)


def test_language_of_the_establishment_comes_after_the_contacts() -> None:
    texts = [Wording.compile({"en": "a", "de": "b", "fr": "c"})]

    assert choose_language(language_chain("it-IT", "de-CH"), texts, "en") == "de"


def test_default_comes_after_the_chain() -> None:
    texts = [Wording.compile({"en": "a", "fr": "c"})]

    assert choose_language(("es",), texts, "fr") == "fr"


def test_first_language_of_the_texts_comes_last() -> None:
    assert choose_language(("es",), [Wording.compile({"en": "a", "fr": "c"})], None) == "en"


def test_without_a_complete_language_the_first_text_decides() -> None:
    texts = [Wording.compile({"fr": "a", "en": "b"}), Wording.compile({"de": "c"})]

    assert choose_language(("en-GB", "en"), texts, "fr") == "en"


def test_without_a_text_the_chain_decides() -> None:
    assert choose_language(("es",), [], "fr") == "es"
    assert choose_language((), [], None) is None


def test_plain_texts_follow_the_chain() -> None:
    assert choose_language(("it",), [Wording.compile("a"), Wording.compile("b")], "fr") == "it"


def test_script_goes_before_the_bare_language() -> None:
    title = Wording.compile({"en": "Hours", "zh": "营业时间", "zh-Hant": "營業時間"})

    assert title.source("zh-Hant-TW") == "營業時間"
    assert choose_language(language_chain("zh-Hant-TW"), [title], "en") == "zh-Hant"


def test_tag_that_is_longer_than_any_in_use_has_its_bases_all_the_same() -> None:
    tag = "fr" + "-abcdefgh" * 5

    assert language_chain(tag) == tuple("fr" + "-abcdefgh" * left for left in range(5, -1, -1))
