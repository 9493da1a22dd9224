"""The part of a channel's contract that is tried against a platform: the adapter's `Dialect`, without a network.

The dialect is written from the platform's documentation, apart from the adapter. Where both agree at every limit and
one past it, in both directions, the adapter says what the platform takes and reads what it tells.
"""

# ruff: noqa: S101 - a contract is made of tests
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Final
from urllib.parse import parse_qsl

import pytest

from frontdesk import (
    Channel,
    DeliveryUpdated,
    Event,
    HttpCall,
    HttpReply,
    Kind,
    Limit,
    Message,
    MessageReceived,
    OperatorReplied,
    Outcome,
    Profile,
    ProfilePlan,
    ProfileTexts,
    Publish,
    Settlement,
    StarterTapped,
    Suggestion,
    WebhookRequest,
)
from frontdesk_testkit.calling import PLATFORM_ID, request_of, serve
from frontdesk_testkit.dialect import Dialect, Posting, Sent
from frontdesk_testkit.laws import Level, law
from frontdesk_testkit.matter import SCRIPTS, text_of, widest
from frontdesk_testkit.outbound import CONVERSATION, KEY, UNSETTLED, OutboundContract, draft, suggestions_of
from frontdesk_testkit.samples import INPUT
from frontdesk_testkit.turns import Answer, Turn

_ROOT: Final = "https://platform.example"
_PROFILE_LOCALES: Final = ("fr", "en")
_FIVE: Final = 5


