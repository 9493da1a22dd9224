"""Texts of Partoo in our language of templates: its placeholders are our tags, and nothing in a text is taken for one.

Placeholders: https://developers.partoo.co/api-reference/message-reply-templates/create-message-template (`{{name}}`)
and https://developers.partoo.co/api-reference/reviews/create-a-review-reply-template (`@[](name)`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

TAGS: Final[Mapping[str, str]] = {
    "client_full_name": "contact.full_name",
    "client_first_name": "contact.first_name",
    "business_name": "establishment.name",
    "my_first_name": "operator.first_name",
    "rb_link": "establishment.review_url",  # the link of Partoo's Review Booster: ours leads to where reviews are left
    "address": "establishment.address",
    "website_url": "establishment.website",
    "phone_number": "establishment.phone",
    "opening_hours": "hours.week",  # offered on the screen of automatic messages, though in no list of the API
}
_ALWAYS: Final = frozenset({"establishment.name"})
_PLACEHOLDER: Final = re.compile(r"\{\{\s*(\w{1,60})\s*\}\}|@\[\]\((\w{1,60})\)", re.ASCII)
_OURS: Final = re.compile(r"\{(?=[{%#])|(?<=[}%#])\}|\[(?=\[)|(?<=\])\]")
"""What would begin or end a tag, a condition, a comment or an optional segment of ours."""


class Carried(NamedTuple):
    """A text in our own form."""

    text: str
    lost: tuple[str, ...]
    """Placeholders that there is no tag for: they were left out."""
    spaced: bool
    """Signs that mean something in our texts were set apart by a space."""


def carry_over(text: str) -> Carried:
    """A text with tags instead of placeholders.

    Where a value is missing Partoo's texts go out all the same: so tags that may lack one print nothing then.
    """
    lost: list[str] = []
    parts: list[str] = []
    spaced = False
    end = 0
    for found in _PLACEHOLDER.finditer(text):
        plain, apart = _apart(text[end : found.start()])
        parts += [plain, _tag(found[1] or found[2], lost)]
        spaced, end = spaced or apart, found.end()
    plain, apart = _apart(text[end:])
    return Carried("".join([*parts, plain]), tuple(dict.fromkeys(lost)), spaced or apart)


def _tag(name: str, lost: list[str]) -> str:
    tag = TAGS.get(name)
    if tag is None:
        lost.append(name)
        return ""
    return f"{{{{ {tag} }}}}" if tag in _ALWAYS else f'{{{{ {tag} | default("") }}}}'


def _apart(text: str) -> tuple[str, bool]:
    apart = _OURS.sub(lambda found: f"{found[0]} " if found[0] in "{[" else f" {found[0]}", text)
    return apart, apart != text
