"""How large a request each platform may send: as its channel says, through everything that stands before it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.console.house import House


@pytest.mark.parametrize("most", [3 * 1024 * 1024, 5_000])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_at_the_channels_own_limit_is_read_and_one_byte_more_is_refused(
    home: House, monkeypatch: pytest.MonkeyPatch, most: int, chunked: bool
) -> None:
    monkeypatch.setattr(type(home.running.connections.channels["crm"]), "largest_request", most)

    def body(size: int) -> bytes | Iterator[bytes]:
        return iter([b" " * (size - 1), b" "]) if chunked else b" " * size

    read = home.client.post("/webhooks/crm", content=body(most))
    refused = home.client.post("/webhooks/crm", content=body(most + 1))
    # What is read is judged by the channel (which has a word of its own on size and signature); the rest by the host.
    assert read.json()["id"] in {"FD500", "FD504"}
    assert (refused.status_code, refused.json()["id"], str(most) in refused.json()["detail"]) == (413, "FD726", True)
