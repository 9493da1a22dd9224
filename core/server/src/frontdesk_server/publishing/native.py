"""What a draft would show before any message, where the channel's platform has a place of its own for it."""

from __future__ import annotations

from datetime import UTC, datetime

from frontdesk.channel import ProfileTexts
from frontdesk.engine import fit_profile, native_profile, native_texts
from frontdesk.model import Account, Establishment, Toggles, TraceLine
from frontdesk.rules import Rulebook
from frontdesk.templating import language_chain


def shown_before(
    rulebook: Rulebook,
    establishment: Establishment,
    *,
    account: Account,
    toggles: Toggles,
    locale: str | None,
    now: datetime,
) -> tuple[ProfileTexts | None, tuple[TraceLine, ...]]:
    """What whoever opens the chat in this language sees there, and what is lost; None = nothing.

    It is written only where all establishments of the account want the same: of one alone that cannot be told.
    """
    native = native_texts(rulebook, establishment, account=account, toggles=toggles, now=now.astimezone(UTC))
    profile, losses = fit_profile(native_profile(account, [native]).profile, account.capabilities)
    told = tuple(TraceLine(id=loss.id, params={"channel": account.channel, **loss.params}) for loss in losses)
    known = {text.locale: text for text in profile.texts}
    chosen = next((known[name] for name in language_chain(locale) if name in known), profile.default)
    return chosen, told
