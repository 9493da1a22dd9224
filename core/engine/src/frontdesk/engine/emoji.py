"""Emoji, and texts without them: for titles that a platform shows where it takes none."""

from __future__ import annotations

from typing import Final

import regex

_ELEMENT: Final = r"(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|\p{Extended_Pictographic}(?=\u200D))"
_EMOJI: Final = regex.compile(
    r"\p{Regional_Indicator}{1,2}"
    rf"|{_ELEMENT}[\uFE0F\p{{Emoji_Modifier}}]*[\U000E0020-\U000E007F]*"
    r"(?:\u200D\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]*)*"
    r"|\p{Extended_Pictographic}[\p{Emoji_Modifier}]+"
    r"|[\uFE0F\u20E3]"
)
"""Flags; what is drawn as an emoji, with its skin, tags and joined parts; the frame of a key cap, whose digit stays.

Signs that are letters unless they are asked to be pictures (the copyright sign) stay too.
"""


def without_emoji(text: str) -> str:
    """The text without emoji, and without the white space that they leave; empty where it is nothing else."""
    bare = text if text.isascii() else _EMOJI.sub(" ", text)
    return text if bare == text else " ".join(bare.split())
