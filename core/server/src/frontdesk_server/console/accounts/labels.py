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
    N_("Target URL"),
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
    N_("the keys: the first signs what is sent, each is accepted"),
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
