"""Elements of OSM XML, read as a stream: https://wiki.openstreetmap.org/wiki/OSM_XML.

Ways and relations hold no coordinates of their own, and what they are made of stands before them: where Overpass did
not give their centre, the file is read again for the points that are needed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from lxml import etree

from frontdesk_osm.elements import KINDS, Element, Point, Unreadable, centre, wanted
from frontdesk_osm.extract import broken, check_remark, opened

Filters = Mapping[str, str | Collection[str]]
_ROOTS = ("osm", "osmChange")


def read_xml(path: Path, most: int, filters: Filters) -> Iterator[Element | Unreadable]:
    """The places of an extract. Raises ConfigError where it is not one, or is cut off."""
    found = [element for element in _elements(path, most) if element.gone or wanted(element.tags, filters)]
    yield from _placed(path, most, found)


def _elements(path: Path, most: int, kinds: Collection[str] = KINDS) -> Iterator[Element]:
    return (found for item in parsed(path, most, kinds) if (found := _element(item)) is not None)


def parsed(path: Path, most: int, kinds: Collection[str]) -> Iterator[etree._Element]:
    """Each element while it is there; what was read is forgotten at once."""
    with opened(path, most) as file:
        try:
            yield from _events(path, file, kinds)
        except etree.XMLSyntaxError as error:
            raise broken(path, "FD630", line=error.lineno, format="OSM XML", problem=str(error.msg)) from error


def _events(path: Path, file: object, kinds: Collection[str]) -> Iterator[etree._Element]:
    parser = etree.iterparse(
        file,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    begun = False
    for event, item in parser:
        if not begun:
            _check_root(path, item)
            begun = True
        if event == "end" and item.tag == "remark":
            check_remark(path, item.text, "OSM XML")
        if event == "end" and item.tag in KINDS:
            if item.tag in kinds:
                yield item
            _forget(item)


def _check_root(path: Path, root: etree._Element) -> None:
    if root.getroottree().docinfo.doctype:
        raise broken(path, "FD630", line=1, format="OSM XML", problem="it has a document type, as no extract does")
    if root.tag not in _ROOTS:
        raise broken(path, "FD631", found=f"<{str(root.tag)[:40]}>")


def _forget(item: etree._Element) -> None:
    item.clear()
    parent = item.getparent()
    while parent is not None and item.getprevious() is not None:
        del parent[0]


def _element(item: etree._Element) -> Element | None:
    number = item.get("id")
    if number is None:
        return None
    centred = next((child for child in item if child.tag == "center"), item)
    return Element(
        kind=str(item.tag),
        number=number,
        tags={str(tag.get("k")): str(tag.get("v")) for tag in item.iterchildren("tag") if tag.get("k") is not None},
        at=_point(centred.get("lat"), centred.get("lon")),
        gone=_gone(item),
        line=item.sourceline,
        nodes=tuple(str(child.get("ref")) for child in item.iterchildren("nd")),
        members=tuple((str(child.get("type")), str(child.get("ref"))) for child in item.iterchildren("member")),
    )


def _gone(item: etree._Element) -> bool:
    """Deleted on the map, in an editor's file, or by a change set."""
    parent = item.getparent()
    deleted = parent is not None and parent.tag == "delete"
    return bool(deleted) or item.get("visible") == "false" or item.get("action") == "delete"


def _point(latitude: object, longitude: object) -> Point | None:
    try:
        return float(str(latitude)), float(str(longitude))
    except ValueError:
        return None


# Centres


def _placed(path: Path, most: int, found: list[Element]) -> list[Element]:
    """With the centres of ways and relations that lack one."""
    lacking = [element for element in found if element.at is None and not element.gone]
    within = {number for element in lacking for kind, number in element.members if kind == "way"}
    ways = {way.number: way.nodes for way in _elements(path, most, ("way",)) if way.number in within} if within else {}
    nodes = {element.ref: frozenset(_nodes_of(element, ways.get)) for element in lacking}
    needed = frozenset[str]().union(*nodes.values())
    if not needed:
        return found
    points = {
        node.number: node.at
        for node in _elements(path, most, ("node",))
        if node.number in needed and node.at is not None
    }
    return [
        replace(element, at=centre([points[n] for n in nodes[element.ref] if n in points]))
        if element.ref in nodes
        else element
        for element in found
    ]


def _nodes_of(element: Element, ways: Callable[[str, tuple[str, ...]], Collection[str]]) -> Iterator[str]:
    yield from element.nodes
    for kind, number in element.members:
        yield from [number] if kind == "node" else ways(number, ()) if kind == "way" else ()
