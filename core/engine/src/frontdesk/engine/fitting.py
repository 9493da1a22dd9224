"""Fitting: what a channel can carry of a draft. It degrades, splits, and names what is lost; adapters never do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import NamedTuple

from frontdesk.engine.emoji import without_emoji
from frontdesk.engine.lengths import cut, fits, split
from frontdesk.engine.segments import count_segments
from frontdesk.matching import title_key
from frontdesk.model import Capabilities, Carrier, Draft, Limit, Loss, Message, Segments, Suggestion


def fit(draft: Draft, capabilities: Capabilities, *, to: str, conversation: str = "") -> tuple[Message, ...]:
    """The messages that say this draft on a channel, in order. Pure; what is previewed is what is sent.

    Starters go into the first carrier that holds them all, else into one that holds their cut titles with the whole
    questions in the text, else they are numbered in the text. Suggestions stand under the last message. Those that
    the draft would hide are shown anew where that is how their carrier works.
    """
    text, suggestions, whole, carrier, losses = _carried(draft, capabilities)
    body = _smaller(capabilities.text, carrier.body if carrier else None)
    parts = _parts(text, capabilities.text, body)
    if len(parts) > 1:
        losses = (*losses, Loss(id="text_split", params={"parts": len(parts)}))
    last = Message(
        key=_key(draft.key, len(parts) - 1),
        kind=draft.kind,
        text=parts[-1],
        to=to,
        locale=draft.locale,
        suggestions=suggestions,
        carrier=carrier.style if carrier else None,
        full_titles={s.id: whole[s.id] for s in suggestions if s.title != whole[s.id]},
        conversation=conversation,
        operator=draft.operator,
        reply_context=draft.reply_context,
        losses=losses,
    )
    messages = (*_before(last, draft.key, parts[:-1]), last)
    return messages if capabilities.segments is None else tuple(_counted(m, capabilities.segments) for m in messages)


def _before(last: Message, key: str, parts: Sequence[str]) -> Iterator[Message]:
    """The parts of the text that come before the last message."""
    for place, part in enumerate(parts):
        yield replace(last, key=_key(key, place), text=part, suggestions=(), carrier=None, full_titles={}, losses=())


class _Carried(NamedTuple):
    """The text, the suggestions as shown and in whole, what carries them, and what that costs."""

    text: str
    shown: tuple[Suggestion, ...] = ()
    whole: Mapping[str, str] = {}
    carrier: Carrier | None = None
    losses: tuple[Loss, ...] = ()


def _carried(draft: Draft, capabilities: Capabilities) -> _Carried:
    wanted = draft.suggestions
    if not wanted:
        return _anew(draft, capabilities)
    found = _choice(wanted, capabilities)
    if found is None:
        lost = Loss(id="numbered_text", params={"count": len(wanted)})
        return _Carried(_with_titles(draft.text, wanted), losses=(lost,))
    carrier, shown, whole = found
    bared = _changes("emoji_removed", wanted, whole)
    titles = {s.id: s.title for s in whole}
    if shown == whole:
        return _Carried(draft.text, shown, titles, carrier, (*_degraded(carrier, capabilities), *bared))
    cuts = _changes("title_cut", whole, shown)
    return _Carried(_with_titles(draft.text, wanted), shown, titles, carrier, (*bared, *cuts))


def _anew(draft: Draft, capabilities: Capabilities) -> _Carried:
    """The starters that this text hides, where their carrier shows them under the newest message only.

    What the carrier lost of them was told when they were offered; numbers in a text are still to be read there.
    """
    found = _choice(draft.standing, capabilities) if draft.standing else None
    if found is None or not found[0].vanishes:
        return _Carried(draft.text)
    carrier, shown, whole = found
    others = tuple(s for s in shown if s.id != draft.starter)
    return _Carried(draft.text, others, {s.id: s.title for s in whole}, carrier) if others else _Carried(draft.text)


_Suggestions = tuple[Suggestion, ...]


def _choice(wanted: _Suggestions, capabilities: Capabilities) -> tuple[Carrier, _Suggestions, _Suggestions] | None:
    """The carrier to be used, the suggestions as it shows them, and the same before they were cut.

    First one that cuts no title, else one that does; None where no carrier holds them.
    """
    held = [(carrier, whole) for carrier in capabilities.carriers if (whole := _held(wanted, carrier)) is not None]
    for carrier, whole in held:
        if all(fits(s.title, carrier.title) for s in whole):
            return carrier, whole, whole
    for carrier, whole in held:
        shown = tuple(replace(s, title=cut(s.title, carrier.title)) for s in whole)
        if _distinct(shown):
            return carrier, shown, whole
    return None


def _held(wanted: _Suggestions, carrier: Carrier) -> _Suggestions | None:
    """The suggestions as the carrier takes them, of any length; None when it does not."""
    if len(wanted) > carrier.count:
        return None
    if carrier.emoji:
        return wanted
    bare = tuple(replace(s, title=without_emoji(s.title)) for s in wanted)
    return bare if bare == wanted or (_distinct(bare) and all(s.title for s in bare)) else None


def _distinct(shown: _Suggestions) -> bool:
    """Whether no two of them are taken for the same: nobody could tell which one is meant, tapped or typed."""
    return len({title_key(s.title) for s in shown}) == len(shown)


def _degraded(carrier: Carrier, capabilities: Capabilities) -> tuple[Loss, ...]:
    preferred = capabilities.carriers[0]
    if carrier is preferred:
        return ()
    return (Loss(id="carrier_degraded", params={"carrier": carrier.style, "preferred": preferred.style}),)


def _changes(loss: str, before: _Suggestions, after: _Suggestions) -> tuple[Loss, ...]:
    """One loss for each title that is not shown as it was."""
    if before is after:
        return ()
    pairs = zip(before, after, strict=True)
    return tuple(Loss(id=loss, params={"title": a.title, "shown": b.title}) for a, b in pairs if a != b)


def _with_titles(text: str, wanted: tuple[Suggestion, ...]) -> str:
    lines = "\n".join(f"{number}. {s.title}" for number, s in enumerate(wanted, 1))
    return f"{text}\n\n{lines}"


def _parts(text: str, limit: Limit, body: Limit) -> tuple[str, ...]:
    """The text in messages; the last one, which carries the suggestions, within the carrier's own limit."""
    if fits(text, body):
        return (text,)
    parts = split(text, limit)
    return parts if fits(parts[-1], body) else (*parts[:-1], *split(parts[-1], body))


def _counted(message: Message, segments: Segments) -> Message:
    """The message, with the number of its segments where there are several: each of them is charged."""
    number, _ = counted = count_segments(message.text, segments)
    if number <= 1:
        return message
    told = Loss(id="segments", params={"segments": number, "alphabet": counted.alphabet})
    return replace(message, losses=(*message.losses, told))


def _smaller(text: Limit, body: Limit | None) -> Limit:
    return body if body is not None else text


def _key(key: str, part: int) -> str:
    """The key of a part: the draft's own for the first, derived from it for the others."""
    return key if part == 0 else blake2b(f"{key}/{part}".encode(), digest_size=16).hexdigest()
