"""The source: robots.txt of each host, then the sitemaps, then the pages that they list and that may be asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from pydantic import BaseModel

from frontdesk import (
    ConfigError,
    Diagnostic,
    Fetch,
    HttpCall,
    HttpReply,
    HttpSource,
    Pace,
    Page,
    Row,
    content_digest,
    text_at,
)
from frontdesk_schema_org.graph import Node, establishments
from frontdesk_schema_org.local_businesses import LOCAL_BUSINESSES
from frontdesk_schema_org.pages import Web, read_page
from frontdesk_schema_org.records import Reading, id_of, short_id
from frontdesk_schema_org.robots import Robots, Rule, path_of, read_robots
from frontdesk_schema_org.settings import SchemaOrgSettings
from frontdesk_schema_org.sitemaps import MOST_BYTES, NoSitemapError, read_sitemap, web_address

_AGENT: Final = "frontdesk (establishments by schema.org markup)"
_GONE: Final = frozenset({404, 410})
_DEEPEST: Final = 3
"""Indexes of sitemaps list sitemaps, not indexes: https://www.sitemaps.org/protocol.html ; some do all the same."""
_UNTOLD: Final = frozenset({429})
"""Of the refusals of robots.txt the one that says nothing of it: RFC 9309 2.3.1.3 takes others for its absence."""


