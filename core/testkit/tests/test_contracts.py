"""The contracts can fail: a small channel that keeps every law, and what each law says of one that breaks it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest

from core.testkit.tests.broken_parrots import (
    AllOrNothing,
    Believing,
    Boastful,
    Brittle,
    Careless,
    Crashing,
    Cutting,
    Deaf,
    Dropping,
    Echoing,
    Escaping,
    Forgetful,
    Futurist,
    Guessing,
    Hasty,
    Keyless,
    Leaking,
    Lenient,
    Modest,
    Mute,
    Naive,
    Restless,
    Slender,
    Stubborn,
    Tidying,
    Timeless,
    Timeworn,
    Trusting,
)
from core.testkit.tests.parrot import NOW, SECRET, WORD, Nothing, Parrot, ParrotDialect, signed_headers
from frontdesk import (
    Channel,
    DeliveryUpdated,
    HttpReply,
    Message,
    MessageReceived,
    WebhookRequest,
)
from frontdesk_testkit import (
    ChannelContract,
    Dialect,
    Handshake,
    Level,
    PlatformReply,
    PlatformRequest,
    Refused,
    Sample,
    Sent,
    expect,
)
from frontdesk_testkit.laws import Verdict, is_replaced, quality


class TestParrot(ChannelContract):
    """The small channel keeps every law."""

    now = NOW
    signature_headers = ("x-mac", "x-at")
    fuzz = 40

    @pytest.fixture
    def channel(self) -> Channel:
        """The parrot."""
        return parrot()

    def dialect(self) -> Dialect:
        """Its platform."""
        return ParrotDialect()

    def handshake(self) -> Handshake:
        """The word, and what is to be said."""
        asked = WebhookRequest(method="GET", query={"word": WORD.decode(), "say": "hello"}, received_at=NOW)
        wrong = [replace(asked, query={**asked.query, "word": word}) for word in ("", "wrong")]
        return Handshake(request=asked, answer=b"hello", refused=[*wrong, replace(asked, query={})])

    def batch(self, count: int) -> WebhookRequest:
        """Many messages."""
        return items(*({"id": f"m-{number}", "text": "Hi"} for number in range(count)))

    def incoming_at(self, text: str, id: str, at: datetime) -> WebhookRequest:  # noqa: A002 - the contract's word
        """A message with its time."""
        return items({"id": id, "text": text, "at": at.timestamp()})

    def samples(self) -> Sequence[Sample]:
        """What it hears, and its own echo."""
        echo = payload(id="p-2", text="Hello", key="k-1")
        return [
            Sample(name="message", request=payload(id="p-1", text="Hi"), events=[expect(MessageReceived, text="Hi")]),
            Sample(name="echo", request=echo, events=[expect(DeliveryUpdated, key="k-1", contact="c-7")], echo=True),
        ]

    def incoming(self, text: str, id: str) -> WebhookRequest:  # noqa: A002 - the contract's word
        """A message."""
        return payload(id=id, text=text)

    def sign(self, request: WebhookRequest) -> WebhookRequest:
        """With the parrot's key."""
        return replace(request, headers=signed_headers(request.received_at, request.body))

    def accepted(self, message: Message) -> HttpReply:
        """Nothing but a yes."""
        return HttpReply(status=200)


def parrot(kind: type[Parrot] = Parrot) -> Parrot:
    """An account."""
    return kind("parrot", Nothing(), {"key": SECRET, "word": WORD})


def items(*raws: Mapping[str, object]) -> WebhookRequest:
    """A request of the parrot's."""
    body = json.dumps({"items": [{"from": "c-7", **raw} for raw in raws]}).encode()
    return WebhookRequest(body=body, received_at=NOW)


def payload(**fields: object) -> WebhookRequest:
    """A request with one item."""
    return items(fields)


BROKEN: Sequence[tuple[type[Parrot], str, Mapping[str, object]]] = [
    (Trusting, "test_verify_rejects_a_missing_signature", {}),
    (Lenient, "test_verify_covers_the_raw_bytes", {}),
    (Timeless, "test_verify_rejects_a_stale_request", {}),
    (Crashing, "test_verify_raises_nothing_but_a_rejection", {}),
    (Echoing, "test_parse_never_takes_an_echo_for_input", {}),
    (Echoing, "test_parse_gives_the_expected_events", {}),
    (Forgetful, "test_parse_gives_a_repeat_the_same_ids", {}),
    (Tidying, "test_parse_keeps_text_as_it_was_written", {"script": "accents"}),
    (Brittle, "test_parse_makes_garbage_unknown", {"body": b"{"}),
    (Brittle, "test_parse_survives_damaged_requests", {}),
    (Futurist, "test_parse_keeps_what_every_event_needs", {}),
    (Escaping, "test_compose_carries_every_script", {"script": "markup"}),
    (Keyless, "test_compose_carries_our_key_where_it_settles_a_send", {}),
    (Leaking, "test_compose_holds_no_secret", {}),
    (Dropping, "test_compose_carries_as_many_suggestions_as_declared", {}),
    (Cutting, "test_compose_carries_text_at_its_limit_in_one_message", {}),
    (Hasty, "test_read_reply_waits_as_long_as_it_is_told", {}),
    (Hasty, "test_read_reply_never_gives_up_on_a_platform_that_is_down", {"status": 503}),
    (Stubborn, "test_read_reply_gives_up_on_a_refusal", {"status": 404}),
    (Mute, "test_handshake_is_answered_as_the_platform_expects", {}),
    (Believing, "test_handshake_with_a_wrong_word_is_refused", {}),
    (Slender, "test_parse_takes_a_batch_of_a_thousand", {}),
    (Slender, "test_parse_reads_a_request_of_the_largest_size", {}),
    (AllOrNothing, "test_parse_keeps_the_others_of_a_damaged_batch", {}),
    (Futurist, "test_parse_puts_nothing_into_the_future", {}),
    (Timeworn, "test_parse_leaves_an_old_message_its_time", {}),
    (Naive, "test_parse_gives_text_that_can_be_kept", {"escape": r"\ud800"}),
]
BROKEN_ON_A_PLATFORM: Sequence[tuple[type[Parrot], str]] = [
    (Boastful, "test_platform_takes_text_at_its_limit"),
    (Boastful, "test_platform_shows_as_many_suggestions_as_declared"),
    (Modest, "test_platform_refuses_text_past_its_limit"),
    (Modest, "test_platform_refuses_more_suggestions_than_declared"),
    (Dropping, "test_platform_shows_as_many_suggestions_as_declared"),
    (Careless, "test_platform_refuses_wrong_credentials_and_the_account_waits"),
    (Hasty, "test_platform_that_is_busy_is_waited_for"),
    (Deaf, "test_platform_is_heard"),
    (Deaf, "test_platform_tells_of_a_start_where_declared"),
    (Echoing, "test_platform_tells_of_operators_and_echoes_that_are_no_input"),
    (Keyless, "test_platform_settles_what_was_lost_as_declared"),
    (Restless, "test_profile_is_written_once_and_read_back"),
    (Guessing, "test_profile_that_cannot_be_read_is_told_and_left_alone"),
]


