"""Which language a message is written in: one for all its texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from frontdesk.templating.wording import Wording

ANY = ""
"""The language of a text that was given as one plain string: it counts for every language."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_LONGEST_KEPT: Final = 35
"""Characters that a language tag needs (RFC 5646, 4.4.1): what platforms tell beyond that is not kept in mind."""


def normal_language(name: str) -> str | None:
    """A language tag as BCP 47 writes it (`fr_fr` -> `fr-FR`); None for what is no language tag."""
    if not _LANGUAGE.fullmatch(name):
        return None
    first, *rest = re.split("[-_]", name)
    return "-".join((first.lower(), *map(_subtag, rest)))


def _subtag(part: str) -> str:
    region, script = 2, 4
    return part.upper() if len(part) == region else part.title() if len(part) == script else part.lower()


def language_chain(*wanted: str | None) -> tuple[str, ...]:
    """The languages to try, in order: each wanted one, then what is left of it without its last part, and so on.

    `zh-Hant-TW`, `zh-Hant`, `zh`: the lookup of BCP 47 (RFC 4647). None comes twice.
    What is no language tag is left out: a platform may tell `und` or rubbish.
    """
    return tuple(dict.fromkeys(base for name in wanted if name for base in _bases(name)))


def _bases(name: str) -> tuple[str, ...]:
    return _kept_bases(name) if len(name) <= _LONGEST_KEPT else _with_bases(name)


def _with_bases(name: str) -> tuple[str, ...]:
    language = normal_language(name)
    if language is None or language == "und":
        return ()
    parts = language.split("-")
    return tuple("-".join(parts[:length]) for length in range(len(parts), 0, -1))


_kept_bases = lru_cache(maxsize=1024)(_with_bases)
"""Asked several times for each text that is said, always about the same few languages."""


def choose_language(chain: Sequence[str], wordings: Sequence[Wording], default: str | None) -> str | None:
    """The language to say all these texts in: the first in which every one of them has a variant.

    After the chain come the default and then the texts' own languages. Where no language is complete it is the best one
    of the first text; the others then follow their own. None only when nothing is asked for and nothing given.
    """
    if not wordings:
        return next(iter(language_chain(*chain, default)), None)
    asked = language_chain(*chain, default)
    given = (language for wording in wordings for language in wording.languages if language != ANY)
    for language in (*asked, *given):
        if all(wording.speaks(language) for wording in wordings):
            return language
    first = wordings[0]
    return next((language for language in asked if first.speaks(language)), first.default) or None
