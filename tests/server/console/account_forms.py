"""What is entered to connect an account of each kind, and what the store then has of it."""

from __future__ import annotations

from typing import Any

from frontdesk_server.rights import Role
from frontdesk_server.store.connecting import ConnectionKind
from tests.server.console.house import House

SECRET = "a-key-of-the-shop-that-nobody-may-read"
SHOP = {
    "kind": "webhook",
    "id": "shop",
    "settings.target_url": "https://platform.example/answers",
    "settings.secrets[0]": SECRET,
    "settings.settles": "key",
    "settings.text_limit": "4096",
    "settings.unit": "characters",
    "settings.carriers[0].style": "buttons",
    "settings.carriers[0].count": "10",
    "settings.carriers[0].title": "80",
    "settings.start_signal": "1",
    "settings.burst": "10",
    "settings.timeout": "10",
    "route.default": "fournil-croix-rousse",
}
WHATSAPP = {
    "kind": "whatsapp",
    "id": "shop",
    "settings.phone_number_id": "106540352242922",
    "settings.access_token": "the-token-of-the-system-user",
    "settings.app_secret": "what-the-app-signs-with",
    "settings.verify_token": "a-word-of-ours",
    "settings.graph_version": "v23.0",
    "settings.api_url": "https://graph.example",
    "settings.per_second": "80",
    "settings.ice_breakers": "4",
}
CHATWOOT = {
    "kind": "chatwoot",
    "id": "shop",
    "settings.api_url": "https://chat.example",
    "settings.account_id": "1",
    "settings.bot_token": "the-token-of-the-bot",
    "settings.secrets[0]": "what-the-webhook-is-signed-with",
    "settings.verify_by": "signature",
    "settings.behind": "web_widget",
    "settings.limits.text": "",
    "settings.limits.suggestions": "",
    "settings.limits.title": "",
    "settings.settles": "echo",
}


def connected(home: House, **more: str) -> dict[str, str]:
    """The shop is connected by an administrator; what its form then sends, with the secret left empty."""
    home.enter(Role.ADMINISTRATOR)
    form = SHOP | more
    answer = home.post("/accounts/new", form)
    assert answer.status_code == 303, answer.text
    return form | {"version": "1", "settings.secrets[0]": ""}


def stored(home: House, kind: ConnectionKind = ConnectionKind.ACCOUNT) -> Any:
    """The shop as the store has it."""
    return home.call(home.store.connections.get, kind, "shop")