class PlatformContract(OutboundContract):
    """Laws about adapter and platform together."""

    # You may override

    def dialect(self) -> Dialect | None:
        """The platform as `FakePlatform` plays it. None = this very server is the platform (`Publish`)."""
        return None

    # You should not need to override

    @pytest.fixture
    def platform(self, channel: Channel) -> Dialect | None:
        """A fresh platform; None where what is sent is published by the host itself."""
        dialect = self.dialect()
        if dialect is None:
            (message,) = self.messages(channel, draft("Hello"))
            assert isinstance(channel.compose(message), Publish), "let `dialect()` return the platform's Dialect"
        return dialect

    @pytest.fixture
    def speaker(self, channel: Channel, platform: Dialect | None) -> Channel:
        """The channel as an account on that platform."""
        if platform is None:
            return channel
        settings = type(channel).Settings.model_validate(platform.settings(_ROOT))
        return type(channel)(channel.account, settings, platform.secrets(_ROOT))

    def say(self, platform: Dialect, speaker: Channel, message: Message) -> tuple[Sent | None, HttpReply]:
        """Send a message: what the platform understood, and what it answers."""
        call = speaker.compose(message)
        assert isinstance(call, HttpCall)
        return serve(platform, request_of(call, platform, platform.secrets(_ROOT), self.now))

    def hear(self, speaker: Channel, posting: Posting) -> Sequence[Event]:
        """What the channel makes of a request of the platform's, signature and all."""
        headers = {name.lower(): value for name, value in posting.headers.items()}
        request = WebhookRequest(
            method=posting.method,
            query=dict(parse_qsl(posting.query, keep_blank_values=True)),
            headers=headers,
            body=posting.body,
            received_at=self.now,
        )
        speaker.verify(request)
        return speaker.parse(request)

    @law(Level.SILVER)
    def test_platform_takes_text_at_its_limit(self, platform: Dialect | None, speaker: Channel) -> None:
        """And shows it letter for letter, in every script."""
        limit = speaker.capabilities.text
        for text in (text_of(limit), widest(limit), *SCRIPTS.values()) if platform is not None else ():
            for message in self.messages(speaker, draft(text)):
                sent, reply = self.say(_there(platform), speaker, message)
                assert sent is not None, reply.body
                assert (sent.text, sent.to) == (message.text, self.contact)
                assert speaker.read_reply(message, reply).outcome is Outcome.SENT

    @law(Level.SILVER)
    def test_platform_refuses_text_past_its_limit(self, platform: Dialect | None, speaker: Channel) -> None:
        """The limit is the platform's, not a guess; and its refusal is understood as one."""
        if platform is None:
            return
        message = replace(self.plain(), text=text_of(speaker.capabilities.text, more=1))
        sent, reply = self.say(platform, speaker, message)
        assert sent is None, "the fake platform takes more than the adapter declares"
        receipt = speaker.read_reply(message, reply)
        assert receipt.outcome is Outcome.FAILED, f"{reply.status} {reply.body!r} is {receipt}"

    @law(Level.SILVER)
    def test_platform_shows_as_many_suggestions_as_declared(self, platform: Dialect | None, speaker: Channel) -> None:
        """At the declared number, with titles at the declared length, under the longest text that may go with them.

        In letters of any width: where a whole request is bounded, the carrier's `body` or `title` is to be less.
        """
        carriers = speaker.capabilities.carriers if platform is not None else ()
        for carrier, letters in product(carriers, (text_of, widest)):
            text = letters(carrier.body or speaker.capabilities.text)
            offered = [
                Suggestion(id=f"s{number}", title=_title(number, carrier.title, letters))
                for number in range(carrier.count)
            ]
            message = self.messages(speaker, draft(text, offered), [carrier])[-1]
            sent, reply = self.say(_there(platform), speaker, message)
            assert sent is not None, reply.body
            assert sent.suggestions == tuple(item.title for item in offered)
            assert len(set(sent.payloads)) == len(offered)

    @law(Level.SILVER)
    def test_platform_refuses_more_suggestions_than_declared(self, platform: Dialect | None, speaker: Channel) -> None:
        """One more than declared is refused, or not shown."""
        counts = platform is not None and platform.counts_suggestions
        for carrier in speaker.capabilities.carriers if counts else ():
            offered = suggestions_of(carrier.count + 1, carrier.title)
            message = replace(self.plain(), suggestions=tuple(offered), carrier=carrier.style)
            sent, _ = self.say(_there(platform), speaker, message)
            assert sent is None or len(sent.suggestions) < len(offered), "the platform takes more than is declared"

    @law(Level.SILVER)
    def test_platform_refuses_wrong_credentials_and_the_account_waits(
        self, platform: Dialect | None, speaker: Channel
    ) -> None:
        """Nothing is lost when a token expires: the account is paused, and says why."""
        if platform is None:
            return
        message = self.plain()
        call = speaker.compose(message)
        assert isinstance(call, HttpCall)
        wrong = dict.fromkeys(platform.secrets(_ROOT), b"")
        sent, reply = serve(platform, request_of(call, platform, wrong, self.now))
        assert sent is None or not sent.signed, "the fake platform does not look at credentials"
        if sent is None:
            receipt = speaker.read_reply(message, reply)
            assert receipt.outcome is Outcome.PAUSED, f"{reply.status} {reply.body!r} is {receipt}"
            assert receipt.detail, "nobody would know why"

    @law(Level.SILVER)
    def test_platform_that_is_busy_is_waited_for(self, platform: Dialect | None, speaker: Channel) -> None:
        """Its own way of saying too many, and of saying that it is down."""
        if platform is None:
            return
        message = self.plain()
        busy = platform.refuse(Turn(answer=Answer.TOO_MANY, retry_after=17))
        headers = {name.lower(): value for name, value in busy.headers.items()}
        receipt = speaker.read_reply(message, HttpReply(status=busy.status, headers=headers, body=busy.body))
        assert receipt.outcome is Outcome.RETRY, f"{busy.status} {busy.body!r} is {receipt}"
        down = platform.refuse(Turn(answer=Answer.ERROR, status=503))
        receipt = speaker.read_reply(message, HttpReply(status=down.status, body=down.body))
        assert receipt.outcome in {Outcome.RETRY, Outcome.UNKNOWN}, receipt

    @law(Level.SILVER)
    def test_platform_is_heard(self, platform: Dialect | None, speaker: Channel) -> None:
        """What a contact writes and taps there is understood: a tap by its payload, else by its title as text."""
        if platform is None:
            return
        written = platform.post(self.now, platform.message(1, self.contact, "Où êtes-vous ?", self.now))
        (heard,) = self.hear(speaker, written)
        assert isinstance(heard, MessageReceived), heard
        assert (heard.text, heard.contact.address) == ("Où êtes-vous ?", self.contact)
        for carrier in speaker.capabilities.carriers:
            (tapped,) = self.hear(speaker, platform.post(self.now, self.tapped(platform, speaker, carrier.count - 1)))
            assert isinstance(tapped, StarterTapped), tapped
            assert (tapped.starter, tapped.contact.address) == (f"s{carrier.count - 1}", self.contact)

    def tapped(self, platform: Dialect, speaker: Channel, number: int) -> Mapping[str, object]:
        """The event of a tap on the suggestion of that number, of as many as a carrier holds."""
        offered = suggestions_of(number + 1, Limit(most=20))
        message = self.messages(speaker, draft("Hello", offered))[-1]
        sent, reply = self.say(platform, speaker, message)
        assert sent is not None, reply.body
        return platform.tap(2, self.contact, sent.payloads[number], sent.suggestions[number], self.now)

    @law(Level.SILVER)
    def test_platform_tells_of_a_start_where_declared(self, platform: Dialect | None, speaker: Channel) -> None:
        """`start_signal` is what the platform does, not what one would wish for."""
        if platform is None:
            return
        event = platform.opened(3, self.contact, self.now)
        tells, declared = event is not None, speaker.capabilities.start_signal
        assert tells == declared, f"`start_signal` is {declared}, but the Dialect's `opened` says {tells}"
        if event is not None:
            kinds = {type(heard).__name__ for heard in self.hear(speaker, platform.post(self.now, event))}
            assert kinds == {"ConversationOpened"}

    @law(Level.SILVER)
    def test_platform_tells_of_operators_and_echoes_that_are_no_input(
        self, platform: Dialect | None, speaker: Channel
    ) -> None:
        """What a human of the business says there, and our own words coming back, are evidence and never input."""
        if platform is None:
            return
        operator = platform.operator(4, self.contact, "Je regarde.", self.now)
        heard = self.hear(speaker, platform.post(self.now, operator)) if operator is not None else ()
        assert all(isinstance(event, OperatorReplied) for event in heard), heard
        for event in self.echoed(platform, speaker):
            assert not isinstance(event, INPUT), event

    def echoed(self, platform: Dialect, speaker: Channel) -> Sequence[Event]:
        """What the channel makes of the platform's echo of a message."""
        sent, _ = self.say(platform, speaker, self.plain())
        assert sent is not None
        echo = platform.echo(sent, PLATFORM_ID, self.now)
        return self.hear(speaker, platform.post(self.now, echo)) if echo is not None else ()

    @law(Level.GOLD)
    def test_platform_settles_what_was_lost_as_declared(self, platform: Dialect | None, speaker: Channel) -> None:
        """By our key, which it honours; or by an echo that brings it back. Neither: xfail, with that reason."""
        if platform is None:
            return
        by = speaker.capabilities.settled_by
        assert by is not Settlement.NONE, UNSETTLED
        if by is Settlement.KEY:
            assert platform.honours_keys, "settled by key, but the Dialect does not say `honours_keys = True`"
            sent, _ = self.say(platform, speaker, self.plain())
            assert sent is not None
            assert sent.key, "no key came through"
            reply = platform.again(sent, PLATFORM_ID)
            receipt = speaker.read_reply(self.plain(), HttpReply(status=reply.status, body=reply.body))
            assert receipt.outcome is Outcome.SENT
        else:
            keys = [event.key for event in self.echoed(platform, speaker) if isinstance(event, DeliveryUpdated)]
            assert keys == [KEY], "settled by echo, but the Dialect's `echo` is no `DeliveryUpdated` of our key"

    @law(Level.SILVER)
    def test_profile_is_written_once_and_read_back(self, platform: Dialect | None, speaker: Channel) -> None:
        """Written as wanted, at every limit; then there is nothing left to write; then withdrawn, all of it."""
        if platform is None or not speaker.read_profile(Profile()):
            return
        for wanted in (_profile(speaker, 2), _profile(speaker, _FIVE), _profile(speaker, 1), Profile()):
            plan = self.plan(platform, speaker, wanted)
            assert not plan.problem, plan.problem
            assert plan.calls or not _is_native(speaker), "nothing is written for a profile that is not there"
            for call in plan.calls:
                _, reply = serve(platform, request_of(call, platform, platform.secrets(_ROOT), self.now))
                assert 200 <= reply.status < 300, reply.body  # noqa: PLR2004 - HTTP
            again = self.plan(platform, speaker, wanted)
            assert not again.calls, f"written again though nothing changed: {again.calls}"
            assert not again.differences, again.differences

    @law(Level.SILVER)
    def test_profile_that_cannot_be_read_is_told_and_left_alone(
        self, platform: Dialect | None, speaker: Channel
    ) -> None:
        """Refused, down, or in HTML: no call is made on a guess."""
        if platform is None or not (reads := speaker.read_profile(_profile(speaker, 2))):
            return
        for status, body in ((401, b"{}"), (403, b"no"), (500, b"oops"), (200, b"<html>"), (200, b"[]")):
            found = [HttpReply(status=status, body=body) for _ in reads]
            plan = speaker.plan_profile(_profile(speaker, 2), found)
            assert not plan.calls
            assert plan.problem, "nobody would know why nothing is shown"

    def plan(self, platform: Dialect, speaker: Channel, wanted: Profile) -> ProfilePlan:
        """What is to be done, by what the platform shows now."""
        secrets = platform.secrets(_ROOT)
        calls = speaker.read_profile(wanted)
        found = [serve(platform, request_of(call, platform, secrets, self.now))[1] for call in calls]
        return speaker.plan_profile(wanted, found)

    def plain(self) -> Message:
        """A plain message, made past `fit`: nothing of it is cut."""
        return Message(
            key=KEY,
            kind=Kind.WELCOME,
            text="Hello",
            to=self.contact,
            locale="fr",
            conversation=CONVERSATION,
            reply_context=dict(self.reply_context),
        )


