"""Fitting what a platform shows before any message: what its own places can carry of it, and what is lost there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final, Literal

import regex

from frontdesk.channel import Profile, ProfileTexts
from frontdesk.engine.emoji import without_emoji
from frontdesk.engine.lengths import cut, fits, split
from frontdesk.matching import title_key
from frontdesk.model import Capabilities, Carrier, Limit, Loss, Suggestion

_SENTENCE_END: Final = regex.compile(r"[.!?…。！？]\p{P}*$")  # noqa: RUF001 - Chinese full stops

_What = Literal["greeting", "absence"]


def fit_profile(profile: Profile, capabilities: Capabilities) -> tuple[Profile, tuple[Loss, ...]]:
    """What the platform's native places carry of a profile, and what is lost on the way. Pure.

    The first starters that there is room for, without what their carrier takes no part of; a text as far as its last
    whole sentence; the default language alone where none is told apart. What there is no place for is no loss.
    What was fitted once loses nothing when it is fitted again.
    """
    kept = profile.texts if capabilities.native_locales else profile.texts[:1]
    losses: list[Loss] = []
    texts = tuple(_fitted(text, capabilities, losses) for text in kept)
    shown = tuple(text for text in texts if text.starters or text.greeting or text.absence)
    if shown:
        losses += _other_languages(profile.texts[len(kept) :], shown[0])
    return Profile(texts=shown), tuple(losses)


def _other_languages(left_out: Iterable[ProfileTexts], default: ProfileTexts) -> Iterator[Loss]:
    names = ", ".join(text.locale for text in left_out)
    if names:
        yield Loss(id="native_one_language", params={"locale": default.locale, "left_out": names})


def _fitted(text: ProfileTexts, can: Capabilities, losses: list[Loss]) -> ProfileTexts:
    carrier = can.native_starters
    return ProfileTexts(
        locale=text.locale,
        starters=_starters(text.starters, carrier, losses) if carrier is not None else (),
        greeting=_text(text.greeting, can.native_greeting, "greeting", losses),
        absence=_text(text.absence, can.native_absence, "absence", losses),
    )


def _starters(wanted: Iterable[Suggestion], carrier: Carrier, losses: list[Loss]) -> tuple[Suggestion, ...]:
    shown: dict[str, Suggestion] = {}
    beyond = []
    for suggestion in wanted:
        title = _title(suggestion.title, carrier)
        if len(shown) >= carrier.count:
            beyond.append(suggestion.title)
        elif not title or title_key(title) in shown:
            losses.append(Loss(id="native_title_lost", params={"title": suggestion.title}))
        else:
            losses += _changes(suggestion.title, title, carrier)
            shown[title_key(title)] = replace(suggestion, title=title)
    if beyond:
        params: Mapping[str, str | int] = {"most": carrier.count, "titles": ", ".join(map(repr, beyond))}
        losses.append(Loss(id="native_left_out", params=params))
    return tuple(shown.values())


def _title(title: str, carrier: Carrier) -> str:
    return cut(title if carrier.emoji else without_emoji(title), carrier.title)


def _changes(title: str, shown: str, carrier: Carrier) -> Iterator[Loss]:
    bare = title if carrier.emoji else without_emoji(title)
    if bare != title:
        yield Loss(id="native_emoji_removed", params={"title": title, "shown": bare})
    if shown != bare:
        yield Loss(id="native_title_cut", params={"title": bare, "shown": shown})


def _text(text: str | None, limit: Limit | None, what: _What, losses: list[Loss]) -> str | None:
    if not text or limit is None:
        return None
    if fits(text, limit):
        return text
    first = split(text, limit)[0]
    shown = first if fits(first, limit) and _SENTENCE_END.search(first) else cut(text, limit)
    losses.append(Loss(id="native_text_cut", params={"what": what, "shown": shown, "most": limit.most}))
    return shown
