"""The half of a channel's contract that looks at requests: who may speak, and what is understood."""

# ruff: noqa: S101 - a contract is made of tests
from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from frontdesk import Channel, Event, MessageReceived, Unknown, WebhookRejected, WebhookRequest
from frontdesk_testkit.laws import Contract, Level, law
from frontdesk_testkit.matter import GARBAGE, SCRIPTS, mutations
from frontdesk_testkit.samples import INPUT, Handshake, Sample


class InboundContract(Contract):
    """Laws about `verify` and `parse`."""

    now: ClassVar[datetime] = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
    """When the samples reached us; their own timestamps should lie just before it."""
    signature_headers: ClassVar[Sequence[str]] = ()
    """The headers, in lower case, without which a request cannot be the platform's own. At least one."""
    stale_after: ClassVar[timedelta] = timedelta(minutes=5)
    """How old a signed request may be."""
    fuzz: ClassVar[int] = 300
    """How many damaged requests are tried for each sample."""

    # You implement

    @pytest.fixture
    def channel(self) -> Channel:
        """The channel under test, with settings and secrets as a platform team would give them."""
        raise NotImplementedError("implement the fixture `channel` of your contract")

    @abstractmethod
    def samples(self) -> Sequence[Sample]:
        """Real payloads, one for each kind of event the platform sends; echoes among them, marked as such."""

    @abstractmethod
    def incoming(self, text: str, id: str) -> WebhookRequest:  # noqa: A002 - the glossary's word
        """A request with one message of a contact that says `text`, before it is signed."""

    @abstractmethod
    def sign(self, request: WebhookRequest) -> WebhookRequest:
        """The request as the platform would sign it at `request.received_at`."""

    # You may override

    def handshake(self) -> Handshake | None:
        """What the platform asks when the webhook is set up; None = nothing."""
        return None

    def incoming_at(self, text: str, id: str, at: datetime) -> WebhookRequest | None:  # noqa: A002, ARG002
        """As `incoming`, with the platform's own time of the message; None = it tells none."""
        return None

    def batch(self, count: int) -> WebhookRequest | None:  # noqa: ARG002 - what it depends on, where there are batches
        """One request with `count` different messages, before it is signed; None = one message a request."""
        return None

    def padded(self, request: WebhookRequest, size: int) -> WebhookRequest:
        """The same request with a body of `size` bytes that means the same; JSON may end in blanks."""
        return replace(request, body=request.body.ljust(size))

    def altered(self, request: WebhookRequest) -> WebhookRequest:
        """A signed request with other bytes that mean the same: of its body, or of that part of it that is signed."""
        return replace(request, body=request.body + b" ")

    # You should not need to override

    def signed(self) -> Iterator[tuple[Sample, WebhookRequest]]:
        """Every sample with its signed request."""
        for sample in self.samples():
            yield sample, self.sign(sample.request)

    @law(Level.BRONZE)
    def test_samples_hold_a_message_and_an_echo(self) -> None:
        """A contract proves nothing about payloads that it is not shown."""
        kinds = {expected.kind for sample in self.samples() for expected in sample.events}
        assert MessageReceived in kinds
        assert any(sample.echo for sample in self.samples()), "no sample is marked echo=True"

    @law(Level.BRONZE)
    def test_verify_accepts_what_the_platform_signed(self, channel: Channel) -> None:
        """Troubleshooting: `sign` and `verify` must read the same bytes and the same key."""
        for _, request in self.signed():
            channel.verify(request)

    @law(Level.BRONZE)
    def test_verify_rejects_a_missing_signature(self, channel: Channel) -> None:
        """A request without a signature is not the platform's, however good it looks."""
        assert self.signature_headers, "name the headers in `signature_headers`"
        for _, request in self.signed():
            for header in self.signature_headers:
                bare = {name: value for name, value in request.headers.items() if name != header}
                rejects(channel, replace(request, headers=bare), f"it has no {header}")

    @law(Level.BRONZE)
    def test_verify_rejects_a_wrong_signature(self, channel: Channel) -> None:
        """One character changed, cut, doubled, in another alphabet: all wrong."""
        for _, request in self.signed():
            for header in self.signature_headers:
                for value in _damaged(request.headers[header]):
                    damaged = replace(request, headers={**request.headers, header: value})
                    rejects(channel, damaged, f"its {header} is {value[:100]!r}, not {request.headers[header][:100]!r}")

    @law(Level.GOLD)
    def test_verify_covers_the_raw_bytes(self, channel: Channel) -> None:
        """A body that means the same in JSON but has other bytes was not signed."""
        for _, request in self.signed():
            rejects(channel, self.altered(request), "its body has other bytes than were signed")

    @law(Level.GOLD)
    def test_verify_rejects_a_stale_request(self, channel: Channel) -> None:
        """A captured request is worthless after a while. Where a platform signs no time: xfail, with that reason."""
        for _, request in self.signed():
            channel.verify(replace(request, received_at=request.received_at + self.stale_after))
            late = self.stale_after + timedelta(seconds=2)
            stale = replace(request, received_at=request.received_at + late)
            rejects(channel, stale, f"it was signed {late.total_seconds():.0f} s before it came")

    @law(Level.SILVER)
    def test_verify_raises_nothing_but_a_rejection(self, channel: Channel) -> None:
        """Whatever a stranger posts, the answer is an HTTP status and never a crash."""
        for _, request in self.signed():
            for body in mutations(request.body, seed=1, count=self.fuzz):
                _verify(channel, replace(request, body=body))
                _verify(channel, self.sign(replace(request, body=body)))
            for value in ("", "\x00", "é" * 300, "v1=", "1" * 5000, "-1", "1e9", "٣"):
                for header in request.headers:
                    _verify(channel, replace(request, headers={**request.headers, header: value}))

    @law(Level.BRONZE)
    def test_parse_gives_the_expected_events(self, channel: Channel) -> None:
        """Each sample becomes its events, in its order."""
        for sample, request in self.signed():
            events = channel.parse(request)
            assert len(events) == len(sample.events), f"{sample.name}: {[type(event).__name__ for event in events]}"
            for expected, event in zip(sample.events, events, strict=True):
                assert not expected.differences(event), f"{sample.name}: {expected.differences(event)}"

    @law(Level.BRONZE)
    def test_parse_keeps_what_every_event_needs(self, channel: Channel) -> None:
        """An id, aware times in UTC, our own time of receipt, and the platform's payload as it came."""
        for sample, request in self.signed():
            for event in channel.parse(request):
                assert event.id, sample.name
                assert event.at.utcoffset() == timedelta(0), sample.name
                assert event.at <= request.received_at, f"{sample.name}: an event from the future"
                assert event.received_at == request.received_at, sample.name
                assert event.raw, f"{sample.name}: the raw payload is gone"

    @law(Level.BRONZE)
    def test_parse_never_takes_an_echo_for_input(self, channel: Channel) -> None:
        """What we said ourselves comes back; taken for a contact's words it would be answered for ever."""
        for sample, request in self.signed():
            if sample.echo:
                taken = [event for event in channel.parse(request) if isinstance(event, INPUT)]
                assert not taken, f"{sample.name}: {taken}"

    @law(Level.SILVER)
    def test_parse_gives_a_repeat_the_same_ids(self, channel: Channel) -> None:
        """Platforms send again, hours later, by another connection and signed anew: it must be known by its id."""
        for sample, request in self.signed():
            first = [event.id for event in channel.parse(request)]
            again = self.sign(replace(sample.request, received_at=request.received_at + timedelta(hours=2)))
            assert [event.id for event in channel.parse(again)] == first, sample.name

    @law(Level.SILVER)
    def test_parse_gives_different_events_different_ids(self, channel: Channel) -> None:
        """Two messages with the same text are two messages."""
        events = [channel.parse(self.sign(self.incoming("again", f"m-{number}")))[0] for number in range(20)]
        assert len({event.id for event in events}) == len(events)

    @law(Level.SILVER)
    @pytest.mark.parametrize("script", SCRIPTS)
    def test_parse_keeps_text_as_it_was_written(self, channel: Channel, script: str) -> None:
        """No escaping, no trimming of letters, no change of Unicode form."""
        (event,) = channel.parse(self.sign(self.incoming(SCRIPTS[script], "m-1")))
        assert isinstance(event, MessageReceived)
        assert event.text == SCRIPTS[script]

    @law(Level.BRONZE)
    @pytest.mark.parametrize("body", GARBAGE)
    def test_parse_makes_garbage_unknown(self, channel: Channel, body: bytes) -> None:
        """Garbage is kept and named, never answered and never an exception."""
        events = channel.parse(self.sign(replace(self.incoming("x", "m-1"), body=body)))
        assert events or not body, "garbage vanished without a trace"
        assert all(isinstance(event, Unknown) for event in events), events

    @law(Level.SILVER)
    def test_parse_survives_damaged_requests(self, channel: Channel) -> None:
        """A request damaged in any place gives events or `Unknown`, each of them complete."""
        for _, request in self.signed():
            for body in mutations(request.body, seed=2, count=self.fuzz):
                for event in channel.parse(replace(request, body=body)):
                    assert isinstance(event, Event), body
                    assert event.id, body
                    assert event.at.utcoffset() == timedelta(0), body


def rejects(channel: Channel, request: WebhookRequest, why: str) -> None:
    """The request must be refused, with an HTTP status that says so; `why` completes what is told when it is not."""
    rejection = _verify(channel, request)
    if rejection is None:
        pytest.fail(f"`verify` let a request in that it must reject: {why}")
    assert 400 <= rejection.status < 600, rejection.status  # noqa: PLR2004 - HTTP
    assert rejection.diagnostics, "the rejection does not say what is wrong"


def _verify(channel: Channel, request: WebhookRequest) -> WebhookRejected | None:
    try:
        channel.verify(request)
    except WebhookRejected as rejection:
        return rejection
    return None


def _damaged(value: str) -> Iterator[str]:
    last = "0" if value[-1] != "0" else "1"
    yield value[:-1] + last
    yield value[:-1]
    yield value + value
    yield ""
    yield "é" * len(value)
    yield "0" * len(value)
