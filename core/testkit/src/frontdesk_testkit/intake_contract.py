"""The part of a channel's contract about bad input: batches, sizes, times, handshakes, and what is no Unicode."""

# ruff: noqa: S101 - a contract is made of tests
from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from frontdesk import Channel, Event, MessageReceived
from frontdesk_testkit.inbound import InboundContract, rejects
from frontdesk_testkit.laws import Level, law
from frontdesk_testkit.matter import strings

_BATCH = 1000
_ODD_ITEMS: Sequence[object] = (None, 0, "text", [], {}, {"type": "never heard of"}, [[[]]])


class IntakeContract(InboundContract):
    """Laws about requests as they come from a platform that is busy, late or broken."""

    @law(Level.BRONZE)
    def test_handshake_is_answered_as_the_platform_expects(self, channel: Channel) -> None:
        """Without it no webhook can be set up."""
        handshake = self.handshake()
        if handshake is None:
            return
        channel.verify(handshake.request)
        assert not channel.parse(handshake.request), "nobody has said anything yet"
        answer = channel.acknowledge(handshake.request)
        assert (answer.status, answer.body) == (200, handshake.answer)

    @law(Level.BRONZE)
    def test_handshake_with_a_wrong_word_is_refused(self, channel: Channel) -> None:
        """Else anybody could have our address answer for their app."""
        handshake = self.handshake()
        for request in handshake.refused if handshake is not None else ():
            rejects(channel, request, "a handshake without the word, or with a wrong one")

    @law(Level.SILVER)
    def test_parse_takes_a_batch_of_a_thousand(self, channel: Channel) -> None:
        """Where the platform sends batches: each message of it, once, in its order."""
        request = self.batch(_BATCH)
        if request is None:
            return
        signed = self.sign(request)
        channel.verify(signed)
        events = channel.parse(signed)
        assert len({event.id for event in events}) == _BATCH
        assert all(isinstance(event, MessageReceived) for event in events)

    @law(Level.SILVER)
    def test_parse_keeps_the_others_of_a_damaged_batch(self, channel: Channel) -> None:
        """One item that cannot be read costs itself alone."""
        request = self.batch(3)
        if request is None:
            return
        whole = [event.id for event in channel.parse(self.sign(request))]
        for body in _with_one_odd_item(request.body):
            kept = {event.id for event in channel.parse(self.sign(replace(request, body=body)))}
            assert {whole[0], whole[2]} <= kept, body

    @law(Level.SILVER)
    def test_parse_reads_a_request_of_the_largest_size(self, channel: Channel) -> None:
        """`largest_request` is true: a body of that size is read like any other. The host refuses one byte more."""
        request = self.incoming("Hello", "m-1")
        large = self.sign(self.padded(request, channel.largest_request))
        assert len(large.body) == channel.largest_request
        channel.verify(large)
        assert [_meaning(event) for event in channel.parse(large)] == [
            _meaning(event) for event in channel.parse(self.sign(request))
        ]

    @law(Level.SILVER)
    def test_parse_puts_nothing_into_the_future(self, channel: Channel) -> None:
        """A platform's clock may be ahead of ours, or set to the year 9999."""
        for ahead in (timedelta(seconds=90), timedelta(days=400), timedelta(days=2_000_000)):
            request = self.incoming_at("Hello", "m-1", self.now + ahead)
            for event in channel.parse(self.sign(request)) if request is not None else ():
                assert isinstance(event, MessageReceived), event
                assert event.at <= event.received_at

    @law(Level.SILVER)
    def test_parse_leaves_an_old_message_its_time(self, channel: Channel) -> None:
        """A week old is still a message: whether it is answered, the rules decide by its own time."""
        at = self.now - timedelta(days=7)
        request = self.incoming_at("Hello", "m-1", at)
        for event in channel.parse(self.sign(request)) if request is not None else ():
            assert isinstance(event, MessageReceived), event
            assert abs(event.at - at) < timedelta(seconds=1)

    @law(Level.SILVER)
    @pytest.mark.parametrize("escape", [r"\ud800", r"\udc00\ud800"])
    def test_parse_gives_text_that_can_be_kept(self, channel: Channel, escape: str) -> None:
        """A lone half of a surrogate pair is refused by databases and by UTF-8: it must not come that far."""
        request = self.incoming("SURROGATE", "m-1")
        body = request.body.replace(b"SURROGATE", escape.encode())
        for event in channel.parse(self.sign(replace(request, body=body))):
            for text in (event.id, event.contact.address, *strings(dict(event.raw)), *_words(event)):
                text.encode()


def _meaning(event: Event) -> tuple[type, str, str, object]:
    return type(event), event.id, event.contact.address, getattr(event, "text", None)


def _words(event: Event) -> Iterator[str]:
    if isinstance(event, MessageReceived):
        yield event.text


def _with_one_odd_item(body: bytes) -> Iterator[bytes]:
    """The body with the middle one of every list of three replaced by something that does not belong there."""
    try:
        document = json.loads(body)
    except ValueError:
        return
    for odd in _ODD_ITEMS:
        yield json.dumps(_replaced(document, odd)).encode()


def _replaced(value: object, odd: object) -> object:
    if isinstance(value, dict):
        return {name: _replaced(item, odd) for name, item in value.items()}
    if isinstance(value, list) and len(value) == 3:  # noqa: PLR2004 - the batch that was asked for
        return [value[0], odd, value[2]]
    return [_replaced(item, odd) for item in value] if isinstance(value, list) else value
