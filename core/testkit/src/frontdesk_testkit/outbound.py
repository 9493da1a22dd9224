"""The half of a channel's contract that looks at sending: every declared capability, at its limit and one past it."""

# ruff: noqa: S101 - a contract is made of tests
from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar
from urllib.parse import parse_qsl, unquote

import pytest

from frontdesk import (
    Carrier,
    Channel,
    DeliveryUpdated,
    Draft,
    HttpCall,
    HttpReply,
    Kind,
    Limit,
    Message,
    Outcome,
    Publish,
    Settlement,
    Suggestion,
    WebhookRequest,
    fit,
)
from frontdesk_testkit.intake_contract import IntakeContract
from frontdesk_testkit.laws import Level, law
from frontdesk_testkit.matter import SCRIPTS, measure, strings, text_of

KEY = "5f0c6e5cf1a34d5f8a0a3ce1a6c2d7b9"
CONTACT = "c-7"
UNSETTLED = (
    "`capabilities.settled_by` is none: what a send became whose answer was lost, nobody can tell. "
    "Declare KEY (the platform knows a repeat by `message.key`) or ECHO (it tells of a message with it); "
    "where it does neither, leave this law out"
)
CONVERSATION = "0d4b2f6a7c8e4f1b9a3d5c7e9f1a2b3c"


class OutboundContract(IntakeContract):
    """Laws about `compose`, and about what comes back of it."""

    contact: ClassVar[str] = CONTACT
    """An address as the platform writes them."""
    reply_context: ClassVar[Mapping[str, str]] = {}
    """What an event of the platform leaves for its answer, where sending depends on it."""

    # You implement

    @abstractmethod
    def accepted(self, message: Message) -> HttpReply:
        """What the platform answers when it has taken this message."""

    # You may override

    def echo_of(self, message: Message) -> WebhookRequest | None:  # noqa: ARG002 - what it depends on, where there is one
        """The request, before it is signed, by which the platform tells of this message; None = it never does."""
        return None

    def accepted_again(self, message: Message) -> HttpReply:
        """What the platform answers to a key that it has taken before, where it honours keys."""
        return self.accepted(message)

    def carried_key(self, message: Message) -> str:
        """Our key as it stands in the call: where the platform wants another form of it (a UUID), that."""
        return message.key

    # You should not need to override

    def messages(self, channel: Channel, draft: Draft, carriers: Sequence[Carrier] | None = None) -> Sequence[Message]:
        """What `fit` makes of a draft for this channel, or for a channel with only these carriers."""
        carries = channel.capabilities
        chosen = carries if carriers is None else replace(carries, carriers=tuple(carriers))
        meant = replace(draft, reply_context=self.reply_context)
        return fit(meant, chosen, to=self.contact, conversation=CONVERSATION)

    @law(Level.BRONZE)
    def test_compose_carries_text_at_its_limit_in_one_message(self, channel: Channel) -> None:
        """The declared length is true, in the declared unit."""
        text = text_of(channel.capabilities.text)
        (message,) = self.messages(channel, draft(text))
        assert message.text == text
        carries_verbatim(channel, message)

    @law(Level.SILVER)
    def test_compose_carries_text_past_its_limit_in_pieces(self, channel: Channel) -> None:
        """One past the limit is never sent as it is, and no word is lost."""
        limit = channel.capabilities.text
        text = text_of(limit, more=1)
        messages = self.messages(channel, draft(text))
        assert len(messages) > 1 or messages[0].losses, "one past the limit went through in silence"
        for message in messages:
            assert measure(message.text, limit.unit) <= limit.most
            carries_verbatim(channel, message)

    @law(Level.BRONZE)
    def test_compose_carries_suggestions_with_their_ids(self, channel: Channel) -> None:
        """Titles as they are shown, and the ids by which a tap comes back."""
        for carrier in channel.capabilities.carriers:
            for message in self.messages(
                channel, draft("Hello", suggestions_of(carrier.count, carrier.title)), [carrier]
            ):
                carries_verbatim(channel, message)

    @law(Level.SILVER)
    def test_compose_carries_as_many_suggestions_as_declared(self, channel: Channel) -> None:
        """At the declared number the carrier is used; one more goes another way, and is never dropped in silence."""
        for carrier in channel.capabilities.carriers:
            offered = suggestions_of(carrier.count, carrier.title)
            full = self.messages(channel, draft("Hello", offered), [carrier])
            assert [message.carrier for message in full if message.suggestions] == [carrier.style]
            assert sum(len(message.suggestions) for message in full) == carrier.count
            past = self.messages(channel, draft("Hello", suggestions_of(carrier.count + 1, carrier.title)), [carrier])
            assert all(len(message.suggestions) <= carrier.count for message in past if message.carrier)
            for message in (*full, *past):
                carries_verbatim(channel, message)

    @law(Level.SILVER)
    def test_compose_carries_titles_at_their_limit(self, channel: Channel) -> None:
        """A title of the declared length is shown whole; one past it is cut or goes another way, and that is told."""
        for carrier in channel.capabilities.carriers:
            whole = Suggestion(id="s1", title=text_of(carrier.title))
            (message,) = self.messages(channel, draft("Hello", [whole]), [carrier])
            assert message.suggestions == (whole,)
            carries_verbatim(channel, message)
            long = Suggestion(id="s1", title=text_of(carrier.title, more=1))
            past = self.messages(channel, draft("Hello", [long]), [carrier])
            assert any(message.losses or message.carrier is None for message in past)
            for message in past:
                shown = message.suggestions if message.carrier else ()
                assert all(measure(item.title, carrier.title.unit) <= carrier.title.most for item in shown)
                carries_verbatim(channel, message)

    @law(Level.SILVER)
    def test_compose_carries_text_beside_suggestions_at_its_limit(self, channel: Channel) -> None:
        """Where suggestions leave less room for the text, the declared room is true."""
        for carrier in channel.capabilities.carriers:
            room = carrier.body or channel.capabilities.text
            offered = [Suggestion(id="s1", title="Hours?")]
            (message,) = self.messages(channel, draft(text_of(room), offered), [carrier])
            assert message.suggestions
            carries_verbatim(channel, message)
            for past in self.messages(channel, draft(text_of(room, more=1), offered), [carrier]):
                most = room if past.suggestions and past.carrier else channel.capabilities.text
                assert measure(past.text, most.unit) <= most.most
                carries_verbatim(channel, past)

    @law(Level.SILVER)
    @pytest.mark.parametrize("script", SCRIPTS)
    def test_compose_carries_every_script(self, channel: Channel, script: str) -> None:
        """The text stands in the call as it is previewed: one renderer, no escaping of our own."""
        for message in self.messages(channel, draft(SCRIPTS[script])):
            carries_verbatim(channel, message)

    @law(Level.BRONZE)
    def test_compose_is_pure(self, channel: Channel) -> None:
        """The same message makes the same call: that is what lets a lost send be repeated."""
        (message,) = self.messages(channel, draft("Hello"))
        assert channel.compose(message) == channel.compose(message)

    @law(Level.BRONZE)
    def test_compose_holds_no_secret(self, channel: Channel) -> None:
        """Calls are journalled. Credentials stand in them by name; only the host resolves them."""
        (message,) = self.messages(channel, draft("Hello"))
        call = channel.compose(message)
        for secret in channel.secrets.values():
            assert not any(secret.decode("utf-8", "replace") in text for text in spoken(call))

    @law(Level.BRONZE)
    def test_compose_addresses_the_contact(self, channel: Channel) -> None:
        """The call names whom it is for. What is published goes to the conversation's own stream, by the host."""
        (message,) = self.messages(channel, draft("Hello"))
        call = channel.compose(message)
        assert isinstance(call, Publish) or any(self.contact in text for text in spoken(call))

    @law(Level.GOLD)
    def test_compose_carries_our_key_where_it_settles_a_send(self, channel: Channel) -> None:
        """Declared `settled_by` key or echo: then the key must be in the call. Publishing has the key by the host."""
        (message,) = self.messages(channel, draft("Hello"))
        call = channel.compose(message)
        if isinstance(call, HttpCall):
            assert channel.capabilities.settled_by is not Settlement.NONE, UNSETTLED
            carried = any(self.carried_key(message) in text for text in spoken(call))
            assert carried, "`message.key` is not in the call, though `settled_by` says that it settles a lost send"

    @law(Level.GOLD)
    def test_parse_settles_a_send_by_its_echo(self, channel: Channel) -> None:
        """Declared `settled_by` echo: then the platform's echo brings the key back."""
        (message,) = self.messages(channel, draft("Hello"))
        request = self.echo_of(message)
        if request is None:
            assert channel.capabilities.settled_by is not Settlement.ECHO, "settled by an echo that never comes"
            return
        updates = [event for event in channel.parse(self.sign(request)) if isinstance(event, DeliveryUpdated)]
        assert [update.key for update in updates] == [message.key]

    @law(Level.GOLD)
    def test_repeat_of_an_accepted_send_is_sent(self, channel: Channel) -> None:
        """Declared `settled_by` key: the platform's answer to a repeat means sent, not failed."""
        (message,) = self.messages(channel, draft("Hello"))
        if channel.capabilities.settled_by is Settlement.KEY:
            assert channel.read_reply(message, self.accepted_again(message)).outcome is Outcome.SENT