@pytest.mark.parametrize(("broken", "law", "arguments"), BROKEN, ids=lambda value: getattr(value, "__name__", None))
def test_a_broken_law_is_seen(broken: type[Parrot], law: str, arguments: Mapping[str, object]) -> None:
    test: Callable[..., None] = partial(getattr(TestParrot(), law), **arguments)
    test(channel=parrot())
    with pytest.raises((AssertionError, ValueError, TypeError, KeyError, pytest.fail.Exception)):
        test(channel=parrot(broken))


@pytest.mark.parametrize(("broken", "law"), BROKEN_ON_A_PLATFORM, ids=lambda value: getattr(value, "__name__", None))
def test_a_law_that_is_broken_on_a_platform_is_seen(broken: type[Parrot], law: str) -> None:
    test: Callable[..., None] = getattr(TestParrot(), law)
    test(platform=ParrotDialect(), speaker=parrot())
    with pytest.raises((AssertionError, ValueError)):
        test(platform=ParrotDialect(), speaker=parrot(broken))


# Leaving laws out


class WeighingDialect(ParrotDialect):
    """A platform that bounds whole requests in bytes, beside its limits in characters."""

    def serve(self, request: PlatformRequest) -> Sent | PlatformReply:
        if len(request.body) > 2000:
            raise Refused(PlatformReply(status=413, body=b'{"error": "too heavy"}'))
        return super().serve(request)


def test_a_limit_of_bytes_beside_those_of_characters_is_seen() -> None:
    with pytest.raises(AssertionError, match="too heavy"):
        TestParrot().test_platform_shows_as_many_suggestions_as_declared(platform=WeighingDialect(), speaker=parrot())


def contract(**body: object) -> type[ChannelContract]:
    """A contract with something of its own."""
    return type("TestOther", (TestParrot,), body)


def test_a_law_that_is_replaced_in_silence_is_seen() -> None:
    def nothing(self: object) -> None:
        """Proves nothing."""

    for body in ({"test_compose_is_pure": nothing}, {"test_compose_is_pure": None}):
        with pytest.raises(AssertionError, match="test_compose_is_pure"):
            contract(**body)().test_no_law_is_left_out_in_silence()


def test_a_law_may_be_left_out_with_a_reason() -> None:
    @pytest.mark.xfail(reason="the platform signs no time")
    def left_out(self: object) -> None:
        """Cannot hold."""

    own = contract(test_verify_rejects_a_stale_request=left_out)
    own().test_no_law_is_left_out_in_silence()
    assert is_replaced(own, "test_verify_rejects_a_stale_request")


def test_an_xfail_without_a_reason_is_silence() -> None:
    @pytest.mark.xfail
    def left_out(self: object) -> None:
        """Says nothing."""

    with pytest.raises(AssertionError, match="stale"):
        contract(test_verify_rejects_a_stale_request=left_out)().test_no_law_is_left_out_in_silence()


def test_tests_of_ones_own_are_no_laws() -> None:
    own = contract(test_something_else=lambda self: None)
    assert "test_something_else" not in own.laws()
    assert own.laws() == TestParrot.laws()


@pytest.mark.parametrize(
    ("lost", "level"),
    [
        (None, Level.GOLD),
        (Level.GOLD, Level.SILVER),
        (Level.SILVER, Level.BRONZE),
        (Level.BRONZE, Level.NONE),
    ],
)
@pytest.mark.parametrize("verdict", [Verdict.BROKEN, Verdict.LEFT_OUT, None])
def test_level_is_the_highest_without_a_gap(lost: Level | None, level: Level, verdict: Verdict | None) -> None:
    laws = {f"{name}-{number}": name for name in (Level.BRONZE, Level.SILVER, Level.GOLD) for number in range(2)}
    verdicts = dict.fromkeys(laws, Verdict.KEPT)
    if lost is not None:
        verdicts.pop(f"{lost}-1")
        verdicts |= {} if verdict is None else {f"{lost}-1": verdict}
    assert quality(laws, verdicts) is level
