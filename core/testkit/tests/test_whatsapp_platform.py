"""The fake Cloud API refuses what Meta's specification refuses, in Meta's words, and loses what Meta loses."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from frontdesk_testkit import PlatformReply, PlatformRequest, Refused, Sent, dialect_of
from frontdesk_testkit.platforms.whatsapp import PHONE, TOKEN, WhatsAppDialect

Document = Mapping[str, object]
TEXT: Document = {"messaging_product": "whatsapp", "to": "16505551234", "type": "text", "text": {"body": "Hello"}}


def served(document: Document, path: str = f"/v23.0/{PHONE}/messages", token: bytes = TOKEN) -> Sent | PlatformReply:
    """What the platform makes of a POST."""
    headers = {"authorization": f"Bearer {token.decode()}"}
    request = PlatformRequest(method="POST", path=path, headers=headers, body=json.dumps(document).encode())
    return dialect_of("whatsapp").serve(request)


def error(document: Document, **where: str | bytes) -> tuple[int, int]:
    """Status and code of a refusal."""
    with pytest.raises(Refused) as caught:
        served(document, **where)  # type: ignore[arg-type]
    return caught.value.reply.status, json.loads(caught.value.reply.body)["error"]["code"]


def interactive(**fields: object) -> Document:
    """A text with suggestions."""
    return {**TEXT, "type": "interactive", "interactive": {"body": {"text": "Hello"}, **fields}}


def buttons(*titles: str, ids: tuple[str, ...] = ()) -> Document:
    """Reply buttons."""
    named = ids or tuple(f"b{number}" for number in range(len(titles)))
    replies = [
        {"type": "reply", "reply": {"id": id_, "title": title}} for id_, title in zip(named, titles, strict=True)
    ]
    return interactive(type="button", action={"buttons": replies})


def rows(count: int, button: str = "See", **row: object) -> Document:
    """A list of one section."""
    found = [{"id": f"r{number}", "title": f"Row {number}", **row} for number in range(count)]
    return interactive(type="list", action={"button": button, "sections": [{"rows": found}]})


@pytest.mark.parametrize(
    "document",
    [
        TEXT, {**TEXT, "text": {"body": "x" * 4096}}, {**TEXT, "biz_opaque_callback_data": "x" * 512},
        buttons("x" * 20), buttons("a", "b", "c"), rows(10), rows(1, "x" * 20, title="x" * 24, description="x" * 72),
    ],
)  # fmt: skip
def test_what_is_at_a_limit_is_shown(document: Document) -> None:
    assert isinstance(served(document), Sent)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({**TEXT, "messaging_product": "messenger"}, 100),
        ({**TEXT, "to": ""}, 131008),
        ({**TEXT, "text": {}}, 131008),
        ({**TEXT, "type": "hologram"}, 131051),
        ({**TEXT, "text": {"body": "x" * 4097}}, 131009),
        ({**TEXT, "biz_opaque_callback_data": "x" * 513}, 131009),
        (interactive(type="carousel", action={}), 131009),
        (interactive(type="button", action={"buttons": []}), 131009),
        (interactive(type="button", action={}), 131008),
        (interactive(type="button", body={"text": "x" * 1025}, action={}), 131009),
        (buttons("x" * 21), 131009),
        (buttons(""), 131009),
        (buttons("a", "b", "c", "d"), 131009),
        (buttons("a", "a"), 131009),
        (buttons("a", "b", ids=("x", "x")), 131009),
        (rows(11), 131009),
        (rows(0), 131009),
        (rows(1, "x" * 21), 131009),
        (rows(1, title="x" * 25), 131009),
        (rows(1, description="x" * 73), 131009),
        (rows(2, id="same"), 131009),
    ],
)
def test_what_is_past_a_limit_is_refused(document: Document, code: int) -> None:
    assert error(document) == (400, code)


def test_a_user_id_in_the_place_of_a_phone_number_is_taken_and_lost() -> None:
    served_ = served({**TEXT, "to": "US.13491208655302741918"})

    assert isinstance(served_, PlatformReply)
    assert served_.status == 200
    assert isinstance(served({**TEXT, "to": "", "recipient": "US.13491208655302741918"}), Sent)


@pytest.mark.parametrize(
    ("where", "status_and_code"),
    [
        ({"token": b"EAAJother"}, (401, 190)),
        ({"path": "/v23.0/42/messages"}, (400, 100)),
        ({"path": f"/v23.0/{PHONE}/hologram"}, (400, 2500)),
        ({"path": f"/{PHONE}/messages"}, (400, 2500)),
    ],
)
def test_who_may_not_send_is_told_so(where: Mapping[str, str | bytes], status_and_code: tuple[int, int]) -> None:
    assert error(TEXT, **where) == status_and_code


@pytest.mark.parametrize(
    "document",
    [
        {"prompts": ["x" * 81]}, {"prompts": ["a", "b", "c", "d", "e"]}, {"prompts": ["Hi 👍"]}, {"prompts": [7]},
        {"commands": [{"command_name": "opening hours", "command_description": "x"}]},
        {"commands": [{"command_name": "hours", "command_description": "x" * 257}]},
        {"commands": [{"command_name": "hours"}]}, {"enable_welcome_message": "yes"},
    ],
)  # fmt: skip
def test_components_past_their_limits_are_refused(document: Document) -> None:
    status, _ = error(document, path=f"/v23.0/{PHONE}/conversational_automation")

    assert status == 400


def test_components_that_a_change_does_not_name_stay() -> None:
    platform = WhatsAppDialect()
    commands = [{"command_name": "hours", "command_description": "When?"}]
    for document in ({"commands": commands}, {"prompts": ["Hours?"]}):
        headers = {"authorization": f"Bearer {TOKEN.decode()}"}
        path = f"/v23.0/{PHONE}/conversational_automation"
        platform.serve(PlatformRequest(method="POST", path=path, headers=headers, body=json.dumps(document).encode()))

    assert platform.automation == {"commands": commands, "prompts": ["Hours?"]}
