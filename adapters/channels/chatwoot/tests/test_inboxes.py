"""What Chatwoot's inboxes say by themselves: read so that the console can warn of it, and left alone."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from chatwoot_shop import shop

from frontdesk import ForeignAutomation, HeaderKey, HttpReply, Profile

ROOT = "https://app.chatwoot.com/api/v1/accounts/1"
INBOX: Mapping[str, object] = {
    "id": 5,
    "channel_type": "Channel::WebWidget",
    "greeting_enabled": True,
    "greeting_message": "Welcome!",
    "working_hours_enabled": True,
    "out_of_office_message": "We are away.",
    "enable_email_collect": True,
}


def automations(**inbox: object) -> tuple[ForeignAutomation, ...]:
    """What is told of an inbox."""
    reply = HttpReply(status=200, body=json.dumps({**INBOX, **inbox}).encode())
    plan = shop().plan_profile(Profile(), [reply])
    assert not plan.calls
    assert not plan.problem
    return plan.foreign_automations


def test_d5_the_inboxs_own_greeting_and_absence_are_told() -> None:
    assert automations(enable_email_collect=False) == (
        ForeignAutomation(kind="greeting", text="Welcome!"),
        ForeignAutomation(kind="absence", text="We are away."),
    )


@pytest.mark.parametrize(
    ("inbox", "kinds"),
    [
        ({}, ["greeting", "absence", "other"]),
        ({"greeting_enabled": False, "enable_email_collect": False}, ["absence"]),
        ({"working_hours_enabled": False, "enable_email_collect": False}, ["greeting"]),
        ({"greeting_message": " ", "out_of_office_message": None, "enable_email_collect": False}, []),
        ({"greeting_enabled": False, "working_hours_enabled": False, "channel_type": "Channel::Api"}, []),
    ],
)
def test_d5_what_is_switched_off_or_empty_is_not_told(inbox: Mapping[str, object], kinds: list[str]) -> None:
    assert [told.kind for told in automations(**inbox)] == kinds


def test_an_inbox_is_read_with_a_persons_token_since_a_bot_may_not() -> None:
    (call,) = shop().read_profile(Profile())
    assert (call.method, call.url, call.auth) == (
        "GET",
        f"{ROOT}/inboxes/5",
        HeaderKey(header="api_access_token", ref="staff"),
    )
    assert not shop(inboxes=[], staff_token=None).read_profile(Profile())
