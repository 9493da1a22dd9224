"""From an establishment of a page to a row: its properties, and which of ours each is.

https://schema.org/LocalBusiness ; every property may be missing, given several times, or a text where a node is meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from frontdesk import Diagnostic, Row, content_digest, row_of
from frontdesk.hours.formats import from_schema_org
from frontdesk_schema_org.graph import Node, nodes, text, values

_LONGEST_ID: Final = 200
_FIELDS: Final[Mapping[str, str]] = {"name": "name", "code": "branchCode", "website": "url", "map_url": "hasMap"}
_CODES: Final[Mapping[str, str]] = {
    # What pages write instead of two letters, in the languages that Frontdesk speaks
    **dict.fromkeys(("fra", "france", "frankreich", "francia"), "FR"),
    **dict.fromkeys(("bel", "belgique", "belgium", "belgië", "belgien"), "BE"),
    **dict.fromkeys(("che", "suisse", "switzerland", "schweiz", "svizzera"), "CH"),
    **dict.fromkeys(("lux", "luxembourg", "luxemburg"), "LU"),
    **dict.fromkeys(("deu", "germany", "deutschland", "allemagne"), "DE"),
    **dict.fromkeys(("aut", "austria", "österreich", "autriche"), "AT"),
    **dict.fromkeys(("esp", "spain", "españa", "espagne"), "ES"),
    **dict.fromkeys(("ita", "italy", "italia", "italie"), "IT"),
    **dict.fromkeys(("prt", "portugal"), "PT"),
    **dict.fromkeys(("gbr", "united kingdom", "uk", "great britain", "royaume-uni"), "GB"),
    **dict.fromkeys(("irl", "ireland", "irlande"), "IE"),
    **dict.fromkeys(("nld", "netherlands", "nederland", "pays-bas"), "NL"),
    **dict.fromkeys(("usa", "united states", "united states of america", "états-unis"), "US"),
    **dict.fromkeys(("can", "canada"), "CA"),
    **dict.fromkeys(("bra", "brazil", "brasil", "brésil"), "BR"),
}
_TWO: Final = re.compile(r"[A-Za-z]{2}", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{1,20})?", re.ASCII)


@dataclass(slots=True, kw_only=True)
class Reading:
    """One establishment being read: where it stands, and what could not be read."""

    node: Node
    above: Node | None
    """What it is a department of."""
    page: str
    path: str
    doubts: list[Diagnostic] = field(default_factory=list)

    def row(self, id_: str, language: str | None) -> Row:
        """The row. A department is where its house is, unless it says otherwise."""
        house = self.above or {}
        record: dict[object, object] = {
            "id": id_,
            **{ours: text(self.node.get(theirs)) for ours, theirs in _FIELDS.items()},
            "brand": text(self.node.get("brand")),
            "phone": _bare(text(self.node.get("telephone") or house.get("telephone")), "tel:"),
            "email": _bare(text(self.node.get("email")), "mailto:"),
            "booking_url": _address_in(text(self.node.get("acceptsReservations"))),
            "address": self._address(self.node.get("address") or house.get("address")),
            "coordinates": self._coordinates(self.node) or self._coordinates(house),
            "locale": language,
            "custom": self._custom(),
        }
        record["website"] = record["website"] or self.page
        return row_of(
            {name: value for name, value in record.items() if value not in (None, "", {}, [])},
            path=self.path,
            file=self.page,
            hours=from_schema_org(self.node),
            doubts=self.doubts,
            digest=content_digest(self.node, language),
        )

    def _address(self, value: object) -> dict[str, object]:
        """A PostalAddress, or its text."""
        found = next(iter(values(value)), None)
        if not isinstance(found, Mapping):
            return {"lines": _lines(found)} if isinstance(found, str) and found.strip() else {}
        parts: dict[str, object] = {
            "lines": [line for item in values(found.get("streetAddress")) for line in _lines(item)],
            "postal_code": text(found.get("postalCode")),
            "city": text(found.get("addressLocality")),
            "region": text(found.get("addressRegion")),
            "country": self._country(text(found.get("addressCountry"))),
        }
        return {name: part for name, part in parts.items() if part}

    def _country(self, told: str) -> str:
        if _TWO.fullmatch(told) and told.lower() not in _CODES:
            return told.upper()
        code = _CODES.get(told.lower(), "")
        if told and not code:
            self._doubt("address.addressCountry", told)
        return code

    def _coordinates(self, node: Node) -> dict[str, object]:
        """`geo`, else the same two on the place itself. Zero and zero is what was never filled in."""
        holder = next((place for place in [*nodes(node.get("geo")), node] if text(place.get("latitude"))), None)
        if holder is None:
            return {}
        told = {name: text(holder.get(name)) for name in ("latitude", "longitude")}
        for name, value in told.items():
            if not _NUMBER.fullmatch(value):
                self._doubt(f"geo.{name}", value)
                return {}
        place: dict[str, object] = {name: float(value.replace(",", ".")) for name, value in told.items()}
        return place if any(place.values()) else {}

    def _custom(self) -> dict[str, object]:
        same = [told for item in values(self.node.get("sameAs")) if (told := text(item))]
        return {"same_as": " ".join(same)} if same else {}

    def _doubt(self, name: str, value: str) -> None:
        told = {"value": value[:60], "field": name.rpartition(".")[2]}
        path = f"{self.path}.{name}"
        self.doubts.append(Diagnostic(id="FD677", path=path, file=self.page, severity="warning", params=told))


def id_of(node: Node, above: Node | None, page: str, number: int) -> str:
    """`branchCode`, else `@id`, else the page's address; with a number where it tells of several.

    A department without either is called after its house. Of what is too long a digest stands for it.
    """
    return short_id(_whole_id(node, above, page, number))


def short_id(id_: str) -> str:
    """The id as a record can hold it."""
    return id_ if len(id_) <= _LONGEST_ID else blake2b(id_.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _whole_id(node: Node, above: Node | None, page: str, number: int) -> str:
    own = text(node.get("branchCode")) or text(node.get("@id"))
    if own:
        return own
    base = (text(above.get("branchCode")) or text(above.get("@id")) if above else "") or page
    mark = re.sub(r"[^a-z0-9]+", "-", text(node.get("name")).lower()).strip("-") if above else str(number)
    return f"{base}#{mark or number}" if above or number > 1 else base


def _bare(told: str, scheme: str) -> str:
    return told[len(scheme) :] if told.lower().startswith(scheme) else told


def _address_in(told: str) -> str:
    """`acceptsReservations` is yes, no, or where to go."""
    return told if told.startswith(("https://", "http://")) else ""


def _lines(value: object) -> list[str]:
    told = value if isinstance(value, str) else text(value)
    lines = (" ".join(line.split(" ")).strip() for line in re.split(r"[\r\n]+", told))
    return [re.sub(r"[ \t]+", " ", line) for line in lines if line]
