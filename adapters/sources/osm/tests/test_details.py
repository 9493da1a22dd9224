"""What the contract cannot know of extracts: their tags, their centres, their hours, and what is wrong with them."""

from __future__ import annotations

import bz2
import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from frontdesk import ConfigError, Row, describe, establishment_from
from frontdesk_osm import OsmSettings, OsmSource
from frontdesk_osm.xml_reader import parsed

# The shapes of https://wiki.openstreetmap.org/wiki/OSM_XML and https://wiki.openstreetmap.org/wiki/Overpass_API/Overpass_QL
TOWN = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="Overpass API">
  <note>The data included in this document is from www.openstreetmap.org.</note>
  <meta osm_base="2026-11-20T10:00:00Z"/>
  <bounds minlat="48.8" minlon="2.3" maxlat="48.9" maxlon="2.4"/>
  <node id="1" lat="48.8500" lon="2.3500" version="3" timestamp="2026-01-01T00:00:00Z" visible="true">
    <tag k="shop" v="bakery"/><tag k="name" v="Boulangerie Martin"/><tag k="brand" v="Martin"/>
    <tag k="ref" v="P-11"/><tag k="addr:housenumber" v="12 bis"/><tag k="addr:street" v="rue du Coquelicot"/>
    <tag k="addr:postcode" v="75019"/><tag k="addr:city" v="Paris"/><tag k="addr:country" v="fr"/>
    <tag k="contact:phone" v="+33 1 23 45 67 89;+33 6 00 00 00 00"/><tag k="website" v="https://martin.example"/>
    <tag k="wheelchair" v="yes"/><tag k="operator" v="SARL Martin"/><tag k="parking" v="street_side"/>
    <tag k="opening_hours" v="Tu-Sa 07:00-19:30; Su 07:00-13:00; PH off"/>
    <tag k="opening_hours:drive_through" v="Mo-Su 10:00-22:00"/><tag k="opening_hours:covid19" v="off"/>
    <tag k="happy_hours" v="Fr 17:00-18:00"/>
  </node>
  <node id="2" lat="48.0" lon="2.0"/><node id="3" lat="48.2" lon="2.4"/><node id="4" lat="48.1" lon="2.1"/>
  <node id="5" visible="false" version="2"/>
  <way id="10"><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="2"/>
    <tag k="shop" v="pastry;bakery"/><tag k="brand" v="Martin"/></way>
  <way id="11"><center lat="47.5" lon="1.5"/><nd ref="99"/><tag k="shop" v="bakery"/><tag k="name" v="Centred"/></way>
  <way id="12"><nd ref="2"/><nd ref="3"/></way>
  <relation id="20"><member type="way" ref="12" role="outer"/><member type="node" ref="4" role=""/>
    <tag k="shop" v="bakery"/><tag k="name" v="Galerie"/></relation>
  <node id="30" lat="1" lon="1"><tag k="shop" v="butcher"/><tag k="name" v="Other"/></node>
