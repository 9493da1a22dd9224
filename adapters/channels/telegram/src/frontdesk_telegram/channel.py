"""The channel: updates of the Bot API into events, messages into its methods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from pydantic import BaseModel

from frontdesk import (
    Channel,
    Event,
    HttpCall,
    HttpReply,
    Message,
    Profile,
    ProfilePlan,
    Receipt,
    StarterTapped,
    WebhookRequest,
    check_signature,
)
from frontdesk_telegram import profile, replies, sending
from frontdesk_telegram.events import read_update
from frontdesk_telegram.settings import TelegramSettings

HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"


class TelegramChannel(Channel):
    """One bot. Only private chats are answered, and those of the Telegram Business accounts that it is connected to."""

    kind: ClassVar[str] = "telegram"
    Settings: ClassVar[type[BaseModel]] = TelegramSettings
    capabilities = TelegramSettings.model_validate({"token": "token", "secret_token": "secret"}).capabilities()

    def __init__(self, account: str, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        super().__init__(account, settings, secrets)
        self._settings = TelegramSettings.model_validate(settings)
        self.capabilities = self._settings.capabilities()

    @property
    def addresses(self) -> frozenset[str]:
        """The bot's own number: what its token begins with."""
        number = self.secrets.get(self._settings.token, b"").partition(b":")[0].decode("utf-8", "replace")
        return frozenset({number}) if number.isdigit() else frozenset()

    def verify(self, request: WebhookRequest) -> None:
        """The constant header alone: Telegram signs neither the body nor a time."""
        secrets = self.secret_values(self._settings.secret_token)
        check_signature(request, HEADER, [secret.decode("utf-8", "replace") for secret in secrets])

    def parse(self, request: WebhookRequest) -> Sequence[Event]:
        """One update, one event."""
        return [read_update(request.body, request.received_at)]

    def compose(self, message: Message) -> HttpCall:
        """`sendMessage`, without a parse mode: what is written is what is shown."""
        return sending.compose(self._settings, message)

    def read_reply(self, message: Message, reply: HttpReply) -> Receipt:  # noqa: ARG002 - the port's signature
        """By status, and by the description where that says more."""
        return replies.read(reply)

    def courtesies(self, event: Event) -> Sequence[HttpCall]:
        """A tap is answered, or its button would go on spinning."""
        return sending.answer(self._settings, event) if isinstance(event, StarterTapped) else ()

    def read_profile(self, wanted: Profile) -> Sequence[HttpCall]:
        """Who the bot is, then its commands and description in each language that is looked after."""
        return [sending.call(self._settings, it.method, it.document) for it in profile.readings(self._settings, wanted)]

    def plan_profile(self, wanted: Profile, found: Sequence[HttpReply]) -> ProfilePlan:
        """One call for each language in which something is other than it should be."""
        return profile.plan(self._settings, wanted, found)
