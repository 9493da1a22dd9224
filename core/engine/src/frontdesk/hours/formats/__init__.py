"""Readers for the notations that hours of the world are kept in, each lossless or saying what it could not read.

Each gives a `ReadHours`, whatever it is given: it never raises. `zero_length` says what 00:00 to 00:00 means, and
`absent_day` what a day is that is not named; their defaults are what the notation's own documentation says.
"""

from __future__ import annotations

from frontdesk.hours.formats.clock import AbsentDay, ZeroLength
from frontdesk.hours.formats.dila import from_dila
from frontdesk.hours.formats.google import from_google
from frontdesk.hours.formats.notations import notation_of
from frontdesk.hours.formats.osm import from_osm
from frontdesk.hours.formats.partoo import from_partoo
from frontdesk.hours.formats.reading import ReadHours
from frontdesk.hours.formats.schema_org import from_schema_org
from frontdesk.hours.formats.typed import from_text
from frontdesk.hours.formats.yext import from_yext

__all__ = [
    "AbsentDay",
    "ReadHours",
    "ZeroLength",
    "from_dila",
    "from_google",
    "from_osm",
    "from_partoo",
    "from_schema_org",
    "from_text",
    "from_yext",
    "notation_of",
]
