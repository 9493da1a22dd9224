"""Fitting: what a channel can carry of a draft. It degrades, splits, and names what is lost; adapters never do."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b

from frontdesk.engine.lengths import cut, fits, split
from frontdesk.model import Capabilities, Carrier, Draft, Limit, Loss, Message, Suggestion


def fit(draft: Draft, capabilities: Capabilities, *, to: str, conversation: str = "") -> tuple[Message, ...]:
    """The messages that say this draft on a channel, in order. Pure; what is previewed is what is sent.

    Starters go into the first carrier that holds them all, else into one that holds their cut titles with the whole
    questions in the text, else they are numbered in the text. Suggestions stand under the last message.
    """
    text, suggestions, carrier, losses = _carried(draft, capabilities)
    body = _smaller(capabilities.text, carrier.body if carrier else None)
    parts = _parts(text, capabilities.text, body)
    if len(parts) > 1:
        losses = (*losses, Loss(id="text_split", params={"parts": len(parts)}))
    whole = {s.id: s.title for s in draft.suggestions}
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
    plain = replace(last, suggestions=(), carrier=None, full_titles={}, losses=())
    return (*(replace(plain, key=_key(draft.key, i), text=part) for i, part in enumerate(parts[:-1])), last)


def _carried(
    draft: Draft, capabilities: Capabilities
) -> tuple[str, tuple[Suggestion, ...], Carrier | None, tuple[Loss, ...]]:
    """The text, the suggestions as shown, what carries them, and what that costs."""
    wanted = draft.suggestions
    if not wanted:
        return draft.text, (), None, ()
    for carrier in capabilities.carriers:
        if len(wanted) <= carrier.count and all(fits(s.title, carrier.title) for s in wanted):
            return draft.text, wanted, carrier, _degraded(carrier, capabilities)
    for carrier in capabilities.carriers:
        if len(wanted) <= carrier.count and (shown := _cut_titles(wanted, carrier)) is not None:
            return _with_titles(draft.text, wanted), shown, carrier, _cuts(wanted, shown)
    return _with_titles(draft.text, wanted), (), None, (Loss(id="numbered_text", params={"count": len(wanted)}),)


def _degraded(carrier: Carrier, capabilities: Capabilities) -> tuple[Loss, ...]:
    preferred = capabilities.carriers[0]
    if carrier is preferred:
        return ()
    return (Loss(id="carrier_degraded", params={"carrier": carrier.style, "preferred": preferred.style}),)


def _cut_titles(wanted: tuple[Suggestion, ...], carrier: Carrier) -> tuple[Suggestion, ...] | None:
    """The suggestions with titles that fit; None when two of them would then read the same."""
    shown = tuple(replace(s, title=cut(s.title, carrier.title)) for s in wanted)
    return shown if len({s.title for s in shown}) == len(shown) else None


def _cuts(wanted: tuple[Suggestion, ...], shown: tuple[Suggestion, ...]) -> tuple[Loss, ...]:
    pairs = zip(wanted, shown, strict=True)
    return tuple(Loss(id="title_cut", params={"title": a.title, "shown": b.title}) for a, b in pairs if a != b)


def _with_titles(text: str, wanted: tuple[Suggestion, ...]) -> str:
    lines = "\n".join(f"{number}. {s.title}" for number, s in enumerate(wanted, 1))
    return f"{text}\n\n{lines}"


def _parts(text: str, limit: Limit, body: Limit) -> tuple[str, ...]:
    """The text in messages; the last one, which carries the suggestions, within the carrier's own limit."""
    if fits(text, body):
        return (text,)
    parts = split(text, limit)
    return parts if fits(parts[-1], body) else (*parts[:-1], *split(parts[-1], body))


def _smaller(text: Limit, body: Limit | None) -> Limit:
    return body if body is not None else text


def _key(key: str, part: int) -> str:
    """The key of a part: the draft's own for the first, derived from it for the others."""
    return key if part == 0 else blake2b(f"{key}/{part}".encode(), digest_size=16).hexdigest()
