"""`opening_hours` of OpenStreetMap: its text as rules, as local days, and what is wrong with it.

The library opening-hours-py (extra `frontdesk[osm]`) reads the text and says what is open when. It is imported only
where a schedule has such an expression.
"""

from __future__ import annotations

from frontdesk.hours.osm.days import ExpressionDays, days_of_expression
from frontdesk.hours.osm.rules import OsmRule, UnreadableError, library_missing, read_rules
from frontdesk.hours.osm.selectors import BeyondFieldsError
from frontdesk.hours.osm.slips import likely_meant
from frontdesk.hours.osm.times import has_sun

__all__ = [
    "BeyondFieldsError",
    "ExpressionDays",
    "OsmRule",
    "UnreadableError",
    "days_of_expression",
    "has_sun",
    "library_missing",
    "likely_meant",
    "read_rules",
]
