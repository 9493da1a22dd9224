"""The processes that `benchmarks.runtime` measures: the floor, the server in several modes, and a fake platform.

The first line printed is the port. Each line read asks for something and is answered by a line of JSON: `decided`, how
many events this process has decided; `idle`, whether nothing is left to send; `replies`, the milliseconds that each
took. The process ends with its standard input.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import logging
import os
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any

import aiohttp
import structlog
import uvicorn
import uvloop
from sqlalchemy import text

from frontdesk import Account, Event, Host, Route, compile_rulebook, load_documents
from frontdesk_server.api.webhooks import Webhooks
from frontdesk_server.calling import HttpTransport
from frontdesk_server.clock import SystemClock
from frontdesk_server.runtime import Connections, Runtime, standard_engine
from frontdesk_server.runtime.tuning import ServerRole, Tuning
from frontdesk_server.secrets import Secrets
from frontdesk_server.store import Store, open_store
from frontdesk_server.store.values import Arrival, Decided, Work

RULES = """
frontdesk: 1
message_sets:
  - name: Shops
    establishments: all
    welcome: {fr: "Bonjour, ici {{ establishment.name }}.", en: "Hello, this is {{ establishment.name }}."}
    absence: {fr: "[[De retour {{ chat_hours.next_opening }}.]]", en: "[[Back {{ chat_hours.next_opening }}.]]"}
    starters:
      - id: hours
        title: {fr: "Vos horaires ?", en: "Your hours?"}
        answer: {fr: "{{ hours.week }}", en: "{{ hours.week }}"}
      - {id: place, title: {fr: "Adresse ?", en: "Address?"}, answer: {fr: "Lyon", en: "Lyon"}}
"""

_LEFT = text("SELECT EXISTS (SELECT 1 FROM outbox)")
App = Callable[[Any, Any, Any], Awaitable[None]]


async def floor(scope: Mapping[str, Any], receive: Any, send: Any) -> None:
    """Read the request and say yes."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


def record(number: int) -> dict[str, object]:
    """One establishment."""
    return {
        "id": f"e{number}",
        "name": f"Boulangerie {number}",
        "timezone": "Europe/Paris",
        "locale": "fr",
        "opening_hours": {"weekly": {"mon-sat": ["07:00-13:00", "14:00-19:30"]}},
    }


def connections(target: str) -> Connections:
    """One account of the webhook channel."""
    kind = Host.load().channels["webhook"]
    settings = {"target_url": f"{target or 'http://127.0.0.1:9'}/messages", "secrets": ["env:PHONE_KEY"]}
    channel = kind("phone", kind.Settings.model_validate(settings), {"env:PHONE_KEY": os.environ["PHONE_KEY"].encode()})
    route = Route(attribute="establishment", default="e0")
    account = Account(id="phone", channel="webhook", capabilities=channel.capabilities, route=route)
    return Connections(accounts={"phone": account}, channels={"phone": channel})


class Desk:
    """The server in one of its modes."""

    def __init__(self, mode: str, store: Store, wired: Connections, role: ServerRole) -> None:
        vocabulary = Host.load().vocabulary
        document = load_documents([("rules.yaml", RULES)])
        engine = standard_engine(lambda _: compile_rulebook(document, vocabulary, release=1))
        self.transport = HttpTransport(Secrets(os.environ), store.clock, private=["phone"])
        self.store, self.mode, self.wired = store, mode, wired
        self.runtime = Runtime(store, engine, wired, self.transport, tuning=Tuning(role=role, ingest_rate=1e9))
        self.door: asyncio.Task[None] | None = None
        self.decided = 0
        self.replies: list[float] = []
        count = self.runtime.meters.decided

        def decided(work: Work, *seconds: float) -> None:
            now = store.clock.now()
            self.replies += [(now - one.entry.event.received_at).total_seconds() * 1e3 for one in _answered(work)]
            self.decided += len(work.fresh)
            count(work, *seconds)

        self.runtime.meters.decided = decided  # type: ignore[method-assign] - called as soon as a batch is committed

    async def start(self) -> App:
        """Begin; the application to serve."""
        append: Callable[[str, Sequence[Event]], Awaitable[None]] = self.runtime.inbox.append
        if self.mode == "single":
            append = self.alone
        elif self.mode == "webhook":
            self.door = asyncio.create_task(self.runtime.inbox.run())
        else:
            if self.mode == "whole":
                self.runtime.sender.step = _nothing  # type: ignore[method-assign] - the clock stops at the outbox
            await self.runtime.start()
        webhooks = Webhooks(self.wired.channels, append, self.store.clock)
        gc.collect()
        gc.freeze()
        return webhooks

    async def alone(self, account: str, events: Sequence[Event]) -> None:
        """One commit for each request."""
        arrivals = [
            Arrival(account, self.wired.conversation(account, event.contact.address, event.attributes), event)
            for event in events
        ]
        await self.store.log.append(arrivals)

    async def answer(self, asked: str) -> object:
        """What the benchmark asks; it asks often, so it must cost nearly nothing."""
        if asked == "idle":
            async with self.store.database.read() as link:
                return not (await link.execute(_LEFT)).number()
        return self.replies if asked == "replies" else self.decided


