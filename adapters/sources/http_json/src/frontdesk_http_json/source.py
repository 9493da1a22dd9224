"""The source: pages of any JSON API, its items mapped by expressions to the fields of a record."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final, cast
from urllib.parse import unquote_plus, urlencode, urlsplit, urlunsplit

from pydantic import BaseModel

from frontdesk import (
    ConfigError,
    Diagnostic,
    Fetch,
    FieldPath,
    HttpCall,
    HttpReply,
    HttpSource,
    Pace,
    Page,
    Row,
    content_digest,
    field_path,
    fill_record,
    odd_reply,
    reply_document,
    row_of,
)
from frontdesk_http_json.expressions import ExpressionError, compiled
from frontdesk_http_json.paging import State, Turned
from frontdesk_http_json.settings import HttpJsonSettings, Since

_SHOWN: Final = 60
_ACCEPT: Final = {"Accept": "application/json"}
_POSTED: Final = {"Content-Type": "application/json"}
_NO: Final = frozenset({"", "0", "false"})
_UNITS: Final[Mapping[str, int]] = {"unix": 1, "unix_ms": 1000}
Find = Callable[[object], object]


class HttpJsonSource(HttpSource):
    """Establishments from one list of a JSON API."""

    kind: ClassVar[str] = "http_json"
    Settings: ClassVar[type[BaseModel]] = HttpJsonSettings

    def __init__(self, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        super().__init__(settings, secrets)
        self._settings = told = HttpJsonSettings.model_validate(settings)
        self._salt = told.model_dump(mode="json", include={"id", "fields", "constants", "hours_format", "gone"})
        self._items, self._id = compiled(told.items), compiled(told.id)
        self._gone = None if told.gone is None else compiled(told.gone)
        self._fields = [*self._mapped()]
        # A class says so for all its instances; here it depends on what the API is said to know.
        self.incremental = told.since is not None  # type: ignore[misc]

    def pace(self) -> Pace:
        """One call at a time: what an API of which nothing is known bears."""
        return Pace(at_once=1, per_minute=self._settings.per_minute, largest=self._settings.largest)

    def first(self, since: datetime | None) -> Sequence[Fetch]:
        """The first page."""
        changed = None if since is None or self._settings.since is None else _instant(self._settings.since, since)
        start = {} if self._settings.paging is None else self._settings.paging.start()
        return [self._fetch(start, {} if changed is None else {"since": changed})]

    def page(self, fetch: Fetch, reply: HttpReply) -> Page:
        """Its items as rows, and the next page. Raises `ConfigError`: FD657, FD658, FD665."""
        body = reply_document(fetch, reply)
        items = self._listed(fetch, body)
        rows = [self._row(fetch, item, f"[{number}]") for number, item in enumerate(items)]
        return Page(rows=rows, next=self._next(fetch, reply, body, items))

    # Pages

    def _next(self, fetch: Fetch, reply: HttpReply, body: object, items: Sequence[object]) -> list[Fetch]:
        paging = self._settings.paging
        if paging is None:
            return []
        state = cast("State", fetch.carry["state"])
        turned = Turned(state=state, url=fetch.call.url, body=body, reply=reply, count=len(items))
        after = paging.after(turned)
        if after is None:
            return []
        return [self._fetch(after, _watched(fetch, items, after, paging.named))]

    def _fetch(self, state: State, more: Mapping[str, object]) -> Fetch:
        paging, told = self._settings.paging, self._settings
        params = {} if paging is None else paging.params(state)
        added = {} if told.since is None else _filled(told.since.query, more.get("since"))
        url = state.get("url")
        address = url if isinstance(url, str) else _with(str(told.api_url), {**told.query, **added})
        body = None if told.body is None and told.method == "GET" else self._body(params, more.get("since"))
        call = HttpCall(
            url=address if told.method == "POST" else _with(address, params),
            method=told.method,
            headers={
                "Accept": "application/json",
                **({"Content-Type": "application/json"} if body else {}),
                **told.headers,
            },
            body=b"" if body is None else json.dumps(body).encode(),
            auth=None if told.auth is None else told.auth.auth(),
            timeout=told.timeout,
        )
        return Fetch(call=call, carry={"state": dict(state), **more})

    def _body(self, params: Mapping[str, object], since: object) -> dict[str, object]:
        """The JSON of a POST, with the page that is asked for in it."""
        added = {} if self._settings.since is None else _filled(self._settings.since.body, since)
        body: dict[str, object] = json.loads(json.dumps(self._settings.body or {}))
        for name, value in {**added, **params}.items():
            _put(body, name.split("."), value)
        return body

    # Items

    def _listed(self, fetch: Fetch, body: object) -> Sequence[object]:
        """The list of a page. Anything else is no list that has become empty: it is refused."""
        try:
            found = self._items(body)
        except ExpressionError as error:
            raise odd_reply(fetch, f"{self._settings.items}: {error}") from error
        if not isinstance(found, list):
            raise odd_reply(fetch, f"{self._settings.items} = [...]: {_shown(found if found is not None else body)}")
        return found

    def _row(self, fetch: Fetch, item: object, place: str) -> Row:
        path, file = f"{self._settings.items}{place}".removeprefix("@"), fetch.call.url
        doubts: list[Diagnostic] = []
        id_ = _found(self._settings.id, self._id, item, doubts)
        digest = content_digest(self._salt, item)
        if self._gone is not None and _is_yes(_found(self._settings.gone or "", self._gone, item, doubts)):
            return Row(id=_word(id_), record=None, digest=digest, gone=True)
        cells = [(field, _found(told, find, item, doubts)) for field, told, find in self._fields]
        record, unclear = fill_record([*self._constants(), *cells, (("id",), id_)], self._settings.hours_format)
        placed = [_placed(found, path, file) for found in (*doubts, *unclear)]
        return row_of(record, path=path, file=file, doubts=placed, digest=digest)

    def _mapped(self) -> Iterator[tuple[FieldPath, str, Find]]:
        for name, expression in self._settings.fields.items():
            path = field_path(name)
            if path is not None and expression is not None:
                yield path, expression, compiled(expression)

    def _constants(self) -> Iterator[tuple[FieldPath, object]]:
        for name, value in self._settings.constants.items():
            path = field_path(name)
            if path is not None:
                yield path, value


def _found(expression: str, find: Find, item: object, doubts: list[Diagnostic]) -> object:
    """The value of an expression; null, with a word, where it cannot be told."""
    try:
        return find(item)
    except ExpressionError as error:
        params = {"expression": expression, "problem": str(error)[: 2 * _SHOWN]}
        doubts.append(Diagnostic(id="FD656", severity="warning", params=params))
        return None


def _is_yes(value: object) -> bool:
    """Many an API writes its flags as texts: `"0"`, `"false"`."""
    return value.strip().casefold() not in _NO if isinstance(value, str) else bool(value)


def _word(value: object) -> str | None:
    return str(value).strip() or None if isinstance(value, str | int) else None


def _placed(found: Diagnostic, path: str, file: str) -> Diagnostic:
    return replace(found, path=f"{path}.{found.path}" if found.path else path, file=file)


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


# Circles


def _watched(fetch: Fetch, items: Sequence[object], after: State, param: str) -> dict[str, object]:
    """What is carried on to know a circle by: the pages of a platform that minds no parameter are all alike.

    A mark is moved on to pages 1, 2, 4, 8 ...: any circle comes back to one of them (Brent's algorithm).
    Raises `ConfigError` (FD658).
    """
    state = fetch.carry["state"]
    content = content_digest(list(items)) if items else ""
    mark, steps, power = (fetch.carry.get(name) for name in ("mark", "steps", "power"))
    told = content_digest(after)
    if after == state or told == mark or (content and content == fetch.carry.get("content")):
        raise ConfigError(Diagnostic(id="FD658", path=fetch.call.url, params={"param": param or "next"}))
    walked, lap = (value if isinstance(value, int) else 0 for value in (steps, power))
    moved = walked + 1 >= lap
    watch: dict[str, object] = {"mark": told, "steps": 0, "power": max(1, 2 * lap)}
    if not moved:
        watch = {"mark": mark, "steps": walked + 1, "power": lap}
    watch["content"] = content
    return watch | ({"since": fetch.carry["since"]} if "since" in fetch.carry else {})


# Addresses


def _with(url: str, params: Mapping[str, object]) -> str:
    """The address with these parameters behind those that it has; one of the same name takes its place."""
    if not params:
        return url
    parts = urlsplit(url)
    kept = [part for part in parts.query.split("&") if part and unquote_plus(part.partition("=")[0]) not in params]
    added = urlencode({name: value for name, value in params.items() if value is not None})
    return urlunsplit(parts._replace(query="&".join([*kept, added])))


def _put(body: dict[str, object], path: Sequence[str], value: object) -> None:
    *above, last = path
    for name in above:
        below = body.get(name)
        if not isinstance(below, dict):
            below = body[name] = {}
        body = below
    body[last] = value


# Instants


def _instant(told: Since, since: datetime) -> str:
    """An instant as the API writes it."""
    moment = since.astimezone(UTC) - timedelta(seconds=told.overlap)
    unit = _UNITS.get(told.format)
    return moment.strftime(told.format) if unit is None else str(int(moment.timestamp() * unit))


def _filled(params: Mapping[str, str], since: object) -> dict[str, str]:
    """The parameters of a pass over what has changed; none for one over everything."""
    if not isinstance(since, str):
        return {}
    return {name: value.replace("{since}", since) for name, value in params.items()}
