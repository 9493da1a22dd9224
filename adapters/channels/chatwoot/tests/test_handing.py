"""Handing a conversation over to Chatwoot's people: which calls, in which order, by whose token."""

from __future__ import annotations

import json
from dataclasses import replace

from chatwoot_shop import fixture, heard, shop

from frontdesk import Contact, Handover, HeaderKey, Unknown

ROOT = "https://app.chatwoot.com/api/v1/accounts/1"


def handed(**about: object) -> Handover:
    """A conversation handed over, where a contact's message was."""
    context = heard(fixture("message_created__incoming")).reply_context
    return replace(
        Handover(key="5f0c", conversation="0d4b", contact=Contact(address="3"), reply_context=context), **about
    )


def told(handover: Handover, **settings: object) -> list[tuple[str, object, object]]:
    """The calls: what of the conversation, with what, by whose token."""
    place = f"{ROOT}/conversations/42/"
    return [
        (call.url.removeprefix(place), json.loads(call.body), call.auth.ref)
        for call in shop(**settings).hand_over(handover)
        if isinstance(call.auth, HeaderKey)
    ]


def test_handing_over_opens_the_conversation_with_the_bots_token() -> None:
    assert told(handed()) == [("toggle_status", {"status": "open"}, "bot")]


def test_a_conversation_that_is_only_labelled_stays_the_bots() -> None:
    assert [what for what, _, _ in told(handed(hands_over=False, labels=("orders",)))] == ["labels"]


def test_labels_are_added_to_those_that_stood_there_with_a_persons_token() -> None:
    assert told(handed(labels=("orders", "vip")))[1] == ("labels", {"labels": ["vip", "orders"]}, "staff")


def test_a_team_that_chatwoot_knows_gets_the_conversation_and_another_is_named_in_the_note() -> None:
    assert told(handed(team="orders"), teams={"orders": 6})[1:] == [("assignments", {"team_id": 6}, "bot")]
    (_, note) = told(handed(team="orders", note="Asks about bread"))
    assert (note[0], note[1]) == (
        "messages",
        {
            "content": "orders: Asks about bread",
            "message_type": "outgoing",
            "private": True,
            "content_attributes": {"frontdesk_key": "5f0c"},
        },
    )


def test_a_note_comes_last_since_repeating_it_would_be_seen() -> None:
    whole = handed(team="orders", note="Asks about bread", labels=("vip",))
    assert [what for what, _, _ in told(whole, teams={"orders": 6})] == [
        "toggle_status",
        "assignments",
        "labels",
        "messages",
    ]


def test_labels_come_last_where_they_may_be_refused_so_that_the_note_is_read_all_the_same() -> None:
    """By a bot, which older releases let set no labels: what comes after a refusal is never told."""
    whole = handed(note="Asks about bread", labels=("vip",))
    unstaffed = told(whole, staff_token=None, inboxes=[])
    assert [what for what, _, _ in unstaffed] == ["toggle_status", "messages", "labels"]


def test_our_own_note_coming_back_is_neither_input_nor_a_delivery() -> None:
    assert isinstance(heard(fixture("message_created__outgoing_own") | {"private": True}), Unknown)


def test_a_conversation_that_is_not_known_is_handed_to_nobody() -> None:
    assert not told(handed(reply_context={}, labels=("vip",)))
