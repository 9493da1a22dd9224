"""Elements of GeoJSON, of GeoJSON lines, and of the JSON that Overpass answers.

https://www.rfc-editor.org/rfc/rfc7946, https://wiki.openstreetmap.org/wiki/Overpass_API/Overpass_QL (`out:json`),
https://docs.osmcode.org/osmium/latest/osmium-export.html (ids `n123`, `w123`, `r123`; areas `a246` and `a247`)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from frontdesk_osm.elements import KINDS, Element, Point, Unreadable, centre, wanted
from frontdesk_osm.extract import broken, check_remark, opened
from frontdesk_osm.xml_reader import Filters

_ID = re.compile(r"(?:.*/)?(node|way|relation)[/ ]?(\d+)|([nwra])(\d+)")
_LETTERS = {"n": "node", "w": "way", "r": "relation"}
_MARKS = ("\ufeff", "\x1e")  # a byte order mark; the record separator of RFC 8142
_DEEPEST = 8
_RELATION = 1
_NOWHERE = 1000
"""Degrees beyond any place: JSON may hold numbers that no other arithmetic takes."""


def read_json(path: Path, most: int, filters: Filters) -> Iterator[Element | Unreadable]:
    """The places of a document. Raises ConfigError where it is not one."""
    text = _text(path, most)
    try:
        document = json.loads(text) if text.strip() else {"elements": []}
    except json.JSONDecodeError as error:
        raise broken(path, "FD630", line=error.lineno, format="JSON", problem=error.msg) from error
    except (RecursionError, ValueError) as error:
        raise broken(path, "FD630", format="JSON", problem=type(error).__name__) from error
    name, listed = _listed(path, document)
    for number, item in enumerate(listed):
        yield from _chosen(item, f"{name}[{number}]", None, filters)


def read_json_lines(path: Path, most: int, filters: Filters) -> Iterator[Element | Unreadable]:
    """The places of a file with one feature to a line; a line that is broken loses itself alone."""
    for number, line in enumerate(_text(path, most).split("\n"), 1):
        plain = line.strip().lstrip("".join(_MARKS))
        if not plain:
            continue
        try:
            item = json.loads(plain)
        except (ValueError, RecursionError) as error:
            problem = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
            yield Unreadable(line=number, path="", problem=problem)
            continue
        yield from _chosen(item, "", number, filters)


def _text(path: Path, most: int) -> str:
    with opened(path, most) as file:
        data = file.read()
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise broken(path, "FD630", line=line, format="JSON", problem=f"it is not in {encoding}") from error


def _listed(path: Path, document: object) -> tuple[str, Sequence[object]]:
    """The list of a GeoJSON collection (`features`) or of an answer of Overpass (`elements`)."""
    if isinstance(document, Mapping):
        for name in ("features", "elements"):
            if isinstance(document.get(name), list):
                check_remark(path, document.get("remark"), "Overpass JSON")
                return name, document[name]
        if document.get("type") == "Feature":
            return "", [document]
    raise broken(path, "FD631", found=type(document).__name__)


def _chosen(item: object, path: str, line: int | None, filters: Filters) -> Iterator[Element | Unreadable]:
    element = _feature(item, line) if isinstance(item, Mapping) else None
    if element is None:
        yield Unreadable(line=line, path=path, problem="neither a feature nor an element with type and id")
    elif element.gone or wanted(element.tags, filters):
        yield element


def _feature(item: Mapping[str, object], line: int | None) -> Element | None:
    if item.get("type") != "Feature":
        return _overpass(item, line)
    properties = item.get("properties")
    flat = properties if isinstance(properties, Mapping) else {}
    named = _named(flat.get("@id") or item.get("id") or _typed(flat))
    if named is None:
        return None
    tags = flat.get("tags")
    nested = tags if isinstance(tags, Mapping) else flat
    return Element(
        kind=named[0],
        number=named[1],
        tags=_tags(nested),
        at=_middle(item.get("geometry")),
        gone=flat.get("@visible") is False or flat.get("visible") is False,
        line=line,
    )


def _overpass(item: Mapping[str, object], line: int | None) -> Element | None:
    kind, number = item.get("type"), item.get("id")
    if kind not in KINDS or not isinstance(number, int | str):
        return None
    centred = item.get("center")
    place = centred if isinstance(centred, Mapping) else item
    latitude, longitude = place.get("lat"), place.get("lon")
    tags = item.get("tags")
    return Element(
        kind=str(kind),
        number=str(number),
        tags=_tags(tags if isinstance(tags, Mapping) else {}),
        at=_pair([longitude, latitude]) or _box(item.get("bounds")),
        gone=item.get("visible") is False,
        line=line,
    )


def _box(bounds: object) -> Point | None:
    """The middle of what Overpass gives for `out bb`."""
    if not isinstance(bounds, Mapping):
        return None
    corners = [_pair([bounds.get(f"{end}lon"), bounds.get(f"{end}lat")]) for end in ("min", "max")]
    return centre([corner for corner in corners if corner is not None])


def _typed(flat: Mapping[str, object]) -> object:
    kind, number = flat.get("@type") or flat.get("type"), flat.get("id") or flat.get("osm_id")
    return f"{kind}/{number}" if kind in KINDS and number is not None else None


def _named(value: object) -> tuple[str, str] | None:
    """`node/123`, `n123`, `https://www.openstreetmap.org/way/7`; areas of osmium are ways times two, or relations."""
    found = _ID.fullmatch(str(value)) if isinstance(value, str) else None
    if found is None:
        return None
    if found[1]:
        return found[1], found[2]
    if found[3] in _LETTERS:
        return _LETTERS[found[3]], found[4]
    number = int(found[4])
    return ("relation", str(number // 2)) if number % 2 == _RELATION else ("way", str(number // 2))


def _tags(values: Mapping[str, object]) -> dict[str, str]:
    """Tags are texts; what stands beside them (`@version`, a list of relations) is none."""
    return {
        key: str(value)
        for key, value in values.items()
        if not key.startswith("@") and isinstance(value, str | int | float) and not isinstance(value, bool)
    }


def _middle(geometry: object) -> Point | None:
    """A point, or the middle of the box around any other shape."""
    if not isinstance(geometry, Mapping):
        return None
    return centre(list(_points(geometry.get("coordinates"), 0)))


def _points(value: object, depth: int) -> Iterator[Point]:
    if not isinstance(value, list) or depth > _DEEPEST:
        return
    pair = _pair(value)
    if pair is not None:
        yield pair
        return
    for item in value:
        yield from _points(item, depth + 1)


def _pair(value: Sequence[object]) -> Point | None:
    """Longitude comes first in GeoJSON."""
    numbers = [item for item in value[:2] if isinstance(item, int | float) and not isinstance(item, bool)]
    near = [float(max(-_NOWHERE, min(number, _NOWHERE))) for number in numbers]
    return (near[1], near[0]) if len(near) == len(value[:2]) == 2 else None  # noqa: PLR2004 - a pair
