from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_network

import pytest
from pydantic import SecretStr

from frontdesk import ConfigError
from frontdesk_server.settings import Settings, read_settings, variable, variables_in_doubt


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(variable(field), raising=False)


def test_nothing_needs_to_be_set() -> None:
    settings = read_settings()

    assert (settings.port, settings.host, settings.api_token) == (8765, "127.0.0.1", None)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("trusted_proxies", "10.0.0.0/8, 192.168.1.7", (ip_network("10.0.0.0/8"), ip_network("192.168.1.7/32"))),
        ("allowed_networks", "10.20.0.0/16", (ip_network("10.20.0.0/16"),)),
        ("disabled_plugins", "web,keywords", ("web", "keywords")),
        ("log_level", "INFO", "info"),
        ("port", "0", 0),
        ("port", "", 8765),
        ("api_token", "", None),
        ("now", "2026-12-24T18:30:00+01:00", datetime(2026, 12, 24, 17, 30, tzinfo=UTC)),
        ("now", "2026-12-24T17:30Z", datetime(2026, 12, 24, 17, 30, tzinfo=UTC)),
        ("api_token", f" {'long' * 8}\n", SecretStr("long" * 8)),
        ("secret_key", f"{'new' * 8},{'old' * 8},", SecretStr(f"{'new' * 8},{'old' * 8},")),
    ],
)
def test_a_setting_is_read(monkeypatch: pytest.MonkeyPatch, field: str, text: str, value: object) -> None:
    monkeypatch.setenv(variable(field), text)

    assert getattr(read_settings(), field) == value


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("port", "65536"),
        ("trusted_proxies", "10.0.0.0/8,everyone"),
        ("allowed_networks", "the office"),
        ("public_url", "front.example"),
        ("log_level", "loud"),
        ("now", "2026-12-24T18:30:00"),
        ("now", "2026"),
        ("now", "1795000000.5"),
        ("now", "2026-13-01T00:00+01:00"),
        ("now", "0001-01-01T00:00+05:00"),
        ("now", "9999-12-31T23:59-05:00"),
        ("public_url", "ftp://desk.example"),
        ("public_url", "https://desk.example/?shop=1"),
        ("public_url", "https://desk.example/#shop"),
        ("public_url", "https://ada:lovelace@desk.example"),
        ("api_token", "short"),
        ("api_token", " " * 20),
        ("secret_key", "short"),
        ("secret_key", "," * 20),
        ("secret_key", f"{'long' * 8},short"),
    ],
)
def test_a_setting_of_no_use_names_its_variable_and_what_to_write(
    monkeypatch: pytest.MonkeyPatch, field: str, text: str
) -> None:
    monkeypatch.setenv(variable(field), text)

    with pytest.raises(ConfigError) as raised:
        read_settings()

    [found] = raised.value.diagnostics
    assert (found.id, found.params["name"]) == ("FD700", variable(field))
    assert text not in str(raised.value) or field == "now"


def test_a_variable_that_looks_like_a_mistyped_setting_is_doubted_and_others_are_not() -> None:
    environment = {"FRONTDESK_LOG_LEVL": "info", "FRONTDESK_WHATSAPP_TOKEN": "x", "FRONTDESK_PORT": "1", "HOME": "/"}

    [found] = variables_in_doubt(environment)

    assert (found.params["name"], found.params["nearest"]) == ("FRONTDESK_LOG_LEVL", "FRONTDESK_LOG_LEVEL")


@pytest.mark.parametrize("field", ["database_url", "secret_key", "api_token"])
def test_a_secret_setting_is_not_shown(monkeypatch: pytest.MonkeyPatch, field: str) -> None:
    monkeypatch.setenv(variable(field), "sqlite:///hidden-and-long-enough")

    assert "hidden" not in repr(read_settings())
