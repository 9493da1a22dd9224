"""What the settings of WhatsApp, Messenger and Instagram accounts are called, and what each is for."""

from __future__ import annotations

from typing import Final

from frontdesk_server.console.words import N_

NAMES: Final = (
    N_("Phone number ID"),
    N_("Access token"),
    N_("App ID"),
    N_("App secret"),
    N_("Verify token"),
    N_("Graph version"),
    N_("Ice breakers"),
    N_("Page ID"),
    N_("Instagram ID"),
    N_("Login"),
    N_("Echoes"),
    N_("Get started"),
    N_("Native greeting"),
)

PURPOSES: Final = (
    N_("the id of the business phone number, not the number itself"),
    N_("the system user's access token, which sends"),
    N_("the app's secret: it signs what comes in"),
    N_("a word that you think of, and also type into the app's webhook settings"),
    N_("version of the Graph API, such as v23.0"),
    N_("where the Graph API is"),
    N_("messages a second: 20 where the phone app is in use too, up to 1000"),
    N_("how many starters are shown natively"),
    N_("the id of your Meta app: echoes that carry another one were not sent by Frontdesk"),
    N_("the access token of the page or the account, which sends"),
    N_("the version of the Graph API that is called"),
    N_("the id of the Facebook Page"),
    N_("message_echoes is subscribed: echoes settle what was lost on the way, and show humans' answers"),
    N_("show the Get Started button, whose tap opens the conversation before a word is said"),
    N_("write the welcome as the greeting of the welcome screen, and take it away again"),
    N_("the id of the Instagram professional account, as webhooks give it"),
    N_("how access was given: by the linked Facebook Page, or by Instagram Login"),
    N_("the id of the linked Facebook Page, with login: page"),
    N_("echoes bring our metadata back and settle what was lost: documented for Messenger only"),
    N_("where the Graph API is; unset = as login says"),
)
