"""What an establishment offers at this instant, to nobody in particular: for widgets that show it themselves."""

from __future__ import annotations

from datetime import datetime

from frontdesk.desk import Offer
from frontdesk.engine import saying
from frontdesk.engine.standing import active_sets, starters_in_force
from frontdesk.facts import Facts
from frontdesk.model import (
    Account,
    Contact,
    ConversationOpened,
    ConversationState,
    Establishment,
    Situation,
    Toggles,
)
from frontdesk.rules import Rulebook
from frontdesk.templating import choose_language


def offer(
    rulebook: Rulebook,
    establishment: Establishment,
    *,
    account: Account,
    toggles: Toggles,
    locale: str | None,
    now: datetime,
) -> Offer:
    """What this establishment offers on this account now, in the best language for `locale`."""
    facts = onlooker(rulebook, establishment, account=account, toggles=toggles, locale=locale, now=now)
    sets = active_sets(facts)
    facts.hours_ref = sets[0].hours if sets else None
    away = facts.chat_side == "outside"
    starters = starters_in_force(facts, sets)
    if not toggles.everything or (away and sets and not sets[0].starters_outside_hours):
        starters = ()
    chain = saying.wanted_languages(facts)
    titles = [starter.title for starter in starters]
    language = choose_language(chain, titles, titles[0].default) if titles else (chain[0] if chain else None)
    context = saying.tag_context(facts, language or "en")
    languages = tuple(dict.fromkeys(name for title in titles for name in title.languages if name))
    return Offer(
        name=establishment.name,
        away=away,
        starters=saying.titled(starters, language, context).shown,
        locale=language or None,
        languages=languages,
    )


def onlooker(
    rulebook: Rulebook,
    establishment: Establishment,
    *,
    account: Account,
    toggles: Toggles,
    locale: str | None,
    now: datetime,
) -> Facts:
    """Facts about nobody in particular: a contact who is looking, and has done nothing."""
    situation = Situation(
        conversation="",
        state=ConversationState(),
        account=account,
        establishment=establishment,
        rulebook=rulebook,
        toggles=toggles,
    )
    event = ConversationOpened(id="", contact=Contact(address="", locale=locale), at=now, received_at=now)
    return Facts(event, situation, situation.state, now)
