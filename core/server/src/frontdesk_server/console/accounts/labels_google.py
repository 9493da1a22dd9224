"""What the settings of RCS and Google Business Messages accounts are called, and what each is for."""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.words import N_

NAMES: Final = (
    N_("Agent"),
    N_("Agent ID"),
    N_("Location"),
    N_("Client token"),
    N_("Partner key"),
    N_("Service account"),
    N_("Representative"),
    N_("Privacy URL"),
    N_("Management URL"),
    N_("Region"),
    N_("Greeting TTL"),
    N_("Read marks"),
    N_("Typing"),
)

PURPOSES: Final = (
    N_("the agent's name: brands/B/agents/A"),
    N_("greetings and starters of this place alone, instead of the agent's: brands/B/locations/L"),
    N_("the webhook's client token: handshake and newer signatures"),
    N_("the partner key: older signatures"),
    N_("the service account's key file (JSON), whole"),
    N_("who is said to write; empty = the agent's own name"),
    N_("the privacy policy that Google shows beside the welcome message"),
    N_("where messages are sent to"),
    N_("where the settings of agents and locations are"),
    N_("the agent's id in the Business Communications console, as in my-shop-ab12cd@rbm.goog"),
    N_("the client token that the console shows beside the webhook"),
    N_("the agent's region: us, europe or asia; global finds it"),
    N_("a greeting that did not reach the phone by then is revoked; null = it waits up to 30 days"),
    N_("what the contact writes is marked as read"),
    N_("the contact sees that an answer is being written"),
    N_("instead of Google's own address, for a fake platform"),
)
