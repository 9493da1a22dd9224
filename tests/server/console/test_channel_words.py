"""The forms of channels' accounts: every setting is named and explained in French too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from frontdesk import Host
from frontdesk_server.console.accounts.fields import Field
from frontdesk_server.console.accounts.schemas import Nodes, Schema
from frontdesk_server.console.words import catalogues


def texts(nodes: Nodes, schema: Schema) -> Iterator[str]:
    """The name and the purpose of every setting, those within groups among them."""
    for key, inner in schema.get("properties", {}).items():
        yield Field(kind="text", name=key, key=key).label
        yield inner.get("description", "")
        yield from texts(nodes, nodes.node(inner).schema)


@pytest.mark.parametrize("kind", ["chatwoot", "twilio_sms"])
def test_every_setting_is_named_and_explained_in_french(kind: str) -> None:
    nodes = Nodes(Host.load().channels[kind].Settings)
    french = {message.id for catalogue in catalogues("fr") for message in catalogue if message.string}

    assert [text for text in texts(nodes, nodes.whole) if text and text not in french] == []
