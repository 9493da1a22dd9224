"""The contract that every channel passes by subclassing: who may speak, what is understood, sent, and meant.

::

    class TestParrot(ChannelContract):
        signature_headers = ("x-parrot-signature",)

        @pytest.fixture
        def channel(self): return ParrotChannel("parrot", PARROT_SETTINGS, {"key": b"secret"})

        def samples(self): ...
        def incoming(self, text, id): ...
        def sign(self, request): ...
        def accepted(self, message): ...
        def dialect(self): ...                 # the platform as `FakePlatform` plays it

What a platform has besides is told by overriding `handshake`, `incoming_at`, `batch`, `echo_of`, `contact` ...
"""

# ruff: noqa: S101 - a contract is made of tests
from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import pytest

from frontdesk import Channel, HttpReply, Message, Outcome, Publish
from frontdesk_testkit.laws import Level, law
from frontdesk_testkit.matter import GARBAGE
from frontdesk_testkit.outbound import draft
from frontdesk_testkit.platform_contract import PlatformContract

REFUSED = (400, 401, 403, 404, 422)
BROKEN = (500, 502, 503, 504)
_LONGEST_RUN = 1024 * 1024


class ChannelContract(PlatformContract):
    """All laws of a channel. The rest of them are about `read_reply`."""

    SUBJECT: ClassVar[str] = "channel"

    def message(self, channel: Channel) -> Message:
        """A plain message for this channel."""
        (message,) = self.messages(channel, draft("Hello"))
        return message

    @law(Level.BRONZE)
    def test_read_reply_knows_a_message_that_was_taken(self, channel: Channel) -> None:
        """The platform's own yes."""
        message = self.message(channel)
        assert channel.read_reply(message, self.accepted(message)).outcome is Outcome.SENT

    @law(Level.BRONZE)
    def test_read_reply_waits_as_long_as_it_is_told(self, channel: Channel) -> None:
        """429 with Retry-After is a retry, not sooner than that many seconds."""
        if settles_itself(channel, self.message(channel)):
            return
        reply = HttpReply(status=429, headers={"retry-after": "17"}, body=b"{}")
        receipt = channel.read_reply(self.message(channel), reply)
        assert receipt.outcome is Outcome.RETRY
        assert receipt.retry_after == 17.0  # noqa: PLR2004 - as told

    @law(Level.BRONZE)
    @pytest.mark.parametrize("status", BROKEN)
    def test_read_reply_never_gives_up_on_a_platform_that_is_down(self, channel: Channel, status: int) -> None:
        """5xx is tried again, or unknown where it may have been taken; never failed for good."""
        if settles_itself(channel, self.message(channel)):
            return
        receipt = channel.read_reply(self.message(channel), HttpReply(status=status, body=b"oops"))
        assert receipt.outcome in {Outcome.RETRY, Outcome.UNKNOWN}

    @law(Level.BRONZE)
    @pytest.mark.parametrize("status", REFUSED)
    def test_read_reply_gives_up_on_a_refusal(self, channel: Channel, status: int) -> None:
        """4xx will be 4xx again: failed for good, or the account waits where it is the account that is refused."""
        if settles_itself(channel, self.message(channel)):
            return
        receipt = channel.read_reply(self.message(channel), HttpReply(status=status, body=b'{"error": "no such user"}'))
        assert receipt.outcome in {Outcome.FAILED, Outcome.PAUSED}
        assert receipt.detail, "the journal would not say why"

    @law(Level.SILVER)
    @pytest.mark.parametrize("status", [200, 202, 302, *REFUSED, 409, 429, *BROKEN])
    def test_read_reply_survives_any_body(self, channel: Channel, status: int) -> None:
        """Proxies answer in HTML, or cut the answer off."""
        message = self.message(channel)
        for body in GARBAGE:
            for headers in ({}, {"retry-after": "soon"}, {"retry-after": "-1"}, {"retry-after": "9" * 40}):
                receipt = channel.read_reply(message, HttpReply(status=status, headers=headers, body=body))
                assert receipt.retry_after is None or receipt.retry_after >= 0

    @law(Level.SILVER)
    @pytest.mark.parametrize("letter", [b"1", b"a", b"{", b" ", b'"', b"=", b"."], ids=repr)
    def test_a_long_run_of_one_letter_keeps_nobody_waiting(self, channel: Channel, letter: bytes) -> None:
        """As long as a reply or a request may be: what takes the square of its length would take hours.

        Troubleshooting: a pattern that may begin anywhere in a run (`[0-9]+:`) needs a guard before it (`(?<![0-9])`).
        """
        message = self.message(channel)
        for status in (200, 400, 500):
            channel.read_reply(message, HttpReply(status=status, body=letter * _LONGEST_RUN))
        run = letter * min(_LONGEST_RUN, channel.largest_request)
        channel.parse(self.sign(replace(self.incoming("x", "m-1"), body=run)))


def settles_itself(channel: Channel, message: Message) -> bool:
    """Whether the channel's platform is this very server: what is published is settled by the host, with no reply."""
    return isinstance(channel.compose(message), Publish)
