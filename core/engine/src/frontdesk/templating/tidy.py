"""Tidying a text where something was left out of it, and nowhere else."""

from __future__ import annotations

import re

from frontdesk.templating.values import CUT

_SPACES = " \t\u00a0\u2009\u202f"
"""The narrow and unbreakable ones are what French writes before `!` and within `« »`."""
_CLOSERS = ",;:.!?)]»…"
_DASHES = "-\u2013\u2014"
_SLASHES = "/|·"
_SEPARATORS = _DASHES + _SLASHES
_PAUSES = ",;:"
_STOPS = ".!?…"
_PAIRS = frozenset(("()", "[]", "«»", "“”", "„“", "¿?", "¡!"))
_OPENERS = "([«“„"
_LEADING = re.compile(rf"^(?:[,;:.!?…{_DASHES[::-1]}]+[{_SPACES}]*|[{_SLASHES}][{_SPACES}]+)")
"""A slash goes only with a space behind it: `/help` and `//host` are words."""
_BULLET = re.compile(rf"(?:\A|(?<=\n))[•*{_DASHES[::-1]}]\Z")
_HANGING = (",", ";", *(f" {sign}" for sign in _SEPARATORS))


def tidy(text: str) -> str:
    """The text without its cuts: no double space, no orphaned comma, no empty line or bracket where each one was."""
    if CUT not in text:
        return text
    joined, *rest = text.split(CUT)
    for left, part in enumerate(rest, 1 - len(rest)):
        joined = _join(joined, part, last=not left)
    return joined


def _join(left: str, right: str, *, last: bool) -> str:
    """Both sides of a cut; `right` reaches to the next cut, or with `last` to the end of the text."""
    before, after = left.rstrip(_SPACES), right.lstrip(_SPACES)
    if not after and not last:
        return left
    if not after or after.startswith("\n"):
        before = _without_pause(_BULLET.sub("", before))
    if not before or before.endswith("\n"):
        return _at_line_start(before, _LEADING.sub("", after), last=last)
    if not after or after.startswith("\n"):
        return before + after
    if _is_pair(before[-1], after[0], apart=len(before + after) < len(left + right)):
        return _join(before[:-1], after[1:], last=last)
    return _within_line(before, after, left[len(before) :][:1], right[: len(right) - len(after)][:1])


def _is_pair(opening: str, closing: str, *, apart: bool) -> bool:
    """Brackets or quotes with nothing left between them; plain quotes look alike, so they have to touch."""
    return opening + closing in _PAIRS or (opening == closing == '"' and not apart)


def _at_line_start(before: str, after: str, *, last: bool) -> str:
    """A cut that began its line; a line that held nothing else goes with it, and one of two empty lines around it."""
    if after.startswith("\n"):
        return before + (after[1:] if before.endswith("\n") and not before.endswith("\n\n") else after.lstrip("\n"))
    return before.rstrip("\n") if last and not after else before + after


def _within_line(before: str, after: str, gap: str, next_gap: str) -> str:
    """A cut with words on both sides; `gap` and `next_gap` are the spaces that stood around it."""
    if after[0] in _SEPARATORS and before[-1] in _SEPARATORS:
        return before + after[1:]
    if before[-1] in _OPENERS:
        return before + gap + _LEADING.sub("", after)
    if after[0] not in _CLOSERS:
        return before + (gap or next_gap) + after
    if after[0] in _STOPS and before[-1] in _STOPS:
        return before + after.lstrip(_STOPS)
    return _without_pause(before) + (next_gap if after[0] in "!?:;»" else "") + after


def _without_pause(before: str) -> str:
    while before.endswith(_HANGING):
        before = before[:-1].rstrip(_PAUSES + _SPACES)
    return before
