"""A website with a sitemap, whose pages tell of one establishment each, in either syntax.

Shapes: https://schema.org/LocalBusiness (its examples), https://www.sitemaps.org/protocol.html and RFC 9309.
Written apart from the adapter.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from html import escape

from frontdesk import HttpReply
from frontdesk_testkit import PlatformRequest, SourceDialect

SITE = "https://www.boulangeries.example"
Thing = Mapping[str, object]


def thing_of(record: Mapping[str, object]) -> dict[str, object]:
    """A record as schema.org has it."""
    address = record.get("address")
    place = record.get("coordinates")
    parts = address if isinstance(address, Mapping) else {}
    where = place if isinstance(place, Mapping) else {}
    lines = parts.get("lines")
    return {
        "@type": "Bakery",
        "branchCode": record["id"],
        "name": record["name"],
        "telephone": record.get("phone"),
        "email": record.get("email"),
        "url": record.get("website"),
        "address": {
            "@type": "PostalAddress",
            "streetAddress": lines[0] if isinstance(lines, list) and lines else None,
            "postalCode": parts.get("postal_code"),
            "addressLocality": parts.get("city"),
            "addressCountry": parts.get("country"),
        },
        "geo": {"@type": "GeoCoordinates", **where},
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": ["Monday", "Tuesday"],
                "opens": "09:00",
                "closes": "18:00",
            }
        ],
    }


def in_json_ld(thing: Thing) -> str:
    """The thing as a script."""
    text = json.dumps({"@context": "https://schema.org", **thing}).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def in_microdata(thing: Thing) -> str:
    """The thing as an item; what is an address stands in a link, what a person reads in a span."""
    return _item(thing, "")


def _item(thing: Thing, prop: str) -> str:
    types = " ".join(f"https://schema.org/{name}" for name in _listed(thing.get("@type")))
    id_ = f' itemid="{escape(str(thing["@id"]))}"' if "@id" in thing else ""
    inner = "".join(_property(name, value) for name, value in thing.items() if not name.startswith("@"))
    return f'<div{prop} itemscope itemtype="{types}"{id_}>{inner}</div>'


def _property(name: str, value: object) -> str:
    parts = []
    for item in _listed(value):
        if isinstance(item, Mapping):
            parts.append(_item(item, f' itemprop="{name}"'))
        elif str(item).startswith("https://"):
            parts.append(f'<a itemprop="{name}" href="{escape(str(item))}">here</a>')
        elif name in ("latitude", "longitude", "opens", "closes") or "\n" in str(item):
            parts.append(f'<meta itemprop="{name}" content="{escape(str(item))}">')
        else:
            parts.append(f'<span itemprop="{name}">\n  {escape(str(item))}\n</span>')
    return "".join(parts)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def page(markup: str, *, head: str = "") -> bytes:
    """A page around markup."""
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8">{head}</head><body>{markup}</body></html>'.encode()
    )


def html(body: bytes, **headers: str) -> HttpReply:
    return HttpReply(status=200, headers={"content-type": "text/html; charset=utf-8"} | headers, body=body)


def sitemap(*addresses: str) -> bytes:
    """A sitemap."""
    entries = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in addresses)
    name = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{name}">{entries}</urlset>'.encode()


class WebsiteDialect(SourceDialect):
    """The site. It asks for a second between calls, and lets nobody below /admin/."""

    apart = 1.0
    robots = b"User-agent: *\nDisallow: /admin/\nCrawl-delay: 1\n"

    def __init__(self, markup: Callable[[Thing], str] = in_json_ld, site: str = SITE) -> None:
        super().__init__()
        self.markup = markup
        self.site = site

    def serve(self, request: PlatformRequest) -> HttpReply:
        match [part for part in request.path.split("/") if part]:
            case ["robots.txt"]:
                return HttpReply(status=200, headers={"content-type": "text/plain"}, body=self.robots)
            case ["sitemap.xml"]:
                addresses = [f"{self.site}/boutiques/{record['id']}" for record in self.records]
                return HttpReply(status=200, headers={"content-type": "application/xml"}, body=sitemap(*addresses))
            case ["boutiques", id_]:
                return self._shop(id_)
        return HttpReply(status=404, body=b"not found")

    def _shop(self, id_: str) -> HttpReply:
        found = [record for record in self.records if record["id"] == id_]
        if not found:
            return HttpReply(status=404, body=b"not found")
        thing = thing_of(found[0])
        if id_ in self.spoilt:
            thing["name"] = None
        body = page(self.markup(thing))
        return html(body, etag=f'"{sha256(body).hexdigest()[:16]}"')
