"""A visitor's browser as the protocol sees it: what it posts, lists and follows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import httpx2

SHOP = "https://shop.example"
API = "/api/v1/widget"


@dataclass
class Browser:
    """What a browser on a page of the shop sends."""

    client: httpx2.Client
    token: str = ""
    origin: str = SHOP
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        authorization = {"authorization": f"Bearer {self.token}"} if self.token else {}
        return {"origin": self.origin, **authorization, **self.extra}

    def get(self, address: str, key: str = "pk_test", **headers: str) -> httpx2.Response:
        return self.client.get(f"{API}/{key}/{address}", headers=self.headers | headers)

    def post(self, address: str, document: object) -> httpx2.Response:
        return self.client.post(f"{API}/pk_test/{address}", json=document, headers=self.headers)

    def post_bytes(self, address: str, body: bytes, content_type: str = "application/json") -> httpx2.Response:
        headers = self.headers | {"content-type": content_type}
        return self.client.post(f"{API}/pk_test/{address}", content=body, headers=headers)

    @contextmanager
    def stream(self, after: int | str) -> Iterator[Iterator[str]]:
        """The lines of a live stream."""
        headers = self.headers | {"last-event-id": str(after)}
        with self.client.stream("GET", f"{API}/pk_test/stream", headers=headers) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert (answer.headers["cache-control"], answer.headers["x-accel-buffering"]) == ("no-store", "no")
            yield answer.iter_lines()

    def open(self, **asked: str) -> httpx2.Response:
        answer = self.post("sessions", {"establishment": "b-1", "locale": "fr"} | asked)
        self.token = answer.json().get("token", "")
        return answer

    def say(self, text: str) -> httpx2.Response:
        return self.post("messages", {"id": str(uuid4()), "text": text})

    def messages(self, after: int = 0) -> list[dict[str, object]]:
        listed: list[dict[str, object]] = self.get(f"messages?after={after}").json()["messages"]
        return listed
