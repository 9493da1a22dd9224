"""Matching: how texts of people are folded before they are compared."""

from __future__ import annotations

import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from frontdesk.matching import fold

UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufe0e\ufe0f"
LOOKALIKES = {"ı": "i", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ʼ": "'", "\u2019": "'", "\u2018": "'"}
DASHES = dict.fromkeys("\u2010\u2011\u2013\u2014", "-")
TRICKY = f"aZ9 !\n{UNSEEN}éßİıœ\u0301\u0327\u0345\u05b0कि가ﬁⅣΣς\u2019\u2013🥐"
TEXTS = st.text(st.sampled_from(TRICKY) | st.characters())


def step_by_step(text: str) -> str:
    """What `fold` does, a step at a time, over every character."""
    seen = "".join(char for char in text if char not in UNSEEN)
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", seen).casefold())
    bare = (char for char in lowered if not unicodedata.combining(char))
    return "".join((LOOKALIKES | DASHES).get(char, char) for char in bare)


def test_every_character_is_folded_step_by_step() -> None:
    different = [char for char in map(chr, range(sys.maxunicode + 1)) if fold(char) != step_by_step(char)]

    assert different == []


@given(TEXTS)
def test_text_is_folded_step_by_step(text: str) -> None:
    assert fold(text) == step_by_step(text)
