"""The demo's pages: the list of places, and a page for each with the chat in its corner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from frontdesk.model import Contact
from frontdesk.templating import TagContext, Wording
from frontdesk_server.demo.answers import Answer, answer, answers
from frontdesk_server.demo.words import WORDS
from frontdesk_server.publishing.releasing import compile_release

if TYPE_CHECKING:
    from frontdesk.rules import Rulebook
    from frontdesk_server.api.serving import Running

Language = Literal["en", "fr"]

CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
HEADERS: Final = {"Content-Security-Policy": CSP, "Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
STATIC: Final = {"demo.css": "text/css; charset=utf-8", "colibri.svg": "image/svg+xml"}
TRADES: Final = ("bakeries", "garages", "clinics")


class Pages:
    """The pages of a running demo."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self._account = next(iter(running.connections.accounts.values()))
        self._books: dict[int, Rulebook] = {}

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """The addresses: `/demo`, `/demo/static/...` and `/demo/{establishment}`."""
        return (
            Route("/demo", self.places),
            Route("/demo/static/{name}", static),
            Route("/demo/{id}", self.place),
        )

    async def places(self, request: Request) -> Response:
        """Every place, by trade, with what it would answer now."""
        language = language_of(request.query_params.get("lang"), request.headers.get("accept-language", ""))
        found = await self.all()
        trades = {trade: [one for one in found if trade in one.establishment.groups] for trade in TRADES}
        cards = {trade: [self._card(one, language) for one in ones] for trade, ones in trades.items()}
        return _page("list.html", language, {"trades": cards, "path": "/demo"})

    async def place(self, request: Request) -> Response:
        """The page of one place, in its own language unless another is asked for."""
        found = await self._running.store.establishments.get(request.path_params["id"])
        if found is None or found.retired:
            language = language_of(request.query_params.get("lang"), request.headers.get("accept-language", ""))
            return _page("missing.html", language, {"path": "/demo"}, status=404)
        place = found.establishment
        language = language_of(request.query_params.get("lang"), place.locale or "en")
        toggles = await self._running.store.toggles.get(place.id)
        now = self._running.plan.clock.now()
        one = answer(await self._rulebook(), place, account=self._account, toggles=toggles, now=now, locale=language)
        shown = self._card(one, language) | self._widget() | {"path": f"/demo/{place.id}"}
        return _page("place.html", language, shown)

    async def all(self) -> list[Answer]:
        """What every place would answer now."""
        rulebook, now = await self._rulebook(), self._running.plan.clock.now()
        return [one async for one in answers(self._running.store, rulebook, self._account, now)]

    def _widget(self) -> dict[str, object]:
        """What the page tells the widget: it asks the server for nothing before it is opened, its colour included."""
        settings = self._running.connections.channels[self._account.id].settings.model_dump()
        return {name: settings.get(name) or "" for name in ("key", "accent")}

    async def _rulebook(self) -> Rulebook:
        """The rulebook in force, compiled when there is a new one."""
        releases = self._running.store.releases
        number = await releases.newest_number()
        if number not in self._books:
            compiled = compile_release(self._running.plan.host)
            self._books = {number: compiled(await releases.newest())}
        return self._books[number]

    def _card(self, one: Answer, language: Language) -> dict[str, object]:
        """What a page shows of a place."""
        place = one.establishment
        context = TagContext(
            establishment=place,
            contact=Contact(address=""),
            now=self._running.plan.clock.now(),
            locale=language,
            opening=place.opening_hours,
            chat=place.chat_hours or place.opening_hours,
        )
        facts = {name: wording.render(language, context).text or "" for name, wording in facts_worded().items()}
        trade = next((trade for trade in TRADES if trade in place.groups), TRADES[0])
        return {"place": place, "trade": trade, "answer": one, "why": one.why(language), "facts": facts}


@cache
def facts_worded() -> Mapping[str, Wording]:
    """What pages say of hours and address, in the words that messages say it with."""
    return {
        "status": Wording.compile("[[{{ hours.status }}]]"),
        "week": Wording.compile("[[{{ hours.week }}]]"),
        "exceptional": Wording.compile("[[{{ hours.exceptional }}]]"),
        "address": Wording.compile("[[{{ establishment.address }}]]"),
    }


def language_of(asked: str | None, otherwise: str) -> Language:
    """The language that was asked for, else the one that comes first otherwise."""
    wanted = asked if asked in ("en", "fr") else otherwise
    return "fr" if wanted.lower().startswith("fr") else "en"


@cache
def _environment() -> Environment:
    loader = PackageLoader("frontdesk_server.demo", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _page(template: str, language: Language, shown: Mapping[str, object], *, status: int = 200) -> Response:
    text = _environment().get_template(template).render({**shown, "lang": language, "words": WORDS[language]})
    return HTMLResponse(text, status, HEADERS | {"Content-Language": language})


async def static(request: Request) -> Response:
    """The style sheet and the bird."""
    name = request.path_params["name"]
    if name not in STATIC:
        return Response(status_code=404)
    body = files("frontdesk_server.demo").joinpath("static", name).read_bytes()
    return Response(body, media_type=STATIC[name], headers={"Cache-Control": "max-age=3600"})
