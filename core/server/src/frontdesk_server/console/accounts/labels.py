"""What the settings of the channels and sources that come with Frontdesk are called, and what each is for.

A plugin's own words are English; these are known to the catalogue. Those of other plugins are shown as they are.
"""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.words import N_

NAMES: Final = (
    N_("Key"),
    N_("Origins"),
    N_("Title"),
    N_("Accent"),
    N_("Languages"),
    N_("Limits"),
    N_("Sessions per hour"),
    N_("Session burst"),
    N_("Messages per second"),
    N_("Message burst"),
    N_("Messages per day"),
    N_("Target url"),
    N_("Secrets"),
    N_("Settles"),
    N_("Text limit"),
    N_("Unit"),
    N_("Carriers"),
    N_("Style"),
    N_("Count"),
    N_("Body"),
    N_("Start signal"),
    N_("Per second"),
    N_("Burst"),
    N_("Window"),
    N_("Timeout"),
    N_("Path"),
    N_("Sheet"),
    N_("Most bytes"),
)

PURPOSES: Final = (
    N_("public: it stands in the page, it is no secret"),
    N_("where the widget may be embedded, compared exactly: `https://shop.example`"),
    N_("instead of the establishment's"),
    N_("`#rrggbb`"),
    N_("offered to the page; empty = the message set's own"),
    N_("new visitors from one IP address, on average"),
    N_("new visitors from one IP address at once"),
    N_("messages of one visitor, on average"),
    N_("messages of one visitor at once"),
    N_("messages of one visitor in a day"),
    N_("where messages are posted to"),
    N_("names of the keys: the first signs what is sent, each is accepted"),
    N_("how a send with a lost outcome is settled: key, echo or none"),
    N_("what the platform counts in its limits"),
    N_("how many suggestions"),
    N_("how long each title may be"),
    N_("how long the text may be beside them; as ever if unset"),
    N_("the platform sends conversation_opened"),
    N_("how many messages a second it takes"),
    N_("how long after the contact's last message we may send"),
    N_("seconds, for one whole exchange"),
    N_("the file; its ending names the format"),
    N_("of a workbook; the first that is not hidden if unset"),
    N_("larger files are refused"),
)

GOOGLE: Final = (
    N_("Agent id"),
    N_("Client token"),
    N_("Service account"),
    N_("Region"),
    N_("Greeting ttl"),
    N_("Read marks"),
    N_("Typing"),
    N_("Api url"),
    N_("Agent"),
    N_("Location"),
    N_("Partner key"),
    N_("Representative"),
    N_("Privacy url"),
    N_("Management url"),
    N_("the agent's id in the Business Communications console, as in my-shop-ab12cd@rbm.goog"),
    N_("name of the client token that the console shows beside the webhook"),
    N_("name of the service account's key file (JSON), whole"),
    N_("the agent's region: us, europe or asia; global finds it"),
    N_("a greeting that did not reach the phone by then is revoked; null = it waits up to 30 days"),
    N_("what the contact writes is marked as read"),
    N_("the contact sees that an answer is being written"),
    N_("instead of Google's own address, for a fake platform"),
    N_("the agent's name: brands/B/agents/A"),
    N_("greetings and starters of this place alone, instead of the agent's: brands/B/locations/L"),
    N_("name of the webhook's client token: handshake and newer signatures"),
    N_("name of the partner key: older signatures"),
    N_("who is said to write; empty = the agent's own name"),
    N_("the privacy policy that Google shows beside the welcome message"),
    N_("where messages are sent to"),
    N_("where the settings of agents and locations are"),
)
"""Of `rcs` and `google_business_messages`."""
