"""Visitors' text: what is taken out of it, and what never is."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from frontdesk_web.text import clean, clean_line

ODD = "\x00\x07\x1b\x7f\x85\u2028\u2029\u202a\u202e\u2066\u2069\ufeff\r\n\t \u200d\u200e\u061cé👩"
TEXTS = st.one_of(st.text(alphabet=ODD), st.text())
EVERY_SIGN = "".join(chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@given(TEXTS)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_clean_text_has_no_control_but_line_feeds_and_tabs() -> None:
    assert {sign for sign in clean(f"x{EVERY_SIGN}x") if unicodedata.category(sign) == "Cc"} == {"\n", "\t"}


def test_clean_text_cannot_turn_the_direction_of_what_follows() -> None:
    assert not TURNING & {unicodedata.bidirectional(sign) for sign in clean(EVERY_SIGN)}


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "M"])))
def test_visible_text_is_left_as_it_is(text: str) -> None:
    assert clean(text) == text


@given(TEXTS)
def test_line_has_no_break(text: str) -> None:
    assert len(clean_line(text).splitlines()) <= 1
