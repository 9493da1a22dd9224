"""Segments: what an SMS network cuts a text into, and charges one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from frontdesk.model import Segments

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("\f^{}\\[~]|€")
"""Each behind an escape, so two septets. Both tables: 3GPP TS 23.038, 6.2.1 (`ç` is not in it, `Ç` is)."""
_NAMED: Final = 5


class Counted(NamedTuple):
    """How many segments a text takes, and what made them as short as they are."""

    segments: int
    outside: tuple[str, ...]
    """The first characters that are not in the SMS alphabet; none = 160 to a segment, else 70."""

    @property
    def alphabet(self) -> str:
        """In words for people: `GSM-7`, or `UCS-2: ê œ`."""
        return f"UCS-2: {' '.join(self.outside)}" if self.outside else "GSM-7"


def count_segments(text: str, segments: Segments) -> Counted:
    """The segments of a text. One character outside the SMS alphabet makes all of them short; 0 for no text."""
    outside = tuple(dict.fromkeys(letter for letter in text if letter not in _BASIC and letter not in _EXTENDED))
    if outside:
        sizes = [2 if ord(letter) > 0xFFFF else 1 for letter in text]  # noqa: PLR2004 - a surrogate pair
        return Counted(_parts(sizes, segments.ucs2, segments.ucs2_joined), outside[:_NAMED])
    sizes = [2 if letter in _EXTENDED else 1 for letter in text]
    return Counted(_parts(sizes, segments.gsm7, segments.gsm7_joined), ())


def _parts(sizes: Sequence[int], alone: int, joined: int) -> int:
    """One where all fits; else as many as it takes, and no pair is torn apart between two."""
    if sum(sizes) <= alone:
        return int(bool(sizes))
    parts, used = 1, 0
    for size in sizes:
        used += size
        if used > joined:
            parts, used = parts + 1, size
    return parts
