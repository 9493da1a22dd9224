"""Hours of OpenStreetMap: the tag `opening_hours`, and others of the same language (`service_times`, `happy_hours`).

https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from frontdesk.diagnostics import Diagnostic
from frontdesk.hours.expressions import read_expression
from frontdesk.hours.formats.reading import ReadHours
from frontdesk.hours.formats.shapes import echo
from frontdesk.hours.place import Place

SYSTEM: Final = "osm"
TAG: Final = "opening_hours"
_POLE: Final = 90
_UNKNOWN: Final[Mapping[str, object]] = {"weekly": {"mon-sun": "unknown"}}

Document = dict[str, object]


def from_osm(
    text: object,
    *,
    country: str | None = None,
    subdivision: str | None = None,
    school: str | None = None,
    coordinates: tuple[float, float] | None = None,
    kind: str = "opening",
    tag: str = TAG,
) -> ReadHours:
    """The hours that a text of OpenStreetMap tells, as fields where those can hold all of it, else as an expression.

    `country` and `subdivision` are those of its public holidays (PH), `school` is the zone of its school holidays (SH),
    `coordinates` latitude and longitude in degrees, for the sun; those that are nowhere on Earth are none. `tag` is
    where the text stood. A text that cannot be read leaves everything unknown, with a warning.
    """
    places = {"country": country, "subdivision": subdivision, "school": school}
    written: Document = {
        "syntax": SYSTEM,
        "text": text if isinstance(text, str) else echo(text),
        **{key: item for key, item in places.items() if item},
    }
    if coordinates is not None and _on_earth(*coordinates):
        written["coordinates"] = {"latitude": coordinates[0], "longitude": coordinates[1]}
    document, found = _read(written)
    provenance = {"provenance": {"system": SYSTEM, "kind": tag}}
    return ReadHours(documents={kind: {**document, **provenance}}, diagnostics=found)


def _on_earth(latitude: float, longitude: float) -> bool:
    return abs(latitude) <= _POLE and abs(longitude) <= 2 * _POLE


def _read(written: Document) -> tuple[Mapping[str, object], tuple[Diagnostic, ...]]:
    place = Place(path="", found=[])
    expression = read_expression(place, written)
    doubts = tuple(replace(item, path="", severity="warning") for item in place.found)
    if expression is None:
        return _UNKNOWN, doubts
    from frontdesk.hours.osm import BeyondFieldsError  # noqa: PLC0415 - start-up is spared its patterns
    from frontdesk.hours.osm.fields import fields_of  # noqa: PLC0415 - as above

    try:
        return fields_of(expression), doubts
    except BeyondFieldsError:
        return {"expression": written}, ()  # who loads the document is told of its doubts