def _there(platform: Dialect | None) -> Dialect:
    assert platform is not None
    return platform


def _is_native(speaker: Channel) -> bool:
    """Whether the platform itself shows anything of ours; else a profile is only read, for what it says by itself."""
    carries = speaker.capabilities
    return any((carries.native_starters, carries.native_greeting, carries.native_absence))


def _title(number: int, limit: Limit, letters: Callable[[Limit], str]) -> str:
    """A title at its limit that no other number has."""
    return str(number % 10) + letters(replace(limit, most=limit.most - 1))


def _profile(speaker: Channel, starters: int) -> Profile:
    """A profile at the native limits, with at most that many starters."""
    carries = speaker.capabilities
    native = carries.native_starters
    count = min(starters, native.count) if native is not None else 0
    locales = _PROFILE_LOCALES if carries.native_locales else _PROFILE_LOCALES[:1]
    return Profile(
        texts=tuple(
            ProfileTexts(
                locale=locale,
                starters=tuple(
                    Suggestion(id=f"s{number}", title=_native_title(locale, number, native.title, emoji=native.emoji))
                    for number in range(count)
                )
                if native is not None
                else (),
                greeting=_native(f"{locale}{starters} ", carries.native_greeting),
                absence=_native(f"{locale}{starters}. ", carries.native_absence),
            )
            for locale in locales
        )
    )


def _native(start: str, limit: Limit | None) -> str | None:
    return None if limit is None else start + text_of(replace(limit, most=limit.most - len(start)))


def _native_title(locale: str, number: int, limit: Limit, *, emoji: bool) -> str:
    start = f"{locale}{number} "
    whole = start + text_of(replace(limit, most=limit.most - len(start)))
    return whole if emoji else whole.replace("👍", "à")
