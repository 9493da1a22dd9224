"""What the settings of a Chatwoot account are called, and what each is for."""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.words import N_

NAMES: Final = (
    N_("API URL"),
    N_("Account ID"),
    N_("Bot token"),
    N_("Verify by"),
    N_("Behind"),
    N_("Text"),
    N_("Suggestions"),
    N_("Staff token"),
    N_("Teams"),
    N_("Inboxes"),
)

PURPOSES: Final = (
    N_("the installation's address, without a path"),
    N_("the number in the dashboard's address: /app/accounts/<number>/"),
    N_("the agent bot's access token, which sends"),
    N_("the webhook secrets; each of them is accepted"),
    N_("signature: Chatwoot 4.13 and later sign; url: the webhook's address ends in ?secret= and the secret"),
    N_("which channel the inbox brings: its limits are kept"),
    N_("what the system behind an API inbox shows"),
    N_("how many characters a message may have"),
    N_("how many items it shows; 0 = none"),
    N_("how many characters an item's title may have"),
    N_("echo: the release keeps our key and brings it back; none: an old one, where a lost send waits for a human"),
    N_("a person's access token: it reads inboxes, and sets labels where bots may not"),
    N_("a team's name in rules, and its number in Chatwoot: a conversation handed to it is assigned to it"),
    N_("inboxes whose own automatic messages are looked for"),
)
