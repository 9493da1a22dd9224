"""The settings of a Telegram account: the bot's two secrets, and which parts of its profile Frontdesk looks after."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, HttpUrl

from frontdesk import Capabilities, Carrier, CarrierStyle, Limit, Rate, SecretRef, Settlement

_USUAL: Final = ("ar", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "ru", "zh")
"""Telegram lists no languages: what was once written is found again only where somebody looks."""

TEXT: Final = Limit(most=4096)
"""Code points, after entities are parsed, and we send none: https://core.telegram.org/bots/api#sendmessage ."""

KEYBOARD: Final = Carrier(style=CarrierStyle.BUTTONS, count=100, title=Limit(most=64))
"""One button a row. 100 buttons: https://limits.tginfo.me/en . Telegram states no limit for a button's text, but shows
one line of it and cuts the rest without a word: 64 characters are ours, so that a long question is told in the text."""

COMMANDS: Final = Carrier(style=CarrierStyle.LIST, count=100, title=Limit(most=256))
"""The menu of commands, their titles as descriptions: https://core.telegram.org/bots/api#botcommand ."""

DESCRIPTION: Final = Limit(most=512)
"""Shown in the empty chat, before `/start`: https://core.telegram.org/bots/api#setmydescription ."""


class TelegramSettings(BaseModel):
    """What a platform team writes under `settings` of an account of kind `telegram`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    token: SecretRef = Field(description="the bot's token, as BotFather gave it")
    secret_token: SecretRef = Field(description="what setWebhook was told as secret_token: 1 to 256 of A-Z a-z 0-9 _ -")
    api_url: HttpUrl = Field(
        default=HttpUrl("https://api.telegram.org"), description="where the Bot API is, if you run a server of your own"
    )
    commands: bool = Field(
        default=True, description="starters are kept as the bot's commands; false leaves its commands alone"
    )
    description: bool = Field(
        default=False,
        description="the welcome is kept as the bot's description too, shown before /start; false leaves it alone",
    )
    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2}$")], ...] = Field(
        default=_USUAL,
        max_length=40,
        description="two-letter languages in which to look for what is no longer wanted, beside those of the messages",
    )
    timeout: float = Field(default=10.0, gt=0, le=60, description="seconds, for one whole exchange")

    @property
    def api(self) -> str:
        """Where methods are, without a slash at its end."""
        return str(self.api_url).rstrip("/")

    def capabilities(self) -> Capabilities:
        """What an account with these settings can carry."""
        return Capabilities(
            text=TEXT,
            carriers=(KEYBOARD,),
            start_signal=True,
            native_starters=COMMANDS if self.commands else None,
            native_greeting=DESCRIPTION if self.description else None,
            native_locales=True,
            settled_by=Settlement.NONE,  # no key, no echo: what was lost is parked
            # 30 a second over all chats, one a second in each: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits
            account_rate=Rate(per_second=30, burst=30),
            contact_rate=Rate(per_second=1, burst=1),
        )