</osm>
"""


def read(folder: Path, content: str | bytes, name: str = "x.osm", **settings: Any) -> list[Row]:
    """The rows of an extract with this content."""
    data = content.encode() if isinstance(content, str) else content
    (folder / name).write_bytes(data)
    return list(OsmSource(OsmSettings(path=folder / name, **settings)).rows())


def records(rows: list[Row]) -> dict[str, Any]:
    """The records by id."""
    return {row.id: row.record for row in rows if row.id is not None and row.record is not None}


def refused(folder: Path, content: str | bytes, name: str = "x.osm", **settings: Any) -> str:
    """The id of the one error that an extract is refused with."""
    with pytest.raises(ConfigError) as caught:
        read(folder, content, name, **settings)
    (item,) = caught.value.diagnostics
    assert describe(item, "en") != describe(item, "fr")
    assert name in item.place
    return item.id


BAKERIES: dict[str, Any] = {"tags": {"shop": "bakery"}, "country": "FR", "fields": {"custom.parking": "parking"}}


def test_tags_become_fields(tmp_path: Path) -> None:
    record = records(read(tmp_path, TOWN, **BAKERIES))["node/1"]
    hours, further = record.pop("opening_hours"), record.pop("hours")
    assert record == {
        "id": "node/1",
        "name": "Boulangerie Martin",
        "brand": "Martin",
        "code": "P-11",
        "address": {"lines": ["12 bis rue du Coquelicot"], "postal_code": "75019", "city": "Paris", "country": "FR"},
        "phone": "+33 1 23 45 67 89",
        "website": "https://martin.example",
        "map_url": "https://www.openstreetmap.org/node/1",
        "coordinates": {"latitude": 48.85, "longitude": 2.35},
        "custom": {"operator": "SARL Martin", "wheelchair": "yes", "parking": "street_side"},
    }
    assert hours["holidays"] == {"country": "FR", "behaviour": "closed"}
    assert {kind: told["provenance"]["kind"] for kind, told in further.items()} == {
        "drive_through": "opening_hours:drive_through",
        "happy": "happy_hours",
    }
    assert establishment_from(record | {"opening_hours": hours, "hours": further}).name == "Boulangerie Martin"


def test_ways_and_relations_are_at_their_centre(tmp_path: Path) -> None:
    """Told, or the middle of the box around their nodes, those of a relation's ways too."""
    found = {id_: record["coordinates"] for id_, record in records(read(tmp_path, TOWN, **BAKERIES)).items()}
    assert found["way/10"] == {"latitude": 48.1, "longitude": 2.2}
    assert found["way/11"] == {"latitude": 47.5, "longitude": 1.5}
    assert found["relation/20"] == {"latitude": 48.1, "longitude": 2.2}


def test_a_name_may_be_that_of_the_brand(tmp_path: Path) -> None:
    assert records(read(tmp_path, TOWN, **BAKERIES))["way/10"]["name"] == "Martin"


def test_what_is_deleted_is_gone(tmp_path: Path) -> None:
    """Its tags are deleted with it, so it is told of whatever is asked for."""
    assert [row.id for row in read(tmp_path, TOWN, **BAKERIES) if row.gone] == ["node/5"]


@pytest.mark.parametrize(
    "content",
    [
        '<osm><node id="1" lat="1" lon="1" action="delete"><tag k="name" v="A"/></node></osm>',
        '<osmChange><modify/><delete><node id="1" lat="1" lon="1"><tag k="name" v="A"/></node></delete></osmChange>',
        '<osm><node id="1" visible="false"/></osm>',
    ],
)
def test_each_way_of_deleting_is_known(tmp_path: Path, content: str) -> None:
    (row,) = read(tmp_path, content)
    assert (row.id, row.gone, row.record) == ("node/1", True, None)


@pytest.mark.parametrize(
    ("tags", "wanted"),
    [
        ({"shop": "bakery"}, {"node/1", "way/10", "way/11", "relation/20"}),
        ({"shop": ["butcher", "pastry"]}, {"way/10", "node/30"}),
        ({"shop": "*", "brand": "Martin"}, {"node/1", "way/10"}),
        ({"amenity": "*"}, set()),
        ({}, {"node/1", "way/11", "relation/20", "node/30"}),
    ],
)
def test_places_are_chosen_by_their_tags(tmp_path: Path, tags: Any, wanted: set[str]) -> None:
    """All of them must hold; without any, places that have a name or hours."""
    assert set(records(read(tmp_path, TOWN, tags=tags))) == wanted


def test_ids_may_be_a_tag(tmp_path: Path) -> None:
    """A place without it is told of, and the others are read."""
    rows = read(tmp_path, TOWN, tags={"shop": "bakery"}, id_tag="ref")
    assert set(records(rows)) == {"P-11"}
    assert [item.id for row in rows if row.id is None for item in row.diagnostics] == ["FD634"] * 3


HOURS = '<osm><node id="1" lat="48.8" lon="2.3"><tag k="name" v="A"/><tag k="opening_hours" v="{}"/></node></osm>'