class SchemaOrgSource(HttpSource):
    """Establishments from the markup of pages: JSON-LD, or else microdata."""

    kind = "schema_org"
    Settings = SchemaOrgSettings
    settings: SchemaOrgSettings

    def __init__(self, settings: BaseModel, secrets: Mapping[str, bytes] | None = None) -> None:
        super().__init__(settings, secrets)
        self._types = LOCAL_BUSINESSES | set(self.settings.types)
        self._steps: Mapping[str, Callable[[Fetch, HttpReply], Page]] = {
            "robots": self._robots,
            "sitemap": self._sitemap,
            "page": self._page,
        }

    def pace(self) -> Pace:
        """One call at a time, a second apart on each host."""
        return Pace(at_once=1, apart=self.settings.apart, largest=MOST_BYTES)

    def first(self, since: datetime | None) -> Sequence[Fetch]:  # noqa: ARG002 - what sitemaps say of times is not kept
        """The robots.txt of every host that the settings name."""
        wanted = [("sitemap", str(url)) for url in self.settings.sitemaps]
        wanted += [("named", str(url)) for url in self.settings.pages]
        return self._asking([(kind, url) for kind, text in wanted if (url := web_address(text, text)) is not None])

    def page(self, fetch: Fetch, reply: HttpReply) -> Page:
        """Rows of establishments, and the sitemaps and pages that are to come."""
        return self._steps[text_at(fetch.carry, "step")](fetch, reply)

    def refused(self, fetch: Fetch, reply: HttpReply) -> Page | None:
        """A site without robots.txt allows everything; a page that is no more is gone."""
        step = text_at(fetch.carry, "step")
        if step == "robots" and 400 <= reply.status < 500 and reply.status not in _UNTOLD:  # noqa: PLR2004 - RFC 9309
            return self._allowed(fetch, Robots())
        if step == "page" and reply.status in _GONE:
            url = fetch.call.url
            told = Diagnostic(id="FD672", file=url, severity="warning", params={"status": reply.status})
            return Page(rows=[Row(id=short_id(url), record=None, diagnostics=(told,), gone=True)])
        return None

    # The steps of a pass

    def _asking(self, wanted: Iterable[tuple[str, str]]) -> list[Fetch]:
        """The robots.txt of every host among these addresses, each carrying what waits for it."""
        hosts: dict[str, list[list[str]]] = {}
        for kind, url in wanted:
            parts = urlsplit(url)
            hosts.setdefault(f"{parts.scheme}://{parts.netloc}", []).append([kind, url])
        return [self._get(f"{host}/robots.txt", {"step": "robots", "wait": wait}) for host, wait in hosts.items()]

    def _robots(self, fetch: Fetch, reply: HttpReply) -> Page:
        robots = read_robots(reply.body)
        if robots.delay > self.settings.apart:
            params = {"asked": f"{robots.delay:g}", "apart": f"{self.settings.apart:g}"}
            raise ConfigError(Diagnostic(id="FD674", file=fetch.call.url, params=params))
        return self._allowed(fetch, robots)

    def _allowed(self, fetch: Fetch, robots: Robots) -> Page:
        """What waited for robots.txt, as far as it may be asked for. A sitemap that may not be is the whole source."""
        rows: list[Row] = []
        calls: list[Fetch] = []
        for kind, url in _pairs(fetch.carry.get("wait")):
            if not robots.allows(url):
                if kind == "sitemap":
                    raise ConfigError(Diagnostic(id="FD673", file=url, params={"pages": 1}))
                rows.append(_remark("FD673", url, error=kind == "named", pages=1))
            elif kind == "sitemap":
                calls.append(self._sitemap_call(url, robots, depth=1))
            else:
                calls.append(self._page_call(url, named=kind == "named"))
        return Page(rows=rows, next=calls)

    def _sitemap(self, fetch: Fetch, reply: HttpReply) -> Page:
        url, robots = fetch.call.url, _carried(fetch.carry)
        try:
            listed = read_sitemap(reply.body, url)
        except NoSitemapError as error:
            raise ConfigError(Diagnostic(id="FD678", file=url, params={"problem": str(error)})) from error
        if listed.deeper:
            return self._deeper(fetch, listed.addresses, robots)
        pages = [page for page in listed.addresses if self._counts(page)]
        here = [page for page in pages if _host(page) == _host(url)]
        allowed = [page for page in here if robots.allows(page)]
        forbidden = [page for page in here if not robots.allows(page)]
        rows = [_remark("FD673", forbidden[0], error=False, pages=len(forbidden))] if forbidden else []
        elsewhere = self._asking(("page", page) for page in pages if _host(page) != _host(url))
        return Page(rows=rows, next=[*(self._page_call(page, named=False) for page in allowed), *elsewhere])

    def _deeper(self, fetch: Fetch, sitemaps: Sequence[str], robots: Robots) -> Page:
        depth = fetch.carry.get("depth")
        if not isinstance(depth, int) or depth >= _DEEPEST:
            problem = f"<sitemapindex> x {_DEEPEST}"
            raise ConfigError(Diagnostic(id="FD678", file=fetch.call.url, params={"problem": problem}))
        here = [url for url in sitemaps if _host(url) == _host(fetch.call.url)]
        for url in here:
            if not robots.allows(url):
                raise ConfigError(Diagnostic(id="FD673", file=url, params={"pages": 1}))
        elsewhere = self._asking(("sitemap", url) for url in sitemaps if _host(url) != _host(fetch.call.url))
        return Page(next=[*(self._sitemap_call(url, robots, depth + 1) for url in here), *elsewhere])

    def _page(self, fetch: Fetch, reply: HttpReply) -> Page:
        web = read_page(reply.body, reply.headers, fetch.call.url)
        rows = list(self._rows(web, fetch.call.url))
        remarks = [Row(id=None, record=None, diagnostics=web.doubts)] if web.doubts else []
        if not rows:
            remarks.append(_remark("FD671", fetch.call.url, error=fetch.carry.get("named") is True))
        return Page(rows=[*rows, *remarks])

    def _rows(self, web: Web, url: str) -> Iterator[Row]:
        """JSON-LD counts where it tells of an establishment; a page that has both says the same twice."""
        found = _distinct(web.json_ld, self._types)
        whole = bool(found) or web.whole
        for number, (node, above) in enumerate(found or _distinct(web.microdata, self._types), 1):
            id_, path = id_of(node, above, url, number), f"establishments[{number - 1}]"
            if whole:
                yield Reading(node=node, above=above, page=url, path=path).row(id_, web.language)
            else:
                yield Row(id=id_, record=None, diagnostics=(Diagnostic(id="FD679", path=path, file=url),))

    def _counts(self, url: str) -> bool:
        return not self.settings.below or path_of(url).startswith(self.settings.below)

    # Calls

    def _sitemap_call(self, url: str, robots: Robots, depth: int) -> Fetch:
        rules = [[rule.pattern, rule.allowed] for rule in robots.rules]
        return self._get(url, {"step": "sitemap", "depth": depth, "rules": rules})

    def _page_call(self, url: str, *, named: bool) -> Fetch:
        return self._get(url, {"step": "page", "named": named})

    def _get(self, url: str, carry: Mapping[str, object]) -> Fetch:
        headers = {"User-Agent": _AGENT, "Accept": "text/html,application/xhtml+xml,application/xml,text/plain"}
        return Fetch(call=HttpCall(url=url, method="GET", headers=headers, timeout=self.settings.timeout), carry=carry)


def _distinct(trees: Sequence[Node], types: frozenset[str]) -> list[tuple[Node, Node | None]]:
    """Each establishment once: one that several things refer to, or that a page tells of twice in the same words."""
    found: list[tuple[Node, Node | None]] = []
    known: set[str] = set()
    for node, above in establishments(trees, types):
        mark = text_at(node, "@id") or content_digest(node)
        if mark not in known:
            known.add(mark)
            found.append((node, above))
    return found


def _host(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _pairs(value: object) -> list[tuple[str, str]]:
    """`[kind, address]` as they come back from the host's memory."""
    listed = value if isinstance(value, list | tuple) else []
    return [(str(kind), str(url)) for kind, url in listed]


def _carried(carry: Mapping[str, object]) -> Robots:
    value = carry.get("rules")
    listed = value if isinstance(value, list | tuple) else []
    return Robots(rules=tuple(Rule(str(pattern), bool(allowed)) for pattern, allowed in listed))


def _remark(id_: str, url: str, *, error: bool, **params: object) -> Row:
    """A word about a page that gives no establishment. Where it was named, nobody knows who is really missing."""
    told = Diagnostic(id=id_, file=url, severity="error" if error else "warning", params=params)
    return Row(id=None, record=None, diagnostics=(told,))
