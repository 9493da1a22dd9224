"""The settings of a web account: what a platform team may write, and what it is told when it may not."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from web_desk import MemoryDesk

from frontdesk import ConfigError
from frontdesk_web import WebChannel, WebSettings, startup

GOOD: dict[str, object] = {"key": "pk_shop", "origins": ["https://shop.example"]}
MISTAKES: dict[str, tuple[dict[str, object], str]] = {
    "any origin": ({"origins": ["*"]}, "FD533"),
    "a page instead of an origin": ({"origins": ["https://shop.example/contact"]}, "FD533"),
    "a slash at the end": ({"origins": ["https://shop.example/"]}, "FD533"),
    "capitals": ({"origins": ["https://Shop.example"]}, "FD533"),
    "no scheme": ({"origins": ["shop.example"]}, "FD533"),
    "a wildcard": ({"origins": ["https://*.shop.example"]}, "FD533"),
    "no origin at all": ({"origins": []}, "FD538"),
    "a colour by name": ({"accent": "rebeccapurple"}, "FD534"),
    "a style in the colour": ({"accent": "#fff;}*{"}, "FD534"),
    "a secret for a key": ({"key": "sk_live_1"}, "FD535"),
    "an unknown setting": ({"colour": "#ffffff"}, "extra_forbidden"),
    "no messages at all": ({"limits": {"messages_per_day": 0}}, "greater_than_equal"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_is_named_by_its_id(mistake: str) -> None:
    change, identifier = MISTAKES[mistake]
    with pytest.raises(ValidationError) as caught:
        WebSettings.model_validate(GOOD | change)
    assert [error["type"] for error in caught.value.errors()] == [identifier]


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:8765", "https://a-b.example:8443", "http://[::1]:80", "http://localhost"]
)
def test_origin_of_any_host_may_be_listed(origin: str) -> None:
    channel = WebChannel("web-1", WebSettings.model_validate(GOOD | {"origins": [origin]}))
    assert channel.allows(origin)
    assert not channel.allows(origin + "0")


def test_two_accounts_under_one_key_stop_the_start(desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    startup(desk)
    both = {name: WebChannel(name, desk.settings) for name in ("web-1", "web-2")}
    monkeypatch.setattr(desk, "channels", lambda kind: both)
    with pytest.raises(ConfigError, match="FD536 the web accounts 'web-1' and 'web-2' have the same key 'pk_test'"):
        startup(desk)
