"""Reported failures of what is said: languages, placeholders, the order; each test is named by its id."""

from __future__ import annotations

import pytest

from frontdesk import Contact, establishment_from, fit
from frontdesk.engine import is_stale, rerender
from tests.engine.decision.outcomes import reasons
from tests.engine.decision.worlds import RECORD, SHOPS, WEB, at, conversation

OPEN = at("2026-11-23T10:00")


# F. Language


@pytest.mark.parametrize(
    ("contact", "own", "expected"),
    [
        ("fr-CA", "en", "Bonjour"),
        ("fr", "en", "Bonjour"),
        ("de-DE", "fr", "Bonjour"),
        ("de", "it", "Hello"),
        (None, "fr-FR", "Bonjour"),
        (None, None, "Hello"),
    ],
)
def test_f1_f2_the_language_falls_back_from_contact_to_establishment_to_the_set(
    contact: str | None, own: str | None, expected: str
) -> None:
    text = 'frontdesk: 1\nrules:\n  - {name: hi, on: message_received, do: [{send: {en: "Hello", fr: "Bonjour"}}]}\n'
    simulation = conversation(text, contact=Contact(address="v", locale=contact), locale=own)

    assert [message.text for message in simulation.say(OPEN, "?").messages] == [expected]


def test_f4_the_language_that_was_used_is_in_the_trace() -> None:
    result = conversation(contact=Contact(address="v", locale=None)).say(OPEN, "?")

    assert [line.params["locale"] for line in result.decision.trace if line.id == "said"] == ["en", "en"]


def test_f5_a_message_never_mixes_languages() -> None:
    text = SHOPS.replace('"Welcome to {{ establishment.name }}"', '"Welcome", fr: "Bienvenue"').replace(
        ', fr: "Où êtes-vous ?"', ""
    )
    message = conversation(text, contact=Contact(address="v", locale="fr")).say(OPEN, "?").messages[-1]

    assert message.text == "Welcome"
    assert [suggestion.title for suggestion in message.suggestions] == ["Your hours?", "Where are you?"]


# G. Placeholders


@pytest.mark.parametrize(
    ("text", "fallback", "expected"),
    [
        ("Hello {{ contact.first_name | default('there') }}", None, ["Hello there"]),
        ("Hello.[[ Call {{ establishment.phone }}.]]", None, ["Hello."]),
        ("Call {{ establishment.phone }}", "Write to us", ["Write to us"]),
        ("Call {{ establishment.phone }}", None, []),
    ],
)
def test_g1_g4_a_tag_without_a_value_never_leaves_a_hole(text: str, fallback: str | None, expected: list[str]) -> None:
    send = f'{{text: "{text}"' + (f', fallback: "{fallback}"' if fallback else "") + "}"
    document = f"frontdesk: 1\nrules:\n  - {{name: hi, on: message_received, do: [{{send: {send}}}]}}\n"

    result = conversation(document).say(OPEN, "?")

    assert [message.text for message in result.messages] == expected
    assert expected or "not_sent_missing_tag" in reasons(result)


def test_g8_what_is_previewed_is_what_a_late_sending_renders_again() -> None:
    simulation = conversation()
    result = simulation.say(OPEN, "Hello")
    draft = result.decision.drafts[-1]

    again, _ = rerender(draft, result.event, simulation.situation(), OPEN)

    assert again is not None
    assert fit(again, WEB.capabilities, to="visitor", conversation=simulation.conversation) == result.messages[-1:]


def test_g8_other_data_make_the_text_stale_and_it_is_rendered_again_with_the_same_key() -> None:
    simulation = conversation()
    result = simulation.say(OPEN, "Hello")
    draft = result.decision.drafts[-1]
    simulation.establishment = establishment_from(RECORD | {"name": "Lyon Centre"})

    again, trace = rerender(draft, result.event, simulation.situation(), OPEN)

    assert is_stale(draft, simulation.situation(), OPEN)
    assert again is not None
    assert (again.text, again.key) == ("Welcome to Lyon Centre", draft.key)
    assert [line.id for line in trace] == ["rendered_again"]


def test_g8_a_text_without_starters_gets_none_when_it_is_rendered_again() -> None:
    simulation = conversation()
    simulation.switch(starters=False)
    result = simulation.say(OPEN, "Hello")
    draft = result.decision.drafts[-1]
    simulation.switch(starters=True)

    again, _ = rerender(draft, result.event, simulation.situation(), OPEN)

    assert again is not None
    assert (draft.suggestions, again.suggestions) == ((), ())


# J. Order of messages


def test_j1_j5_the_messages_of_a_decision_have_one_order() -> None:
    simulation = conversation()

    texts = [message.text for message in simulation.say(OPEN, "Hello").messages]

    assert texts == ["Privacy: https://example.org/privacy", "Welcome to Lyon"]