def test_hours_that_cannot_be_read_cost_themselves_alone(tmp_path: Path) -> None:
    (row,) = read(tmp_path, HOURS.format("lun-ven 9h-18h"))
    assert row.record is not None
    assert row.record["opening_hours"]["weekly"] == {"mon-sun": "unknown"}
    assert [(item.id, item.severity, item.path) for item in row.diagnostics][:1] == [
        ("FD162", "warning", "node/1.opening_hours")
    ]


def test_the_sun_is_that_of_the_place(tmp_path: Path) -> None:
    (row,) = read(tmp_path, HOURS.format("sunrise-sunset"), timezone="Europe/Paris")
    assert row.record is not None
    assert row.record["opening_hours"]["expression"]["coordinates"] == {"latitude": 48.8, "longitude": 2.3}
    assert row.diagnostics == ()


def test_holidays_are_those_of_the_settings(tmp_path: Path) -> None:
    (row,) = read(
        tmp_path, HOURS.format("Mo-Sa 09:00-18:00; PH,SH off"), country="FR", subdivision="57", school="Zone B"
    )
    assert row.record is not None
    assert row.record["opening_hours"]["holidays"]["subdivision"] == "57"
    assert row.record["opening_hours"]["seasons"][0]["during"]["subdivision"] == "Zone B"


def test_coordinates_out_of_range_are_left_out(tmp_path: Path) -> None:
    (row,) = read(tmp_path, HOURS.format("24/7").replace("48.8", "98.8"))
    assert row.record is not None
    assert "coordinates" not in row.record
    assert {item.severity for item in row.diagnostics} == {"warning"}


# GeoJSON and Overpass


def feature(**more: Any) -> dict[str, Any]:
    """A feature with a name; `more` stands beside its properties."""
    return {"type": "Feature", "properties": {"name": "A"}, "geometry": None, **more}


@pytest.mark.parametrize(
    ("item", "id_"),
    [
        (feature(id="node/7"), "node/7"),
        (feature(properties={"name": "A", "@id": "way/7"}), "way/7"),
        (feature(id="https://www.openstreetmap.org/relation/7"), "relation/7"),
        (feature(id="n7"), "node/7"),
        (feature(id="a14"), "way/7"),
        (feature(id="a15"), "relation/7"),
        (feature(properties={"type": "node", "id": 7, "tags": {"name": "A"}}), "node/7"),
        (feature(properties={"name": "A", "@type": "way", "osm_id": "7"}), "way/7"),
        ({"type": "node", "id": 7, "tags": {"name": "A"}}, "node/7"),
    ],
)
def test_features_are_known_by_all_usual_ids(tmp_path: Path, item: Any, id_: str) -> None:
    """Of overpass turbo, of osmtogeojson, of osmium and of Overpass itself."""
    document = {"type": "FeatureCollection", "features": [item]}
    assert set(records(read(tmp_path, json.dumps(document), "x.geojson"))) == {id_}


@pytest.mark.parametrize("item", [feature(), feature(id="7"), feature(id=7), "x", None, [], {"type": "area", "id": 1}])
def test_a_feature_without_an_id_loses_itself_alone(tmp_path: Path, item: Any) -> None:
    rows = read(tmp_path, json.dumps({"features": [item, feature(id="node/1")]}), "x.json")
    assert [item.id for row in rows for item in row.diagnostics] == ["FD633"]
    assert set(records(rows)) == {"node/1"}


@pytest.mark.parametrize(
    ("geometry", "wanted"),
    [
        ({"type": "Point", "coordinates": [2.5, 48.5]}, (48.5, 2.5)),
        ({"type": "Point", "coordinates": [2.5, 48.5, 100]}, (48.5, 2.5)),
        ({"type": "Polygon", "coordinates": [[[2, 48], [3, 48], [3, 49], [2, 48]]]}, (48.5, 2.5)),
        ({"type": "MultiPolygon", "coordinates": [[[[2, 48], [3, 49]]]]}, (48.5, 2.5)),
    ],
)
def test_shapes_have_a_middle(tmp_path: Path, geometry: Any, wanted: tuple[float, float]) -> None:
    (record,) = records(read(tmp_path, json.dumps(feature(id="way/1", geometry=geometry)), "x.geojson")).values()
    assert (record["coordinates"]["latitude"], record["coordinates"]["longitude"]) == wanted