def draft(text: str, suggestions: Sequence[Suggestion] = ()) -> Draft:
    """A draft as the engine would make it."""
    return Draft(key=KEY, kind=Kind.WELCOME, text=text, locale="fr", suggestions=tuple(suggestions))


def suggestions_of(count: int, title: Limit) -> list[Suggestion]:
    """So many short suggestions, `s0` to `sN`."""
    return [Suggestion(id=f"s{number}", title=f"Q{number}"[: title.most]) for number in range(count)]


def carries_verbatim(channel: Channel, message: Message) -> None:
    """Text, titles and ids of the message stand in the call, letter for letter."""
    said = list(spoken(channel.compose(message)))
    wanted = [message.text, *(item.title for item in message.suggestions)]
    if message.carrier is not None:
        wanted += [item.id for item in message.suggestions]
    missing = [text for text in wanted if not any(text in part for part in said)]
    assert not missing, f"not in the call as they are: {missing}"


def spoken(call: HttpCall | Publish) -> Iterator[str]:
    """Every text that a call says: of its body (JSON, a form, or plain), its address and its headers."""
    if isinstance(call, Publish):
        yield from strings(call.body)
        return
    yield unquote(call.url)
    yield from call.headers.values()
    text = call.body.decode()
    try:
        yield from strings(json.loads(text))
    except ValueError:
        yield from (value for _, value in parse_qsl(text, keep_blank_values=True))
        yield text
