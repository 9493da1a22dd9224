"""Segments of an SMS: how many a text takes, and that an operator learns of it beforehand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frontdesk import Capabilities, Draft, Kind, Limit, Loss, Segments, Suggestion, describe, fit, fit_profile
from frontdesk.engine.segments import count_segments
from frontdesk.rules import check_capabilities, document_from_json
from tests.engine.rules.documents import account, message_set

SMS = Capabilities(text=Limit(most=1600), segments=Segments())


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 0),
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("x" * 306, 2),
        ("x" * 307, 3),
        ("€" * 80, 1),  # an escape and a septet each
        ("€" * 81, 2),
        ("x" * 152 + "€" + "x" * 152, 3),  # 306 septets, but the pair would be torn apart at the 153rd
        ("é" * 160, 1),
        ("ê" * 70, 1),
        ("ê" * 71, 2),
        ("ê" * 134, 2),
        ("ê" * 135, 3),
        ("👍" * 35, 1),
        ("👍" * 36, 2),
        ("👍" * 67, 3),  # 33 whole pairs to a segment of 67 units
        ("Hours today: 9 to 19h, [closed] ~ ok", 1),
    ],
)
def test_text_takes_as_many_segments_as_the_network_makes_of_it(text: str, segments: int) -> None:
    assert count_segments(text, Segments()).segments == segments


@pytest.mark.parametrize(
    ("text", "alphabet"),
    [("Où êtes-vous ? Ça ira.", "UCS-2: ê"), ("déjà là", "GSM-7"), ("l’œuf, ça", "UCS-2: ’ œ ç")],
)
def test_characters_that_make_segments_short_are_named(text: str, alphabet: str) -> None:
    assert count_segments(text, Segments()).alphabet == alphabet


def test_segments_are_told_of_each_message_that_takes_several() -> None:
    draft = Draft(key="0" * 32, kind=Kind.WELCOME, text="x" * 300, locale="fr", suggestions=(_hours(),))

    (message,) = fit(draft, SMS, to="+33600000000")

    assert message.losses == (
        Loss(id="numbered_text", params={"count": 1}),
        Loss(id="segments", params={"segments": 3, "alphabet": "GSM-7"}),
    )


def test_a_text_of_one_segment_and_a_channel_without_them_tell_nothing() -> None:
    short = Draft(key="0" * 32, kind=Kind.WELCOME, text="x" * 160, locale="fr")
    long = replace(short, text="x" * 161)

    assert not fit(short, SMS, to="+33600000000")[0].losses
    assert not fit(long, Capabilities(text=Limit(most=1600)), to="c-1")[0].losses


def test_segments_are_told_when_rules_are_checked() -> None:
    phone = replace(account("phone", "twilio_sms"), capabilities=SMS)
    texts = {"fr": "Où êtes-vous ? " * 5}
    document = document_from_json({"frontdesk": 1, "message_sets": [message_set("A", welcome=texts)]})

    (told,) = check_capabilities(document, [phone], fit, fit_profile)

    assert describe(told) == (
        "FD570 the account 'phone' sends this text as 2 SMS segments (UCS-2: ê), each of them charged at "
        "message_sets[0].welcome: shorten it, or replace the characters named after 'UCS-2': without them a segment "
        "holds 160 instead of 70"
    )


def _hours() -> Suggestion:
    return Suggestion(id="hours", title="Hours?")
