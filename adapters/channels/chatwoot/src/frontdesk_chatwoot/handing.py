"""Handing a conversation to the humans: its status becomes `open`, a team gets it, labels and a note tell them why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from frontdesk import Handover, HttpCall
from frontdesk_chatwoot.sending import call, private_note
from frontdesk_chatwoot.settings import ChatwootSettings


def calls(handover: Handover, settings: ChatwootSettings) -> Iterator[HttpCall]:
    """The calls, in order; none where the conversation is not known.

    The note comes last, since it alone sets no state: repeated after a lost answer, the team would read it twice. Only
    labels that are set without a person's token come after it: refused for good, they take nothing else along.
    """
    conversation = handover.reply_context.get("conversation")
    if conversation is None:
        return
    place, bot = f"{settings.root}/conversations/{conversation}", settings.bot_token
    if handover.hands_over:
        yield call(f"{place}/toggle_status", bot, {"status": "open"})
    if handover.team in settings.teams:
        yield call(f"{place}/assignments", bot, {"team_id": settings.teams[handover.team or ""]})
    labels, note = list(_labelled(handover, settings, place)), list(_annotated(handover, settings, place))
    yield from (*labels, *note) if settings.staff_token is not None else (*note, *labels)


def _labelled(handover: Handover, settings: ChatwootSettings, place: str) -> Iterator[HttpCall]:
    if handover.labels:
        wanted = list(dict.fromkeys([*_present(handover.reply_context), *handover.labels]))
        yield call(f"{place}/labels", settings.staff_token or settings.bot_token, {"labels": wanted})


def _annotated(handover: Handover, settings: ChatwootSettings, place: str) -> Iterator[HttpCall]:
    note = _note(handover, settings.teams)
    if note:
        yield private_note(place, settings.bot_token, note, handover.key)


def _present(reply_context: Mapping[str, str]) -> list[str]:
    """Chatwoot replaces all labels of a conversation at once: those that stood there must go along."""
    return [name for name in reply_context.get("labels", "").split("\n") if name]


def _note(handover: Handover, teams: Mapping[str, int]) -> str:
    """What the rule tells, after the name of a team that Chatwoot was not told of."""
    unnamed = handover.team if handover.team and handover.team not in teams else None
    return ": ".join(text for text in (unnamed, handover.note) if text)
