"""What the settings of a Twilio account are called, and what each is for."""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.words import N_

NAMES: Final = (
    N_("Account SID"),
    N_("Auth token"),
    N_("Sender"),
    N_("Public URL"),
)

PURPOSES: Final = (
    N_("the account's SID: AC and 32 hexadecimal digits"),
    N_("the account's auth token, which sends and signs"),
    N_("what sends: a number (+33612345678), a short code, or the SID of a messaging service (MG...)"),
    N_(
        "this account's webhook, exactly as it is entered at Twilio: signatures cover it, and deliveries are told to it"
    ),
    N_("messages a second that the sender is allowed; 1 for most long codes"),
    N_("Twilio's API, without a path"),
)
