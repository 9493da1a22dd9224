"""The settings of what comes with Frontdesk: named and explained in the operator's language, and never as a file's."""

from __future__ import annotations

import pytest

from frontdesk.host import Host
from frontdesk_server.console.accounts.documents import Settings, kinds
from frontdesk_server.console.accounts.fields import Field, flat
from frontdesk_server.console.words import speaking
from frontdesk_server.store.connecting import ConnectionKind
from tests.server.console.test_words import known, said

HOST = Host.load()
OURS = "frontdesk_"
MODELS = {
    word: model.Settings
    for kind, models in ((ConnectionKind.ACCOUNT, HOST.channels), (ConnectionKind.SOURCE, HOST.sources))
    for word, model in models.items()
    if word in kinds(HOST, kind) and model.__module__.startswith(OURS)
}


def fields_of(word: str) -> list[Field]:
    return list(flat(Settings(MODELS[word], "settings").fields({})))


@pytest.mark.parametrize("word", MODELS)
def test_every_setting_is_named_and_explained_in_french(word: str) -> None:
    texts = {text for found in fields_of(word) for text in (found.label, found.help) if text}
    assert sorted(text for text in texts if not known().get(text)) == []


@pytest.mark.parametrize("word", MODELS)
def test_a_secret_is_asked_for_itself_not_for_its_name(word: str) -> None:
    secrets = [found for found in fields_of(word) if found.kind in ("secret", "secrets")]
    assert [found.help for found in secrets if found.help.startswith("name")] == []


def test_the_words_of_settings_are_those_of_some_setting() -> None:
    marked = {text for file, text in said() if "accounts/labels" in file}
    asked = {text for word in MODELS for found in fields_of(word) for text in (found.label, found.help)}
    assert sorted(map(str, marked - asked)) == []


def test_a_strangers_setting_is_shown_as_it_is_written() -> None:
    stranger = Field(kind="text", name="settings.shop_url", key="shop_url", help="where the till of the shop is")
    with speaking("fr"):
        assert (stranger.label, stranger.told) == ("Shop URL", "Where the till of the shop is.")