def _answered(work: Work) -> Iterator[Decided]:
    return (one for one in work.decided if one.outgoing)


async def _nothing(_leases: object) -> int:
    return 0


class Platform:
    """Takes messages, and tells `sent`, `delivered` and `read` of each."""

    def __init__(self) -> None:
        self.port = 0
        self.tasks: set[asyncio.Task[None]] = set()
        self.client: aiohttp.ClientSession | None = None

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = b""
        while True:
            part = await receive()
            body += part.get("body", b"")
            if not part.get("more_body"):
                break
        answer = b"{}"
        if scope["path"] == "/hook":
            self.port = int(body)
        else:
            message = json.loads(body)
            answer = json.dumps({"id": f"p-{message['id']}"}).encode()
            task = asyncio.create_task(self.tell(message))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        headers = [(b"content-length", str(len(answer)).encode()), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    async def tell(self, message: Mapping[str, Any]) -> None:
        """Three statuses, each until it is accepted."""
        from load import signature

        self.client = self.client or aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64))
        for status in ("sent", "delivered", "read"):
            event = {
                "type": "delivery",
                "id": f"{message['id']}:{status}",
                "at": SystemClock().now().isoformat(),
                "contact": {"id": message["to"]},
                "key": message["id"],
                "status": status,
            }
            body = json.dumps({"events": [event]}).encode()
            accepted = False
            while not accepted:
                async with self.client.post(
                    f"http://127.0.0.1:{self.port}/phone", data=body, headers=signature(body)
                ) as reply:
                    accepted = reply.status == 200


async def serve(app: App, desk: Desk | None = None) -> None:
    """Serve on a free port, print it, and answer what is asked on standard input."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1024)
    config = uvicorn.Config(app, log_level="warning", lifespan="off", loop="none", http="httptools", access_log=False)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listener]))
    print(listener.getsockname()[1], flush=True)
    await _answer(desk)
    server.should_exit = True
    await serving


async def _answer(desk: Desk | None) -> None:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        print(json.dumps(await desk.answer(line.decode().strip()) if desk else None), flush=True)


async def main(given: argparse.Namespace) -> None:
    """Be the process that is asked for."""
    if given.mode == "floor":
        await serve(floor)
    elif given.mode == "platform":
        platform = Platform()
        await serve(platform)
        if platform.client is not None:
            await platform.client.close()
    else:
        embedded = given.database.startswith("sqlite:")
        store = await open_store(given.database, SystemClock(), alone=embedded, migrate=True)
        if given.role in ("all", "ingress"):
            await store.establishments.sync("bench", (record(number) for number in range(given.establishments)))
        desk = Desk(given.mode, store, connections(given.target), ServerRole(given.role))
        await serve(await desk.start(), desk)


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mode", choices=["floor", "single", "webhook", "whole", "receipt", "platform"])
    parser.add_argument("--database", default="")
    parser.add_argument("--role", default="all", choices=[role.value for role in ServerRole])
    parser.add_argument("--establishments", type=int, default=1)
    parser.add_argument("--target", default="")
    uvloop.run(main(parser.parse_args()))
