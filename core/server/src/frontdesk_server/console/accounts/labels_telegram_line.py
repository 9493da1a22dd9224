"""What the settings of Telegram and LINE accounts are called, and what each is for."""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.words import N_

NAMES: Final = (
    N_("Token"),
    N_("Secret token"),
    N_("Commands"),
    N_("Description"),
    N_("Channel secret"),
    N_("Prefer reply"),
)

PURPOSES: Final = (
    N_("the bot's token, as BotFather gave it"),
    N_("what setWebhook was told as secret_token: 1 to 256 of A-Z a-z 0-9 _ -"),
    N_("where the Bot API is, if you run a server of your own"),
    N_("starters are kept as the bot's commands; false leaves its commands alone"),
    N_("the welcome is kept as the bot's description too, shown before /start; false leaves it alone"),
    N_("two-letter languages in which to look for what is no longer wanted, beside those of the messages"),
    N_("the channel secret, with which LINE signs (tab Basic settings)"),
    N_("a channel access token, long-lived or v2.1 (tab Messaging API)"),
    N_("where the Messaging API is"),
    N_(
        "answer with the free reply token where there is one, at the price that a lost send is parked; "
        "false pushes, which counts against the monthly quota and is sent exactly once"
    ),
)
