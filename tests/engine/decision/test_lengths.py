"""Lengths in every unit; cutting and splitting never break what people see as one character."""

from __future__ import annotations

import regex
from hypothesis import given
from hypothesis import strategies as st

from frontdesk import Limit, Unit
from frontdesk.engine.lengths import cut, fits, measure, split

UNITS = st.sampled_from(list(Unit))
TEXTS = st.text(st.sampled_from("abc é\u0301👩‍👩‍👧🇫🇷.\n!? ﷽x"), max_size=80) | st.text(max_size=80)
MARKED = st.text(
    st.sampled_from("ab\r\n\u0301\u200d\ufe0f\u0600👩🏽🇫🇷각\u1100\u1161\u11a8\u0915\u094d\u0937\u0e33"), max_size=80
)
"""Where graphemes begin depends on what stands before: marks, joiners, flags, syllables, conjuncts, line ends."""
FAMILY = "👩‍👩‍👧"


def graphemes(text: str) -> list[str]:
    return regex.findall(r"\X", text)


def test_measure_counts_what_the_platform_counts() -> None:
    assert [measure("é👍", unit) for unit in (Unit.CHARACTERS, Unit.UTF16, Unit.BYTES)] == [2, 3, 6]


@given(TEXTS, UNITS, st.integers(20, 60))
def test_cut_always_fits(text: str, unit: Unit, most: int) -> None:
    limit = Limit(most=most, unit=unit)

    assert fits(cut(text, limit), limit)


@given(TEXTS, UNITS, st.integers(20, 60))
def test_cut_keeps_whole_graphemes_from_the_start(text: str, unit: Unit, most: int) -> None:
    shown = cut(text, Limit(most=most, unit=unit))

    if shown != text:
        kept = graphemes(shown.removesuffix("…"))
        assert kept == graphemes(text)[: len(kept)]


@given(TEXTS | MARKED, UNITS, st.integers(1, 60))
def test_cut_keeps_as_many_graphemes_as_fit(text: str, unit: Unit, most: int) -> None:
    """Counted one by one from the start, which is how it is meant and not how it is done."""
    room, kept = most - measure("…", unit), ""
    for grapheme in graphemes(text):
        if measure(kept + grapheme, unit) > room:
            break
        kept += grapheme

    limit = Limit(most=most, unit=unit)
    assert cut(text, limit) == (text if measure(text, unit) <= most else kept.rstrip() + "…")


@given(TEXTS, UNITS, st.integers(30, 60))
def test_split_parts_fit_and_lose_nothing_but_white_space(text: str, unit: Unit, most: int) -> None:
    limit = Limit(most=most, unit=unit)

    parts = split(text, limit)

    assert all(fits(part, limit) for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(TEXTS, UNITS, st.integers(30, 60))
def test_split_never_makes_a_blank_part(text: str, unit: Unit, most: int) -> None:
    parts = split(" \n" + text + "\n" * most, Limit(most=most, unit=unit))

    assert parts == ("",) or all(part.strip() for part in parts)


def test_split_ends_a_part_with_a_sentence_that_just_fits() -> None:
    assert split("Bonjour à tous. Merci.", Limit(most=15)) == ("Bonjour à tous.", "Merci.")
    assert split("one two three", Limit(most=7)) == ("one two", "three")


def test_split_knows_sentences_that_end_without_a_space() -> None:
    assert split("你好。我们关门了。明天再来。", Limit(most=10)) == ("你好。我们关门了。", "明天再来。")


def test_split_keeps_a_grapheme_larger_than_the_limit_in_one_part() -> None:
    assert split(f"a {FAMILY}", Limit(most=3)) == ("a", FAMILY)


def test_cut_of_a_first_grapheme_that_does_not_fit_is_an_ellipsis() -> None:
    assert cut("e" + "\u0301" * 30, Limit(most=20)) == "…"


def test_split_prefers_the_end_of_a_sentence() -> None:
    assert split("One two three. Four five six. Seven.", Limit(most=30)) == ("One two three. Four five six.", "Seven.")


def test_split_never_tears_a_family_apart() -> None:
    assert all(part.count("👧") == part.count("👩") / 2 for part in split(FAMILY * 9, Limit(most=12)))