@pytest.mark.parametrize(
    "geometry", [None, {}, [], "x", {"coordinates": "x"}, {"coordinates": [1]}, {"coordinates": [True, 2]}]
)
def test_a_shape_that_is_none_has_no_place(tmp_path: Path, geometry: Any) -> None:
    (record,) = records(read(tmp_path, json.dumps(feature(id="way/1", geometry=geometry)), "x.geojson")).values()
    assert "coordinates" not in record


def test_a_number_of_hundreds_of_digits_costs_its_coordinates_alone(tmp_path: Path) -> None:
    far = feature(id="way/1", geometry={"type": "Point", "coordinates": [10**400, 48.5]})
    (row,) = read(tmp_path, json.dumps(far), "x.geojson")
    assert row.record is not None
    assert "coordinates" not in row.record
    assert [item.severity for item in row.diagnostics] == ["warning"]


def test_an_answer_of_overpass_that_ran_out_of_time_is_refused(tmp_path: Path) -> None:
    """It has the status 200 and a part of the places."""
    document = {"elements": [], "remark": 'runtime error: Query timed out in "query" at line 3 after 25 seconds.'}
    assert refused(tmp_path, json.dumps(document), "x.json") == "FD630"


def test_an_answer_of_overpass_in_xml_that_ran_out_of_time_is_refused(tmp_path: Path) -> None:
    remark = '<remark> runtime error: Query timed out in "query" at line 3 after 26 seconds. </remark></osm>'
    assert refused(tmp_path, TOWN.replace("</osm>", remark)) == "FD630"
    assert len(read(tmp_path, TOWN.replace("</osm>", "<remark>as you wished</remark></osm>"))) == len(
        read(tmp_path, TOWN)
    )


def test_a_broken_line_loses_itself_alone(tmp_path: Path) -> None:
    lines = [json.dumps(feature(id="node/1")), '{"type": "Feat', json.dumps(feature(id="node/3")), ""]
    rows = read(tmp_path, "\n".join(lines), "x.geojsonl")
    assert set(records(rows)) == {"node/1", "node/3"}
    assert [(item.id, item.line) for row in rows for item in row.diagnostics] == [("FD633", 2)]


# What is wrong with a file

BOMB = '<!DOCTYPE osm [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + HOURS.format("&b;")
STOLEN = '<!DOCTYPE osm [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + HOURS.format("24/7").replace("A", "&a;")


