"""Establishments from an extract of OpenStreetMap: OSM XML, GeoJSON, or the JSON of Overpass."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk import HttpSource, LocalSource, hookimpl
from frontdesk_osm.settings import OsmSettings
from frontdesk_osm.source import OsmSource

__all__ = ["OsmSettings", "OsmSource"]


@hookimpl
def register_sources() -> Iterable[type[LocalSource | HttpSource]]:
    """The source of this distribution."""
    return [OsmSource]
