"""The menu of tags: what may be inserted into a text, named in the operator's language, with an example for a place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from frontdesk.hours import Schedule
from frontdesk.model import Contact, Establishment
from frontdesk.templating import Tag, TagContext, TagTable

Language = Literal["en", "fr"]

_SOMEBODY: Final = {"en": ("Jane Doe", "Jane"), "fr": ("Camille Martin", "Camille")}
"""A contact for the examples; nobody has written yet."""
_ADVICE: Final = {
    "block": {
        "en": "without a value the text is not sent",
        "fr": "sans valeur, le texte n'est pas envoyé",
    },
    "fallback": {
        "en": "may be missing: add a default to it",
        "fr": "peut manquer : ajoutez-lui une valeur par défaut",
    },
    "drop": {
        "en": "may be missing: put its sentence between [[ and ]]",
        "fr": "peut manquer : mettez sa phrase entre [[ et ]]",
    },
    "words": {
        "en": "says so where it is not known",
        "fr": "le dit lorsqu'il n'est pas connu",
    },
}
_HELPERS: Final = (
    (
        "optional",
        "[[  ]]",
        {"en": "optional part", "fr": "partie facultative"},
        {
            "en": "left out where a tag within it has no value",
            "fr": "omise lorsqu'une balise qu'elle contient n'a pas de valeur",
        },
    ),
    (
        "default",
        ' | default("")',
        {"en": "default of a tag", "fr": "valeur par défaut d'une balise"},
        {
            "en": "goes inside the braces, behind the tag: what is said where it has no value",
            "fr": "se place dans les accolades, après la balise : ce qui est dit lorsqu'elle n'a pas de valeur",
        },
    ),
)
"""What is no tag, and may be inserted all the same."""

_OWN_HOURS: Final = frozenset({"opening", "chat"})
_OF_KIND: Final = ("week", "today", "tomorrow", "status", "open_until", "next_opening", "next_closing", "exceptional")
"""What is told of hours of a further kind, of those that the establishment has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuTag:
    """One entry of the menu."""

    name: str
    insert: str
    """What is put into the text: `{{ establishment.name }}`."""
    label: str
    description: str
    """What becomes of the text where it has no value."""
    example: str | None = None
    """Its value for the establishment at the instant; None = it has none there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuGroup:
    """Tags of one namespace."""

    name: str
    tags: tuple[MenuTag, ...]


def tags_menu(
    tags: TagTable,
    establishment: Establishment | None,
    *,
    now: datetime,
    language: Language,
    locale: str | None = None,
    chat: Schedule | None = None,
) -> tuple[MenuGroup, ...]:
    """Every installed tag by namespace, with examples for an establishment in the language `locale` of the text.

    `chat` are the chat hours that the set means; without them the establishment's own. Of custom fields there is one
    entry for each that the establishment has. Last come the optional part and the default.
    """
    context = _context(establishment, now, locale or language, chat, language)
    groups: dict[str, list[MenuTag]] = {}
    for tag in (one for family in tags for one in _members(family, establishment)):
        groups.setdefault(tag.namespace, []).append(_entry(tag, context, language))
    groups["text"] = [
        MenuTag(name=name, insert=insert, label=label[language], description=told[language])
        for name, insert, label, told in _HELPERS
    ]
    return tuple(MenuGroup(name=name, tags=tuple(found)) for name, found in groups.items())


def _members(tag: Tag, establishment: Establishment | None) -> Iterator[Tag]:
    """The tag itself; of families what the place has. Dates and time zones are for those who write them."""
    if not tag.is_family:
        yield tag
    elif establishment is not None and tag.name == "custom.*":
        yield from (replace(tag.of(key), labels=dict.fromkeys(tag.labels, key)) for key in establishment.custom)
    elif establishment is not None and tag.name == "hours_of.*":
        kinds = (kind for kind in establishment.kinds if kind not in _OWN_HOURS)
        yield from (tag.of(f"{kind}.{key}") for kind in kinds for key in _OF_KIND)


def _entry(tag: Tag, context: TagContext | None, language: Language) -> MenuTag:
    advice = "words" if tag.otherwise is not None else tag.missing
    return MenuTag(
        name=tag.name,
        insert=f"{{{{ {_written(tag.name)} }}}}",
        label=tag.labels.get(language) or tag.labels["en"],
        description=_ADVICE[advice][language],
        example=_example(tag, context) if context is not None else None,
    )


def _written(name: str) -> str:
    """A tag's name as it stands in a text: a key that is no plain word stands in quotes."""
    namespace, _, key = name.partition(".")
    plain = not key or all(part.isidentifier() for part in key.split("."))
    return name if plain else f"{namespace}[{json.dumps(key, ensure_ascii=False)}]"


def _example(tag: Tag, context: TagContext) -> str | None:
    """The value for this establishment; a tag of a plugin that fails has none."""
    try:
        return tag.resolve(context) or (tag.otherwise(context) if tag.otherwise else None)
    except Exception:  # noqa: BLE001 - a stranger's code: an example less, and the menu all the same
        return None


def _context(
    establishment: Establishment | None, now: datetime, locale: str, chat: Schedule | None, language: Language
) -> TagContext | None:
    if establishment is None:
        return None
    full, first = _SOMEBODY[language]
    return TagContext(
        establishment=establishment,
        contact=Contact(address="visitor", full_name=full, first_name=first),
        now=now,
        locale=locale,
        operator=None,
        channel="web",
        opening=establishment.opening_hours,
        chat=chat or establishment.chat_hours or establishment.opening_hours,
    )