@pytest.mark.parametrize(
    ("content", "name", "id_"),
    [
        (TOWN[: len(TOWN) // 2], "x.osm", "FD630"),
        ("", "x.osm", "FD630"),
        (BOMB, "x.osm", "FD630"),
        (STOLEN, "x.osm", "FD630"),
        ("<html><body>429 Too Many Requests</body></html>", "x.osm", "FD631"),
        ("<!DOCTYPE html><html><body>Gateway Timeout</body></html>", "x.osm", "FD630"),
        (TOWN.encode("latin-1").replace(b"Boulangerie", b"Boulang\xe8rie"), "x.osm", "FD630"),
        ('{"elements": [', "x.osm", "FD630"),
        (gzip.compress(TOWN.encode())[:200], "x.osm.gz", "FD630"),
        (TOWN, "x.osm.gz", "FD630"),
        (TOWN, "x.osm.bz2", "FD630"),
        ('{"elements": [', "x.json", "FD630"),
        ("<html>", "x.json", "FD630"),
        ("[]", "x.json", "FD631"),
        ("7", "x.geojson", "FD631"),
        ('{"features": {}}', "x.geojson", "FD631"),
        ("[" * 100_000, "x.json", "FD630"),
        ('{"features": [{"id": "\xe9"}]}'.encode("latin-1"), "x.json", "FD630"),
        (TOWN, "x.osm.pbf", "FD602"),
    ],
)
def test_an_extract_that_is_none_is_refused_as_a_whole(tmp_path: Path, content: Any, name: str, id_: str) -> None:
    """Nothing vanishes by accident."""
    assert refused(tmp_path, content, name) == id_


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (TOWN.encode("utf-8-sig"), "x.osm"),
        (TOWN.replace("UTF-8", "UTF-16").encode("utf-16"), "x.osm"),
        (TOWN.replace("UTF-8", "ISO-8859-1").encode("latin-1"), "x.xml"),
        (gzip.compress(TOWN.encode()), "x.osm.gz"),
        (bz2.compress(TOWN.encode()), "x.osm.bz2"),
        (json.dumps(feature(id="node/1")).encode("utf-8-sig"), "x.geojson"),
        (json.dumps(feature(id="node/1")).encode("utf-16"), "x.geojson"),
    ],
)
def test_encodings_that_are_told_are_read(tmp_path: Path, data: bytes, name: str) -> None:
    assert "node/1" in records(read(tmp_path, data, name))


@pytest.mark.parametrize("name", ["x.osm", "x.osm.gz", "x.json"])
def test_an_extract_that_is_too_large_is_refused(tmp_path: Path, name: str) -> None:
    """Unpacked too: a few bytes of a packed file can stand for billions."""
    plain = b"<osm>" + b" " * 10_000_000 + b"</osm>"
    assert (
        refused(tmp_path, gzip.compress(plain) if name.endswith("gz") else plain, name, most_bytes=100_000) == "FD601"
    )


@pytest.mark.parametrize("make", [lambda path: None, Path.mkdir, os.mkfifo])
def test_what_is_no_file_is_refused(tmp_path: Path, make: Any) -> None:
    make(tmp_path / "x.osm")
    source = OsmSource(OsmSettings(path=tmp_path / "x.osm"))
    with pytest.raises(ConfigError) as caught:
        list(source.rows())
    assert caught.value.diagnostics[0].id == "FD600"
    assert source.fingerprint() is None


def test_a_place_of_a_megabyte_is_one_place(tmp_path: Path) -> None:
    """A tag as long as that is no hours, and nobody else pays for it."""
    rows = read(tmp_path, TOWN.replace("Fr 17:00-18:00", "Fr " * 350_000), **BAKERIES)
    assert len(records(rows)) == 4


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.osm"
    path.write_text(TOWN)
    source = OsmSource(OsmSettings(path=path))
    monkeypatch.setattr(
        "frontdesk_osm.source.row", lambda *_: path.write_text(TOWN + " ") and Row(id=None, record=None)
    )
    with pytest.raises(ConfigError) as caught:
        source.rows()
    assert caught.value.diagnostics[0].id == "FD618"


def test_what_was_read_is_forgotten_while_the_file_streams_by(tmp_path: Path) -> None:
    """A region of millions of trees takes no more memory than one."""
    other = '<node id="{}" lat="1" lon="1"><tag k="natural" v="tree"/></node>'
    (tmp_path / "x.osm").write_text(f"<osm>{''.join(other.format(number) for number in range(5_000))}</osm>")
    seen = [len(item.getroottree().getroot()) for item in parsed(tmp_path / "x.osm", 10_000_000, ("node",))]
    assert len(seen) == 5_000
    assert max(seen) < 1_000  # as much as the parser reads ahead


@pytest.mark.parametrize("field", ["id", "opening_hours", "nmae", "custom.", "address"])
def test_a_field_that_cannot_be_mapped_is_refused(field: str) -> None:
    with pytest.raises(ValueError, match="there is no field"):
        OsmSettings(path=Path("x.osm"), fields={field: "x"})
