"""Every format of extracts against the contract of all sources."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

from frontdesk_osm import OsmSettings, OsmSource
from frontdesk_testkit import SourceContract

Record = Mapping[str, object]
FIELDS = {"timezone": "timezone", "groups": "groups"}
NAMES = {"city": "addr:city", "postal_code": "addr:postcode"}


def tags(record: Record) -> dict[str, str]:
    """A record as the tags of a node; its own id is the tag `ref`."""
    found: dict[str, str] = {"ref": str(record["id"]), "shop": "bakery"}
    for name, value in record.items():
        if isinstance(value, Mapping):
            found |= {NAMES[below]: str(item) for below, item in value.items()}
        elif name != "id":
            found[name] = ";".join(value) if isinstance(value, list) else str(value)
    return found


class _Extract(SourceContract):
    name = ""

    def source(self, place: Path) -> OsmSource:
        """The bakeries of an extract in the test's own folder."""
        settings = OsmSettings(path=place / self.name, tags={"shop": "bakery"}, id_tag="ref", fields=FIELDS)
        return OsmSource(settings)

    def spoil_one(self, place: Path) -> None:
        """Its name is no tag any more."""
        text = (place / self.name).read_text(encoding="utf-8").replace("Beta", "")
        (place / self.name).write_text(text, encoding="utf-8")

    def spoil_all(self, place: Path) -> None:
        """Half of the file."""
        data = (place / self.name).read_bytes()
        (place / self.name).write_bytes(data[: len(data) // 2])


def xml(records: Sequence[Record]) -> str:
    """OSM XML, one node to a record."""
    nodes = "".join(
        f'<node id="{number}" lat="48.85" lon="2.35" version="1">'
        + "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags(record).items())
        + "</node>\n"
        for number, record in enumerate(records, 1)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="test">\n{nodes}</osm>\n'


class TestXml(_Extract):
    """As Overpass and osmium write it."""

    name = "shops.osm"

    def write(self, place: Path, records: Sequence[Record]) -> None:
        """Nodes."""
        (place / self.name).write_text(xml(records), encoding="utf-8")


class TestPackedXml(_Extract):
    """The same, packed."""

    name = "shops.osm.gz"

    def write(self, place: Path, records: Sequence[Record]) -> None:
        """Nodes."""
        (place / self.name).write_bytes(gzip.compress(xml(records).encode()))

    def spoil_one(self, place: Path) -> None:
        """Its name is no tag any more."""
        text = gzip.decompress((place / self.name).read_bytes()).decode().replace("Beta", "")
        (place / self.name).write_bytes(gzip.compress(text.encode()))


def feature(number: int, record: Record) -> dict[str, object]:
    """A point of GeoJSON as overpass turbo exports it."""
    geometry = {"type": "Point", "coordinates": [2.35, 48.85]}
    return {"type": "Feature", "id": f"node/{number}", "properties": tags(record), "geometry": geometry}


class TestGeoJson(_Extract):
    """A collection of features."""

    name = "shops.geojson"

    def write(self, place: Path, records: Sequence[Record]) -> None:
        """Points."""
        features = [feature(number, record) for number, record in enumerate(records, 1)]
        document = {"type": "FeatureCollection", "features": features}
        (place / self.name).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


class TestGeoJsonLines(_Extract):
    """One feature to a line."""

    name = "shops.geojsonl"

    def write(self, place: Path, records: Sequence[Record]) -> None:
        """Points."""
        lines = [json.dumps(feature(number, record)) for number, record in enumerate(records, 1)]
        (place / self.name).write_text("".join(f"\x1e{line}\n" for line in lines), encoding="utf-8")

    def spoil_one(self, place: Path) -> None:
        """A line that is cut off."""
        lines = (place / self.name).read_text(encoding="utf-8").split("\n")
        lines[1] = lines[1][:-5]
        (place / self.name).write_text("\n".join(lines), encoding="utf-8")

    def spoil_all(self, place: Path) -> None:
        """The file is gone."""
        (place / self.name).unlink()


class TestOverpass(_Extract):
    """What Overpass answers to `out:json` and `out center`."""

    name = "shops.json"

    def write(self, place: Path, records: Sequence[Record]) -> None:
        """Ways with their centres."""
        elements = [
            {"type": "way", "id": number, "center": {"lat": 48.85, "lon": 2.35}, "tags": tags(record)}
            for number, record in enumerate(records, 1)
        ]
        document = {"version": 0.6, "generator": "Overpass API", "elements": elements}
        (place / self.name).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
