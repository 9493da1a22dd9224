"""A page of every part that screens are made of, with the headers and the built files of the console's own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from frontdesk_server.console.assets import static_route
from frontdesk_server.console.navigation import navigation
from frontdesk_server.console.rendering import HEADERS, environment
from frontdesk_server.console.words import language_of, speaking
from frontdesk_server.rights import Role

TAGS = [
    ("{{ establishment.name }}", "Name of the establishment", "Boulangerie 12"),
    ("{{ establishment.address }}", "Address", ""),
    ("{{ hours.week }}", "Opening hours of the week", "Monday 9:00 to 18:00, ..."),
    ("{{ chat_hours.next_opening }}", "Next opening of the chat", "tomorrow at 9:00"),
]


ROWS = [
    ("Accueil France", "success", "Active", "16,870"),
    ("Été 26", "warning", "Overlaps", "312"),
    ("Garages" + "Étoile" * 16, "plain", "Draft", "41"),
    ("Noël", "plain", "Draft", "7"),
    ("Pâques", "plain", "Draft", "7"),
]


@dataclass
class Kit:
    """The page's server; it remembers what it was sent, and fails, or signs out, where it is told to."""

    posted: list[dict[str, list[str]]] = field(default_factory=list)
    previewed: list[dict[str, list[str]]] = field(default_factory=list)
    fail_with: int = 0
    _listeners: list[tuple[asyncio.AbstractEventLoop, asyncio.Queue[str]]] = field(default_factory=list)
    _listening: threading.Event = field(default_factory=threading.Event)

    def app(self) -> Starlette:
        """The application."""
        return Starlette(
            routes=[
                Route("/console/kit", self._page),
                Route("/console/kit", self._posted, methods=["POST"]),
                Route("/console/kit/list", self._list),
                Route("/console/kit/undo", self._posted, methods=["POST"]),
                Route("/console/kit/preview", self._preview, methods=["POST"]),
                Route("/console/kit/live", self._live),
                static_route,
            ]
        )

    async def _page(self, request: Request) -> Response:
        return HTMLResponse(render("kit.html", request, broken="broken" in request.query_params), headers=HEADERS)

    async def _list(self, request: Request) -> Response:
        """What a search finds: the page that does not fit, or a name."""
        wanted = request.query_params.get("q", "")
        rows = [row for row in ROWS if wanted.casefold() in row[0].casefold()] if wanted else ROWS[:3]
        return HTMLResponse(render("kit_list.html", request, rows=rows, total=len(rows)), headers=HEADERS)

    async def _posted(self, request: Request) -> Response:
        self.posted.append(await _fields(request))
        if self.fail_with:
            return HTMLResponse(render("kit_failed.html", request), self.fail_with, headers=HEADERS)
        told = "?told=1" if self.posted[-1].get("do") == ["activate"] else ""
        return RedirectResponse(f"/console/kit{told}", 303)

    async def _preview(self, request: Request) -> Response:
        sent = await _fields(request)
        self.previewed.append(sent)
        said = sent.get("welcome.fr", [""])[-1]
        if "fail" in said:
            return HTMLResponse("no", 500)
        return HTMLResponse(render("kit_preview.html", request, said=said), headers=HEADERS)

    async def _live(self, _request: Request) -> Response:
        queue: asyncio.Queue[str] = asyncio.Queue()
        self._listeners.append((asyncio.get_running_loop(), queue))
        self._listening.set()
        return StreamingResponse(_stream(queue), media_type="text/event-stream", headers=HEADERS)

    def arrive(self, text: str) -> None:
        """One more row for whoever listens to the live list; waits until somebody does."""
        assert self._listening.wait(10)
        for loop, queue in self._listeners:
            loop.call_soon_threadsafe(queue.put_nowait, text)


async def _stream(events: asyncio.Queue[str]) -> AsyncIterator[str]:
    yield ": here\n\n"
    while text := await events.get():
        yield f"data: <li>{text}</li>\n\n"


async def _fields(request: Request) -> dict[str, list[str]]:
    async with request.form() as form:
        return {name: [str(value) for value in form.getlist(name)] for name in form}


def render(template: str, request: Request, **shown: object) -> str:
    """A template of the kit, for a fictive operator, in the language that the query wishes."""
    language = language_of(request.query_params.get("language"))
    person = SimpleNamespace(name="Odile Marchand", role=Role.ADMINISTRATOR)
    visit = SimpleNamespace(language=language, path="/console/kit", person=person, request=request)
    with speaking(language):
        flash = ("success", "Saved and activated.") if "told" in request.query_params else None
        nav = navigation("/console/sets", Role.ADMINISTRATOR)
        return (
            _templates()
            .get_template(template)
            .render({"rows": ROWS[:3], "total": 1083} | shown, visit=visit, nav=nav, flash=flash, tags=TAGS)
        )


@cache
def _templates() -> Environment:
    console = environment()
    loader = ChoiceLoader([FileSystemLoader(Path(__file__).parent), console.loader])  # type: ignore[list-item]
    return console.overlay(loader=loader)
