"""What stands at this instant: the sets that speak, the starters that can be tapped, and those to be offered anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from frontdesk.engine import saying
from frontdesk.facts import Facts
from frontdesk.model import Draft
from frontdesk.rules import CompiledRule, SetInfo, within
from frontdesk.templating import language_chain
from frontdesk.vocabulary import Starter


def active_sets(facts: Facts) -> Sequence[SetInfo]:
    """The message sets in force for this establishment, channel and day; the first one speaks."""
    infos = facts.situation.rulebook.sets_for(facts.establishment)
    if not infos:
        return infos
    account, local_now = facts.account, facts.local_now
    return [info for info in infos if info.speaks_on(account) and within(info.since, info.until, local_now)]


def starters_in_force(facts: Facts, sets: Sequence[SetInfo] | None = None) -> tuple[Starter, ...]:
    """The starters that can be tapped here: those of the set that speaks, and of free rules that are for this place."""
    if not facts.situation.toggles.starters:
        return ()
    if sets is None:
        sets = active_sets(facts)
    speaking = sets[0].name if sets else None
    rules = facts.situation.rulebook.candidates("starter_tapped", facts.establishment)
    lists = [rule.starters for rule in rules if rule.starters and _answers_here(rule, speaking, facts)]
    return lists[0] if len(lists) == 1 else tuple(starter for list_ in lists for starter in list_)


_OF_THE_PLACE: Final = frozenset({"channel", "establishment"})
"""The conditions that no event changes."""


def _answers_here(rule: CompiledRule, speaking: str | None, facts: Facts) -> bool:
    """Whether it is the speaking set's rule, or a free one that is in force and meant for this account and place."""
    if rule.message_set is not None:
        return rule.message_set == speaking
    if rule.dated and not within(rule.since, rule.until, facts.local_now):
        return False
    return all(check.test(facts).held for check in rule.checks if check.word in _OF_THE_PLACE)


def offered_anew(drafts: tuple[Draft, ...], facts: Facts, sets: Sequence[SetInfo]) -> tuple[Draft, ...]:
    """The drafts, the last one with the starters that it would hide where suggestions stand under the newest message.

    Those are what was offered before, or all of the set that speaks when one of them was answered that the platform
    itself had shown. A text that offers starters of its own hides nothing.
    """
    if drafts[-1].suggestions or not any(carrier.vanishes for carrier in facts.account.capabilities.carriers):
        return drafts
    starters = _hidden(facts, sets, _offered(drafts, facts))
    standing = _in_language_of(drafts[-1], starters, facts)
    until = saying.earlier(drafts[-1].valid_until, standing.valid_until)
    last = replace(drafts[-1], standing=standing.shown, valid_until=until)
    return (*drafts[:-1], last) if standing.shown else drafts


def _offered(drafts: Sequence[Draft], facts: Facts) -> tuple[str, ...]:
    """The ids last offered, in order: by these drafts, else before them."""
    now = next((draft.suggestions for draft in reversed(drafts) if draft.suggestions), ())
    return tuple(suggestion.id for suggestion in now) or facts.state.offered


def _hidden(facts: Facts, sets: Sequence[SetInfo], offered: Sequence[str]) -> tuple[Starter, ...]:
    """The starters that stood open until now."""
    own = sets[0] if sets else None
    if (facts.starter is None and not offered) or (own is not None and _silent_now(own, facts)):
        return ()
    known = {starter.id: starter for starter in starters_in_force(facts, sets)}
    wanted = offered or tuple(starter.id for starter in (own.starters if own is not None else ()))
    return tuple(known[id_] for id_ in wanted if id_ in known)


def _silent_now(own: SetInfo, facts: Facts) -> bool:
    """Whether the set offers no starters at this hour."""
    if own.starters_outside_hours:
        return False
    facts.hours_ref = own.hours
    return facts.chat_side == "outside"


def _in_language_of(draft: Draft, starters: Sequence[Starter], facts: Facts) -> saying.Titled:
    """The starters as they are offered under this text: in its language, for no message is in two."""
    chain = language_chain(draft.locale) or saying.wanted_languages(facts)
    spoken = [s for s in starters if draft.locale is None or any(s.title.speaks(name) for name in chain)]
    locale = next(iter(chain), "en")
    return saying.titled(spoken, locale, saying.tag_context(facts, locale))
